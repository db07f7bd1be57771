"""Reading CI systems from a tree in memory."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pytest
from msgspec import Struct

from checker.ci.pipeline import Pipeline, PipelineJob, PipelineStep
from checker.ci.systems import found
from checker.files import Files, MemoryTree
from checker.model.teaching import Teaching


class Hooks(Struct, frozen=True):
    """The hooks of a repository that has none."""

    service: frozenset[str] = frozenset()


class Seen(Struct, frozen=True):
    """One pipeline, with short ways to what tests ask for."""

    pipeline: Pipeline

    @property
    def jobs(self) -> Mapping[str, PipelineJob]:
        """The jobs by name; the last of several."""
        return {job.name: job for job in self.pipeline.jobs}

    @property
    def steps(self) -> list[PipelineStep]:
        """All steps in order."""
        return [step for job in self.pipeline.jobs for step in job.steps]

    @property
    def uses(self) -> list[str]:
        """What steps use."""
        return [step.uses for step in self.steps if step.uses]

    def lines(self, *, runs: bool = True, enforced: bool = True) -> list[tuple[str, int, str]]:
        """Return path, line and text of every line of the scripts that run, and whose failure counts."""
        return [
            (script.path, script.line + number, line.strip())
            for job in self.pipeline.jobs
            for step in job.steps
            for script in step.scripts
            if not (runs and (job.never or step.never))
            and not (enforced and (job.swallowed or step.swallowed))
            for number, line in enumerate(script.text.splitlines())
            if line.strip()
        ]

    @property
    def commands(self) -> list[str]:
        """The lines of the scripts that run and count."""
        return [text for _, _, text in self.lines()]

    @property
    def unseen(self) -> list[str]:
        """What was not seen, as it is shown."""
        return [str(gap) for gap in self.pipeline.unseen]


Read = Callable[..., Mapping[str, Seen]]


@pytest.fixture
def read() -> Read:
    """Read every system of some files, by its name."""

    def run(
        files: Mapping[str, str], recognize: Iterable[Teaching] = (), hooks: Any = None
    ) -> Mapping[str, Seen]:
        pipelines = found(Files(MemoryTree(files)), hooks or Hooks(), recognize)
        return {pipeline.system: Seen(pipeline) for pipeline in pipelines}

    return run
