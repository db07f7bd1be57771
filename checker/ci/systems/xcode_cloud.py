"""Xcode Cloud: the scripts of the repository around a build that is set up at Apple.

Source: developer.apple.com/documentation/xcode/writing-custom-build-scripts.
"""

from collections.abc import Sequence

from checker.ci.pipeline import Pipeline, PipelineJob, PipelineStep
from checker.ci.systems.placed import Placed
from checker.ci.systems.scripts import Interpreter, script, shebang
from checker.ci.systems.sources import CiFiles

_SH = Interpreter("sh", errexit=False)


def read(sources: CiFiles, paths: Sequence[str]) -> Pipeline:
    """Read the scripts; what Xcode itself builds and tests is not in the repository."""
    steps: list[PipelineStep] = []
    for path in paths:
        text = sources.text(path)
        place = Placed(path, 1, text, text, 1)
        steps.append(PipelineStep(path, 1, path, scripts=script(place, shebang(place, _SH))))
        sources.not_understood(place, "belongs to Xcode Cloud, whose workflows are kept at Apple")
    job = PipelineJob(paths[0], 1, "ci_scripts", tuple(steps))
    return Pipeline("xcode-cloud", tuple(sources.paths), (job,), sources.unseen)
