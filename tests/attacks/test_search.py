"""Which repository is judged is said by the user and by `.git`, never by the files of a clone."""

import json
import shutil
from pathlib import Path

import pytest

from tests.attacks.conftest import Run
from tests.conftest import MakeRepository
from tests.repositories import Made


def subjects(report: Path) -> dict[str, str]:
    """Return the commits that a report is about, by repository."""
    found = json.loads(report.read_text())["subjects"]
    return {each["subject"]: each["commit"] for each in found if each["kind"] == "repository"}


def uncollected(report: Path) -> dict[str, str]:
    return {each["target"]: each["reason"] for each in json.loads(report.read_text())["uncollected"]}


@pytest.fixture
def nested(make_repository: MakeRepository, tmp_path: Path) -> Made:
    """Make a clone among whose files lies a bare repository with a commit of its author's choice."""
    inner = make_repository("inner", {"own": "x"})
    made = make_repository("nested", {"README.md": "x", "src/a": "1"})
    inner.git("clone", "--quiet", "--bare", ".", str(made.path / "vendor" / "sub"))
    for name in ("refs", "objects"):
        (made.path / "vendor" / "sub" / name / ".keep").write_text("")
    made.commit()
    shutil.rmtree(inner.path)
    return made


@pytest.mark.parametrize("where", ["vendor/sub", "vendor/sub/refs", "vendor"])
def test_where_one_stands_a_committed_bare_repository_counts_for_nothing(
    run: Run, nested: Made, tmp_path: Path, where: str
) -> None:
    """The work tree around it is judged."""
    done = run("audit", "-o", f"json={tmp_path}/r.json", "--fail-on", "never", cwd=nested.path / where)
    assert done.returncode == 0, done.stderr
    assert list(subjects(tmp_path / "r.json").values()) == [nested.git("rev-parse", "HEAD")]


@pytest.mark.parametrize(("where", "target"), [("vendor/sub", "."), ("vendor/sub", "./"), ("", "vendor")])
def test_a_search_takes_no_committed_bare_repository(run: Run, nested: Made, where: str, target: str) -> None:
    """`.` names where one stands and no repository, and a folder of a work tree is no folder of repositories."""
    done = run("audit", target, cwd=nested.path / where)
    assert done.returncode == 3
    assert str(nested.path) in done.stderr


def test_who_names_a_bare_repository_means_it(run: Run, nested: Made, tmp_path: Path) -> None:
    """By its path, or by standing at its top outside of work trees."""
    bare = tmp_path / "all" / "bare.git"
    shutil.copytree(nested.path / "vendor" / "sub", bare)
    for cwd, targets in ((tmp_path, [nested.path / "vendor" / "sub"]), (bare, []), (bare, ["."])):
        arguments = ("-o", f"json={tmp_path}/r.json", "--fail-on", "never")
        done = run("audit", *targets, *arguments, cwd=cwd)
        assert done.returncode == 0, done.stderr
        assert set(subjects(tmp_path / "r.json").values()) != {nested.git("rev-parse", "HEAD")}
    assert run("audit", cwd=bare / "refs").returncode == 3


def test_an_unreadable_folder_stops_nobody(run: Run, make_repository: MakeRepository, tmp_path: Path) -> None:
    """It may hold repositories: it is told, the code is 3, and the others are judged."""
    made = make_repository("all/good", {"README.md": "x"})
    for name, mode in (("locked", 0o000), ("deaf", 0o300), ("blind", 0o600)):
        (tmp_path / "all" / name / "inner").mkdir(parents=True)
        (tmp_path / "all" / name).chmod(mode)
    done = run("audit", "all", "-o", f"json={tmp_path}/r.json", "--fail-on", "never", shown=False)
    assert done.returncode == 3
    assert "Traceback" not in done.stderr
    assert subjects(tmp_path / "r.json") == {"all/good": made.git("rev-parse", "HEAD")}
    assert uncollected(tmp_path / "r.json") == {
        "all": "3 folders in it may not be read: all/blind, all/locked, all/deaf"
    }


@pytest.mark.parametrize(
    "part", [".git", ".git/HEAD", ".git/objects", ".git/refs", ".git/refs/heads", ".git/config", "."]
)
def test_an_unreadable_repository_stops_nobody(
    run: Run, make_repository: MakeRepository, tmp_path: Path, part: str
) -> None:
    """Whatever part of it may not be read, it is told as not audited; the others are judged."""
    make_repository("all/good", {"README.md": "x"})
    closed = make_repository("all/closed", {"README.md": "x"})
    (closed.path / part).chmod(0)
    done = run("audit", "all", "-o", f"json={tmp_path}/r.json", "--fail-on", "never", shown=False)
    (closed.path / part).chmod(0o755)
    assert done.returncode == 3
    assert "Traceback" not in done.stderr
    assert list(subjects(tmp_path / "r.json")) == ["all/good"]
    assert list(uncollected(tmp_path / "r.json")) == ["all/closed"]


@pytest.mark.parametrize("named", ["locked", "locked/inner", "loop", "loop/x", "n" * 300, "n" * 5000])
def test_an_unreadable_target_says_so(run: Run, tmp_path: Path, named: str) -> None:
    """Exit 3 and a reason: permission, links in a circle, names that are too long."""
    (tmp_path / "locked").mkdir()
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "locked").chmod(0)
    done = run("audit", named, shown=False)
    (tmp_path / "locked").chmod(0o755)
    assert done.returncode == 3
    assert "Traceback" not in done.stderr
    assert "bug" not in done.stderr


def test_a_repository_around_an_unreadable_git_folder_is_not_taken(
    run: Run, make_repository: MakeRepository, tmp_path: Path
) -> None:
    """Where one stands, what cannot be told is not skipped for the next repository above."""
    make_repository("outer", {"a": "1"})
    inner = make_repository("outer/inner", {"b": "1"})
    (inner.path / ".git").chmod(0)
    done = run("audit", cwd=inner.path, shown=False)
    (inner.path / ".git").chmod(0o755)
    assert done.returncode == 3
    assert "may not be read" in done.stderr


def test_a_repository_without_a_commit_does_not_count(
    run: Run, make_repository: MakeRepository, tmp_path: Path
) -> None:
    """It is not audited, and the mean is that of the others; what is staged in it can be judged."""
    make_repository("all/good", {"README.md": "x"})
    empty = make_repository("all/empty")
    make_repository("all/bare", None, "--bare")
    report = f"json={tmp_path}/r.json"
    done = run("audit", "all", "-o", report, "--fail-on", "never")
    assert done.returncode == 3
    assert uncollected(tmp_path / "r.json") == {"all/bare": "no commit yet", "all/empty": "no commit yet"}
    assert list(subjects(tmp_path / "r.json")) == ["all/good"]
    assert run("audit", "--staged", "--fail-on", "never", "-o", report, cwd=empty.path).returncode == 0
