"""A history that was kept answers as the repository would at any later time."""

import random
from pathlib import Path

import pytest

from checker.collectors.history.kept import COMMITS_KEPT, KeptHistory, RecordingHistory
from checker.errors import NotKept
from checker.git import open_source
from checker.model import encoding
from checker.model.history import Commit, Ref
from tests.repositories import START, Made

LIMIT = 10_000
HOUR = 3600


def tangled(path: Path, seed: int, count: int = 40) -> Made:
    """Make a history of merges by people whose clocks differ by days."""
    rolled = random.Random(seed)
    lines = []
    for number in range(1, count + 1):
        time = START + number * HOUR * 12 + rolled.randint(-5, 5) * 24 * HOUR
        lines += [
            "commit refs/heads/main",
            f"mark :{number}",
            f"committer Ada <ada@example.com> {time} +0000",
        ]
        lines += ["data 1", "x"]
        if number > 1:
            lines += [f"from :{rolled.randint(max(1, number - 3), number - 1)}"]
            others = [each for each in range(max(1, number - 6), number) if rolled.random() < 0.2]
            lines += [f"merge :{each}" for each in others]
    path.mkdir()
    made = Made(path)
    made.git("init", "--quiet", "-b", "main")
    made.git("fast-import", "--quiet", "--force", feed=("\n".join(lines) + "\n").encode())
    return made


@pytest.mark.parametrize("seed", range(6))
def test_a_later_window_holds_what_git_finds(tmp_path: Path, seed: int) -> None:
    """Also where clocks went wrong: Git's walk ends at old commits, whatever lies behind them."""
    with open_source(str(tangled(tmp_path / "made", seed))) as source:
        assert source.history
        recorder = RecordingHistory(source.history)
        recorder.commits(since=START, limit=LIMIT)
        kept = recorder.kept()
        assert kept
        for hours in range(0, 40 * 12, 7):
            since = START + hours * HOUR
            assert list(kept.commits(since, LIMIT)) == list(source.history.commits(since, LIMIT)), hours


ONE = Commit("a" * 40, (), "Ada", "ada@example.com", START, "ada@example.com", START, False, "x")


class Fixed:
    """The History protocol over two lists."""

    shallow = True

    def __init__(self, commits: list[Commit]) -> None:
        self._commits = commits

    def count(self) -> int:
        return len(self._commits)

    def commits(self, since: int | None = None, limit: int = LIMIT) -> list[Commit]:
        return self._commits[:limit]

    def tags(self) -> list[Ref]:
        return [Ref("v1", "a" * 40, START)]

    def branches(self) -> list[Ref]:
        return [Ref("main", "a" * 40, START, True)]


def test_all_that_was_asked_is_kept_and_goes_through_json() -> None:
    recorder = RecordingHistory(Fixed([ONE]))
    recorder.commits(limit=1)
    recorder.tags()
    recorder.branches()
    assert recorder.count() == 1
    kept = recorder.kept()
    assert kept
    again = encoding.decode(KeptHistory, encoding.encode(kept))
    assert again == kept
    assert (again.shallow, again.commits(limit=1)) == (True, (ONE,))
    assert again.tags()[0].name == "v1"
    assert again.branches()[0].annotated


def test_what_was_not_asked_is_not_made_up() -> None:
    """No tags were asked for: that is not to have none."""
    recorder = RecordingHistory(Fixed([ONE]))
    recorder.commits(since=START, limit=LIMIT)
    kept = recorder.kept()
    assert kept
    for question in (
        kept.tags,
        kept.branches,
        kept.count,
        kept.commits,
        lambda: kept.commits(since=START - 1, limit=LIMIT),
        lambda: kept.commits(since=START, limit=1),
    ):
        with pytest.raises(NotKept):
            question()


def test_busy_histories_are_not_kept() -> None:
    recorder = RecordingHistory(Fixed([ONE] * (COMMITS_KEPT + 1)))
    recorder.commits(since=START, limit=LIMIT)
    assert recorder.kept() is None


def test_histories_that_were_cut_off_are_not_kept() -> None:
    """What lies beyond the limit would be missing from a later window."""
    recorder = RecordingHistory(Fixed([ONE] * 3))
    recorder.commits(since=START, limit=3)
    assert recorder.kept() is None
