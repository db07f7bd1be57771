"""What all of CI runs: GitHub's workflows and other systems' files together."""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property

from checker.ci import hooks, systems
from checker.ci.matching import known
from checker.ci.pipeline import Pipeline
from checker.ci.reading import PipelineReader
from checker.ci.seen import NotUnderstood, ScriptOutcome, SeenCheck, SeenCommands
from checker.collectors.actions.pipelines import pipelines
from checker.collectors.actions.source import WorkflowSource
from checker.collectors.actions.workflow import Job, WorkflowStep
from checker.errors import Cause
from checker.files.gaps import UnseenFile, UnseenFiles
from checker.model.teaching import Teaching

PRE_COMMIT_CI = "pre-commit-ci"


class Pipelines:
    """All CI of one repository; every answer is worked out once, and only when asked for."""

    def __init__(self, source: WorkflowSource, recognize: Sequence[Teaching] = ()) -> None:
        self._source = source
        self._recognize = recognize

    @cached_property
    def read_hooks(self) -> tuple[hooks.PreCommitHooks, UnseenFiles]:
        """The hooks of pre-commit, and what could not be read of them."""
        with self._source.files.watching() as gaps:
            return hooks.read(self._source.files, known()), gaps

    @cached_property
    def _found(self) -> tuple[list[Pipeline], UnseenFiles]:
        with self._source.files.watching() as gaps:
            found = systems.found(self._source.files, self.read_hooks[0], self._recognize)
            return found, gaps | self.read_hooks[1]

    @property
    def others(self) -> list[Pipeline]:
        """The CI systems besides GitHub Actions."""
        return self._found[0]

    @property
    def unread(self) -> UnseenFiles:
        """The files of other CI systems, or what may be such, that could not be read."""
        return self._found[1]

    @cached_property
    def names(self) -> list[str]:
        """The names of all CI systems, sorted."""
        github = ["github-actions"] if self._source.workflows else []
        return sorted({*github, *(each.system for each in self.others)})

    @cached_property
    def unreadable(self) -> UnseenFiles:
        """Why the commands of the other CI systems cannot all be read."""
        return self.unread | UnseenFiles(gap for each in self.others for gap in each.unseen)

    @cached_property
    def seen(self) -> SeenCommands:
        """What any CI runs."""
        return self._read[0]

    @cached_property
    def _read(self) -> tuple[SeenCommands, UnseenFiles]:
        with self._source.files.watching() as gaps:
            reader = PipelineReader(self._source.files, self.read_hooks[0], known(), self._recognize)
            found = reader.read([self._github[0], *self.others])
            for tool in sorted(self.read_hooks[0].service):
                served = SeenCheck(
                    self.read_hooks[0].path, 1, tool, known().tool(tool).checks, before_merge=True
                )
                found.checks[served] = None
            return found, gaps | UnseenFiles(self._github[0].unseen)

    @cached_property
    def _github(self) -> tuple[Pipeline, Pipeline]:
        return pipelines(self._source)

    @cached_property
    def _steps(self) -> tuple[Mapping[tuple[str, int], ScriptOutcome], ScriptOutcome]:
        """What came of reading each step of GitHub's workflows and actions; and of one that was not read."""
        reader = PipelineReader(self._source.files, self.read_hooks[0], known(), self._recognize)
        own, others = self._github
        steps = {**reader.read([others]).steps, **self.seen.steps}
        gaps = (*own.unseen, *others.unseen)
        return steps, ScriptOutcome(understood=not gaps, may_publish=gaps, may_push=gaps)

    def outcome(self, step: WorkflowStep | Job) -> ScriptOutcome:
        """Return what came of reading a step of a workflow or an action, or a job that calls a workflow."""
        steps, unread = self._steps
        return steps.get((step.place.path, step.line), unread)

    def checks(self, wanted: Callable[[SeenCheck], bool]) -> list[SeenCheck]:
        """Return the checks of a kind."""
        return [check for check in self.seen.checks if wanted(check)]

    def gaps(self, wanted: Callable[[NotUnderstood], bool]) -> UnseenFiles:
        """Return everything that is not seen, and what of the rest of a kind is not understood."""
        unknown = UnseenFiles(each.gap for each in self.seen.unknown if wanted(each))
        cut = UnseenFiles([UnseenFile("", self.seen.cut)] if self.seen.cut else [])
        return self._source.gaps | self.unreadable | self._read[1] | cut | unknown

    @cached_property
    def undated(self) -> UnseenFiles:
        """The systems whose files do not say whether they run before changes are merged."""
        return UnseenFiles(
            UnseenFile(
                next(iter(each.paths), ""),
                f"{each.system} decides for itself when it runs",
                Cause.NOT_UNDERSTOOD,
            )
            for each in self.others
            if each.system != PRE_COMMIT_CI and not any(job.before_merge is not None for job in each.jobs)
        )
