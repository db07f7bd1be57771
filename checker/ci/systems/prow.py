"""Prow.

Source: docs.prow.k8s.io (ProwJobs): presubmits run on changes, `optional` ones do not hold them up.
"""

from collections.abc import Iterator, Sequence

from checker.ci.pipeline import Pipeline, PipelineJob, PipelineStep
from checker.ci.systems.placed import Placed
from checker.ci.systems.scripts import command_line, is_true
from checker.ci.systems.sources import CiFiles, every_document


def read(sources: CiFiles, paths: Sequence[str]) -> Pipeline:
    """Read all jobs of these files."""
    return every_document("prow", jobs, sources, paths)


def jobs(_: CiFiles, document: Placed) -> Iterator[PipelineJob]:
    """Return the jobs of one document."""
    for kind in ("presubmits", "postsubmits", "periodics"):
        listed = document.at(kind)
        groups = [*listed.table.values()] if listed.table else [listed]
        for job in (job for group in groups for job in group.items):
            yield PipelineJob(
                job.path,
                job.line,
                job.at("name").text,
                tuple(_container(item) for item in job.at("spec", "containers").items),
                before_merge=kind == "presubmits",
                swallowed=_swallowed(kind, job),
            )


def _swallowed(kind: str, job: Placed) -> str:
    """Say why a job holds no change up: it may fail, is not reported, or starts by itself for none."""
    for key in ("optional", "skip_report"):
        if is_true(job.at(key)):
            return f"`{key}: true`"
    if kind == "periodics":
        return "no change starts it, only the time"
    starts = is_true(job.at("always_run")) or job.at("run_if_changed") or job.at("skip_if_only_changed")
    return "" if starts or kind != "presubmits" else "no change starts it, only comments"


def _container(container: Placed) -> PipelineStep:
    """Return what a container runs: a command with arguments, or a script as the last of these."""
    words = [*container.at("command").leaves(), *container.at("args").leaves()]
    return PipelineStep(
        container.path,
        container.line,
        container.at("name").text,
        uses="" if words else container.at("image").text.rpartition("/")[2].partition(":")[0].lower(),
        scripts=command_line(words),
    )
