"""Where tests run the Action: a checkout, GitHub, and payloads that GitHub publishes."""

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.command import warm
from tests.forge import Forge, World
from tests.pipeline import Run, Runner
from tests.repositories import WORKFLOW, Made

ROOT = Path(__file__).parents[2]
PAYLOADS = Path(__file__).parent / "node_modules/@octokit/webhooks-examples/api.github.com/index.json"
NAME = "Codertocat/Hello-World"
NUMBER = 2
MARKER = "<!-- standards-checker -->"
POLICY = 'policy: own\nversion: "1"\ntitle: Own\nextends: [actions]\n'
FILES = {".github/workflows/ci.yml": WORKFLOW, "checker.yml": "policy: [own.yml]\n", "own.yml": POLICY}
PYTHON = """#!/bin/sh
printf '%s\\t%s\\n' "$PWD" "$*" >> "$RUNNER_TEMP/started"
case "$*" in
  *"-m venv "*)
    {loaded}
    for home; do :; done
    mkdir -p "$home/bin"; cp "$0" "$home/bin/python" ;;
  *"-m pip "*)
    {loaded}
    echo "$@" >> "$RUNNER_TEMP/pip" ;;
  *) exec "{python}" "$@" ;;
esac
"""
"""What stands for Python: the environment that it makes is the one that the tests run in, and it notes where it
was started with which words."""
LOADED = '"{python}" "$@" --help > /dev/null || exit'
"""Loads what the words name, as it would be, without installing anything."""
WORLD = {
    "now": "2026-11-01T00:00:00Z",
    "people": ["Codertocat"],
    "tokens": {
        name: {
            "kind": "workflow",
            "repository": NAME,
            "secret": f"ghs_{name}OfHelloWorldHelloWorld0001",
            "permissions": {"metadata": "read", "contents": "read", "pull_requests": level},
        }
        for name, level in (("own", "write"), ("fork", "read"))
    },
    "repositories": {NAME: {"pulls": [{"author": "Codertocat", "created": 3}] * NUMBER}},
}


def payload(name: str, action: str = "") -> dict[str, Any]:
    """Return the first of GitHub's examples of an event."""
    listed = json.loads(PAYLOADS.read_text(encoding="utf-8"))
    examples = next(each["examples"] for each in listed if each["name"] == name)
    found: dict[str, Any] = next(each for each in examples if not action or each["action"] == action)
    return found


@dataclass
class Stage:
    """Where the Action runs: a repository that was checked out, GitHub, and a folder for its files."""

    made: Any
    forge: Forge
    folder: Path
    runs: int = 0
    cached: bool = False
    kept: Path | None = None
    lacks: tuple[str, ...] = ()
    environment: dict[str, str] = field(default_factory=dict)
    loads: bool = False
    """Whether `python -m venv` and `-m pip` load these modules, which takes a second a run."""

    @property
    def comments(self) -> list[str]:
        return [each.body for each in self.forge.world.comments.of(NAME, NUMBER)]

    def run(self, name: str, event: dict[str, Any], token: str = "own", **given: str) -> Run:
        self.runs += 1
        temporary = self.kept or self.folder / f"temporary {self.runs}"
        temporary.mkdir(exist_ok=True)
        (temporary / "event.json").write_text(json.dumps(event))
        python = temporary / "python3"
        loaded = LOADED.format(python=sys.executable) if self.loads else ""
        python.write_text(PYTHON.format(python=sys.executable, loaded=loaded))
        python.chmod(0o755)
        environment = self.forge.environment(token)
        secret = environment.pop("GITHUB_TOKEN")
        github = {
            "event_name": name,
            "event": event,
            "event_path": str(temporary / "event.json"),
            "repository": NAME,
            "token": secret,
            "sha": self.made.git("rev-parse", "HEAD"),
        }
        actions = {
            "actions/setup-python": lambda run, given: {"python-path": str(python)},
            "actions/cache": self._restored,
        }
        extra = {**environment, "CHECKER_CACHE_DIR": str(self.folder / "cache")}
        extra |= {**dict.fromkeys(self.lacks, ""), **self.environment}
        found = Runner(ROOT, extra, actions).run(self.made.path, temporary, github, given)
        assert secret not in found.log + found.summary
        return found

    def _restored(self, run: Run, given: Mapping[str, str]) -> Mapping[str, str]:
        if self.cached:
            Path(given["path"]).mkdir(parents=True)
            (Path(given["path"]) / "complete").touch()
        return {"cache-hit": str(self.cached).lower()}

    def pull(self, token: str = "own", action: str = "opened", base: str = "main", **given: str) -> Run:
        """Run on a pull request of what is checked out, which was based on *base* when it was made."""
        event = payload("pull_request", action)
        assert event["pull_request"]["number"] == NUMBER
        event["pull_request"]["base"]["sha"] = self.made.git("rev-parse", base)
        event["pull_request"]["head"]["sha"] = self.made.git("rev-parse", "topic")
        event["pull_request"]["head"]["repo"]["fork"] = token == "fork"
        return self.run("pull_request", event, token, **given)


@contextmanager
def staged(made: Made, folder: Path) -> Iterator[Stage]:
    """Give a stage whose checkout is *made*, on its branch `topic`; GitHub was asked nothing that it refuses."""
    made.git("checkout", "--quiet", "-b", "topic")
    with Forge(World(WORLD)) as forge:
        warm(folder / "cache")
        yield Stage(made, forge, folder)
    assert forge.violations == []
