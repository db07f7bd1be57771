"""Syntax trees within bounds of time."""

import pytest

from checker.ci import syntax
from checker.ci.pipeline import Shell, ShellScript
from checker.ci.shell import parse

LONG = "\n".join(f"echo {number} | grep x" for number in range(3000))


@pytest.mark.parametrize("shell", ["bash", "pwsh"])
def test_a_script_that_takes_too_long_is_refused_and_the_next_one_read(monkeypatch, shell: Shell) -> None:
    """Nothing of it is left in the parser, which is the same for all scripts."""
    before = parse(ShellScript("a", 1, "pytest -q", shell))
    with monkeypatch.context() as patched:
        patched.setattr(syntax, "SECONDS", -1)
        late = parse(ShellScript("a", 7, LONG, shell))
    assert (late.refused, late.commands, late.unread) == (7, (), LONG)
    assert parse(ShellScript("a", 1, "pytest -q", shell)) == before
    assert [command.words for command in before.commands] == [("pytest", "-q")]
