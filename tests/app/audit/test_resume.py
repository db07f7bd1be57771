"""The journal of a run: it survives being killed, torn lines and strangers' files."""

import json
from datetime import UTC, datetime

import pytest

from checker.app.audit.repository import Judged
from checker.app.audit.resume import Journal
from checker.app.audit.targets import AuditTask
from checker.errors import UsageError
from checker.model.audit import Repository, Subject
from checker.model.facts import Facts, Problem

NOW = datetime(2026, 11, 1, tzinfo=UTC)
LATER = datetime(2026, 11, 2, tzinfo=UTC)


def judged(name: str) -> Judged:
    """Return an outcome with something in every part."""
    repository = Repository(f"github.com/acme/{name}", name, attributes={"archived": True})
    subject = Subject(repository.id, "repository", repository, "0" * 40, (), score=50.0)
    return Judged(subject, Facts({"pulls.merged": 3}, (Problem("issues", "hidden", "Issues: read"),)))


@pytest.fixture
def path(tmp_path):
    return tmp_path / "runs" / "a.jsonl"


@pytest.fixture
def begun(path):
    """Begin journals at one place, and let go of them in the end."""
    made = []

    def begin(now=NOW, resume=False):
        journal = Journal(path, now)
        made.append(journal)
        journal.begin(resume)
        return journal

    yield begin
    for journal in made:
        journal.close()


def test_a_killed_run_is_found_again_as_of_its_own_time(begun, path):
    first = begun()
    first.add(AuditTask("github:acme/one"), judged("one"))
    first.add(AuditTask("github:acme/two"), judged("two"))
    first.close()
    second = begun(LATER, resume=True)
    assert second.now == NOW
    assert second.done == {f"github:acme/{name}": judged(name) for name in ("one", "two")}


@pytest.mark.parametrize("tail", [b'{"target": "gi', b"\xff\xfe\n", b"[]\n", b"{}", b"null\n", b"nonsense\n"])
def test_what_is_torn_is_done_again(begun, path, tail):
    """The last line may be half written; what comes after it is written over."""
    first = begun()
    first.add(AuditTask("github:acme/one"), judged("one"))
    first.close()
    with path.open("ab") as file:
        file.write(tail)
    second = begun(LATER, resume=True)
    assert set(second.done) == {"github:acme/one"}
    second.add(AuditTask("github:acme/two"), judged("two"))
    second.close()
    assert set(begun(resume=True).done) == {"github:acme/one", "github:acme/two"}


@pytest.mark.parametrize(
    "record", [{"target": 1, "judged": {}}, {"target": "x"}, {"now": "never"}, {"now": 3}, {"x": 1}]
)
def test_a_line_of_another_shape_ends_what_is_read(begun, path, record):
    """An older version may have written it."""
    first = begun()
    first.add(AuditTask("github:acme/one"), judged("one"))
    first.close()
    with path.open("ab") as file:
        file.write(json.dumps(record).encode() + b"\n")
    assert set(begun(resume=True).done) == {"github:acme/one"}


def test_without_resume_a_run_begins_anew(begun, path):
    first = begun()
    first.add(AuditTask("github:acme/one"), judged("one"))
    first.close()
    second = begun(LATER)
    assert not second.done
    assert second.now == LATER
    second.close()
    assert not begun(resume=True).done


def test_nothing_is_left_of_a_finished_run(begun, path):
    journal = begun()
    journal.add(AuditTask("github:acme/one"), judged("one"))
    journal.finish()
    assert not path.exists()


def test_two_runs_at_once_do_not_write_over_each_other(begun, path):
    """The second goes without a journal, and cannot resume what is still at work."""
    first = begun()
    second = begun(LATER)
    second.add(AuditTask("github:acme/two"), judged("two"))
    second.finish()
    assert path.exists()
    with pytest.raises(UsageError, match="still at work"):
        begun(resume=True)
    first.finish()


def test_a_journal_is_private(begun, path):
    """It holds what was found in repositories that are not public."""
    begun()
    assert path.stat().st_mode & 0o077 == 0
    assert path.parent.stat().st_mode & 0o077 == 0
