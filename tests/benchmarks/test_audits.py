"""A repository as of a commit knows nothing that came after it."""

from datetime import UTC, datetime

import pytest

from benchmarks.audits import Auditor, committed, frozen
from benchmarks.subjects import Missing, Subject, git
from tests.repositories import DAY, START, Made


def history(folder):
    """Return the commits of a repository with a version before and after the first of them, and a branch."""
    folder.mkdir()
    repository = Made(folder)
    repository.git("init", "--quiet", "--initial-branch=trunk")
    repository.commit({"README.md": "one"})
    repository.git("tag", "v1")
    repository.commit({"README.md": "two"})
    repository.git("tag", "v2")
    repository.git("branch", "later")
    return git("-C", folder, "log", "--format=%H", "--reverse").split()


def test_branches_and_versions_that_came_later_are_gone(tmp_path):
    first, _ = history(tmp_path / "a")
    folder = frozen(tmp_path / "a", Subject("owner/name", first), tmp_path / "frozen")
    refs = git("-C", folder, "for-each-ref", "--format=%(refname:short)").split()
    assert refs == ["main", "v1"]
    assert git("-C", folder, "rev-parse", "HEAD").strip() == first
    assert git("-C", folder, "show", "HEAD:README.md") == "one"
    assert git("-C", folder, "remote", "get-url", "origin").strip() == "https://github.com/owner/name"


def test_it_is_made_anew_for_another_commit(tmp_path):
    first, second = history(tmp_path / "a")
    for commit in (first, second):
        folder = frozen(tmp_path / "a", Subject("owner/name", commit), tmp_path / "frozen")
    assert git("-C", folder, "tag").split() == ["v1", "v2"]


def test_a_commit_has_its_own_time(tmp_path):
    _, second = history(tmp_path / "a")
    assert committed(tmp_path / "a", second) == datetime.fromtimestamp(START + DAY, UTC)


def test_an_audit_tells_score_level_and_outcomes(tmp_path):
    first, _ = history(tmp_path / "a")
    folder = frozen(tmp_path / "a", Subject("owner/name", first), tmp_path / "frozen.git")
    judged = Auditor(tmp_path).judged(folder, datetime(2026, 8, 24, tzinfo=UTC))
    assert judged.level == ""
    assert judged.score_at_least <= judged.score
    assert judged.rules["licence/licence-file"].outcome == "fail"
    assert judged.rules["licence/licence-file"].severity == "high"


def test_settings_of_whoever_asks_do_not_count(tmp_path, monkeypatch):
    first, _ = history(tmp_path / "a")
    (tmp_path / "checker.yml").write_text("not: a setting\n")
    monkeypatch.setenv("CHECKER_CONFIG", str(tmp_path / "checker.yml"))
    folder = frozen(tmp_path / "a", Subject("owner/name", first), tmp_path / "frozen.git")
    assert Auditor(tmp_path).judged(folder, datetime(2026, 8, 24, tzinfo=UTC)).rules


def test_a_repository_that_cannot_be_read_has_no_score_of_zero(tmp_path):
    git("init", "--quiet", "--bare", tmp_path / "empty.git")
    with pytest.raises(Missing, match=r"empty.git was not read: no commit yet"):
        Auditor(tmp_path).judged(tmp_path / "empty.git", datetime(2026, 8, 24, tzinfo=UTC))


def test_a_command_that_is_not_installed_is_said(tmp_path, monkeypatch):
    monkeypatch.setattr("sys.executable", str(tmp_path / "python"))
    with pytest.raises(Missing, match="checker does not start: No such file or directory"):
        Auditor(tmp_path).version()
