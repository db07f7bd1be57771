"""The repository of one task, opened when it is first asked: most that did not change are never."""

from collections.abc import Sequence
from contextlib import ExitStack
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Self

from checker.app.audit.context import Context
from checker.app.audit.targets import AuditTask
from checker.errors import TargetError, Unobserved
from checker.expressions.functions import LOOKING, TreeAnswers
from checker.files import Files, MemoryTree
from checker.git import GitSource, open_source, origin
from checker.git.default_branch import OfTree
from checker.model.history import CommitHistory
from checker.model.json_value import Json


class OpenedRepository:
    """Files, history and answers of the repository of a task; use it in a `with` statement.

    Whatever asks it raises TargetError when the repository cannot be read.
    """

    def __init__(self, task: AuditTask, context: Context) -> None:
        self._task = task
        self._context = context
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    @cached_property
    def source(self) -> GitSource:
        """The repository at the commit to judge."""
        task, context = self._task, self._context
        if task.unchanged and not task.folder:
            raise TargetError(f"{task.target}: more of it is needed than was kept", "audit with --refresh")
        if task.observation is None:
            opening = open_source(task.target, context.at, context.staged, context.tip)
        elif task.folder:
            from checker.git.mirror import open_mirror

            opening = open_mirror(Path(task.folder), context.at)
        else:
            return _unopened(task)
        return self._stack.enter_context(opening)

    @cached_property
    def files(self) -> Files:
        """The files of that commit."""
        return Files(self.source.tree)

    def history(self) -> CommitHistory:
        """Return what led to that commit; raises Unobserved where there is no history."""
        if self.source.history is None:
            raise Unobserved("history", "no history here")
        return self.source.history

    def call(self, name: str, arguments: Sequence[Json]) -> Json:
        """Answer one call, as Answers.call says."""
        return (self._answers if name in LOOKING else self._plain).call(name, arguments)

    @cached_property
    def _answers(self) -> TreeAnswers:
        return TreeAnswers(self.files, self._context.now)

    @cached_property
    def _plain(self) -> TreeAnswers:
        return TreeAnswers(Files(MemoryTree({})), self._context.now)


def _unopened(task: AuditTask) -> GitSource:
    """Return a source without a clone: files where GitHub is asked for them, else none at all."""
    assert task.observation
    listed = task.observation.repository
    identity = origin.normalize(listed.url)
    files = task.tree or MemoryTree({})
    page = origin.page(identity)
    return GitSource(files, None, listed.head, 0, identity, page, listed.branch, (), OfTree(files))
