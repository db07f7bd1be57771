"""What results have in common is kept once, and nothing else changes."""

import pickle

from checker.app.audit.interning import Sharing
from checker.model.audit import Subject
from checker.model.policy import Fix, Severity
from checker.model.result import Finding, Outcome, Result


def judged() -> Subject:
    """Return a subject as it comes from another process: nothing in it is shared."""
    result = Result(
        "a/b",
        "A title",
        "a",
        Outcome.FAIL,
        Severity.HIGH,
        Fix("Mend it."),
        findings=(Finding("here", "a.py", 3),),
    )
    made: Subject = pickle.loads(pickle.dumps(Subject("x", "repository", None, "", (result,))))  # noqa: S301  # ours
    return made


def test_equal_parts_become_one() -> None:
    """The outcome is the same, the texts are the same objects."""
    sharing = Sharing()
    first, second = sharing.subject(judged()), sharing.subject(judged())
    assert first == second == judged()
    assert first.results[0].fix is second.results[0].fix
    assert first.results[0].findings is second.results[0].findings


def test_different_parts_stay_apart() -> None:
    """False and 0 are equal, but no text of a rule is either."""
    sharing = Sharing()
    one = sharing.subject(judged())
    other = Subject(
        "y", "repository", None, "", (Result("c/d", "T", "c", Outcome.PASS, Severity.LOW, Fix("")),)
    )
    assert sharing.subject(other) == other
    assert one.results[0].rule == "a/b"
