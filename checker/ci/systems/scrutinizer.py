"""Scrutinizer: nodes of a build, whose tests are commands.

Source: scrutinizer-ci.com/docs/build: every inspection of a change runs them; each command is looked at.
"""

from collections.abc import Iterator, Sequence

from checker.ci.pipeline import Pipeline, PipelineJob, PipelineStep
from checker.ci.systems.placed import Placed
from checker.ci.systems.scripts import Interpreter, each, is_true
from checker.ci.systems.sources import CiFiles, every_document

_BASH = Interpreter("bash", errexit=False)
_PHASES = ("setup", "dependencies", "project_setup", "project", "tests")
_ORDERS = ("override", "before", "after")


def read(sources: CiFiles, paths: Sequence[str]) -> Pipeline:
    """Read all jobs of these files."""
    return every_document("scrutinizer", jobs, sources, paths)


def jobs(sources: CiFiles, document: Placed) -> Iterator[PipelineJob]:
    """Return a job for each node; without nodes, the build is one."""
    build = document.at("build")
    for name, node in (build.at("nodes").table or {"build": build}).items():
        steps = [step for phase in _PHASES for step in _steps(node.at(phase))]
        if steps:
            yield PipelineJob(node.path, node.line, name, tuple(steps), before_merge=True)
        else:
            sources.not_understood(node, "tests by what Scrutinizer finds by itself")


def _steps(phase: Placed) -> Iterator[PipelineStep]:
    listed = [phase.at(order) for order in _ORDERS] if phase.table else [phase]
    for item in (item for place in listed for item in place.items):
        command = item.at("command") if item.table else item
        soft = "`not_if`" if item.at("not_if") else ""
        idle = "`on_error: warning`" if is_true(item.at("ignore_failure")) else soft
        yield PipelineStep(item.path, item.line, scripts=each([command], _BASH), swallowed=idle)
