"""One comment below a pull request: written, then written over, nobody else's."""

import pytest

from checker.github.comments import LIMIT, MARKER, keep
from checker.github.responses import AnswerState
from tests.forge import Fault, Forge, scenario
from tests.github.conftest import connected

PLACE = "acme/pay-api", 6


@pytest.fixture
def forge():
    with Forge(scenario("small")) as running:
        yield running
    assert running.violations == []


def bodies(forge):
    return [each.body for each in forge.world.comments.of(*PLACE)]


@pytest.mark.parametrize("token", ["commenter", "admin"])
def test_it_is_written_once_and_then_written_over(forge, token):
    for text in ("first", "second"):
        answer = keep(connected(forge, token), *PLACE, text)
        assert answer.state is AnswerState.SEEN, answer
    assert bodies(forge) == [f"{MARKER}\nsecond"]


def test_it_is_found_among_hundreds(forge):
    """On the third page."""
    for number in range(250):
        forge.world.comments.add(*PLACE, "ada", f"{number}")
    keep(connected(forge, "commenter"), *PLACE, "first")
    keep(connected(forge, "commenter"), *PLACE, "second")
    assert [body for body in bodies(forge) if body.startswith(MARKER)] == [f"{MARKER}\nsecond"]


def test_what_others_begin_with_our_marker_stays_theirs(forge):
    """They could change it afterwards, and it would look as if we had said it."""
    forge.world.comments.add(*PLACE, "mallory", f"{MARKER}\nall is well")
    keep(connected(forge, "commenter"), *PLACE, "it is not")
    assert bodies(forge) == [f"{MARKER}\nall is well", f"{MARKER}\nit is not"]


def test_other_pull_requests_have_their_own(forge):
    keep(connected(forge, "commenter"), *PLACE, "six")
    keep(connected(forge, "commenter"), PLACE[0], 5, "five")
    assert bodies(forge) == [f"{MARKER}\nsix"]


def test_a_token_that_only_reads_is_refused(forge):
    """As in a pull request from a fork; GitHub says what it would take."""
    answer = keep(connected(forge, "workflow"), *PLACE, "text")
    assert (answer.state, bodies(forge)) == (AnswerState.DENIED, [])
    assert "Resource not accessible by integration" in answer.message


def test_nothing_is_written_twice_when_github_stumbles(forge):
    """A comment may have been written although the answer was lost: nothing is repeated."""
    keep(connected(forge, "commenter"), *PLACE, "first")
    forge.faults = [Fault("bad-gateway", "/issues/comments/")]
    assert keep(connected(forge, "commenter"), *PLACE, "second").state is AnswerState.FAILED
    assert [each.method for each in forge.log].count("PATCH") == 1


def test_there_is_room_for_the_marker(forge):
    """The longest text is a comment that GitHub takes."""
    keep(connected(forge, "commenter"), *PLACE, "a" * LIMIT)
    assert [len(body) for body in bodies(forge)] == [65_536]
