"""Hollow repositories are many, of many ecosystems, and Git repositories with a history."""

from datetime import UTC, datetime

import pytest
import yaml

from benchmarks.calibration import hollow
from benchmarks.subjects import git

NOW = datetime(2026, 8, 24, tzinfo=UTC)


def test_there_are_ten_of_different_ecosystems():
    assert len({kind.ecosystem for kind in hollow.KINDS}) >= 10
    assert len({kind.name for kind in hollow.KINDS}) == len(hollow.KINDS)


@pytest.mark.parametrize("kind", hollow.KINDS, ids=lambda kind: kind.ecosystem)
def test_its_workflow_is_whole(kind):
    workflow = yaml.safe_load(hollow.files(kind)[".github/workflows/ci.yml"])
    assert all({"run", "uses"} & step.keys() for step in workflow["jobs"]["test"]["steps"])


def test_it_has_commits_of_two_people_up_to_now_and_a_version(tmp_path):
    folder = hollow.made(hollow.KINDS[0], tmp_path / "a", NOW)
    log = git("-C", folder, "log", "--format=%an %cI").splitlines()
    assert len({line.rpartition(" ")[0] for line in log}) == 2
    assert max(line.rpartition(" ")[2] for line in log) < NOW.isoformat()
    assert git("-C", folder, "tag").split() == ["v1.0.0"]
    assert git("-C", folder, "status", "--porcelain") == ""
