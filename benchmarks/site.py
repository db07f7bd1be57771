"""The site of a large organization: `python benchmarks/site.py FOLDER` prints what it takes."""

import json
import sys
import time
from datetime import date
from pathlib import Path

from msgspec.structs import replace

from checker.app.demo import DemoHistory
from checker.app.reports.story import told
from checker.cli import folder_output
from checker.engine.groups import roll_up
from checker.model.audit import Audit, Subject
from checker.model.report_input import Audience
from checker.model.result import Outcome
from checker.render import html

REPOSITORIES = 1000
RULES = 160
_DAY = date(2026, 11, 22)


def organization(count: int = REPOSITORIES) -> Audit:
    """Return an audit of so many repositories: those of the made-up organization, again and again.

    Each is told with the same number of rules, however many there are by now.
    """
    past = DemoHistory(_DAY)
    audit = past.audit(_DAY)
    kept = {rule.id for rule in audit.policy.rules[:RULES]}
    known = [_within(subject, kept) for subject in audit.subjects if subject.repository]
    subjects = [_copy(known[index % len(known)], index) for index in range(count)]
    subjects += [_within(subject, kept) for subject in audit.subjects if not subject.repository]
    whole, teams = roll_up(subjects, past.teams, past.plan.policy, audit.organization.name)
    policy = replace(audit.policy, rules=audit.policy.rules[:RULES])
    return replace(audit, policy=policy, organization=whole, teams=teams, subjects=tuple(subjects))


def _within(subject: Subject, kept: set[str]) -> Subject:
    results = tuple(result for result in subject.results if result.rule in kept)
    blockers = tuple(each for each in subject.level_blockers if each.rule in kept)
    return replace(subject, results=results, level_blockers=blockers)


def _copy(subject: Subject, index: int) -> Subject:
    assert subject.repository
    name, known = f"{subject.subject}-{index:04}", subject.repository
    return replace(subject, subject=name, repository=replace(known, id=name, name=f"{known.name}-{index:04}"))


def main() -> None:
    """Build the site into a folder and say what it took."""
    target = Path(sys.argv[1])
    story = told(organization())
    began, cpu = time.perf_counter(), time.process_time()
    folder_output.write(html.pages(story, Audience.ENGINEER), target, html.SCHEMA)
    took = time.perf_counter() - began, time.process_time() - cpu
    sizes = [path.stat().st_size for path in target.rglob("*") if path.is_file()]
    failed = [
        each for subject in story.audit.subjects for each in subject.results if each.outcome is Outcome.FAIL
    ]
    found = {
        "seconds": took[0],
        "cpu": took[1],
        "bytes": sum(sizes),
        "largest": max(sizes),
        "rules": len(story.audit.policy.rules),
        "failures": round(len(failed) / REPOSITORIES),
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main()
