"""The note about what is not judged."""

import os

import pytest

from checker.git import open_source, uncommitted
from checker.git.repository import locate
from tests.conftest import MakeRepository
from tests.repositories import Made


def count(made: Made) -> int | None:
    place = locate(made.path)
    assert place
    return uncommitted.count(place)


def test_changed_new_and_deleted_files_count(make_repository: MakeRepository) -> None:
    """What is ignored does not, and a new folder is one."""
    made = make_repository(files={"a": "1", "b": "1", "c": "1", ".gitignore": "*.log\n"})
    assert count(made) == 0
    (made.path / "a").unlink()
    made.write({"b": "22", "new": "1", "folder/x": "1", "folder/y": "1", "x.log": "1", "odd\nname": "1"})
    made.git("mv", "c", "moved")
    assert count(made) == 7


def test_a_clean_work_tree_and_a_bare_repository_need_no_note(make_repository: MakeRepository) -> None:
    """Nothing is said where there is nothing to say."""
    made = make_repository(files={"a": "1"})
    made.git("clone", "--quiet", "--bare", ".", "../bare.git")
    for target in (made.path, made.path.parent / "bare.git"):
        with open_source(str(target)) as source:
            assert source.notes == ()


def test_the_index_is_not_refreshed(make_repository: MakeRepository) -> None:
    """Git likes to write down what it found out; an audit writes nothing."""
    made = make_repository(files={"a": "1"})
    index = made.path / ".git" / "index"
    before = index.read_bytes()
    made.write({"a": "1"})
    assert count(made) == 0
    assert index.read_bytes() == before


def test_a_count_that_takes_too_long_is_left_out(
    make_repository: MakeRepository, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is a courtesy, not worth waiting for."""
    made = make_repository(files={"a": "1"})
    os.mkfifo(made.path / ".gitignore")  # reading it never ends
    monkeypatch.setattr(uncommitted, "TIMEOUT", 0.3)
    assert count(made) is None
