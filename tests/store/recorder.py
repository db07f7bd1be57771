"""Records a few audits and says each step, to be killed at any: `python -m tests.store.recorder URL`."""

import sys
from pathlib import Path
from random import Random

from checker.model.audit import Audit
from checker.store import open_history
from tests.store.made import audit, passing

_OUTCOMES = ("pass", "fail:why", "unknown:hidden", "not-applicable:nothing")


def audits() -> list[Audit]:
    """Return the audits that are recorded, always the same."""
    random = Random(7)
    return [
        audit(
            day,
            [
                passing(f"r{number}", random.choice(("pay", "web", "")), r1=random.choice(_OUTCOMES))
                for number in range(12)
                if random.random() < 0.9
            ],
        )
        for day in range(1, 5)
    ]


def main() -> None:
    """Record until killed."""
    with open_history(sys.argv[1], Path(), write=True) as history:
        for each in audits():
            with history.record("key", "acme") as recording:
                recording.begin(each.started_at, each.policy, each.tool)
                _say("begun")
                for subject in each.subjects:
                    recording.add(subject)
                    _say(subject.subject)
                recording.finish(each)
                _say("finished")


def _say(step: str) -> None:
    sys.stdout.write(f"{step}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
