"""Mirrors are kept from run to run, within bounds, and never pulled away from under a process."""

import os
import threading
import time

import pytest

from checker import cache
from checker.errors import TargetError
from checker.git import mirror

OLD = time.time() - 40 * cache.DAY
posix = pytest.mark.skipif(os.name != "posix", reason="there are no owners and locks elsewhere")


@pytest.fixture(autouse=True)
def place(tmp_path, monkeypatch):
    """Give each test a cache of its own."""
    monkeypatch.setenv("CHECKER_CACHE_DIR", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def origin(make_repository, monkeypatch):
    """Make a repository to mirror; return its address, branch and head."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    served = make_repository(files={"README.md": "# Hello"})
    served.git("config", "uploadpack.allowFilter", "true")
    return f"file://{served}", "main", served.git("rev-parse", "HEAD")


def made(place, name, size=100, used=None):
    """Make something that looks like a mirror."""
    folder = cache.folder(mirror.KIND) / (name * 32)
    folder.mkdir(mode=0o700)
    (folder / "commits").mkdir()
    (folder / "size").write_text(str(size))
    if used is not None:
        os.utime(folder / "size", (used, used))
    return folder


def test_a_mirror_is_there_until_it_is_removed(origin):
    assert mirror.kept(origin[0]) is None
    folder = mirror.sync(*origin)
    assert mirror.kept(origin[0])
    [found] = mirror.stored()
    assert found.path == folder
    assert found.size > 0
    assert mirror.remove(found)
    assert mirror.kept(origin[0]) is None
    with pytest.raises(TargetError, match="is gone"), mirror.open_mirror(folder):
        pass
    assert mirror.sync(*origin) == folder


def test_the_least_used_go_until_the_rest_fits(place):
    oldest, old, new = made(place, "a", used=OLD), made(place, "b", used=OLD + 9), made(place, "c")
    mirror.prune(300)
    assert oldest.exists()
    mirror.prune(250)
    assert [oldest.exists(), old.exists(), new.exists()] == [False, True, True]
    mirror.prune(0, spared=1)
    assert [old.exists(), new.exists()] == [False, True]
    mirror.prune(0)
    assert not new.exists()


def test_the_bound_can_be_stated(place, monkeypatch):
    made(place, "a", size=2000)
    monkeypatch.setenv("CHECKER_CACHE_LIMIT", "nonsense")
    assert mirror.capacity() == mirror.LIMIT
    monkeypatch.setenv("CHECKER_CACHE_LIMIT", "1000")
    mirror.prune()
    assert list(mirror.stored()) == []


def test_an_interrupted_clone_counts_and_goes_too(place):
    """It has not said how large it is: it is measured."""
    folder = made(place, "a")
    (folder / "size").unlink()
    (folder / "commits" / "pack").write_bytes(b"x" * 5000)
    [found] = mirror.stored()
    assert found.size >= 5000
    mirror.prune(1000)
    assert not folder.exists()


@posix
def test_a_mirror_in_use_stays(origin):
    """Whoever reads it is not disturbed."""
    folder = mirror.sync(*origin)
    with mirror.open_mirror(folder) as source:
        mirror.prune(0)
        assert folder.exists()
        assert [each.path for each in source.tree.entries] == ["README.md"]
    mirror.prune(0)
    assert not folder.exists()


@posix
def test_who_waits_for_a_mirror_that_is_removed_makes_it_again(origin):
    """The lock that was waited for belongs to a folder that is no longer there."""
    folder = mirror.sync(*origin)
    with (folder / "lock").open("a") as held:
        assert cache.locked(held.fileno())
        waiting = threading.Thread(target=mirror.sync, args=origin)
        waiting.start()
        folder.rename(folder.with_name("f" * 32))
    waiting.join(60)
    assert not waiting.is_alive()
    assert mirror.kept(origin[0])


@posix
def test_nothing_is_followed_out_of_the_cache(place, tmp_path):
    """Neither a link among the mirrors nor one inside of them."""
    precious = tmp_path / "precious"
    precious.mkdir()
    (precious / "file").write_text("precious")
    folder = made(place, "a")
    (folder / "commits" / "link").symlink_to(precious)
    (folder.parent / ("b" * 32)).symlink_to(precious)
    assert [each.path for each in mirror.stored()] == [folder]
    mirror.prune(0)
    assert not folder.exists()
    assert (precious / "file").read_text() == "precious"


@posix
def test_a_folder_of_others_is_not_used(place, origin):
    """What somebody else may have put there is not taken for a clone."""
    cache.folder(mirror.KIND)
    (place / mirror.KIND).chmod(0o777)
    with pytest.raises(TargetError, match="not yours alone"):
        mirror.sync(*origin)
    assert list(mirror.stored()) == []
