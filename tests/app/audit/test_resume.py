"""The note of a run: it survives being killed, and is nobody else's."""

from datetime import UTC, datetime

import pytest

from checker.app.audit.resume import Run
from checker.errors import UsageError

NOW = datetime(2026, 11, 1, tzinfo=UTC)
LATER = datetime(2026, 11, 2, tzinfo=UTC)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "runs" / "a"


@pytest.fixture
def begun(path):
    """Begin runs that are noted at one place, and let go of them in the end."""
    made = []

    def begin(now=NOW, resume=False):
        run = Run(path, now)
        made.append(run)
        run.begin(resume)
        return run

    yield begin
    for run in made:
        run.close()


def test_a_killed_run_goes_on_as_of_its_own_time(begun):
    first = begun()
    first.close()
    for _ in range(2):
        second = begun(LATER, resume=True)
        assert (second.id, second.now) == (first.id, NOW)
        second.close()


@pytest.mark.parametrize(
    "note", [b"", b'{"id": "a", "no', b"[]", b"null", b"\xff", b'{"id": 1, "now": 2}', b"[" * 9999]
)
def test_what_is_torn_is_no_run(begun, path, note):
    """A new one begins in its place, which can be resumed."""
    begun().close()
    path.write_bytes(note)
    second = begun(LATER, resume=True)
    assert second.now == LATER
    second.close()
    assert begun(resume=True).id == second.id


def test_without_resume_a_run_begins_anew(begun):
    first = begun()
    first.close()
    second = begun(LATER)
    assert (second.id, second.now) != (first.id, NOW)
    assert second.now == LATER


def test_nothing_is_left_of_a_finished_run(begun, path):
    begun().finish()
    assert not path.exists()


def test_two_runs_at_once_do_not_write_over_each_other(begun, path):
    """The second is noted nowhere, and what is still at work cannot be resumed."""
    first = begun()
    second = begun(LATER)
    assert second.id != first.id
    second.finish()
    assert path.exists()
    with pytest.raises(UsageError, match="still at work"):
        begun(resume=True)
    first.finish()


def test_a_note_is_private(begun, path):
    """It says when who audited what."""
    begun()
    assert path.stat().st_mode & 0o077 == 0
    assert path.parent.stat().st_mode & 0o077 == 0
