"""Semaphore.

Source: docs.semaphoreci.com/reference/pipeline-yaml: commands share a session, each is looked at.
"""

from collections.abc import Iterator, Sequence

from checker.ci.pipeline import Pipeline, PipelineJob, PipelineStep
from checker.ci.systems.placed import Placed
from checker.ci.systems.scripts import Interpreter, each, is_true
from checker.ci.systems.sources import CiFiles, every_document

_BASH = Interpreter("bash", errexit=False)


def read(sources: CiFiles, paths: Sequence[str]) -> Pipeline:
    """Read all jobs of these files."""
    return every_document("semaphore", jobs, sources, paths)


def jobs(sources: CiFiles, document: Placed) -> Iterator[PipelineJob]:
    """Return the jobs of one document."""
    common = document.at("global_job_config", "prologue", "commands")
    for promotion in document.at("promotions").items:
        sources.not_understood(promotion, "promotes to a pipeline") if not promotion.at(
            "pipeline_file"
        ) else None
    for block in document.at("blocks").items:
        task = block.at("task")
        never = "`skip: when: true`" if is_true(block.at("skip", "when")) else ""
        for job in task.at("jobs").items:
            lines = [
                *common.leaves(),
                *task.at("prologue", "commands").leaves(),
                *job.at("commands").leaves(),
            ]
            has_code = any("checkout" in line.text or "git clone" in line.text for line in lines)
            step = PipelineStep(job.path, job.line, scripts=each(lines, _BASH))
            name = job.at("name").text or block.at("name").text
            yield PipelineJob(job.path, job.line, name, (step,), has_code=has_code, never=never)
