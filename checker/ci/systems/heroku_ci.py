"""Heroku CI: the test environment of `app.json`.

Source: devcenter.heroku.com/articles/heroku-ci: each script is run by itself for every push.
"""

from collections.abc import Iterator, Sequence

from checker.ci.pipeline import Pipeline, PipelineJob, PipelineStep
from checker.ci.systems.placed import Placed
from checker.ci.systems.scripts import Interpreter, each
from checker.ci.systems.sources import CiFiles, every_document

_BASH = Interpreter("bash", errexit=False)


def fits(document: Placed) -> bool:
    """Tell whether there is something to test by."""
    return bool(document.at("environments", "test", "scripts"))


def read(sources: CiFiles, paths: Sequence[str]) -> Pipeline:
    """Read all jobs of these files."""
    return every_document("heroku-ci", jobs, sources, paths)


def jobs(_: CiFiles, document: Placed) -> Iterator[PipelineJob]:
    """Return the jobs of one document."""
    scripts = document.at("environments", "test", "scripts")
    steps = [
        PipelineStep(place.path, place.line, name, scripts=each([place], _BASH))
        for name, place in scripts.table.items()
    ]
    yield PipelineJob(scripts.path, scripts.line, "test", tuple(steps), before_merge=True)
