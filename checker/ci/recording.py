"""Notes the checks that were seen, and whether their failure reaches the change."""

from msgspec.structs import replace

from checker.ci.bundles import Bundles
from checker.ci.context import CommandContext
from checker.ci.hooks import PreCommitHooks
from checker.ci.matching import KnownCommands, ToolMatch
from checker.ci.parsed import PIPED, SUBSTITUTED
from checker.ci.seen import SeenCheck, SeenCommands
from checker.ci.sorting import TAUGHT, SortedCommand
from checker.files import Files


class CheckRecorder:
    """Adds to what was *seen* the tools of commands and steps, and those that they run in turn."""

    def __init__(self, seen: SeenCommands, files: Files, hooks: PreCommitHooks, known: KnownCommands) -> None:
        self._seen = seen
        self._hooks = hooks
        self._known = known
        self._bundles = Bundles(files, known)

    def command(
        self, found: SortedCommand, place: tuple[str, int], swallowed: str, context: CommandContext
    ) -> None:
        """Note the checks of a command; *swallowed* says why its failure is lost, "" where it is not."""
        words = " ".join(found.candidates[0])
        for match in found.tools:
            if found.started and "test" in match.checks:
                # What a runner starts was read; by itself it checks nothing then.
                self._add(SeenCheck(*place, match.name, (), context.reason or swallowed), context)
                self._within(match, words, place, swallowed, context)
            else:
                self.tool(match, words, place, swallowed, context)
        for teaching in found.taught:
            self._seen.taught[teaching] = None
            if teaching.kind == "tests":
                self.tests(TAUGHT, place, swallowed, context)

    def tool(
        self, match: ToolMatch, words: str, place: tuple[str, int], swallowed: str, context: CommandContext
    ) -> None:
        """Note a tool, by the *words* of a command or an action, and those that it runs."""
        self._check(match, place, swallowed, context)
        self._within(match, words, place, swallowed, context)

    def tests(self, name: str, place: tuple[str, int], swallowed: str, context: CommandContext) -> None:
        """Note tests that are known by what they are called."""
        self._add(SeenCheck(*place, name, ("test",), context.reason or swallowed), context)

    def _within(
        self, match: ToolMatch, words: str, place: tuple[str, int], swallowed: str, context: CommandContext
    ) -> None:
        """Note what a tool runs: of pre-commit all hooks, which fail, too, where they change a file."""
        for each in self._bundles.of(match, words, context.variables):
            self._check(each, place, swallowed, context)
        skipped = context.variables.get("SKIP", "").split(",")
        for name in sorted(self._hooks.tools - {*skipped}) if match.name in ("pre-commit", "prek") else ():
            hook = self._known.judged(name, ())
            strict = hook if "never" in hook.tool.strict else replace(hook, lenient="")
            self._check(strict, place, swallowed, context)

    def _check(
        self, match: ToolMatch, place: tuple[str, int], swallowed: str, context: CommandContext
    ) -> None:
        formats = "format" in match.checks
        shown = bool(match.lenient) or (formats and swallowed in (PIPED, SUBSTITUTED))
        told = (context.compared and shown) or (context.diffed and formats)
        lenient = "" if context.reported or told else match.lenient
        idle = "" if context.diffed and formats else match.idle
        nothing = f"with `{idle}` it checks nothing" if idle else ""
        reason = context.reason or ("" if told else swallowed) or nothing or lenient
        self._add(SeenCheck(*place, match.name, match.checks, reason, idle=bool(idle)), context)

    def _add(self, check: SeenCheck, context: CommandContext) -> None:
        """Note a check, at the place that swallows its failure where that is another one."""
        if context.test_reason is not None and "test" in check.checks and not check.idle:
            check = replace(check, reason=context.test_reason)
        path, line = (context.place if check.reason and context.reason else None) or (check.path, check.line)
        found = replace(check, path=path, line=line, before_merge=context.before_merge, runs=context.runs)
        self._seen.checks[found] = None
