"""The cache gives back what was put into it, stays within its bounds, and follows no link."""

import os
import time
from pathlib import Path

import pytest

from checker import cache

OLD = time.time() - 40 * cache.DAY
posix = pytest.mark.skipif(os.name != "posix", reason="there are no owners and locks elsewhere")


@pytest.fixture(autouse=True)
def place(tmp_path, monkeypatch):
    """Give each test a cache of its own."""
    monkeypatch.setenv("CHECKER_CACHE_DIR", str(tmp_path / "cache"))
    return tmp_path / "cache"


def put(kind, key, size=100, used=None):
    cache.put(kind, key, b"x" * size)
    [path] = [each.path for each in cache.stored(kind) if cache._path(kind, key) == each.path]
    if used is not None:
        os.utime(path, (used, used))
    return path


def test_what_was_put_is_there():
    cache.put("a", "key", b"value")
    assert cache.get("a", "key") == b"value"
    assert cache.get("b", "key") is None
    assert cache.get("a", "other") is None


def test_folders_are_closed_to_others(place):
    cache.put("a", "key", b"value")
    assert place.stat().st_mode & 0o077 == 0
    assert (place / "a").stat().st_mode & 0o077 == 0


@posix
@pytest.mark.parametrize("mode", [0o777, 0o770])
def test_a_folder_that_others_write_to_is_not_used(place, mode):
    cache.put("a", "key", b"value")
    (place / "a").chmod(mode)
    assert cache.get("a", "key") is None
    assert cache.folder("a") is None
    assert list(cache.stored("a")) == []
    assert cache.kinds() == []


@posix
def test_a_link_in_place_of_a_folder_is_not_followed(place, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir(mode=0o700)
    place.mkdir()
    (place / "a").symlink_to(elsewhere)
    cache.put("a", "key", b"value")
    assert list(elsewhere.iterdir()) == []
    assert cache.folder("a") is None


def test_only_what_we_named_is_listed(place):
    """A file of somebody's in our folder is neither counted nor removed."""
    path = put("a", "key")
    (place / "a" / "notes.txt").write_text("mine")
    (place / "a" / ("0" * 64)).mkdir()
    assert [each.path for each in cache.stored("a")] == [path]
    cache.prune(0)
    assert (place / "a" / "notes.txt").read_text() == "mine"
    assert not path.exists()


@posix
def test_a_link_in_place_of_a_file_is_not_ours(place, tmp_path):
    path = put("a", "key")
    path.unlink()
    target = tmp_path / "target"
    target.write_text("precious")
    path.symlink_to(target)
    assert list(cache.stored("a")) == []
    assert not cache.remove(cache.Stored(path, 8, OLD))
    assert target.read_text() == "precious"


def test_what_was_unused_for_longest_goes_first():
    """Across all kinds, until the rest fits; what is used stays."""
    oldest, old, new = put("a", "1", used=OLD), put("b", "2", used=OLD + 9), put("a", "3")
    size = oldest.stat().st_size
    cache.prune(3 * size)
    assert oldest.exists()
    cache.prune(2 * size)
    assert [oldest.exists(), old.exists(), new.exists()] == [False, True, True]
    assert cache.get("b", "2") is not None
    assert old.stat().st_mtime > OLD + cache.DAY
    cache.prune(0)
    assert not list(cache.stored("a"))


@posix
def test_what_a_process_holds_stays():
    path = put("a", "1", used=OLD)
    with path.open("rb") as file:
        assert cache.locked(file.fileno())
        cache.prune(0)
        assert path.exists()
    cache.prune(0)
    assert not path.exists()


def test_what_a_killed_process_left_goes_after_a_day(place):
    put("a", "1")
    fresh, stale = place / "a" / "tmpfresh", place / "a" / "tmpstale"
    for path in (fresh, stale):
        path.write_bytes(b"half")
    os.utime(stale, (OLD, OLD))
    cache.prune()
    assert fresh.exists()
    assert not stale.exists()


def test_it_is_tidied_up_once_a_day(place, monkeypatch):
    count: list[int] = []
    monkeypatch.setattr(cache, "prune", lambda: count.append(1))
    cache.tidy()
    assert count == [], "there is nothing yet"
    put("a", "1")
    cache.tidy()
    cache.tidy()
    assert len(count) == 1
    os.utime(place / "tidied", (OLD, OLD))
    cache.tidy()
    assert len(count) == 2


def test_a_damaged_file_is_not_given_back():
    path = put("a", "key")
    path.write_bytes(path.read_bytes()[:-1])
    assert cache.get("a", "key") is None


def test_the_platform_says_where_it_lies(monkeypatch):
    monkeypatch.delenv("CHECKER_CACHE_DIR")
    assert cache.directory().name == "standards-checker"
    assert cache.directory() != Path()


@posix
@pytest.mark.parametrize("mode", [0o777, 0o770, 0o1777])
def test_a_cache_that_others_write_to_is_not_used(place, mode):
    """They could put folders of ours from elsewhere in the place of these."""
    cache.put("a", "key", b"value")
    place.chmod(mode)
    assert cache.get("a", "key") is None
    assert cache.folder("a") is None
    assert list(cache.stored("a")) == []
    assert cache.kinds() == []


@posix
def test_the_cache_may_be_a_link_of_ones_own_only(place, tmp_path, monkeypatch):
    """People move it to another disk."""
    (tmp_path / "disk").mkdir(mode=0o700)
    place.symlink_to(tmp_path / "disk")
    cache.put("a", "key", b"value")
    assert cache.get("a", "key") == b"value"
    (tmp_path / "disk").chmod(0o777)
    assert cache.get("a", "key") is None
    (tmp_path / "disk").chmod(0o700)
    monkeypatch.setattr(os, "getuid", lambda: 12345)
    assert cache.folder("a") is None
