"""What stands on the default branch, whichever commit is judged and whatever is checked out."""

import os
from pathlib import Path

import pytest

from checker import cache
from checker.errors import Unobserved
from checker.git import open_source
from checker.git.mirror import open_mirror, sync
from checker.model.tree import BLOB_LIMIT
from tests.conftest import MakeRepository
from tests.repositories import Made

AGREED, ELSE = {"x/own.yml": "agreed"}, {"x/own.yml": "else"}


@pytest.fixture
def upstream(make_repository: MakeRepository) -> Made:
    """Make a repository whose default branch says one thing and another branch a second."""
    made = make_repository("upstream", {"a": "1"})
    made.commit(AGREED)
    made.git("checkout", "--quiet", "-b", "feature")
    made.commit(ELSE)
    made.git("checkout", "--quiet", "main")
    made.git("config", "uploadpack.allowFilter", "true")
    return made


def cloned(upstream: Made, tmp_path: Path, *options: str) -> Made:
    upstream.git("clone", "--quiet", *options, f"file://{upstream}", str(tmp_path / "clone"))
    return Made(tmp_path / "clone")


def read(target: object, at: str = "", staged: bool = False, path: str = "x/own.yml") -> bytes | None:
    with open_source(str(target), at, staged) as source:
        return source.default.read(path)


def test_a_clone_reads_what_its_remote_had(upstream: Made, tmp_path: Path) -> None:
    """A branch that is checked out, an index and an earlier commit cannot speak for themselves."""
    clone = cloned(upstream, tmp_path)
    assert read(clone) == b"agreed"
    clone.git("checkout", "--quiet", "feature")
    clone.commit({"x/own.yml": "mine"})
    clone.write({"x/own.yml": "staged"})
    clone.git("add", "--all")
    assert read(clone) == read(clone, staged=True) == read(clone, at="HEAD~2") == b"agreed"
    clone.git("branch", "--force", "main", "HEAD")  # a local branch of this name is not the remote's
    assert read(clone) == b"agreed"
    assert read(clone, path="gone") is None


def test_a_remote_that_did_not_say(upstream: Made, tmp_path: Path) -> None:
    """Nothing is guessed: the reason says how to find out."""
    clone = cloned(upstream, tmp_path)
    clone.git("remote", "set-head", "origin", "--delete")
    with pytest.raises(Unobserved, match="git remote set-head origin --auto"):
        read(clone)
    clone.git("remote", "add", "fork", "https://example.org/x")
    clone.git("remote", "rename", "origin", "up")
    with pytest.raises(Unobserved, match="several remotes"):
        read(clone)


def test_a_remote_of_another_name(upstream: Made, tmp_path: Path) -> None:
    """The only remote is the one that is meant."""
    assert read(cloned(upstream, tmp_path, "--origin", "up")) == b"agreed"


def test_without_a_remote(upstream: Made, make_repository: MakeRepository) -> None:
    """The only branch is the default one; of several none is; before the first there is nothing."""
    assert read(make_repository("alone", AGREED)) == b"agreed"
    assert read(make_repository("empty"), staged=True) is None
    with pytest.raises(Unobserved, match="several branches"):
        read(upstream)


def test_a_bare_clone(upstream: Made, tmp_path: Path) -> None:
    """Nothing is checked out there: its HEAD is what the remote called the default branch."""
    assert read(cloned(upstream, tmp_path, "--bare")) == b"agreed"


@pytest.mark.parametrize("at", ["", "HEAD~1"])
def test_an_address(upstream: Made, at: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The default branch is what the server calls so, though another commit is judged."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    assert read(f"file://{upstream}", at) == b"agreed"


@pytest.mark.parametrize(("at", "also"), [("", False), ("HEAD~1", True)])
def test_a_mirror(
    upstream: Made, at: str, also: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It has the files of the tip as well, if they are asked for."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setattr(cache, "directory", lambda: tmp_path / "cache")
    folder = sync(f"file://{upstream}", "main", upstream.git("rev-parse", "main"), at=at, also_tip=also)
    with open_mirror(folder, at) as source:
        assert source.default.read("x/own.yml") == b"agreed"


def test_a_mirror_without_those_files(
    upstream: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody asked for them: it is unknown what stands there, never nothing."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setattr(cache, "directory", lambda: tmp_path / "cache")
    folder = sync(f"file://{upstream}", "main", upstream.git("rev-parse", "main"), at="HEAD~1")
    with open_mirror(folder, "HEAD~1") as source, pytest.raises(Unobserved, match="cannot be read"):
        source.default.read("x/own.yml")


def test_links_and_large_files(make_repository: MakeRepository) -> None:
    """They are not read."""
    made = make_repository("odd", {"target": "t", "large": "x" * (BLOB_LIMIT + 1)})
    (made.path / "link").symlink_to("target")
    made.commit()
    for path, why in (("link", "not a regular file"), ("large", "larger than")):
        with pytest.raises(Unobserved, match=why):
            read(made, path=path)


def test_damage(make_repository: MakeRepository) -> None:
    """A missing object is told."""
    made = make_repository("broken", AGREED)
    oid = made.git("rev-parse", "HEAD:x/own.yml")
    made.commit({"x/own.yml": "new"})
    made.git("reset", "--quiet", "--soft", "HEAD~1")
    (made.path / ".git" / "objects" / oid[:2] / oid[2:]).unlink()
    with pytest.raises(Unobserved, match="git fsck"), open_source(str(made), staged=True) as source:
        source.default.read("x/own.yml")
