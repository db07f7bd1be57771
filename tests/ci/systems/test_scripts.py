"""Scripts of texts and lists."""

import pytest

from checker.ci.systems.placed import Placed
from checker.ci.systems.scripts import (
    Interpreter,
    any_branch,
    command_line,
    interpreter_of,
    joined,
    legs,
)


def text(line: int, written: str, path: str = "x") -> Placed:
    return Placed(path, line, written, written, line)


def test_joined_lines_keep_their_places() -> None:
    """Gaps are filled; what stands further up or elsewhere begins a new script."""
    scripts = joined(
        [text(3, "a"), text(6, "b\nc"), text(2, "d"), text(9, "e", "y"), text(1, " ")], Interpreter()
    )
    assert [(script.path, script.line, script.text) for script in scripts] == [
        ("x", 3, "a\n\n\nb\nc"),
        ("x", 2, "d"),
        ("y", 9, "e"),
    ]


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("#!/usr/bin/env bash", ("bash", False, False)),
        ("#!/usr/bin/env -S bash -euo pipefail", ("bash", True, True)),
        ("/bin/sh -xe {0}", ("sh", True, False)),
        ("C:\\Windows\\powershell.exe -File x", ("pwsh", False, False)),
        ("/usr/bin/python3", ("program", False, False)),
        ("ruby", ("program", False, False)),
        ("", ("sh", True, True)),
    ],
)
def test_interpreters(command, expected) -> None:
    """They are known by their names, and what their options say."""
    found = interpreter_of(command, Interpreter("sh", errexit=True, pipefail=True))
    assert (found.shell, found.errexit, found.pipefail) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([], []),
        (["go", "test"], [("go test", True)]),
        (["sh", "-c", "a; b"], [("a; b", False)]),
        (["/bin/bash", "-exc", "a\nb"], [("a\nb", True)]),
        (["bash", "run.sh"], [("bash run.sh", True)]),
    ],
)
def test_command_lines(words, expected) -> None:
    """A shell that is given a script runs that script."""
    scripts = command_line([text(1, word) for word in words])
    assert [(script.text, script.errexit) for script in scripts] == expected


def test_legs() -> None:
    """Every combination, up to a bound."""
    assert list(legs({})) == [{}]
    assert list(legs({"a": ["1", "2"], "b": [], "c": ["3"]})) == [{"a": "1", "c": "3"}, {"a": "2", "c": "3"}]
    assert len(list(legs({"a": list("123456789"), "b": list("123456789")}))) == 30


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("*", True),
        ("/.*/", True),
        ("feature/*", True),
        ("/^feature-.*/", True),
        ("main", False),
        ("release/*", False),
        ("/^v\\d/", False),
    ],
)
def test_filters_of_branches(pattern, expected) -> None:
    """Branches of changes have no names of their own."""
    assert any_branch([pattern]) is expected
