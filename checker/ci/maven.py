"""Maven's default goals: what `mvn` runs that is told no goal."""

import posixpath
import shlex
from collections.abc import Sequence

from checker.ci import tasks
from checker.ci.pipeline import ShellScript
from checker.ci.tasks import CalledScript
from checker.files import Files
from checker.patterns import lazy

_GOAL = lazy(r"<defaultGoal>\s*([^<]{1,500}?)\s*</defaultGoal>")
_VALUES = frozenset({"-f", "--file", "-s", "--settings", "-gs", "-P", "-pl", "-rf", "-T", "-t", "-l", "-b"})
"""Options that take a value."""


def default_goals(files: Files, directory: str, words: Sequence[str]) -> list[CalledScript]:
    """Return the command with the goals of its `pom.xml`, nothing where it names goals or there are none."""
    chosen, skip = "pom.xml", False
    for word, following in zip(words, [*words[1:], ""], strict=False):
        if skip:
            skip = False
        elif word in _VALUES:
            skip = True
            chosen = following if word in ("-f", "--file") else chosen
        elif not word.startswith("-"):
            return []
    path = posixpath.normpath(posixpath.join(directory, chosen))
    text = tasks.plain(files, path if path.endswith(".xml") else f"{path}/pom.xml")
    before, _, rest = text.partition("<profiles>")
    match = _GOAL.search(before) or _GOAL.search(rest.partition("</profiles>")[2])
    if match is None:
        return []
    line = text.count("\n", 0, text.find(match[0])) + 1
    goals = f"mvn {' '.join(match[1].split())} {shlex.join(words)}"
    return [CalledScript(ShellScript(path, line, goals, "sh", errexit=False, directory=directory))]
