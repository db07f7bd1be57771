"""The audit of an organization on a schedule: the steps of its job, with what stands for GitHub's own program."""

import json
import sqlite3
import sys
from pathlib import Path

import pytest

from tests.attacks import hostile
from tests.command import warm
from tests.forge import Forge, scenario
from tests.pipeline import Run
from tests.pipeline.job import Job
from tests.repositories import Made

WORKFLOW = Path(__file__).parents[2] / ".github/workflows/audit-organization.yml"
OTHERS = ("actions/checkout", "actions/upload-artifact", "actions/upload-pages-artifact")
# What stands for `gh`: it knows runs and what they left, filters as it does, and can be out of order.
GH = """#!{python}
import json, shutil, sys
from pathlib import Path
import jq
state = json.loads(Path("{state}").read_text())
words = sys.argv[1:]
options = dict(zip(words, words[1:]))
def answer(found):
    for each in jq.compile(options["--jq"]).input_value(found):
        print(each)
if state["broken"]:
    sys.exit("HTTP 502: Bad Gateway")
if words[:2] == ["run", "list"]:
    assert (options["--workflow"], options["--branch"]) == ("nightly.yml", "main"), words
    answer(state["runs"])
elif words[0] == "api":
    answer({{"artifacts": state["artifacts"].get(words[1].split("/")[5], [])}})
else:
    assert words[:2] == ["run", "download"], words
    shutil.copytree(Path("{state}").parent / "left" / words[2], options["--dir"])
"""
PYTHON = """#!/bin/sh
printf '%s\\t%s\\n' "$PWD" "$*" >> "$RUNNER_TEMP/started"
case "$*" in
  "-I -m pip install "*) "{python}" "$@" --help > /dev/null && echo "$@" >> "$RUNNER_TEMP/pip" ;;
  "-I -m checker "*) exec "{python}" "$@" ;;
  *) exit 9 ;;
esac
"""


class Stage:
    """A runner with an organization to audit, and what earlier runs have left."""

    def __init__(self, forge: Forge, folder: Path) -> None:
        self.forge, self.folder = forge, folder
        warm(folder / "cache")
        self.runs: list[dict[str, object]] = []
        self.artifacts: dict[str, list[dict[str, object]]] = {}
        self.broken = False
        self.uploaded: dict[str, dict[str, str]] = {}
        self.count = 0
        self.files: dict[str, str] = {"checker.yml": "policy: [docs]\n"}
        self.environment: dict[str, str] = {}

    def left(self, number: int, event: str = "schedule", expired: bool = False, **files: bytes) -> None:
        """Say that a run of the workflow has left a history."""
        self.runs.append({"databaseId": number, "event": event})
        self.artifacts[str(number)] = [{"id": number + 1000, "expired": expired}]
        place = self.folder / "left" / str(number)
        place.mkdir(parents=True)
        for name, content in files.items():
            (place / name.replace("_", ".")).write_bytes(content)

    def run(self, history: str = "", **given: str) -> Run:
        self.count += 1
        temporary, workspace = self.folder / f"temporary {self.count}", self.folder / f"work {self.count}"
        for each in (temporary, workspace):
            each.mkdir()
        Made(workspace).write(self.files)
        secrets = {
            "token": self.forge.world.tokens["admin"].secret,
            **({"history": history} if history else {}),
        }
        github = {
            "event_name": "schedule",
            "repository": "acme/standards",
            "workflow_ref": "acme/standards/.github/workflows/nightly.yml@refs/heads/main",
            "ref_name": "main",
            "token": "ghs_ofTheRunOnly",
        }
        environment = self.forge.environment("admin")
        del environment["GITHUB_TOKEN"]
        environment |= {"CHECKER_CACHE_DIR": str(self.folder / "cache"), **self.environment}
        actions = {
            **dict.fromkeys(OTHERS, self._upload),
            "actions/setup-python": lambda run, given: self._programs(run),
        }
        self.uploaded = {}
        job = Job(WORKFLOW, "audit", environment, actions, secrets)
        found = job.run(workspace, temporary, github, given)
        assert secrets["token"] not in found.log + found.summary
        return found

    def _upload(self, run: Run, given):
        if "path" in given:
            self.uploaded[given.get("name", "pages")] = dict(given)
        return {}

    def _programs(self, run: Run):
        state = self.folder / "state.json"
        known = {"runs": self.runs, "artifacts": self.artifacts, "broken": self.broken}
        state.write_text(json.dumps(known))
        programs = self.folder / "programs"
        programs.mkdir(exist_ok=True)
        (programs / "gh").write_text(GH.format(python=sys.executable, state=state))
        (programs / "python").write_text(PYTHON.format(python=sys.executable))
        for each in ("gh", "python"):
            (programs / each).chmod(0o755)
        run.path = [str(programs)]
        return {}


@pytest.fixture
def stage(tmp_path):
    with Forge(scenario("small")) as forge:
        yield Stage(forge, tmp_path)
    assert forge.violations == []


def audits(run):
    with sqlite3.connect(run.temporary / "history.db") as database:
        return database.execute("select count(*) from checker_audits").fetchone()[0]


def test_the_first_run_begins_a_history(stage):
    """It says so, and leaves a history, a report and a summary; nothing is published unless it is asked for."""
    run = stage.run(targets="github:acme")
    assert run.status == "success", run.log
    assert "There is no earlier history" in run.log
    assert set(stage.uploaded) == {"standards-history", "standards-report"}
    assert all(Path(each["path"]).is_file() for each in stage.uploaded.values())
    assert audits(run) == 1
    assert run.summary.startswith("# ")
    assert "standards-checker[postgresql]==" in (run.temporary / "pip").read_text()


def test_the_next_run_goes_on_from_it(stage):
    """From the latest run that still has one; the site is published where that is wanted."""
    first = stage.run(targets="github:acme")
    stage.left(7, expired=True)
    stage.left(5, history_db=(first.temporary / "history.db").read_bytes())
    stage.left(4, history_db=b"too old")
    run = stage.run(targets="github:acme", publish="true")
    assert run.status == "success", run.log
    assert audits(run) == 2
    assert (Path(stage.uploaded["pages"]["path"]) / "index.html").is_file()


def test_what_runs_for_pull_requests_left_is_not_taken(stage):
    """Strangers may have written it."""
    stage.left(9, "pull_request", history_db=b"forged")
    stage.left(8, "pull_request_target", history_db=b"forged")
    run = stage.run(targets="github:acme")
    assert (run.status, audits(run)) == ("success", 1), run.log


def test_an_artifact_brings_nothing_but_the_history(stage):
    """It cannot replace the configuration."""
    first = stage.run(targets="github:acme")
    kept = (first.temporary / "history.db").read_bytes()
    stage.left(5, history_db=kept, checker_yml=b"policy: [none]\n")
    run = stage.run(targets="github:acme")
    assert (run.status, audits(run)) == ("success", 2), run.log
    assert (run.workspace / "checker.yml").read_text() == "policy: [docs]\n"


def test_no_history_is_lost_because_github_stumbles(stage):
    """The run fails before it would leave a new one that later runs go on from."""
    stage.broken = True
    run = stage.run(targets="github:acme")
    assert run.status == "failure"
    assert [step.outcome for step in run.steps if step.name == "Audit"] == ["skipped"]
    assert not (run.temporary / "history.db").exists()


def test_a_database_takes_the_place_of_the_artifact(stage):
    """Its address is a secret; nothing is fetched, and no history is uploaded."""
    stage.broken = True
    address = f"sqlite:///{stage.folder}/elsewhere.db"
    run = stage.run(history=address, targets="github:acme")
    assert run.status == "success", run.log
    assert (stage.folder / "elsewhere.db").is_file()
    assert set(stage.uploaded) == {"standards-report"}
    assert address not in run.log


def test_targets_are_text_and_a_failure_is_uploaded_too(stage):
    run = stage.run(targets="$(touch hacked)\ngithub:acme", **{"fail-on": "info"})
    assert run.status == "failure"
    assert not (run.workspace / "hacked").exists()
    assert "$(touch hacked)" in run.log
    assert "standards-report" in stage.uploaded


def test_the_settings_of_the_caller_are_trusted(stage):
    """They may name what lies outside of their checkout, as a stranger's may not."""
    stage.files = {"checker.yml": "policy: [docs]\ntargets: ['github:acme']\n"}
    run = stage.run()
    assert (run.status, audits(run)) == ("success", 1), run.log


def test_no_settings_mean_the_baseline(stage):
    stage.files = {"README.md": "# Ours\n"}
    run = stage.run(targets="github:acme")
    assert (run.status, audits(run)) == ("success", 1), run.log


@pytest.mark.parametrize("path", ["", "."])
def test_no_code_of_the_checkout_runs(stage, tmp_path, path):
    """Nor does a link or a database of it take the place of what the run writes."""
    marks = tmp_path / "marks"
    marks.mkdir()
    stage.files |= hostile.files(marks)
    stage.files |= {"history.db": "forged", "report.json": "kept", "report.md": "kept"}
    stage.environment = {"PYTHONPATH": path} if path else {}
    run = stage.run(targets="github:acme")
    assert (run.status, audits(run), hostile.ran(marks)) == ("success", 1, []), run.log
    assert {(run.workspace / name).read_text() for name in ("report.json", "report.md")} == {"kept"}
    started = [line.split("\t") for line in (run.temporary / "started").read_text().splitlines()]
    assert {(Path(place), words.split(" ")[0]) for place, words in started} == {(run.temporary, "-I")}
