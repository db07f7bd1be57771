"""Where a command stands."""

from collections.abc import Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from checker.ci.command_patterns import names
from checker.ci.parsed import ShellCommand
from checker.patterns import lazy
from checker.word_lists import wordset

_COMPARES = wordset("grep egrep fgrep rg jq findstr Select-String sls test [ [[ diff cmp awk")
"""Programs by which a script judges what another one printed."""
_NEAR = 4
"""How many commands after another one may still judge what it printed."""
_DIFFS = lazy(
    r"\bgit\s+(?:-C\s+\S+\s+)?(?:diff(?:-index|-files)?\s[^\n]{0,200}(?:--exit-code|--quiet)|status\s[^\n]{0,60}--porcelain)"
)


class CommandContext(Struct, frozen=True):
    """Where a command stands: its job, and why its failure is lost (*reason*, caused at *place*).

    *variables* are those of its environment. *compared*: a command right after it judges what it prints,
    *diffed*: one after it fails where files were changed. *test_reason* is that of tests whose results a
    later step looks at, None where none does.
    """

    before_merge: bool | None
    has_code: bool
    runs: bool
    reason: str
    reported: bool
    place: tuple[str, int] | None = None
    depth: int = 0
    variables: Mapping[str, str] = {}
    compared: bool = False
    diffed: bool = False
    test_reason: str | None = None

    @property
    def kind(self) -> tuple[object, ...]:
        """What makes the same script count differently."""
        return (
            self.before_merge,
            self.has_code,
            self.runs,
            not self.reason,
            self.reported,
            self.diffed,
            self.test_reason,
        )


def contexts(commands: Sequence[ShellCommand], context: CommandContext) -> list[CommandContext]:
    """Return the context of each command of a script: what comes after it may judge what it did."""
    texts = [" ".join(command.words[:20]) for command in commands]
    last_diff = max((number for number, text in enumerate(texts) if is_diff(text)), default=-1)
    compares = [
        bool(command.words and not _COMPARES.isdisjoint(names(command.words[0]))) for command in commands
    ]
    found: list[CommandContext] = []
    for number, command in enumerate(commands):
        diffed = number < last_diff
        compared = any(compares[number + 1 : number + 1 + _NEAR]) or (context.compared and not diffed)
        variables = {**context.variables, **command.variables} if command.variables else context.variables
        found.append(
            replace(context, compared=compared, diffed=context.diffed or diffed, variables=variables)
        )
    return found


def is_diff(text: str) -> bool:
    """Tell whether a script fails where files were changed."""
    return _DIFFS.search(text) is not None
