"""Everything that pipelines run, sorted: checks and whether they are enforced, publications, the rest."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec.structs import replace

from checker.ci.actions import SortedStep, sort_step
from checker.ci.command_patterns import names
from checker.ci.context import CommandContext, contexts, is_diff
from checker.ci.following import FollowedCommand, Follower, inline
from checker.ci.hooks import PreCommitHooks
from checker.ci.matching import KnownCommands
from checker.ci.parsed import ShellCommand
from checker.ci.pipeline import Pipeline, PipelineJob, PipelineStep, ShellScript
from checker.ci.recording import CheckRecorder
from checker.ci.seen import NotUnderstood, ScriptOutcome, SeenCommands, SeenPublication
from checker.ci.shell import parse
from checker.ci.sorting import SCRIPT, SortedCommand, Sorter
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
_STAYS = wordset("--no-push -DdryRun -DdryRun=true -DpushChanges=false")
"""Options with which tools that release leave out the push."""
_GIT_REMOTE = lazy(r"\bgit\b[^\n]{0,80}\b(?:push|fetch|pull)\b")
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
        self._known = known
        self._sorter = Sorter(known, recognize)
        self._follower = Follower(files, known)
        self._done: dict[tuple[object, ...], ScriptOutcome] = {}
        self.seen = SeenCommands()
        self._recorder = CheckRecorder(self.seen, files, hooks, known)

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
            place = (step.path, step.line)
            found = self._step(step, context)
            self.seen.steps[place] = self.seen.steps.get(place, ScriptOutcome()) | found

    def _step(self, step: PipelineStep, context: CommandContext) -> ScriptOutcome:
        variables = context.variables
        outcome = ScriptOutcome()
        if step.uses:
            sorted_step = sort_step(step, self._known)
            outcome |= self._uses(step, sorted_step, context)
            if any(step.inputs.get(key, "").lower() == "true" for key in _GOES_ON) and not context.reason:
                context = replace(context, reason="its inputs tell it to go on", place=(step.path, step.line))
            for script in sorted_step.scripts:
                outcome |= self._script(script, variables, context)
        for script in step.scripts:
            outcome |= self._script(script, variables, context)
        return outcome

    def _uses(self, step: PipelineStep, found: SortedStep, context: CommandContext) -> ScriptOutcome:
        place = (step.path, step.line)
        for match in found.tools:
            self._recorder.tool(match, step.uses, place, "", context)
        ships = tuple(SeenPublication(*place, publisher.registry) for publisher in found.publishers)
        self.seen.publications.update(dict.fromkeys(ships))
        outcome = ScriptOutcome(
            ships=ships,
            credentials=self._known.action_uses_credentials(step.uses) or _pushes_in_script(step),
        )
        if found.unknown:
            elsewhere = not step.uses.startswith((".", "$/"))
            context = replace(context, has_code=context.has_code and not found.ships)
            outcome |= self._unknown(place, found.unknown, context, elsewhere=elsewhere)
        return outcome

    def _script(
        self, script: ShellScript, variables: Mapping[str, str], context: CommandContext
    ) -> ScriptOutcome:
        """Read a script, and what it calls, once for each context that makes it count differently."""
        key = (script.path, script.line, script.text, script.directory, *variables.items(), *context.kind)
        if key in self._done:
            return self._done[key]
        self._done[key] = ScriptOutcome()  # of a script that calls itself
        self._done[key] = outcome = self._read(script, variables, context)
        return outcome

    def _read(
        self, script: ShellScript, variables: Mapping[str, str], context: CommandContext
    ) -> ScriptOutcome:
        if self._is_too_much():
            return self._cut()
        if script.shell == "program":
            return self._program(script, context)
        parsed = parse(script, variables)
        outcome, directory = ScriptOutcome(), script.directory
        if parsed.refused:
            outcome = self._unknown((script.path, parsed.refused), _REFUSED, context, text=parsed.unread)
        self._sorter.offered |= parsed.offered
        for command, place in zip(parsed.commands, contexts(parsed.commands, context), strict=True):
            self.seen.commands += 1
            if self._is_too_much():
                return outcome | self._cut()
            if command.words[0] == "cd" and len(command.words) > 1:
                directory = self._follower.changed(command.words[1], directory, script.directory)
            else:
                outcome |= self._command(command, script.path, directory, place)
        return outcome

    def _program(self, script: ShellScript, context: CommandContext) -> ScriptOutcome:
        called = self._follower.program(script.path, script.line, script.text)
        outcome = self._follow(called, context)
        if called.opaque:
            outcome |= self._unknown((script.path, script.line), called.opaque, context)
        return outcome

    def _is_too_much(self) -> bool:
        """Tell whether the bounds of what is read are reached, and note it."""
        reached = len(self._done) > _SCRIPTS or self.seen.commands > _COMMANDS
        if reached:
            self.seen.cut = f"CI runs more than {_SCRIPTS} scripts or {_COMMANDS} commands"
        return reached

    def _cut(self) -> ScriptOutcome:
        """Return what may come of what is not read."""
        gap = (UnseenFile("", self.seen.cut),)
        return ScriptOutcome(understood=False, may_publish=gap, may_push=gap)

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
        ships = tuple(SeenPublication(*place, registry, command.words) for registry in _registries(found))
        self.seen.publications.update(dict.fromkeys(ships))
        outcome = ScriptOutcome(
            ships=ships,
            commits=any(each[0] == "git" and "commit" in each for each in found.candidates),
            credentials=_STAYS.isdisjoint(command.words)
            and any(map(self._known.uses_credentials, found.candidates)),
        )
        if called is not None:
            outcome |= self._follow(called, inside)
        found = replace(found, started=called is not None and bool(called.scripts))
        self._recorder.command(found, place, command.swallowed, context)
        if (found.tools and not found.only_measures) or found.publishers or found.taught:
            checks = any(match.checks and not match.idle for match in found.tools)
            return outcome | ScriptOutcome(checks=checks or bool(found.taught))
        if found.named and _is_test(found, called, outcome):
            self._recorder.tests(SCRIPT, place, command.swallowed, context)
            return outcome | ScriptOutcome(checks=True)
        unknown = called.opaque if called is not None else ""
        if called is None and not found.harmless:
            unknown = f"runs `{' '.join(command.words)[:60]}`, which is not known"
        if unknown:
            # What it was seen to check does not say that the rest of it tests nothing.
            return replace(outcome, checks=False, acts=False) | self._unknown(place, unknown, context)
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
            return self._cut()
        outcome = ScriptOutcome(understood=not called.opaque, acts=called.program)
        if called.builds:
            context = replace(context, has_code=False)
        for each in called.scripts:
            self.seen.commands += 1
            if self._is_too_much():
                return outcome | self._cut()
            place = (each.script.path, each.script.line)
            lost = each.swallowed and not context.reason
            inner = replace(context, reason=each.swallowed, place=place) if lost else context
            outcome |= self._script(each.script, {**context.variables, **called.variables}, inner)
        return outcome

    def _unknown(
        self,
        place: tuple[str, int],
        what: str,
        context: CommandContext,
        *,
        elsewhere: bool = False,
        text: str = "",
    ) -> ScriptOutcome:
        """Note what nobody knows, and return what it may do."""
        gap = UnseenFile(place[0], what, Cause.NOT_UNDERSTOOD, line=place[1])
        enforced = not context.reason
        found = NotUnderstood(gap, context.before_merge, context.has_code, enforced, elsewhere, text)
        if context.runs:
            self.seen.unknown[found] = None
        return ScriptOutcome(
            understood=False,
            may_publish=(gap,) if found.may_publish else (),
            may_push=(gap,) if found.may_push else (),
        )


def _pushes_in_script(step: PipelineStep) -> bool:
    """Tell whether a script in JavaScript starts Git to talk to the remote."""
    return (
        step.uses == "actions/github-script" and _GIT_REMOTE.search(step.inputs.get("script", "")) is not None
    )


def _registries(found: SortedCommand) -> Iterator[str]:
    """Return where a command publishes to; where a taught one does, nobody says."""
    yield from (publisher.registry for publisher in found.publishers)
    if any(teaching.kind == "publish" for teaching in found.taught):
        yield "taught"


def _judging(found: SortedCommand) -> list[str]:
    return [name for each in found.candidates for name in names(each[0]) if name in _JUDGING]


def _is_test(found: SortedCommand, called: FollowedCommand | None, outcome: ScriptOutcome) -> bool:
    """Tell whether a name that says "test" is believed: not where all of it was read and checks nothing."""
    if called is None:
        return not found.harmless
    return not outcome.checks and (outcome.acts or not outcome.understood)
