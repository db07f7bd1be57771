"""Redraws what each token makes of the simulated organization: `make golden`; read the difference."""

import json
import os
import tempfile
from pathlib import Path
from typing import Any

from tests.command import run_checker, warm
from tests.forge import Forge, scenario

NOW = "2026-11-01T00:00:00Z"
POLICY = "baseline-github"
TOKENS = ("admin", "app", "reader", "workflow")
FOLDER = Path(__file__).parent / "golden"


def report(token: str, folder: Path) -> str:
    """Audit the organization as one token; return the JSON report, every byte of it."""
    with Forge(scenario("small")) as forge:
        words = ("audit", "github:acme", "-p", POLICY, "--now", NOW, "-o", "json")
        cache = str(warm(folder / "cache"))
        env = {**os.environ, **forge.environment(token), "CHECKER_CACHE_DIR": cache}
        done = run_checker(*words, cwd=folder, env=env)
        assert done.returncode in (1, 3), done.stderr
        assert forge.violations == []
        return done.stdout.replace(forge.server, "https://github.example")


def results(text: str) -> dict[str, dict[str, dict[str, Any]]]:
    """Return subject → rule → result."""
    subjects = json.loads(text)["subjects"]
    return {
        subject["subject"].removeprefix("127.0.0.1/"): {each["rule"]: each for each in subject["results"]}
        for subject in subjects
    }


def drawn(text: str) -> dict[str, dict[str, str]]:
    """Return what is kept of a report: outcomes, and for unknown ones what would decide them."""
    return {
        subject: {rule: _said(result) for rule, result in sorted(found.items())}
        for subject, found in sorted(results(text).items())
    }


def _said(result: dict[str, Any]) -> str:
    needs = sorted({each["permission"] or each["reason"] for each in result["unknown"]})
    return f"{result['outcome']}: {'; '.join(needs)}" if needs else str(result["outcome"])


def main() -> None:
    """Write a file for each token."""
    FOLDER.mkdir(exist_ok=True)
    for token in TOKENS:
        with tempfile.TemporaryDirectory() as folder:
            text = json.dumps(drawn(report(token, Path(folder))), indent=1, sort_keys=True)
        (FOLDER / f"{token}.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
