"""Puts the report into the job summary and what later steps may ask for into the outputs."""

import json
import os
import secrets
import sys
from pathlib import Path

from checker.render.machine.github import problem


def main(folder: Path) -> None:
    """Write both, or where the audit did not come so far that there is a report, show why."""
    place = folder / "report.json"
    if not place.exists():
        sys.stdout.write(problem("There is no audit", (folder / "errors").read_text("utf-8", "replace")))
        return
    text = (folder / "report.md").read_text(encoding="utf-8")
    _append("GITHUB_STEP_SUMMARY", text)
    found = json.loads(place.read_text(encoding="utf-8"))
    subject = next(iter(found["subjects"]), {"score": None, "level": ""})
    outputs: dict[str, str] = {
        "score": "" if subject["score"] is None else str(subject["score"]),
        "level": str(subject["level"]),
        "worse": str(len(found["gate"]["worse"])) if found["gate"] else "",
        "json": str(place),
        "sarif": os.environ["SARIF"],
    }
    _append("GITHUB_OUTPUT", "".join(_assignment(name, value) for name, value in outputs.items()))


def _assignment(name: str, value: str) -> str:
    """Return the assignment of a value that may hold anything but what nobody can guess."""
    end = secrets.token_hex(16)
    return f"{name}<<{end}\n{value}\n{end}\n"


def _append(variable: str, text: str) -> None:
    """Add to a file of the runner, if it has this one: not all that run actions show summaries."""
    if place := os.environ.get(variable):
        with Path(place).open("a", encoding="utf-8", newline="\n") as file:
            file.write(text)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
