"""Where the two audits come from, what may be asked for, and when something got worse."""

import io
import json as stdlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from checker.app.audit.history_recorder import HistoryLocation
from checker.app.reports import compare as reports_compare
from checker.engine.comparison import compare
from checker.errors import UsageError
from checker.model.change import (
    Change,
    ChangeState,
    Direction,
    Focus,
    GroupChange,
    LevelChange,
    Parts,
    ScoreChange,
    SubjectChange,
)
from checker.render import Style
from checker.render.machine import json
from checker.render.terminal import change as terminal_change
from checker.store import open_history
from tests.render import changes, example

REPORT = json.render(example.audit(), Style())
FILES = reports_compare.ReferenceSource()


def test_reports_by_their_paths(tmp_path: Path) -> None:
    """Each as it was written, whatever its name."""
    (tmp_path / "a").write_text(json.render(changes.before(), Style()), encoding="utf-8")
    (tmp_path / "b").write_text(REPORT, encoding="utf-8-sig")
    before, after = reports_compare.load(str(tmp_path / "a"), str(tmp_path / "b"), FILES)
    assert (before.started_at, after.started_at) == ("2026-08-22T09:30:00Z", "2026-11-22T09:30:00Z")


def test_a_report_from_stdin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A dash is what a pipe brings; it cannot bring both."""
    (tmp_path / "a").write_text(REPORT, encoding="utf-8")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(REPORT.encode())))
    assert reports_compare.load(str(tmp_path / "a"), "-", FILES)[1].started_at == "2026-11-22T09:30:00Z"
    with pytest.raises(UsageError, match="both audits would come from stdin"):
        reports_compare.load("-", "-", FILES)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"no JSON", "JSON is malformed"),
        (b'{"schema": "urn:standards-checker:change-1"}', "not a report of the shape"),
        (b"\xff\xfe", "utf-8"),
        (b'{"a":' * 100_000, "nested too deeply"),
        (REPORT.replace('"outcome": "fail"', '"outcome": "maybe"', 1).encode(), "Invalid enum value 'maybe'"),
    ],
)
def test_what_is_no_report(content: bytes, why: str, tmp_path: Path) -> None:
    """Says which file, and what it should have been."""
    path = tmp_path / "a.json"
    path.write_bytes(content)
    with pytest.raises(UsageError, match=why) as caught:
        reports_compare.load(str(path), str(path), FILES)
    assert str(path) in caught.value.message
    assert "-o json" in caught.value.hint


def test_what_is_not_there(tmp_path: Path) -> None:
    """A path that leads nowhere, or to a folder."""
    for path in (tmp_path / "gone.json", tmp_path):
        with pytest.raises(UsageError, match="cannot be read"):
            reports_compare.load(str(path), "-", FILES)


@pytest.fixture
def source(tmp_path: Path) -> reports_compare.ReferenceSource:
    """Return a history of the two made-up audits."""
    place = HistoryLocation("sqlite:///history.db", tmp_path)
    with (
        open_history(place.url, place.folder, write=True) as history,
        history.record("key", "acme") as recording,
    ):
        for audit in (changes.before(), example.audit()):
            recording.begin(audit.started_at, audit.policy, audit.tool)
            recording.finish(audit)
    return reports_compare.ReferenceSource(place)


@pytest.mark.parametrize(
    ("before", "after"),
    [("previous", "latest"), ("1", "2"), ("-1", "-0"), ("2026-09-01", "2026-11-22T09:30:00Z")],
)
def test_audits_of_the_history(before: str, after: str, source: reports_compare.ReferenceSource) -> None:
    """By id, order or date; what is told of them is what their reports tell."""
    audits = reports_compare.load(before, after, source)
    assert [each.started_at[:7] for each in audits] == ["2026-08", "2026-11"]
    whole = compare(changes.before(), example.audit())
    kept = reports_compare.compare(*audits, Focus())
    assert kept.organization == whole.organization
    assert kept.teams == whole.teams
    assert [each.score for each in kept.subjects] == [each.score for each in whole.subjects]


def test_a_file_and_an_audit_of_the_history(tmp_path: Path, source: reports_compare.ReferenceSource) -> None:
    """Either may come from anywhere; what is a file is meant as one."""
    (tmp_path / "a.json").write_text(REPORT, encoding="utf-8")
    before, after = reports_compare.load("1", str(tmp_path / "a.json"), source)
    assert (before.started_at[:7], after.started_at[:7]) == ("2026-08", "2026-11")


@pytest.mark.parametrize(
    ("reference", "why"),
    [
        ("7", "no audit 7"),
        ("2020-01-01", "no audit is as old"),
        ("lates", "lates"),
        ("gone.json", "gone.json"),
    ],
)
def test_audits_that_are_not_there(reference: str, why: str, source: reports_compare.ReferenceSource) -> None:
    """Whoever asks for nothing is told so."""
    with pytest.raises(UsageError, match=why):
        reports_compare.load(reference, "latest", source)


def test_no_history() -> None:
    """A word that is no file needs one."""
    with pytest.raises(UsageError, match="latest: there is no history to find it in"):
        reports_compare.load("latest", "-", FILES)


@pytest.mark.parametrize(
    ("focus", "message", "hint"),
    [
        (Focus(teams=("paymnts",)), "no team of these audits is called 'paymnts'", "did you mean payments?"),
        (Focus(teams=("zzz",)), "no team", "there are: commerce, payments, web"),
        (Focus(repositories=("acme/paymets",)), "no repository", "did you mean acme/payments?"),
        (Focus(rules=("licence/fil",)), "no rule", "did you mean licence/file?"),
        (Focus(rules=("a" * 5000,)), "a glob longer than", ""),
    ],
)
def test_names_that_nobody_has(focus: Focus, message: str, hint: str) -> None:
    """A typing error never reads as no difference."""
    with pytest.raises(UsageError, match=message) as caught:
        reports_compare.compare(changes.before(), example.audit(), focus)
    assert caught.value.hint == hint


def test_names_of_either_audit() -> None:
    """What came or went can be asked for."""
    focus = Focus(("web",), ("tools/*", "acme/*"), ("containers/*", "docs/*"))
    assert reports_compare.compare(changes.before(), example.audit(), focus).focus == focus


def places(value: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the way to every part of a document."""
    yield way
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in parts:
        yield from places(part, (*way, key))


WHOLE = stdlib.loads(REPORT)
PLACES = [way for way in places(WHOLE) if way]
ANYTHING: st.SearchStrategy[Any] = st.sampled_from(
    [None, True, -1, 10**400, 0.5, "", "pass", "x" * 50, [], [[]], {}, {"a": 1}, [{}], -1e308]
)


@given(st.sampled_from(PLACES), ANYTHING)
def test_damaged_reports_are_refused_or_compared(way: tuple[Any, ...], value: Any) -> None:
    """Whatever stands in a report, it is a message or a comparison, never a trace."""
    damaged = stdlib.loads(REPORT)
    part = damaged
    for key in way[:-1]:
        part = part[key]
    part[way[-1]] = value
    try:
        read = json.read(stdlib.dumps(damaged))
    except ValueError:
        return
    change = reports_compare.compare(changes.before(), read, Focus())
    reports_compare.verdict(change)
    assert terminal_change.render(change, Style())


def score(before: float | None, after: float | None, state: ChangeState = ChangeState.SCORED) -> ScoreChange:
    parts = Parts() if state is ChangeState.SCORED else None
    return ScoreChange(before, after, state, parts)


SAME, ROSE, FELL = score(50.0, 50.0), score(50.0, 60.0), score(60.0, 50.0)
LOST = LevelChange("gold", "silver", Direction.LOST)
GAINED = LevelChange("", "silver", Direction.GAINED)


def group(name: str = "acme", kind: str = "organization", **changed: Any) -> GroupChange:
    given = compare(changes.before(), example.audit()).organization
    return replace(given, **{"name": name, "kind": kind, "score": SAME, "level": LevelChange(), **changed})


def subject(**changed: Any) -> SubjectChange:
    given = compare(changes.before(), example.audit()).subjects[0]
    return replace(given, **{"name": "acme/a", "score": SAME, "level": LevelChange(), **changed})


def a_change(organization: GroupChange, *others: GroupChange | SubjectChange, **focus: Any) -> Change:
    return replace(
        compare(changes.before(), example.audit()),
        organization=organization,
        teams=tuple(each for each in others if isinstance(each, GroupChange)),
        subjects=tuple(each for each in others if isinstance(each, SubjectChange)),
        focus=Focus(**focus),
    )


TEAM = {"name": "pay", "kind": "team"}


@pytest.mark.parametrize(
    ("change", "code", "reason"),
    [
        (a_change(group()), 0, ""),
        (a_change(group(score=ROSE, level=GAINED)), 0, ""),
        (a_change(group(score=FELL)), 1, "acme: the score fell from 60.0 to 50.0"),
        (a_change(group(score=score(50.0, 50.0 - 1e-12))), 0, ""),
        (a_change(group(score=score(50.0, 49.999))), 1, "from 50.000000 to 49.999000"),
        (a_change(group(level=LOST)), 1, "acme: the level fell from gold to silver"),
        (a_change(group(), group(**TEAM, level=LOST)), 1, "pay: the level fell"),
        (a_change(group(), subject(level=LOST)), 1, "acme/a: the level fell"),
        (a_change(group(), group(**TEAM, score=FELL), subject(score=FELL)), 0, ""),
        (a_change(group(score=score(50.0, None, ChangeState.NO_LONGER_SCORED))), 3, "no score any more"),
        (a_change(group(score=score(50.0, None, ChangeState.NO_LONGER_SCORED), level=LOST)), 1, "level fell"),
        (a_change(group(score=score(None, 1.0, ChangeState.BECAME_SCORED))), 0, ""),
        (a_change(group(score=FELL, level=LOST), group(**TEAM), teams=("pay",)), 0, ""),
        (a_change(group(), group(**TEAM, score=FELL), teams=("pay",)), 1, "pay: the score fell"),
        (a_change(group(), group(**TEAM, level=LOST), teams=("pay",)), 1, "pay: the level fell"),
        (a_change(group(score=FELL, level=LOST), subject(), repositories=("acme/a",)), 0, ""),
        (a_change(group(), subject(score=FELL), repositories=("acme/a",)), 1, "acme/a: the score fell"),
        (a_change(group(level=replace(LOST, direction=Direction.OTHER))), 0, ""),
    ],
)
def test_worse(change: Change, code: int, reason: str) -> None:
    """A lower score of what the comparison is about, or a level that anybody in focus lost."""
    judged = reports_compare.verdict(change)
    assert judged.code == code
    assert (reason in " ".join(judged.reasons)) if reason else (judged.reasons == ())
