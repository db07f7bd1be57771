"""Recording: committed subject by subject, one writer a series, resumed or discarded after a kill."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from random import Random

import pytest
from hypothesis import settings
from sqlalchemy import text

from checker.errors import UsageError
from checker.model.audit import Audit
from checker.model.recorded import AuditState
from checker.store import open_history
from checker.store.reading import REST
from tests.store.made import at, audit, keep, passing, policy
from tests.store.recorder import audits

ROOT = Path(__file__).parent.parent.parent
ROUNDS = max(3, settings().max_examples // 10)  # 3, or 50 in the thorough profile


def whole(day=1):
    return audit(day, [passing("one"), passing("two"), passing("three")])


def begun(history, audit, *added, resume=False, key="key"):
    """Begin an audit, add some of it and leave it as a process does that is killed."""
    recording = history.record(key, "acme")
    number = recording.begin(audit.started_at, audit.policy, audit.tool, resume)
    for each in added:
        recording.add(each)
    recording.close()
    return number


def test_an_unfinished_audit_is_seen_as_such_and_not_read(history):
    """It is listed, and nothing takes it for the newest."""
    done = keep(history, whole(1))
    number = begun(history, whole(2), passing("one", r0="fail"))
    assert [(each.id, each.state) for each in history.audits()] == [
        (done, AuditState.FINISHED),
        (number, AuditState.UNFINISHED),
    ]
    assert history.find("latest").id == done
    assert history.load(done) == whole(1)
    assert len(history.trend("organization", "acme")) == 1
    for read in (history.load, lambda wanted: history.find(str(wanted))):
        with pytest.raises(UsageError, match="never finished") as told:
            read(number)
        assert "--resume" in told.value.hint


def test_a_killed_audit_goes_on(history):
    """Same time and policy: the same audit, and what was added before may be added again."""
    keep(history, whole(1))
    changed = audit(2, [passing("one", r0="fail"), passing("two", r1="fail"), passing("three")])
    number = begun(history, changed, *changed.subjects[:2])
    assert keep(history, changed, resume=True) == number
    assert history.load(number) == changed


@pytest.mark.parametrize("resume", [True, False])
def test_another_audit_discards_the_unfinished_one(history, resume):
    """Also when it would resume, but is of another time: nothing of the old one shines through."""
    keep(history, whole(1))
    number = begun(history, whole(2), passing("one", r0="fail"), passing("new"))
    later = keep(history, whole(3), resume=resume)
    assert later > number
    assert history.load(later) == whole(3)
    assert [each.id for each in history.audits()] == [1, later]


def test_an_audit_of_another_policy_is_not_resumed(history):
    number = begun(history, whole(1), passing("one", r0="fail"))
    other = audit(1, whole(1).subjects, policy("2"))
    assert keep(history, other, resume=True) != number


def test_a_discarded_audit_leaves_nothing(history):
    done = keep(history, whole(1))
    with history.record("key", "acme") as recording:
        recording.begin("2026-11-02T12:00:00Z", whole().policy, "x")
        recording.add(passing("one", r0="fail"))
        recording.discard()
    assert [each.id for each in history.audits()] == [done]
    assert history.load(done) == whole(1)


def test_what_was_not_added_is_added_in_the_end(history):
    """Such as teams, which are judged after their repositories."""
    with history.record("key", "acme") as recording:
        number = recording.begin(whole().started_at, whole().policy, whole().tool)
        recording.add(whole().subjects[0])
        recording.finish(whole())
    assert history.load(number) == whole()


def test_a_subject_added_again_replaces_itself(history):
    """The last one counts, whether it is as before the audit or not."""
    keep(history, whole(1))
    with history.record("key", "acme") as recording:
        number = recording.begin(whole(2).started_at, whole().policy, whole().tool)
        recording.add(passing("one", r0="fail"))
        recording.add(passing("two", r0="fail"))
        recording.add(passing("one"))
        recording.finish(audit(2, [passing("one"), passing("two", r0="fail"), passing("three")]))
    assert history.changed(1, number) == {("repository", "github.com/acme/two")}


def test_what_is_the_same_needs_no_looking(history):
    """Whoever knows that a subject did not change does not have to hand it over."""
    keep(history, whole(1))
    with history.record("key", "acme") as recording:
        number = recording.begin(whole(2).started_at, whole().policy, whole().tool)
        recording.same([(each.kind, each.subject) for each in whole().subjects])
        recording.finish(at(whole(), 2))
    assert history.load(number) == whole(2)


def test_nothing_is_the_same_as_what_was_not_there(history):
    keep(history, whole(1))
    with history.record("key", "acme") as recording:
        recording.begin(whole(2).started_at, whole().policy, whole().tool)
        with pytest.raises(KeyError):
            recording.same([("repository", "github.com/acme/new")])


def test_only_one_records_a_series(opened, tmp_path):
    """The second is told at once; readers and other series go on."""
    first, second, reader = opened(), opened(), opened(write=False)
    done = keep(first, whole(1))
    with first.record("key", "acme") as recording:
        recording.begin(whole(2).started_at, whole().policy, "x")
        recording.add(passing("one", r0="fail"))
        with pytest.raises(UsageError, match="acme is being recorded") as told:
            second.record("key", "acme")
        assert "--no-history" in told.value.hint
        assert reader.load(done) == whole(1)
        other = keep(second, whole(1), "other")
        assert reader.load(other) == whole(1)
        with pytest.raises(UsageError, match="acme is being recorded"):
            second.prune(now=_now(), keep_days=0, series="key")
    keep(second, whole(3))


def _now():
    from datetime import UTC, datetime

    return datetime(2026, 12, 1, tzinfo=UTC)


def test_readers_see_no_audit_before_it_is_finished(opened):
    """Not a single subject of it, however far it is."""
    writer, reader = opened(), opened(write=False)
    done = keep(writer, whole(1))
    with writer.record("key", "acme") as recording:
        recording.begin(whole(2).started_at, whole().policy, "x")
        for each in whole().subjects:
            recording.add(passing(each.subject.rpartition("/")[2], r2="fail"))
            assert reader.load(done) == whole(1)
            assert reader.find("latest").id == done


def test_history_grows_forwards(history):
    """What holds from one audit to the next would be wrong for one that comes in between."""
    keep(history, whole(5))
    recording = history.record("key", "acme")
    with recording, pytest.raises(UsageError, match="a later audit") as told:
        recording.begin(whole(4).started_at, whole().policy, "x")
    assert "--no-history" in told.value.hint
    assert keep(history, whole(5)) == 2


def test_an_audit_that_somebody_discarded_is_not_written_on(opened):
    """A server that lost the connection has let others record."""
    first, second = opened(), opened()
    with first.record("key", "acme") as recording:
        recording.begin(whole().started_at, whole().policy, "x")
        with second._database.writing() as connection:
            connection.execute(text("DELETE FROM checker_audits"))
        with pytest.raises(UsageError, match="not in the history any more"):
            recording.add(passing("one"))


def test_a_failed_transaction_leaves_no_trace(history, monkeypatch):
    """Nothing of the subject is kept, and the recording goes on."""
    with history.record("key", "acme") as recording:
        number = recording.begin(whole().started_at, whole().policy, whole().tool)
        with monkeypatch.context() as broken:
            broken.setattr("checker.store.writing._kept", lambda *_: 1 / 0)
            with pytest.raises(ZeroDivisionError):
                recording.add(passing("one", r0="fail"))
        recording.finish(whole())
    assert history.load(number) == whole()


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(ROUNDS))
def test_kill_9_at_any_point_leaves_a_sound_history(url, tmp_path, seed):
    """Finished audits read as they were; the killed one is resumed, or the next one begins without it."""
    random = Random(seed)
    kept = audits()
    script = [sys.executable, "-m", "tests.store.recorder", url]
    process = subprocess.Popen(script, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    for _ in range(random.randint(1, sum(len(each.subjects) + 2 for each in kept))):
        process.stdout.readline()
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    with open_history(url, tmp_path, write=random.random() < 0.5) as history:
        done = list(history.audits("acme")) if history.series() else []
        finished = [each for each in done if each.state is AuditState.FINISHED]
        assert [history.load(each.id) for each in finished] == kept[: len(finished)]
        assert len(done) - len(finished) <= 1
    with open_history(url, tmp_path, write=True) as history:
        for each in kept[len(finished) :]:
            _patiently(lambda each=each: keep(history, each, resume=random.random() < 0.7))
        assert [history.load(each.id) for each in history.audits("acme")] == kept


def _patiently(record):
    """Give a server the moment that it needs to see that a process is gone."""
    for _ in range(200):
        try:
            return record()
        except UsageError as error:
            if "being recorded" not in error.message:
                raise
            time.sleep(0.05)
    raise AssertionError("the series is never free again")


def unread(day):
    """Return an audit in which no repository could be read."""
    return audit(day, [])


def test_an_audit_that_read_nothing_has_failed(history):
    """It can be looked at by its id, and is in nothing else: not the latest, in no trend, next to no other."""
    first, failed, last = keep(history, whole(1)), keep(history, unread(2)), keep(history, at(whole(), 3))
    assert [(each.id, each.state) for each in history.audits()] == [
        (first, AuditState.FINISHED),
        (failed, AuditState.FAILED),
        (last, AuditState.FINISHED),
    ]
    assert history.load(failed) == unread(2)
    assert history.find(str(failed)).state is AuditState.FAILED
    assert (history.find("latest").id, history.find("previous").id) == (last, first)
    assert history.find("2026-11-02").id == first
    assert [each.audit for each in history.trend("organization", "acme")] == [first, last]
    assert [each.audit for each in history.subject_trend("github.com/acme/one")] == [first, last]
    assert history.series()[0].audits == 2
    for ask in (history.changed, history.pair):
        with pytest.raises(UsageError, match="failed: it could not read any repository"):
            ask(first, failed)


def test_a_failed_audit_changes_nothing_of_what_is_known(history):
    """The next one is held against the one before it, and what did not change adds nothing."""
    first = keep(history, whole(1))
    with history.record("key", "acme") as recording:
        recording.begin(unread(2).started_at, unread(2).policy, unread(2).tool)
        recording.add(passing("one", r0="fail"))  # and then nothing of it was left
        recording.finish(unread(2))
    assert history.load(first) == whole(1)
    last = keep(history, at(whole(), 3))
    assert history.changed(first, last) == frozenset()
    assert history.load(last) == at(whole(), 3)


def test_a_failed_audit_of_a_later_time_stops_none(history):
    keep(history, unread(9))
    assert history.load(keep(history, whole(1))) == whole(1)


def test_the_digest_of_the_tool_is_kept(history):
    from msgspec.structs import replace

    digested = replace(whole(), tool_digest="0123abc")
    assert history.load(keep(history, digested)) == digested
    failed = replace(unread(2), tool_digest="0123abd")
    assert history.load(keep(history, failed)) == failed


def test_the_json_of_an_audit_has_its_fields_in_order(history):
    """Two histories of the same audits are the same, whichever process wrote them."""
    keep(history, whole())
    with history._database.reading() as connection:
        details = connection.execute(text("SELECT details FROM checker_audits")).scalar_one()
    fields = [name for name in json.loads(details) if name in REST]
    assert fields == [name for name in Audit.__struct_fields__ if name in REST]
