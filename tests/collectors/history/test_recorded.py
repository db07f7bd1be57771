"""A history that was recorded answers as the repository would at any later time."""

import random
from pathlib import Path

import pytest

from checker.collectors.history.recorded import COMMITS_KEPT, RecordedHistory
from checker.git import open_source
from checker.model import encoding
from checker.model.history import Commit, HistoryRecord, Ref
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
        assert (history := source.history)
        first = RecordedHistory(lambda: history)
        first.commits(since=START, limit=LIMIT)
        again = RecordedHistory(lambda: Fixed([]), first.record)
        for hours in range(0, 40 * 12, 7):
            since = START + hours * HOUR
            assert list(again.commits(since, LIMIT)) == list(history.commits(since, LIMIT)), hours


ONE = Commit("a" * 40, (), "Ada", "ada@example.com", START, "ada@example.com", START, False, "x")


class Fixed:
    """A CommitHistory over two lists."""

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


def test_all_that_was_asked_is_recorded_and_goes_through_json() -> None:
    first = RecordedHistory(lambda: Fixed([ONE]))
    first.commits(limit=1)
    first.tags()
    first.branches()
    assert first.count() == 1
    record = encoding.decode(HistoryRecord, encoding.encode(first.record))
    assert record == first.record
    again = RecordedHistory(_gone, record)
    assert (again.shallow, again.commits(limit=1)) == (True, (ONE,))
    assert again.tags()[0].name == "v1"
    assert again.branches()[0].annotated
    assert again.record is record


def _gone() -> Fixed:
    raise AssertionError("the repository was asked")


def test_what_was_not_asked_is_asked_of_the_repository() -> None:
    """No tags were asked for: that is not to have none."""
    first = RecordedHistory(lambda: Fixed([ONE]))
    first.commits(since=START, limit=LIMIT)
    for question in (
        lambda history: history.tags(),
        lambda history: history.branches(),
        lambda history: history.count(),
        lambda history: history.commits(),
        lambda history: history.commits(since=START - 1, limit=LIMIT),
        lambda history: history.commits(since=START, limit=1),
    ):
        with pytest.raises(AssertionError, match="was asked"):
            question(RecordedHistory(_gone, first.record))
        assert question(RecordedHistory(lambda: Fixed([ONE]), first.record))


@pytest.mark.parametrize(("count", "limit"), [(COMMITS_KEPT + 1, LIMIT), (3, 3)])
def test_what_is_too_much_or_was_cut_off_is_not_recorded(count: int, limit: int) -> None:
    """What lies beyond the limit would be missing from a later window."""
    first = RecordedHistory(lambda: Fixed([ONE] * count))
    assert len(first.commits(since=START, limit=limit)) == count
    assert not first.complete
    assert first.record.since is None
