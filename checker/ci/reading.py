"""Everything that pipelines run, sorted: checks and whether they are enforced, publications, the rest."""

from collections.abc import Iterable, Mapping, Sequence

from msgspec.structs import replace

from checker.ci.actions import SortedStep, sort_step
from checker.ci.bundles import Bundles
from checker.ci.command_patterns import names
from checker.ci.context import CommandContext, ScriptOutcome, contexts, is_diff
from checker.ci.following import FollowedCommand, Follower, inline
from checker.ci.hooks import PreCommitHooks
from checker.ci.matching import KnownCommands, ToolMatch
from checker.ci.parsed import PIPED, SUBSTITUTED, ShellCommand
from checker.ci.pipeline import Pipeline, PipelineJob, PipelineStep, ShellScript
from checker.ci.seen import NotUnderstood, SeenCheck, SeenCommands, SeenPublication
from checker.ci.shell import parse
from checker.ci.sorting import SCRIPT, TAUGHT, SortedCommand, Sorter
from checker.ci.wrappers import evaluated, program_text
from checker.errors import Cause
from checker.files import Files
from checker.files.gaps import UnseenFile
from checker.model.teaching import Teaching
from checker.patterns import lazy
from checker.word_lists import wordset

_REFUSED = "is a script that is not understood"
_DEPTH = 8
_SCRIPTS = 2_000
_COMMANDS = 20_000
_JUDGING = wordset("diff cmp grep egrep fgrep rg jq curl wget docker kubectl")
"""Harmless programs by which a script of tests may judge."""
_SHELL = lazy(r"(?:.*/)?(?:ba|da|z|k)?sh")
_GOES_ON = ("continue_on_error", "continue-on-error", "ignore-errors", "ignore_errors")
"""Inputs of actions that run a command and let it pass when it fails."""
_REPORTS = (
    "github/codeql-action/upload-sarif",
    "reviewdog/",
    "dorny/test-reporter",
    "mikepenz/action-junit-report",
)
"""Steps that report to the change what a tool found."""


class PipelineReader:
    """Reads pipelines and, through the repository's own scripts, what these call."""

    def __init__(
        self, files: Files, hooks: PreCommitHooks, known: KnownCommands, recognize: Sequence[Teaching] = ()
    ) -> None:
        self._hooks = hooks
        self._known = known
        self._sorter = Sorter(known, recognize)
        self._follower = Follower(files, known)
        self._bundles = Bundles(files, known)
        self._done: dict[tuple[object, ...], ScriptOutcome] = {}
        self.seen = SeenCommands()

    def read(self, pipelines: Iterable[Pipeline]) -> SeenCommands:
        """Read all jobs of all pipelines."""
        for pipeline in pipelines:
            for job in pipeline.jobs:
                self._job(job)
        return self.seen

    def _job(self, job: PipelineJob) -> None:
        reported = any(step.uses.startswith(_REPORTS) for step in job.steps)
        diffs = [any(is_diff(script.text) for script in step.scripts) for step in job.steps]
        for number, step in enumerate(job.steps):
            never = job.never or step.never
            context = CommandContext(
                before_merge=job.before_merge,
                has_code=job.has_code,
                runs=not never,
                reason=never or job.swallowed or step.swallowed,
                reported=reported,
                test_reason=never or job.swallowed if job.judged else None,
                variables={**job.variables, **step.variables},
                diffed=any(diffs[number + 1 :]),
            )
            self._step(step, context)

    def _step(self, step: PipelineStep, context: CommandContext) -> None:
        variables = context.variables
        if step.uses:
            sorted_step = sort_step(step, self._known)
            self._uses(step, sorted_step, variables, context)
            if any(step.inputs.get(key, "").lower() == "true" for key in _GOES_ON) and not context.reason:
                context = replace(context, reason="its inputs tell it to go on", place=(step.path, step.line))
            for script in sorted_step.scripts:
                self._script(script, variables, context)
        for script in step.scripts:
            self._script(script, variables, context)

    def _uses(
        self, step: PipelineStep, found: SortedStep, variables: Mapping[str, str], context: CommandContext
    ) -> None:
        place = (step.path, step.line)
        for match in found.tools:
            for each in (match, *self._bundles.of(match, step.uses, variables)):
                self._check(each, place, "", context)
            self._hooked(match, place, "", context)
        for publisher in found.publishers:
            self.seen.publications[SeenPublication(*place, publisher.registry)] = None
        if found.unknown:
            elsewhere = not step.uses.startswith((".", "$/"))
            context = replace(context, has_code=context.has_code and not found.ships)
            self._unknown(place, found.unknown, context, elsewhere=elsewhere)

    def _script(
        self, script: ShellScript, variables: Mapping[str, str], context: CommandContext
    ) -> ScriptOutcome:
        """Read a script, and what it calls."""
        key = (script.path, script.line, script.text, script.directory, *variables.items(), *context.kind)
        if key in self._done:
            return self._done[key]
        self._done[key] = ScriptOutcome()
        if self._is_too_much():
            return ScriptOutcome(understood=False)
        if script.shell == "program":
            return self._program(script, context)
        parsed = parse(script, variables)
        if parsed.refused:
            self._unknown((script.path, parsed.refused), _REFUSED, context, text=parsed.unread)
        self._sorter.offered |= parsed.offered
        outcome, directory = ScriptOutcome(understood=not parsed.refused), script.directory
        for command, place in zip(parsed.commands, contexts(parsed.commands, context), strict=True):
            self.seen.commands += 1
            if self._is_too_much():
                return ScriptOutcome(understood=False)
            if command.words[0] == "cd" and len(command.words) > 1:
                directory = self._follower.changed(command.words[1], directory, script.directory)
            else:
                outcome |= self._command(command, script.path, directory, place)
        self._done[key] = outcome
        return outcome

    def _program(self, script: ShellScript, context: CommandContext) -> ScriptOutcome:
        called = self._follower.program(script.path, script.line, script.text)
        if called.opaque:
            self._unknown((script.path, script.line), called.opaque, context)
        return self._follow(called, context)

    def _is_too_much(self) -> bool:
        """Tell whether the bounds of what is read are reached, and note it."""
        reached = len(self._done) > _SCRIPTS or self.seen.commands > _COMMANDS
        if reached:
            self.seen.cut = f"CI runs more than {_SCRIPTS} scripts or {_COMMANDS} commands"
        return reached

    def _command(
        self, command: ShellCommand, path: str, directory: str, context: CommandContext
    ) -> ScriptOutcome:
        """Sort one command and what it calls."""
        place = (path, command.line)
        reason = context.reason or command.swallowed
        found = self._sorter.sort(
            command.words,
            is_own=lambda word: self._follower.is_script(word, directory),
            variables=context.variables,
            further=self._follower.settings(command.words, directory),
        )
        idle = bool(found.tools) and all(match.idle for match in found.tools)
        called = None if idle else self._called(command, found, path, directory)
        inside = replace(
            context,
            reason=reason,
            place=context.place or (place if reason else None),
            depth=context.depth + 1,
        )
        outcome = self._follow(called, inside) if called is not None else ScriptOutcome()
        found = replace(found, started=called is not None and bool(called.scripts))
        self._record(found, place, command.swallowed, context)
        if (found.tools and not found.only_measures) or found.publishers or found.taught:
            checks = any(match.checks and not match.idle for match in found.tools)
            return outcome | ScriptOutcome(checks=checks or bool(found.taught))
        if found.named and _is_test(found, called, outcome):
            self._tested(SCRIPT, place, command.swallowed, context)
            return outcome | ScriptOutcome(checks=True)
        if called is not None and called.opaque:
            self._unknown(place, called.opaque, context)
            return ScriptOutcome(understood=False)
        if called is None and not found.harmless:
            self._unknown(place, f"runs `{' '.join(command.words)[:60]}`, which is not known", context)
            return ScriptOutcome(understood=False)
        return outcome | ScriptOutcome(acts=found.harmless and bool(_judging(found)))

    def _called(
        self, command: ShellCommand, found: SortedCommand, path: str, directory: str
    ) -> FollowedCommand | None:
        """Return what a command calls: a script in its words or its input, or a file of the repository."""
        for candidate in found.candidates:
            if text := evaluated(candidate):
                return inline(path, command.line, text[1], text[0], directory)
            if source := program_text(candidate):
                return self._follower.program(path, command.line, source)
            if (called := self._follower.follow(candidate, directory)) is not None:
                return called
        if command.input and found.candidates and _SHELL.fullmatch(found.candidates[-1][0]):
            return inline(path, command.line + 1, command.input, "bash", directory)
        return None

    def _follow(self, called: FollowedCommand, context: CommandContext) -> ScriptOutcome:
        if called.scripts and context.depth > _DEPTH:
            self.seen.cut = f"CI's scripts call one another more than {_DEPTH} deep"
            return ScriptOutcome(understood=False)
        outcome = ScriptOutcome(understood=not called.opaque, acts=called.program)
        if called.builds:
            context = replace(context, has_code=False)
        for each in called.scripts:
            self.seen.commands += 1
            if self._is_too_much():
                return ScriptOutcome(understood=False)
            place = (each.script.path, each.script.line)
            lost = each.swallowed and not context.reason
            inner = replace(context, reason=each.swallowed, place=place) if lost else context
            outcome |= self._script(each.script, {**context.variables, **called.variables}, inner)
        return outcome

    def _record(
        self, found: SortedCommand, place: tuple[str, int], swallowed: str, context: CommandContext
    ) -> None:
        for match in found.tools:
            for each in self._bundles.of(match, " ".join(found.candidates[0]), context.variables):
                self._check(each, place, swallowed, context)
            if found.started and "test" in match.checks:
                # What a runner starts was read; by itself it checks nothing then.
                self._add(SeenCheck(*place, match.name, (), context.reason or swallowed), context)
            else:
                self._check(match, place, swallowed, context)
            self._hooked(match, place, swallowed, context)
        for publisher in found.publishers:
            self.seen.publications[SeenPublication(*place, publisher.registry)] = None
        for teaching in found.taught:
            self.seen.taught[teaching] = None
            if teaching.kind == "tests":
                self._tested(TAUGHT, place, swallowed, context)
            elif teaching.kind == "publish":
                self.seen.publications[SeenPublication(*place, "taught")] = None

    def _hooked(
        self, match: ToolMatch, place: tuple[str, int], swallowed: str, context: CommandContext
    ) -> None:
        """Add the tools of all hooks where pre-commit runs; it fails, too, where a hook changes a file."""
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

    def _tested(self, name: str, place: tuple[str, int], swallowed: str, context: CommandContext) -> None:
        self._add(SeenCheck(*place, name, ("test",), context.reason or swallowed), context)

    def _add(self, check: SeenCheck, context: CommandContext) -> None:
        """Note a check, at the place that swallows its failure where that is another one."""
        if context.test_reason is not None and "test" in check.checks and not check.idle:
            check = replace(check, reason=context.test_reason)
        path, line = (context.place if check.reason and context.reason else None) or (check.path, check.line)
        found = replace(check, path=path, line=line, before_merge=context.before_merge, runs=context.runs)
        self.seen.checks[found] = None

    def _unknown(
        self,
        place: tuple[str, int],
        what: str,
        context: CommandContext,
        *,
        elsewhere: bool = False,
        text: str = "",
    ) -> None:
        if context.runs:
            gap = UnseenFile(place[0], what, Cause.NOT_UNDERSTOOD, line=place[1])
            enforced = not context.reason
            found = NotUnderstood(gap, context.before_merge, context.has_code, enforced, elsewhere, text)
            self.seen.unknown[found] = None


def _judging(found: SortedCommand) -> list[str]:
    return [name for each in found.candidates for name in names(each[0]) if name in _JUDGING]


def _is_test(found: SortedCommand, called: FollowedCommand | None, outcome: ScriptOutcome) -> bool:
    """Tell whether a name that says "test" is believed: not where all of it was read and checks nothing."""
    if called is None:
        return not found.harmless
    return not outcome.checks and (outcome.acts or not outcome.understood)
