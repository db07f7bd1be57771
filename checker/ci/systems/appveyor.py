"""AppVeyor.

Source: appveyor.com/docs/appveyor-yml and /docs/build-configuration. Each item runs by itself: in batch on
Windows, else in bash, unless `ps:`, `pwsh:`, `sh:` or `cmd:` says otherwise; the first that fails ends the
build.
"""

from collections.abc import Iterator, Mapping, Sequence

from msgspec.structs import replace

from checker.ci.events import CHANGES, Starts, only
from checker.ci.pipeline import Pipeline, PipelineJob, PipelineStep
from checker.ci.systems.placed import Placed, merged
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
    written = [build for path in paths for build in sources.first(path).items if build.table]
    builds = [special for build in written for special in _specials(build)]
    return Pipeline("appveyor", tuple(sources.paths), tuple(map(_job, builds)), sources.unseen)


def _specials(build: Placed) -> Iterator[Placed]:
    """Return a build, and what it is where a part of `for` says more."""
    yield build
    for special in build.at("for").items:
        if special.table:
            only_image = special.at("matrix", "only").items
            image = next((item.at("image") for item in only_image if item.at("image")), build.at("image"))
            own = {key: item for key, item in special.table.items() if key != "matrix"}
            yield merged(build, replace(special, value={"image": image, **own}))


def _allowed(build: Placed) -> str:
    """Say why failures are allowed: every image, or the build as a whole, is among those that may fail."""
    images = {leaf.text for leaf in build.at("image").leaves()}
    entries = [entry.texts() for entry in build.at("matrix", "allow_failures").items if entry.table]
    soft = {entry["image"] for entry in entries if set(entry) == {"image"}}
    return "`allow_failures`" if images and images <= soft else ""


def _job(build: Placed) -> PipelineJob:
    images = " ".join(leaf.text for leaf in build.at("image").leaves()).lower()
    default = _BASH if images and "visual studio" not in images and "windows" not in images else _CMD
    starts = _starts(build)
    return PipelineJob(
        build.path,
        build.line,
        "build",
        tuple(_steps(build, default)),
        has_code=True,
        before_merge=starts.before_merge,
        swallowed=_allowed(build) or starts.swallowed,
        variables=(build.at("environment", "global") or build.at("environment")).texts(),
    )


def _starts(build: Placed) -> Starts:
    """Say what is built: pull requests, too, for `branches` names the branches that they go to."""
    return only("tags") if is_true(build.at("skip_non_tags")) else CHANGES


def _steps(build: Placed, default: Interpreter) -> Iterator[PipelineStep]:
    for phase in (*_PHASES, *_LATER_PHASES, *_AFTER):
        swallowed = f"`{phase}` runs when the build is over" if phase in _AFTER else ""
        for item in build.at(phase).items:
            kind, text = item.only if item.table else ("", item)
            scripts = script(text, _SHELLS.get(kind, default))
            if scripts:
                yield PipelineStep(item.path, text.line, phase, scripts=scripts, swallowed=swallowed)
    if build.at("build").table and not build.at("test_script") and "test" not in build.table:
        # Without a word on tests, it looks for the assemblies that hold some.
        yield PipelineStep(build.path, build.at("build").line, "test", uses="appveyor/test")
    for name in ("build", "test"):
        place = build.at(name)
        if place.table and not build.at(f"{name}_script") and not is_false(place):
            yield PipelineStep(place.path, place.line, name, uses=f"appveyor/{name}", inputs=place.texts())
    for deploy in build.at("deploy").items:
        if provider := deploy.at("provider").text:
            uses = f"deploy/{provider.lower()}"
            yield PipelineStep(deploy.path, deploy.line, "deploy", uses=uses, inputs=deploy.texts())
