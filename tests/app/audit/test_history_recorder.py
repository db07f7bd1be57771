"""Where audits are recorded, which ones belong together, and what happens when they cannot be."""

from pathlib import Path

import pytest

from checker.app.audit.history_recorder import HistoryLocation, HistoryRecorder, place_of, recorder
from checker.app.audit.series import series_of
from checker.errors import UsageError
from checker.policy.settings.configuration import Configuration
from checker.store import open_history
from tests.store.made import audit, passing


def configured(folder, **changes):
    return Configuration(folder=folder, **changes)


@pytest.mark.parametrize(
    ("stated", "given", "found"),
    [
        ("", None, None),
        ("none", None, None),
        ("sqlite:///a.db", None, ("sqlite:///a.db", "folder")),
        ("sqlite:///a.db", "none", None),
        ("sqlite:///a.db", "sqlite:///b.db", ("sqlite:///b.db", "here")),
        ("", "sqlite:///b.db", ("sqlite:///b.db", "here")),
    ],
)
def test_which_history(tmp_path, monkeypatch, stated, given, found):
    """The command line goes before the configuration; each one's paths start where it was said."""
    monkeypatch.chdir(tmp_path)
    place = place_of(configured(tmp_path / "folder", history=stated), given)
    folders = {"folder": tmp_path / "folder", "here": tmp_path}
    assert place == (found and HistoryLocation(found[0], folders[found[1]]))


def test_without_a_history_nothing_is_recorded():
    whole = audit(1, [passing("one")])
    with recorder(None, series_of(["x"], Configuration())) as kept:
        kept.begin(whole.started_at, whole.policy, whole.tool, False)
        kept.add(whole.subjects[0])
        assert kept.finish(whole) == whole


def test_an_audit_is_recorded(tmp_path):
    whole = audit(1, [passing("one"), passing("two")])
    with recorder(
        HistoryLocation("sqlite:///a.db", tmp_path), series_of(["x"], Configuration(tmp_path))
    ) as kept:
        kept.begin(whole.started_at, whole.policy, whole.tool, False)
        kept.add(whole.subjects[0])
        assert kept.finish(whole) == whole
    with open_history("sqlite:///a.db", tmp_path) as history:
        assert history.load(history.find("latest").id) == whole


class Failing:
    """A recording whose database is gone after so many calls."""

    def __init__(self, calls):
        self.left = calls

    def begin(self, *_):
        pass

    def add(self, *_):
        self.left -= 1
        if self.left < 0:
            raise UsageError("history.db: disk full")

    finish = add


@pytest.mark.parametrize("calls", [0, 1, 2])
def test_a_history_that_fails_on_the_way_does_not_take_the_audit_with_it(calls):
    """The report comes out and says what is missing in the history."""
    whole = audit(1, [passing("one"), passing("two")], warnings=["w"])
    kept = HistoryRecorder(Failing(calls))  # type: ignore[arg-type]  # it stands for one
    kept.begin(whole.started_at, whole.policy, whole.tool, False)
    for subject in whole.subjects:
        kept.add(subject)
    said = "this audit is not in the history: history.db: disk full"
    assert kept.finish(whole).warnings == ("w", said)


def test_what_is_wrong_from_the_start_is_told_before_any_work(tmp_path):
    with (
        pytest.raises(UsageError, match="no folder"),
        recorder(HistoryLocation("sqlite:///gone/a.db", tmp_path), series_of(["x"], Configuration(Path()))),
    ):
        pytest.fail("there is nothing to record in")
