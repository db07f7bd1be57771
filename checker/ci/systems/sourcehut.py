"""builds.sr.ht.

Source: man.sr.ht/builds.sr.ht/manifest: tasks run in bash with `-xe`; patches and pushes start them.
"""

from collections.abc import Iterator, Sequence

from checker.ci.pipeline import Pipeline, PipelineJob, PipelineStep
from checker.ci.systems.placed import Placed
from checker.ci.systems.scripts import Interpreter, script
from checker.ci.systems.sources import CiFiles, every_document

_STRICT = Interpreter("bash", errexit=True)


def read(sources: CiFiles, paths: Sequence[str]) -> Pipeline:
    """Read all jobs of these files."""
    return every_document("sourcehut", jobs, sources, paths)


def jobs(_: CiFiles, document: Placed) -> Iterator[PipelineJob]:
    """Return the jobs of one document."""
    tasks = [item.only for item in document.at("tasks").items if item.table]
    steps = [PipelineStep(text.path, text.line, name, scripts=script(text, _STRICT)) for name, text in tasks]
    if steps:
        has_code = bool(document.at("sources"))
        yield PipelineJob(document.path, 1, "build", tuple(steps), has_code=has_code)
