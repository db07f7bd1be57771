"""AppVeyor.

Source: appveyor.com/docs/appveyor-yml and /docs/build-configuration. Each item runs by itself: in batch on
Windows, else in bash, unless `ps:`, `pwsh:`, `sh:` or `cmd:` says otherwise; the first that fails ends the
build.
"""

from collections.abc import Iterator, Mapping, Sequence

from checker.ci.pipeline import Pipeline, PipelineJob, PipelineStep
from checker.ci.systems.placed import Placed
from checker.ci.systems.scripts import Interpreter, is_false, is_true, script
from checker.ci.systems.sources import CiFiles

_CMD = Interpreter("cmd", errexit=False)
_BASH = Interpreter("bash", errexit=False)
_SHELLS: Mapping[str, Interpreter] = {
    "ps": Interpreter("pwsh", errexit=False),
    "pwsh": Interpreter("pwsh", errexit=False),
    "sh": _BASH,
    "bash": _BASH,
    "cmd": _CMD,
}
_PHASES = ("init", "install", "before_build", "build_script", "after_build", "before_test", "test_script")
_LATER_PHASES = ("after_test", "before_deploy", "deploy_script", "after_deploy", "on_success")
_AFTER = ("on_failure", "on_finish")


def read(sources: CiFiles, paths: Sequence[str]) -> Pipeline:
    """Read the build; where several stand in one file, each of them."""
    builds = [build for path in paths for build in sources.first(path).items if build.table]
    return Pipeline("appveyor", tuple(sources.paths), tuple(map(_job, builds)), sources.unseen)


def _job(build: Placed) -> PipelineJob:
    images = " ".join(leaf.text for leaf in build.at("image").leaves()).lower()
    default = _BASH if images and "visual studio" not in images and "windows" not in images else _CMD
    return PipelineJob(
        build.path,
        build.line,
        "build",
        tuple(_steps(build, default)),
        has_code=True,
        before_merge=_before_merge(build),
        variables=(build.at("environment", "global") or build.at("environment")).texts(),
    )


def _before_merge(build: Placed) -> bool:
    """Tell whether pull requests are built: they are, for `branches` names the branches that they go to."""
    return not is_true(build.at("skip_non_tags"))


def _steps(build: Placed, default: Interpreter) -> Iterator[PipelineStep]:
    for phase in (*_PHASES, *_LATER_PHASES, *_AFTER):
        swallowed = f"`{phase}` runs when the build is over" if phase in _AFTER else ""
        for item in build.at(phase).items:
            kind, text = item.only if item.table else ("", item)
            scripts = script(text, _SHELLS.get(kind, default))
            if scripts:
                yield PipelineStep(item.path, text.line, phase, scripts=scripts, swallowed=swallowed)
    for name in ("build", "test"):
        place = build.at(name)
        if place.table and not build.at(f"{name}_script") and not is_false(place):
            yield PipelineStep(place.path, place.line, name, uses=f"appveyor/{name}", inputs=place.texts())
    for deploy in build.at("deploy").items:
        if provider := deploy.at("provider").text:
            uses = f"deploy/{provider.lower()}"
            yield PipelineStep(deploy.path, deploy.line, "deploy", uses=uses, inputs=deploy.texts())
