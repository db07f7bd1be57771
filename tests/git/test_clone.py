"""Repositories at an address: cloned with as little in them as will do."""

import tempfile
from pathlib import Path

import pytest

from checker.errors import TargetError, Unobserved
from checker.files import Files
from checker.git import clone, open_source
from checker.model.tree import BLOB_LIMIT
from tests.conftest import MakeRepository
from tests.repositories import START, Made


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep temporary folders where a test can see that nothing is left."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    return folder


@pytest.fixture
def served(make_repository: MakeRepository) -> Made:
    """Make a repository whose server knows filters, as the forges' do."""
    made = make_repository(files={"a": "1", "docs/b": "2", "big": "y" * (BLOB_LIMIT + 10)})
    made.git("tag", "v1")
    made.commit({"a": "changed"})
    made.git("branch", "other")
    made.git("config", "uploadpack.allowFilter", "true")
    return made


def test_an_address_reads_like_a_path(served: Made, temporary: Path) -> None:
    """Files, sizes, history, tags and branches are there; nothing stays on the disk."""
    with open_source(f"file://{served}") as source:
        assert source.commit == served.git("rev-parse", "HEAD")
        assert (source.branch, source.notes, source.origin) == ("main", (), "")
        files = Files(source.tree)
        assert files.texts(files.all_paths) == {"a": "changed", "docs/b": "2"}
        assert source.history
        assert source.history.count() == 2
        assert [commit.message for commit in source.history.commits()] == ["change\n", "change\n"]
        assert [ref.name for ref in source.history.tags()] == ["v1"]
        assert [ref.name for ref in source.history.branches()] == ["main", "other"]
        assert not source.history.shallow
        assert list(temporary.iterdir())
    assert not list(temporary.iterdir())


def test_what_is_too_large_to_read_is_not_transferred(served: Made) -> None:
    """It is listed, and what would need it is unknown."""
    with open_source(f"file://{served}") as source:
        big = next(entry for entry in source.tree.entries if entry.path == "big")
        assert big.size is None
        with pytest.raises(Unobserved):
            source.tree.read(big)


def test_the_clones_hold_no_more_than_is_needed(served: Made) -> None:
    """One has the commits without files, the other the files of one commit."""
    with clone.commits(f"file://{served}") as place:
        listed = Made(place.git).git("cat-file", "--batch-all-objects", "--batch-check=%(objecttype)")
        assert set(listed.split()) == {"commit"}
        files = clone.files(place, served.git("rev-parse", "HEAD"))
        listed = Made(files.git).git("cat-file", "--batch-all-objects", "--batch-check=%(objecttype)")
        assert sorted(listed.split()) == ["blob", "blob", "commit", "tree", "tree"]


def test_another_commit_of_an_address(served: Made) -> None:
    """A tag and a date are found in the commits that were cloned."""
    for at in ("v1", "2026-01-01"):
        with open_source(f"file://{served}", at) as source:
            assert source.committed_at == START
            assert Files(source.tree).text("a") == "1"


def test_a_server_that_knows_no_filters(make_repository: MakeRepository) -> None:
    """It sends everything, and that does as well."""
    made = make_repository(files={"a": "1"})
    with open_source(f"file://{made}") as source:
        assert Files(source.tree).text("a") == "1"
        assert source.history
        assert source.history.count() == 1


def test_an_empty_repository_at_an_address(make_repository: MakeRepository) -> None:
    """It has no commit, and is not judged."""
    with (
        pytest.raises(TargetError, match="no commit yet"),
        open_source(f"file://{make_repository()}"),
    ):
        pass


def test_sha256_at_an_address(make_repository: MakeRepository) -> None:
    """The second clone takes over the length of the ids."""
    made = make_repository("long", {"a": "1"}, "--object-format=sha256")
    made.git("config", "uploadpack.allowFilter", "true")
    with open_source(f"file://{made}") as source:
        assert len(source.commit) == 64
        assert Files(source.tree).text("a") == "1"


def test_no_repository_at_an_address(tmp_path: Path, temporary: Path) -> None:
    """The error names the address without its password, and nothing stays."""
    for address in (f"file://{tmp_path}/none", "https://ada:secret@127.0.0.1:1/a/b"):
        with pytest.raises(TargetError) as caught, open_source(address):
            pass
        assert "secret" not in caught.value.message + caught.value.hint + repr(caught.value)
        assert "git ls-remote" in caught.value.hint
    assert not list(temporary.iterdir())


def test_hooks_and_templates_of_the_user_are_left_out(
    served: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The user's configuration is read for proxies and passwords, not for programs at every clone."""
    marker = tmp_path / "executed"
    hook = tmp_path / "template" / "hooks" / "post-checkout"
    hook.parent.mkdir(parents=True)
    for name in ("post-checkout", "reference-transaction", "post-index-change"):
        (hook.parent / name).write_text(f"#!/bin/sh\ntouch {marker}\n")
        (hook.parent / name).chmod(0o755)
    configuration = tmp_path / "gitconfig"
    configuration.write_text(
        f"[init]\ntemplateDir = {tmp_path}/template\n[core]\nhooksPath = {hook.parent}\n"
    )
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(configuration))
    with open_source(f"file://{served}") as source:
        assert Files(source.tree).text("a") == "changed"
    assert not marker.exists()


def test_an_address_that_looks_like_an_option(temporary: Path) -> None:
    """It is never one."""
    with pytest.raises(TargetError), open_source("ssh://-oProxyCommand=touch%20executed/x"):
        pass
    assert not list(temporary.iterdir())


def test_a_transfer_that_never_ends(served: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is ended, with everything that it started."""
    slow = tmp_path / "slow"
    slow.write_text("#!/bin/sh\nsleep 60\n")
    slow.chmod(0o755)
    monkeypatch.setenv("GIT_SSH", str(slow))
    monkeypatch.setattr(clone, "TIMEOUT", 0.5)
    with pytest.raises(TargetError, match="too long"), open_source("ssh://host/x"):
        pass
