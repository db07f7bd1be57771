"""Patterns of commands."""

import pytest

from checker.ci.command_patterns import follows


@pytest.mark.parametrize(
    ("pattern", "command", "expected"),
    [
        ("mvn test", "mvn -B test", True),
        ("mvn test", "mvn clean test", False),
        ("mvn * test", "mvn clean test -q", True),
        ("gradle * *:test", "gradle clean :app:test", True),
        ("node --test", "node --import x --test", False),
        ("x * a b", "x a c a b", True),
        ("cargo test", "cargo +nightly test", True),
        ("go vet", "go test vet", False),
        ("x", "x", True),
        ("mvn test", "mvn $MAVEN_ARGS ${MORE} test", True),
        ("mvn test", "mvn $GOAL", False),
        ("cargo test", "cargo $() test", True),
        ("cargo test", "cargo build $@", False),
    ],
)
def test_patterns_are_words_in_order(pattern: str, command: str, expected: bool) -> None:
    """Options between words are passed over, `*` stands for any words or characters."""
    assert follows(pattern.split()[1:], command.split()[1:]) is expected
