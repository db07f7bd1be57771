"""Pruning takes audits away and changes none of those that stay."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from checker.errors import UsageError
from checker.model.recorded import AuditState, RetentionPeriod
from checker.store.schema import metadata, snapshots, subject_versions
from tests.store.made import audit, keep, passing, with_commit

NOW = datetime(2026, 11, 20, tzinfo=UTC)


def story():
    """Return audits in which repositories come and go, change, move and change back."""
    return [
        audit(1, [passing("one", "pay", r0="fail"), passing("two"), passing("gone", "web")]),
        audit(2, [passing("one", "pay", r0="fail"), with_commit(passing("two"), "b" * 40)]),
        audit(3, [passing("one", "pay", r0="fail", r1="unknown:why"), passing("two", r2="fail")]),
        audit(8, [passing("one", "pay", r0="fail"), passing("two", "web", r2="fail"), passing("new")]),
        audit(9, [passing("new"), with_commit(passing("one", "pay", r0="fail"), "c" * 40)]),
        audit(16, [passing("new", r4="error:broken"), passing("two", "web"), passing("one", "pay")]),
    ]


def told(history):
    return [(each.id, each.started_at[8:10]) for each in history.audits()]


def rows(history, table):
    with history._database.reading() as connection:
        return connection.execute(select(func.count()).select_from(table)).scalar()


@pytest.mark.parametrize(
    ("days", "period", "left"),
    [
        (None, None, [1, 2, 3, 8, 9, 16]),
        (12, None, [8, 9, 16]),
        (0, None, [16]),
        (None, RetentionPeriod.MONTHLY, [16]),
        (None, RetentionPeriod.YEARLY, [16]),
        (None, RetentionPeriod.WEEKLY, [1, 8, 9, 16]),
        (None, RetentionPeriod.DAILY, [1, 2, 3, 8, 9, 16]),
        (11, RetentionPeriod.WEEKLY, [1, 8, 9, 16]),
        (4, RetentionPeriod.WEEKLY, [1, 8, 9, 16]),
        (17, RetentionPeriod.MONTHLY, [3, 8, 9, 16]),
    ],
)
def test_which_audits_stay(history, days, period, left):
    """Recent ones, the last of each period of older ones, and the newest in any case."""
    kept = story()
    numbers = [keep(history, each) for each in kept]
    expected = {each.started_at: each for each in kept}
    (pruned,) = history.prune(NOW, days, period)
    assert [int(day) for _, day in told(history)] == left
    assert pruned.left == len(left)
    assert len(pruned.removed) == len(kept) - len(left)
    for number in (each.id for each in history.audits()):
        assert history.load(number) == expected[history.find(str(number)).started_at]
    assert [each.id for each in history.audits()] == [n for n, _ in told(history) if n in numbers]


def test_trends_keep_their_points(history):
    """Groups and subjects came to what they came to."""
    for each in story():
        keep(history, each)
    asked = [
        ("trend", "team", "pay"),
        ("trend", "organization", "acme"),
        ("subject_trend", "github.com/acme/two"),
    ]
    before = [getattr(history, name)(*rest) for name, *rest in asked]
    history.prune(NOW, None, RetentionPeriod.WEEKLY)
    left = {each.id for each in history.audits()}
    after = [getattr(history, name)(*rest) for name, *rest in asked]
    assert after == [tuple(point for point in points if point.audit in left) for points in before]


def test_what_nobody_needs_is_gone(history):
    """Subjects, groups, policies and texts of removed audits go with them."""
    for each in story():
        keep(history, each)
    history.prune(NOW, 0)
    assert {
        table.name.removeprefix("checker_"): rows(history, table) for table in metadata.sorted_tables
    } == {
        "series": 1,
        "audits": 1,
        "policies": 1,
        "policy_rules": 5,
        "rules": 5,
        "subjects": 3,
        "subject_versions": 3,
        "result_versions": 15,
        "groups": 4,
        "group_versions": 4,
        "snapshots": 0,
        # What is known of three repositories, their notes, and what passes and the error have for evidence.
        "documents": 6,
    }


def test_an_audit_after_pruning_is_told_from_the_one_before(history):
    """It finds what it needs, and what did not change adds nothing."""
    for each in story():
        keep(history, each)
    history.prune(NOW, 0)
    last = story()[-1]
    number = keep(history, audit(18, last.subjects))
    assert history.load(number) == audit(18, last.subjects)
    assert rows(history, subject_versions) == 3


def test_a_rehearsal_changes_nothing(opened):
    """Not even on a history that cannot be written."""
    writer = opened()
    for each in story():
        keep(writer, each)
    (pruned,) = opened(write=False).prune(NOW, 0, dry=True)
    assert (len(pruned.removed), pruned.left) == (5, 1)
    assert len(writer.audits()) == 6
    with pytest.raises(UsageError, match="reading only"):
        opened(write=False).prune(NOW, 0)


def test_unfinished_audits_go_whatever_stays(history):
    keep(history, story()[0])
    with history.record("key", "acme") as recording:
        recording.begin(story()[1].started_at, story()[1].policy, "x")
        recording.add(passing("one"))
    (pruned,) = history.prune(NOW, 100)
    assert [each.state for each in pruned.removed] == [AuditState.UNFINISHED]
    assert history.load(1) == story()[0]


def test_one_series_or_all(history):
    for each in story():
        keep(history, each)
        keep(history, each, "other", "other")
    assert [each.series for each in history.prune(NOW, 0, series="other")] == ["other"]
    assert [each.audits for each in history.series()] == [1, 6]
    assert len(history.prune(NOW, 0)) == 2
    assert [each.audits for each in history.series()] == [1, 1]


def test_facts_of_what_stays_are_kept(history):
    """A snapshot is kept for as long as an audit was judged by it."""
    for whole in story()[:3]:
        with history.record("key", "acme") as recording:
            recording.begin(whole.started_at, whole.policy, whole.tool)
            recording.add(whole.subjects[0], f"facts of {whole.started_at}")
            recording.finish(whole)
    history.prune(NOW, 0)
    assert history.facts(3, "github.com/acme/one") == "facts of 2026-11-03T12:00:00Z"
    assert rows(history, snapshots) == 1


def test_a_killed_pruning_changes_nothing(history, monkeypatch):
    """It is one transaction: all of it happens, or nothing."""
    kept = story()
    for each in kept:
        keep(history, each)
    with monkeypatch.context() as broken:
        broken.setattr("checker.store.pruning._drop_versions", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            history.prune(NOW, 12)
    assert [history.load(each.id) for each in history.audits()] == kept
    history.prune(NOW, 12)
    assert [history.load(each.id) for each in history.audits()] == kept[3:]


def test_a_file_shrinks(tmp_path):
    """SQLite keeps the room of deleted rows unless it is asked for it."""
    from checker.store import open_history

    with open_history("sqlite:///history.db", tmp_path, write=True) as history:
        for day in range(1, 9):
            keep(
                history,
                audit(day, [passing(f"r{n}", r0=f"fail:{day} {n} {'x' * 500}y{day}") for n in range(60)]),
            )
    large = (tmp_path / "history.db").stat().st_size
    with open_history("sqlite:///history.db", tmp_path, write=True) as history:
        history.prune(NOW, 0)
    assert (tmp_path / "history.db").stat().st_size < large


def test_failed_audits_go_with_their_time(history):
    """None of them is the last of a period, and the newest audit that was finished stays."""
    numbers = [keep(history, each) for each in (story()[0], audit(8, []), story()[4], audit(18, []))]
    (pruned,) = history.prune(NOW, 5, RetentionPeriod.MONTHLY)
    assert [each.id for each in pruned.removed] == numbers[:2]
    assert [(each.id, each.state) for each in history.audits()] == [
        (numbers[2], AuditState.FINISHED),
        (numbers[3], AuditState.FAILED),
    ]
    history.prune(NOW, None, RetentionPeriod.DAILY)
    assert [each.id for each in history.audits()] == [numbers[2]]
