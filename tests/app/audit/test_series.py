"""Which series an audit belongs to, and which one is read."""

from pathlib import Path

import pytest

from checker.app.audit.series import (
    SeriesChoice,
    choice,
    default_series,
    existing,
    membership,
    recorded,
    series_of,
)
from checker.errors import UsageError
from checker.policy.settings.configuration import Configuration
from checker.store import open_history
from checker.store.history import AuditHistory
from tests.store.made import audit, passing

ACME = Configuration(Path("/std"), "Acme", ("github:acme", "/repos"))


def keep(history: AuditHistory, key: str, name: str) -> None:
    """Record an audit in a series."""
    whole = audit(1, [passing("one")])
    with history.record(key, name) as recording:
        recording.begin(whole.started_at, whole.policy, whole.tool)
        recording.add(whole.subjects[0])
        recording.finish(whole)


@pytest.fixture
def history(tmp_path):
    with open_history("sqlite:///a.db", tmp_path, write=True) as opened:
        yield opened


def test_keys_of_histories_that_are_there_stay():
    """A series of an earlier version is found again."""
    configuration = Configuration(Path("/std"), "acme", ("/repos",))
    key = "4cdd5760757b"
    assert series_of(("/repos",), configuration).key.startswith(key)


def test_the_same_targets_are_one_series_from_anywhere(tmp_path, monkeypatch):
    """However a path is written, and from whatever folder; order does not count."""
    (tmp_path / "a" / "deep").mkdir(parents=True)
    (tmp_path / "b").mkdir()
    configuration = Configuration(tmp_path)
    monkeypatch.chdir(tmp_path)
    first = series_of(["a", "b"], configuration)
    monkeypatch.chdir(tmp_path / "a" / "deep")
    assert series_of([str(tmp_path / "b"), ".."], configuration).key == first.key
    assert first.name == "a, b"


def test_other_targets_are_another_series(tmp_path):
    """So are the same ones of another organization."""
    configuration = Configuration(tmp_path)
    keys = {
        series_of(["github:acme"], configuration).key,
        series_of(["github:acme", "github:other"], configuration).key,
        series_of(["github:acme"], Configuration(tmp_path, "acme")).key,
        series_of([str(tmp_path)], configuration).key,
    }
    assert len(keys) == 4
    assert series_of(["github:ACME"], configuration) == series_of(["github:acme"], configuration)


@pytest.mark.parametrize(
    ("targets", "name"),
    [
        (("/repos", "github:acme"), "Acme"),
        (("github:acme/one",), "github:acme/one"),
        (("https://example.com/a.git",), "https://example.com/a.git"),
        (("/std",), "std"),
    ],
)
def test_names_of_series(targets, name):
    """The organization's for all that is configured, else what was named."""
    assert series_of(targets, ACME).name == name


def test_long_names_are_cut():
    long = series_of([f"github:{'a' * 90}", f"github:{'b' * 90}"], ACME).name
    assert len(long) == 120
    assert long.endswith("…")


def test_an_audit_of_the_configured_targets_is_of_the_default_series():
    """In whatever order they are named."""
    belongs = membership(("/repos", "github:Acme"), filtered=False, name="", configuration=ACME)
    assert belongs.series == default_series(ACME)
    assert belongs.whole


@pytest.mark.parametrize(("targets", "filtered"), [(("/repos",), False), (ACME.targets, True)])
def test_another_audit_takes_a_name_to_be_recorded(targets, filtered):
    """Without one it belongs nowhere, and the name of the default series is not free."""
    belongs = membership(targets, filtered=filtered, name="", configuration=ACME)
    assert (belongs.series, belongs.whole) == (None, False)
    assert belongs.reason
    named = membership(targets, filtered=filtered, name="mine", configuration=ACME).series
    assert named is not None
    assert named.name == "mine"
    assert named.key != default_series(ACME).key
    for name in ("Acme", default_series(ACME).key[:12]):
        with pytest.raises(UsageError, match="the targets of checker.yml"):
            membership(targets, filtered=filtered, name=name, configuration=ACME)


@pytest.mark.parametrize("name", ["   ", " live", "a\nb", "\x1b[31mred", "a\u202eb", "x" * 121])
def test_names_that_nobody_could_read_are_refused(name):
    """They would stand in lists, and would have to be typed again."""
    with pytest.raises(UsageError, match="no series can be called"):
        membership(ACME.targets, filtered=True, name=name, configuration=ACME)
    assert membership(ACME.targets, filtered=True, name="x" * 120, configuration=ACME).series


def test_without_configured_targets_the_command_line_makes_the_series():
    """But for filters."""
    bare = Configuration(Path("/std"), "Acme")
    assert membership(("/repos",), filtered=False, name="", configuration=bare).series == series_of(
        ("/repos",), bare
    )
    assert membership(("/repos",), filtered=True, name="", configuration=bare).series is None


def test_the_default_series_is_read_however_new_others_are(history):
    """And whatever they are called."""
    keep(history, default_series(ACME).key, "Acme")
    keep(history, "newer", "Acme")
    assert choice("", ACME).key(history) == default_series(ACME).key
    assert choice("newer", ACME).key(history) == "newer"


def test_no_other_series_stands_in_for_the_default_one(history):
    """The message names those that are there."""
    assert choice("", ACME).key(history) == ""
    keep(history, "other", "one repository")
    with pytest.raises(UsageError, match="no audit of the targets of checker.yml") as caught:
        choice("", ACME).key(history)
    assert "one repository" in caught.value.hint
    assert choice("", ACME).among(history.series()) == ""


def test_where_no_targets_are_configured_a_single_series_is_meant(history, tmp_path, monkeypatch):
    """Of several, that of the repository where the user stands."""
    monkeypatch.chdir(tmp_path)
    bare = Configuration(tmp_path)
    keep(history, "other", "elsewhere")
    assert choice("", bare).key(history) == "other"
    keep(history, default_series(bare).key, "here")
    assert choice("", bare).key(history) == default_series(bare).key
    keep(history, "third", "third")
    with pytest.raises(UsageError, match="the repository here"):
        SeriesChoice("", series_of(("x",), bare)).key(history)


def test_a_named_series_goes_on_where_a_history_has_it(history):
    """By its name or its key; of two of one name, the key chooses."""
    keep(history, "abcdef12", "acme (filtered)")
    old = membership(ACME.targets, filtered=True, name="acme (filtered)", configuration=ACME).series
    assert old is not None
    assert existing(old, history.series()).key == "abcdef12"
    by_key = membership(ACME.targets, filtered=True, name="abcdef", configuration=ACME).series
    assert by_key is not None
    assert existing(by_key, history.series()).name == "acme (filtered)"
    assert recorded(by_key).key(history) == "abcdef"
    keep(history, "abcdef34", "acme (filtered)")
    with pytest.raises(UsageError, match="several series"):
        existing(old, history.series())
    new = membership(ACME.targets, filtered=True, name="new", configuration=ACME).series
    assert new is not None
    assert existing(new, history.series()) == new
