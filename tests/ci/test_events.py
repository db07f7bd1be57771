"""What conditions in GitHub's syntax leave of the events."""

import pytest

from checker.ci.events import CHANGES, bare, condition


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("${{ github.ref == 'refs/heads/main' }}", "github.ref == 'refs/heads/main'"),
        ("${{\n  a\n}}", "a"),
        (" a == b ", "a == b"),
        ("${{ a }} b", "${{ a }} b"),
        ("", ""),
    ],
)
def test_bare_expressions(written: str, expected: str) -> None:
    """Only what encloses the whole is taken off."""
    assert bare(written) == expected


@pytest.mark.parametrize(
    ("written", "never"),
    [("${{ false }}", True), ("${{\n  false\n}}", True), ("false || true", False), ("", False)],
)
def test_conditions_that_never_hold(written: str, never: bool) -> None:
    """With or without braces."""
    assert bool(condition(written, CHANGES).never) is never


def test_a_condition_made_to_take_time_takes_none() -> None:
    """Blanks are passed over once: with these it would take years."""
    assert condition("${{" + " " * 100_000 + "x", CHANGES).starts == CHANGES
