"""A history that the first version recorded says the same after its upgrade: audits, trends, causes, exports.

`recorded/1.sql` is such a history, with everything that can be in one: subjects that come and go, commits
alone, evidence that moved by numbers, names that are not UTF-8, two policies, snapshots of facts, a night
in which nothing could be read, a pruning and two audits that were killed. `recorded/1.json` is what
`tests.store.answers` said of it then.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from checker.model import encoding
from checker.model.recorded import AuditState
from tests.store.answers import answers
from tests.store.made import audit, keep, passing
from tests.store.test_upgrades import build, says

RECORDED = Path(__file__).parent / "recorded"


@pytest.fixture
def migrated(url, opened, tmp_path):
    """Return the recorded history, upgraded."""
    build("1", url, tmp_path, RECORDED)
    return opened()


def told() -> dict[str, Any]:
    """Return what the first version said."""
    found: dict[str, Any] = json.loads((RECORDED / "1.json").read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("key", ["acme-key", "pruned-key", "young-key"])
def test_a_series_says_what_it_said(migrated, key):
    """Every audit, trend, cause, export and snapshot."""
    now, then = answers(migrated)[key], told()[key]
    assert now.keys() == then.keys()
    for one, two in zip(now.pop("changed"), then.pop("changed"), strict=True):
        assert all(subject in two for subject in one)  # those that only came and went between are left out
    for question in then:
        assert says(now[question], then[question]), question


def test_a_night_in_which_nothing_could_be_read_has_failed(migrated):
    """It was taken for an audit of no repositories; the others say what they said."""
    now, then = answers(migrated)["night-key"], told()["night-key"]
    listed = migrated.audits("night-key")
    assert [each.state for each in listed] == [AuditState.FINISHED, AuditState.FAILED, AuditState.FINISHED]
    assert says(now["loaded"], [then["loaded"][0], then["loaded"][2]])
    failed = listed[1].id
    assert says(encoding.plain(migrated.load(failed)), then["loaded"][1])
    for name in ("trends", "subjects"):
        points = {key: [each for each in line if each["audit"] != failed] for key, line in then[name].items()}
        assert says(now[name], points)
    for name in ("results", "figures"):
        assert says(now[name], [row for row in then[name] if row["audit"] != failed])


def test_an_audit_that_was_killed_before_the_upgrade_goes_on(migrated):
    """What it had recorded is there still, and is replaced by what is recorded again."""
    killed = migrated.audits("acme-key")[-1]
    assert killed.state is AuditState.UNFINISHED
    whole = audit(6, [passing("two", "web", r0="fail:killed"), passing("newest"), passing("one")])
    with migrated.record("acme-key", "acme") as recording:
        assert recording.begin(whole.started_at, whole.policy, whole.tool, resume=True) == killed.id
        for each in whole.subjects[1:]:
            recording.add(each)
        recording.finish(whole)
    assert migrated.load(killed.id) == whole
    assert migrated.facts(killed.id, "github.com/acme/two") == '{"killed": 1}'


def test_an_audit_that_was_killed_before_the_upgrade_is_discarded(migrated):
    """Nothing of it shines through, in any audit."""
    before = answers(migrated)["acme-key"]
    whole = audit(7, [passing("two", "web")])
    later = keep(migrated, whole, "acme-key")
    assert migrated.load(later) == whole
    assert [each.id for each in migrated.audits("acme-key")] == [1, 2, 3, 4, 5, later]
    assert says(answers(migrated)["acme-key"]["loaded"][:5], before["loaded"])


def test_no_number_is_given_twice(migrated):
    """Not even that of an audit that an interrupted pruning was about to remove."""
    known = {each.id for series in migrated.series() for each in migrated.audits(series.key)}
    number = keep(migrated, audit(28, [passing("one")]), "new-key", "new")
    assert number > max(known)


def test_the_old_tables_are_gone(migrated):
    from sqlalchemy import inspect

    from checker.store.schema import VERSION_TABLE, VIEWS, metadata

    with migrated._database.reading() as connection:
        looked = inspect(connection)
        assert set(looked.get_table_names()) == {*metadata.tables, VERSION_TABLE}
        assert set(looked.get_view_names()) == set(VIEWS)
