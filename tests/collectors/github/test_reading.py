"""What is taken from an answer, and what is refused."""

from datetime import UTC, datetime
from typing import Any

import pytest

from checker.collectors.github import reading
from checker.collectors.github.reading import HiddenByPermission
from checker.errors import Unobserved
from checker.github.responses import Answer, AnswerState


def test_what_was_seen() -> None:
    """Null is a value; an answer that is merely cut off is one."""
    assert reading.value(Answer(AnswerState.SEEN, None)) is None
    assert reading.value(Answer(AnswerState.SEEN, [1], complete=False), whole=True) == [1]


@pytest.mark.parametrize("state", [AnswerState.DENIED, AnswerState.ABSENT])
def test_hidden(state: AnswerState) -> None:
    """A permission would help, so that it is told apart from a failure."""
    with pytest.raises(HiddenByPermission) as raised:
        reading.value(Answer(state, permission="Issues: read"))
    assert raised.value.reason
    assert raised.value.permission == "Issues: read"


@pytest.mark.parametrize("state", [AnswerState.FAILED, AnswerState.UNAVAILABLE, AnswerState.OFF])
def test_not_given(state: AnswerState) -> None:
    """There is always a reason."""
    with pytest.raises(Unobserved, match="GitHub gave no answer") as raised:
        reading.value(Answer(state))
    assert not isinstance(raised.value, HiddenByPermission)


def test_kept_back() -> None:
    """A part that is missing with a reason matters to who needs the whole."""
    answer = Answer(AnswerState.SEEN, {"nodes": []}, "GitHub says: no", complete=False)
    assert reading.value(answer) == {"nodes": []}
    with pytest.raises(HiddenByPermission, match="GitHub says: no"):
        reading.value(answer, whole=True)


def test_texts_are_made_printable() -> None:
    """Short, and without what UTF-8 cannot hold."""
    assert reading.text({"a": "x" * 300}, "a") == "x" * 256
    assert reading.text({"a": "né\ud800"}, "a") == "né?"
    assert reading.optional_text({"a": None}, "a") == ""


def test_times() -> None:
    """With their zone, or not at all."""
    assert reading.time({"a": "2026-11-01T12:00:00Z"}, "a") == datetime(2026, 11, 1, 12, tzinfo=UTC)
    assert reading.optional_time({"a": None}, "a") is None


@pytest.mark.parametrize(
    ("read", "wrong"),
    [
        (reading.text, [None, 7, ["x"]]),
        (reading.optional_text, [7, {}]),
        (reading.flag, [None, 1, "true"]),
        (reading.number, [None, True, -1, 1.0, "1", 2**63]),
        (reading.time, [None, "", "yesterday", "2026-11-01", "2026-11-01T12:00:00", 7]),
        (reading.optional_time, ["", 7]),
    ],
)
def test_refused(read: Any, wrong: list[Any]) -> None:
    """Missing, or of another type; the name of the part is told."""
    for found in ({}, *({"part": each} for each in wrong)):
        with pytest.raises(Unobserved, match="part is missing or of another type"):
            read(found, "part")


@pytest.mark.parametrize("wrong", [None, "text", 7, {}, [None], [[]], [{}, "text"]])
def test_lists_of_other_things(wrong: Any) -> None:
    """One strange item makes a list strange."""
    with pytest.raises(Unobserved):
        reading.items(wrong, "list")
    with pytest.raises(Unobserved):
        reading.nodes({"nodes": wrong}, "list")


@pytest.mark.parametrize("wrong", [None, {}, {"pageInfo": None}, {"pageInfo": {"hasNextPage": "no"}}])
def test_unknown_ends(wrong: Any) -> None:
    """A list of which nobody says whether it goes on is not whole."""
    with pytest.raises(Unobserved):
        reading.cut(wrong, "list")
