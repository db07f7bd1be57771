"""Whatever is audited in whatever order comes back, and pruning changes nothing of it."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from checker.model.audit import Audit, Blocker, Group, Repository, Score, Subject, Uncollected
from checker.model.recorded import RetentionPeriod
from checker.model.result import Enforcement, Finding, Outcome, Result, Unseen
from checker.model.trend import TrendPoint
from checker.store.encoding import text_of, value_of
from checker.store.history import AuditHistory
from checker.store.text_encoding import restored, stored
from tests.model.test_encoding import PLAIN
from tests.store.made import RULES, TEAMS, audit, keep, passing, policy, stamp

NOW = datetime(2026, 12, 1, tzinfo=UTC)
_KEYS = count()
FEW = settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)
TEXTS = st.sampled_from(["", "34 days", "35 days", "a 1.5", "a 2", "b", "12"]) | st.text(max_size=3)
RULE = policy().rules[0]


def results(rule: str) -> st.SearchStrategy[Result]:
    """Return a strategy for results of a rule, of the policy or of none."""
    return st.builds(
        Result,
        rule=st.just(rule),
        title=st.sampled_from([f"About {rule}", "other"]),
        pack=st.just(rule.split("/", maxsplit=1)[0]),
        outcome=st.sampled_from(Outcome),
        severity=st.just(RULE.severity),
        fix=st.just(RULE.fix),
        level=st.sampled_from(["bronze", "silver"]),
        objective=st.just("trust"),
        score=st.none() | st.sampled_from([0.0, 0.5, 1.0]),
        unwaived_outcome=st.none() | st.sampled_from(Outcome),
        enforcement=st.sampled_from(Enforcement),
        reason=TEXTS,
        value=PLAIN,
        expected=TEXTS,
        unknown=st.lists(st.builds(Unseen, TEXTS, TEXTS, TEXTS), max_size=2).map(tuple),
        findings=st.lists(st.builds(Finding, TEXTS, TEXTS, st.integers(0, 2)), max_size=2).map(tuple),
        looked_at=st.lists(TEXTS, max_size=2).map(tuple),
        waiver=TEXTS,
    )


SCORES = st.none() | st.floats(0, 100)
VIEWS = st.dictionaries(TEXTS, st.builds(Score, SCORES, SCORES), max_size=2)


@st.composite
def subjects(draw: st.DrawFn) -> Subject:
    """Draw one of a few subjects, with anything in it."""
    name = draw(st.sampled_from(["one", "two", "\ud800\0"]))
    rules = draw(st.lists(st.sampled_from([*RULES, "x/unlisted", "a/unlisted"]), unique=True, max_size=4))
    texts = st.lists(TEXTS, max_size=2).map(tuple)
    attributes = st.dictionaries(TEXTS, TEXTS | st.booleans(), max_size=2)
    repository = st.builds(Repository, st.just(name) | TEXTS, TEXTS, TEXTS, TEXTS, TEXTS, attributes, texts)
    return Subject(
        name,
        draw(st.sampled_from(["repository", "team"])),
        draw(st.none() | repository),
        draw(st.sampled_from(["a" * 40, "b" * 40, "", "A", "abc"]) | st.text(max_size=3)),
        tuple(draw(results(rule)) for rule in rules),
        *draw(st.tuples(SCORES, SCORES, SCORES)),
        *draw(st.tuples(TEXTS, TEXTS)),
        draw(
            st.lists(
                st.builds(Blocker, TEXTS, st.sampled_from(RULES), st.sampled_from(Outcome)), max_size=3
            ).map(tuple)
        ),
        draw(VIEWS),
        draw(VIEWS),
        draw(texts),
    )


@st.composite
def arbitrary(draw: st.DrawFn) -> list[Audit]:
    """Draw audits of a few subjects and groups, each with anything in it."""
    named = st.lists(st.sampled_from([team.team for team in TEAMS]), unique=True, max_size=3)
    texts = st.lists(TEXTS, max_size=2).map(tuple)
    found = []
    for day in range(1, draw(st.integers(2, 5))):
        listed = draw(st.lists(subjects(), max_size=4, unique_by=lambda each: (each.kind, each.subject)))
        teams = [
            Group(
                name,
                draw(st.sampled_from(["team", "department"])),
                *draw(st.tuples(SCORES, SCORES, TEXTS, VIEWS)),
                draw(texts),
                draw(TEXTS),
            )
            for name in draw(named)
        ]
        whole = Group("acme", "organization", *draw(st.tuples(SCORES, SCORES, TEXTS, VIEWS)), draw(texts))
        missing = draw(st.lists(st.builds(Uncollected, TEXTS, TEXTS, TEXTS), max_size=2).map(tuple))
        started = f"2026-11-{day:02d}T00:00:00Z"
        found.append(
            Audit(
                draw(TEXTS),
                stamp(policy()),
                started,
                whole,
                tuple(teams),
                tuple(listed),
                missing,
                draw(texts),
            )
        )
    return found


EVIDENCE = ("reason", "value", "expected", "unknown", "looked_at")


def expected(audits: list[Audit]) -> list[Audit]:
    """Return the audits with the evidence that is kept: that of the first of equal results."""
    known: dict[tuple[str, str], Subject] = {}
    kept = []
    for each in audits:
        if not read_something(each):
            kept.append(each)
            continue
        for subject in each.subjects:
            key = (subject.kind, subject.subject)
            known[key] = _kept(known[key], subject) if key in known else subject
        kept.append(replace(each, subjects=tuple(known[each.kind, each.subject] for each in each.subjects)))
    return kept


def read_something(audit: Audit) -> bool:
    """Tell whether an audit is not one that failed."""
    return any(subject.kind == "repository" for subject in audit.subjects)


def _kept(old: Subject, new: Subject) -> Subject:
    before = {result.rule: result for result in old.results}
    held = tuple(
        before[result.rule] if result.rule in before and _alike(before[result.rule], result) else result
        for result in new.results
    )
    kept = replace(new, results=held, notes=old.notes)
    return kept if replace(kept, commit=old.commit) == old else replace(kept, notes=new.notes)


def _alike(old: Result, new: Result) -> bool:
    bare = dict.fromkeys(EVIDENCE, None)
    bare["findings"] = ()
    if replace(old, **bare) != replace(new, **bare) or len(old.findings) != len(new.findings):
        return False
    for name in EVIDENCE:
        one, two = getattr(old, name), getattr(new, name)
        if one != two and (one in ("", None, ()) or two in ("", None, ())):
            return False
        if one != two and _numberless(one) != _numberless(two):
            return False
    pairs = zip(old.findings, new.findings, strict=True)
    return all(
        (a.path, a.line, _dayless(a.message)) == (b.path, b.line, _dayless(b.message)) for a, b in pairs
    )


def _numberless(value: object) -> object:
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, (int, float)):
        return 0
    if isinstance(value, str):
        return re.sub(r"\d+(\.\d+)?", "", value)
    if isinstance(value, Mapping):
        return {key: _numberless(item) for key, item in value.items()}
    if isinstance(value, Unseen):
        return [_numberless(item) for item in (value.path, value.reason, value.permission)]
    assert isinstance(value, (list, tuple))
    return [_numberless(item) for item in value]


def _dayless(text: str) -> str:
    return re.sub(r"[0-9]+(?= days)", "", text)


@FEW
@given(audits=arbitrary())
def test_any_sequence_of_audits_comes_back(history, audits):
    """Every audit, after all of them were recorded, with nothing of another one in it."""
    key = f"key{next(_KEYS)}"
    numbers = [keep(history, each, key) for each in audits]
    assert [history.load(number) for number in numbers] == expected(audits)


@FEW
@given(
    audits=arbitrary(),
    days=st.none() | st.integers(0, 40),
    period=st.none() | st.sampled_from(RetentionPeriod),
)
def test_pruning_changes_nothing_of_what_stays(history, audits, days, period):
    """Neither audits nor trends, whichever audits go."""
    key = f"key{next(_KEYS)}"
    numbers = [keep(history, each, key) for each in audits]
    before = {number: history.load(number) for number in numbers}
    points = {point.audit: point for point in trend(history, key)}
    history.prune(NOW, days, period, key)
    left = [each.id for each in history.audits(key)]
    assert {number: history.load(number) for number in left} == {number: before[number] for number in left}
    assert list(trend(history, key)) == [points[number] for number in left if number in points]


def trend(history: AuditHistory, key: str) -> Sequence[TrendPoint]:
    """Return the organization's trend; it has none before an audit read something."""
    return history.trend("organization", "acme", key) if history.groups(key) else ()


@FEW
@given(audits=arbitrary())
def test_what_is_not_told_as_changed_is_the_same(history, audits):
    """Readers who compare only what may differ miss nothing but commits."""
    key = f"key{next(_KEYS)}"
    numbers = [
        keep(history, each, key)
        for each in [
            replace(audit(1, [passing("x")]), started_at="2026-11-01T00:00:00Z"),
            *filter(read_something, audits),
        ]
    ]
    first, last = (history.load(number) for number in (numbers[0], numbers[-1]))
    changed = history.changed(numbers[0], numbers[-1])
    one, two = ({(s.kind, s.subject): replace(s, commit="") for s in each.subjects} for each in (first, last))
    assert {key for key in one.keys() | two.keys() if one.get(key) != two.get(key)} <= changed


@given(name=st.text())
def test_names_come_back(name):
    """Written in characters that every database holds."""
    text = stored(name)
    assert restored(text) == name
    assert "\0" not in text
    text.encode()


@given(value=PLAIN)
def test_values_come_back_from_json(value):
    """Whatever their strings hold; the text is JSON that every database reads."""
    written = text_of(value)
    assert value_of(written) == value
    assert "\\u0000" not in written.replace("\\\\", "")
    written.encode()


@pytest.mark.parametrize("audits", [[], [audit(1, [])]])
def test_nothing_is_a_history_too(history, audits):
    """An audit without subjects is one."""
    numbers = [keep(history, each) for each in audits]
    assert [history.load(number) for number in numbers] == audits
