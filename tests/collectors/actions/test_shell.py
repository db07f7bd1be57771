"""Scripts as commands."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.collectors.actions.shell import base, commands


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("pytest -q", [["pytest", "-q"]]),
        ("a && b || c; d | e & f", [["a"], ["b"], ["c"], ["d"], ["e"], ["f"]]),
        ("a \\\n  b", [["a", "b"]]),
        ("# pytest\necho x # mypy", [["echo", "x"]]),
        ("A=1 B=2 sudo pytest", [["pytest"]]),
        ('bash -c "pytest tests"', [["bash", "-c", "pytest", "tests"]]),
        ("${PREFIX}pytest", [["pytest"]]),
        ("pip install pytest && pytest", [["pytest"]]),
        ("python -m pip install -U tox", []),
        ("npm ci\nyarn add -D jest\ngo install x/golangci-lint@latest\nuv tool install ruff", []),
        ("apt-get -y install shellcheck", []),
        ("", []),
    ],
)
def test_commands(script: str, expected: list[list[str]]) -> None:
    """Comments, assignments and installations fall away."""
    assert list(commands(script)) == expected


@given(st.text(max_size=80))
def test_any_text_is_split(script: str) -> None:
    """No script is too strange, and no command is empty."""
    assert all(words and all(words) for words in commands(script))


def test_base() -> None:
    """A program is known by its bare name."""
    assert [
        base(word)
        for word in ("./node_modules/.bin/jest", "a/b@v1", "x.exe", "img/hadolint:2", "C:\\x\\y.cmd")
    ] == [
        "jest",
        "b",
        "x",
        "hadolint",
        "y",
    ]
