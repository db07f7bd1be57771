"""The page about several machines: both guides are executed, and come to what one process comes to."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import MakeRepository
from tests.executors.cluster import PATIENCE, Cluster

PAGE = (Path(__file__).parents[2] / "docs" / "distributed.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^\$ (.+)$", PAGE, re.MULTILINE)
WORKFLOW: dict[str, Any] = yaml.safe_load(
    re.findall(r"^```yaml\n(name: .*?)^```", PAGE, re.MULTILINE | re.DOTALL)[0]
)
PROGRAMS = Path(sys.executable).parent
NOW = "2026-11-22T12:00:00Z"


@pytest.fixture
def place(tmp_path: Path, make_repository: MakeRepository) -> Path:
    """Make repositories, and a configuration that names them."""
    for number in range(6):
        files = {"README.md": f"# {number}\n", "LICENSE": "MIT License\n", "main.py": "print()\n"}
        make_repository(f"repositories/r{number}", dict(list(files.items())[: 1 + number % 3]))
    (tmp_path / "checker.yml").write_text(
        "organization: Acme\ntargets: [repositories]\npolicy: [docs, security]\n"
    )
    return tmp_path


def run(place: Path, *words: str | Path, **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [str(word) for word in words],
        cwd=place,
        env={
            **os.environ,
            "CHECKER_CACHE_DIR": str(place / "cache"),
            "SOURCE_DATE_EPOCH": "1795348800",
            **environment,
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )


def alone(place: Path, *options: str) -> Mapping[str, Any]:
    """Return what one process reports."""
    done = run(place, PROGRAMS / "checker", "audit", "-o", "json", *options)
    assert done.returncode == 1, done.stderr
    found: Mapping[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.slow
def test_the_cluster(place: Path) -> None:
    """A scheduler, two workers and an audit as they stand there."""
    scheduler, *workers = [shlex.split(each) for each in COMMANDS if each.startswith("dask ")]
    assert scheduler == ["dask", "scheduler"]
    cluster = Cluster(place)
    try:
        for words in workers:
            assert words[:3] == ["dask", "worker", "tcp://scheduler.example:8786"]
            cluster.worker(*words[3:])
        [audit] = [each for each in COMMANDS if "--executor dask://" in each]
        words = shlex.split(audit.replace("dask://scheduler.example:8786", cluster.address))
        done = run(place, PROGRAMS / words[0], *words[1:])
    finally:
        cluster.close()
    assert done.returncode == 1, done.stderr
    assert json.loads((place / "report.json").read_text()) == alone(place, "repositories")


class Pipeline:
    """Acts out the jobs of the workflow, with folders that stand for artifacts and checkouts."""

    def __init__(self, place: Path) -> None:
        self._place = place
        self._artifacts = place / "artifacts"
        (place / "bin").mkdir()
        (place / "bin" / "python").write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
        (place / "bin" / "python").chmod(0o755)

    def job(self, name: str, **contexts: str) -> tuple[Path, Mapping[str, str]]:
        """Run the steps of a job; return its workspace and what its steps gave as outputs."""
        space = self._place / f"{name}-{len(list(self._place.iterdir()))}"
        space.mkdir()
        job = WORKFLOW["jobs"][name]
        outputs = space / "outputs"
        outputs.touch()
        for step in job["steps"]:
            values = {key: filled(str(value), contexts) for key, value in job.get("env", {}).items()}
            if "run" in step:
                self._ran(step["run"], space, GITHUB_OUTPUT=str(outputs), **values)
            else:
                self._used(
                    step["uses"].split("@")[0], space, filled(json.dumps(step.get("with", {})), contexts)
                )
        return space, dict(line.split("=", 1) for line in outputs.read_text().splitlines())

    def _ran(self, script: str, space: Path, **environment: str) -> None:
        if "pip install" in script:
            return
        path = f"{self._place / 'bin'}{os.pathsep}{os.environ['PATH']}"
        summary = str(space / "summary.md")
        done = run(
            space,
            "bash",
            "-ec",
            script,
            PATH=path,
            GITHUB_STEP_SUMMARY=summary,
            SOURCE_DATE_EPOCH="",
            **environment,
        )
        assert done.returncode == ("merge" in script), done.stderr  # what is judged is not compliant

    def _used(self, action: str, space: Path, given: str) -> None:
        words = json.loads(given)
        if action == "actions/checkout":
            shutil.copy(self._place / "checker.yml", space)
            shutil.copytree(self._place / "repositories", space / "repositories")
        elif action == "actions/upload-artifact":
            shutil.copytree(
                space, self._artifacts / words["name"], ignore=lambda _, names: set(names) - {words["path"]}
            )
        elif action == "actions/download-artifact":
            assert words == {"pattern": "part-*", "merge-multiple": True}
            for part in self._artifacts.glob("part-*/*"):
                shutil.copy(part, space)
        else:
            assert action == "actions/setup-python"


def filled(text: str, contexts: Mapping[str, str]) -> str:
    """Return a text with its expressions filled in; others than these are a mistake."""
    return re.sub(r"\$\{\{ (\S+) \}\}", lambda match: contexts[match[1].replace(".", "_")], text)


def test_the_workflow(place: Path) -> None:
    """A shard for each entry of the matrix, and one report: that of one process."""
    pipeline = Pipeline(place)
    _, clock = pipeline.job("time")
    jobs = WORKFLOW["jobs"]
    assert jobs["time"]["outputs"] == {"now": "${{ steps.clock.outputs.now }}"}
    for shard in jobs["collect"]["strategy"]["matrix"]["shard"]:
        pipeline.job("collect", matrix_shard=str(shard), needs_time_outputs_now=clock["now"])
    space, _ = pipeline.job("merge")
    assert json.loads((space / "report.json").read_text()) == alone(place, "--now", clock["now"])
    assert (space / "summary.md").read_text().startswith("#")
    assert [each.name for each in (place / "artifacts" / "report").iterdir()] == ["report.json"]


def test_the_clock_is_not_enough(place: Path) -> None:
    """Shards would be of different times, which is said before they start; as is what belongs to the merge."""
    words: list[str | Path] = [PROGRAMS / "checker", "audit", "--shard", "1/2", "-o", "shard=part-1.json"]
    done = run(place, *words, SOURCE_DATE_EPOCH="")
    assert (done.returncode, done.stderr.splitlines()[0]) == (
        2,
        "checker: --shard needs --now, the same time for every shard",
    )
    done = run(place, *words, "--min-score", "50", "--no-history")
    assert done.returncode == 2
    assert done.stderr.startswith("checker: --min-score, --no-history cannot be used with --shard\n")
    done = run(place, *words[:-2], "-o", "json")
    assert (done.returncode, done.stderr.splitlines()[0]) == (2, "checker: --shard writes one file")
