"""What is told beside a report does nothing to a terminal or a CI server."""

import pytest

from checker.__main__ import _complain
from checker.cli.output import say, say_all

ATTACK = "\x1b[31mred ##[stop-commands]x \u202e"


def test_what_is_said_is_harmless(capsys: pytest.CaptureFixture[str]) -> None:
    """Warnings name what lies in repositories."""
    say_all("warning: ", [ATTACK], quiet=False)
    say(ATTACK)
    said = capsys.readouterr().err
    assert "red" in said
    assert not {"\x1b", "\u202e"} & set(said)
    assert "##[" not in said


def test_errors_are_harmless(capsys: pytest.CaptureFixture[str]) -> None:
    """Each line of an error and its hint."""
    _complain(f"first\n{ATTACK}", ATTACK)
    said = capsys.readouterr().err
    assert [line.split(":")[0] for line in said.splitlines()] == ["checker", "checker", "hint"]
    assert not {"\x1b", "\u202e"} & set(said)
    assert "##[" not in said
