"""What an `if` is to GitHub: an expression or a text."""

import pytest

from checker.collectors.actions.conditions import condition_of, expression_of, is_text
from checker.collectors.actions.guards import Attempt, Chance, admits, is_never

PUSHED = Attempt("pull_request_target", "synchronize")
ORIGIN = "github.event.pull_request.head.repo.full_name == github.repository"


@pytest.mark.parametrize(
    ("condition", "text"),
    [
        ("", False),
        ("a == b", False),
        ("a == b\n", False),
        ("${{ a == b }}", False),
        ("${{ a == 'x }} y' }}", False),
        ("${{ a }}\n", True),
        (" ${{ a }}", True),
        ("${{ a }} && b", True),
        ("!${{ a }}", True),
        ("${{ a }} && ${{ b }}", True),
        ("${{ a }}${{ b }}", True),
    ],
)
def test_text_or_expression(condition, text) -> None:
    """Whatever stands around an expression makes a text of it."""
    assert is_text(condition) is text


def test_expression_of() -> None:
    """Braces and blanks are no part of an expression."""
    assert expression_of("${{ a == b }}") == expression_of(" a == b\n") == "a == b"
    assert condition_of("${{ a }} b") is None
    assert condition_of(" ") is None


def test_line_break_behind_guard() -> None:
    """A line break switches a guard off; it never makes a condition false."""
    assert admits(f"${{{{ {ORIGIN} }}}}", PUSHED) is Chance.NO
    assert admits(f"${{{{ {ORIGIN} }}}}\n", PUSHED) is Chance.YES
    assert is_never("${{ false }}")
    assert not is_never("${{ false }}\n")
