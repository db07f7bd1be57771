"""Google Cloud Build: steps that are images with arguments, or scripts.

Source: cloud.google.com/build/docs/build-config-file-schema and /configuring-builds/run-bash-scripts. A
script without `#!` runs in `/bin/sh` without `-e`. Triggers are kept in Google Cloud.
"""

import shlex
from collections.abc import Sequence

from checker.ci.pipeline import Pipeline, PipelineJob, PipelineStep, ShellScript
from checker.ci.systems.placed import Placed
from checker.ci.systems.scripts import Interpreter, interpreter_of, is_true, lets_fail, script, shebang
from checker.ci.systems.sources import CiFiles

_SH = Interpreter("sh", errexit=False)
_PROGRAMS = frozenset({"docker"})
"""Official images that run the program of their name; others of these run what they are given.

Google's builders, and most images of tools, are named after the program that they run.
"""
_SHELLS = ("bash", "sh", "/bin/bash", "/bin/sh", "dash", "zsh")


def fits(document: Placed) -> bool:
    """Tell whether this is a build: its steps are images, by `name`."""
    steps = document.at("steps").items
    return bool(steps) and all(map(_is_image, steps))


def _is_image(step: Placed) -> bool:
    return bool(step.at("name").text) and {"run", "uses"}.isdisjoint(step.table)


def read(sources: CiFiles, paths: Sequence[str]) -> Pipeline:
    """Read all builds."""
    jobs = [
        PipelineJob(
            path,
            1,
            "build",
            tuple(_step(step) for step in document.at("steps").items),
            variables=document.at("substitutions").texts(),
        )
        for path in paths
        if fits(document := sources.first(path))
    ]
    return Pipeline("google-cloud-build", tuple(sources.paths), tuple(jobs), sources.unseen)


def _step(step: Placed) -> PipelineStep:
    image = step.at("name").text.partition("@")[0]
    name = image.rpartition("/")[2].partition(":")[0]
    code = lets_fail(step.at("allowExitCodes").leaves(), (*step.at("args").leaves(), step.at("script")))
    allowed = "`allowFailure: true`" if is_true(step.at("allowFailure")) else ""
    scripts = _scripts(step, image)
    return PipelineStep(
        step.path,
        step.line,
        step.at("id").text or name,
        uses="" if scripts else image.partition(":")[0].lower(),
        scripts=scripts,
        swallowed=allowed or (f"`allowExitCodes: {code}`" if code else ""),
    )


def _scripts(step: Placed, full_name: str) -> tuple[ShellScript, ...]:
    directory = step.at("dir").text
    image = full_name.rpartition("/")[2].partition(":")[0]
    if written := step.at("script"):
        return script(written, shebang(written, _SH), directory)
    entrypoint = step.at("entrypoint").text
    args = list(step.at("args").leaves())
    shell = entrypoint or (image if image in _SHELLS else "")
    if shell in _SHELLS and args and args[0].text.startswith("-") and "c" in args[0].text and len(args) > 1:
        interpreter = interpreter_of(" ".join([shell, *(arg.text for arg in args[:-1])]), _SH)
        return script(args[-1], interpreter, directory)
    if not args and not entrypoint:
        return ()
    program = entrypoint or ("" if "/" not in full_name and image not in _PROGRAMS else image)
    words = [*filter(None, [program]), *(arg.text for arg in args)]
    text = shlex.join(words) if all("$" not in word for word in words) else " ".join(words)
    line = args[0].line if args else step.line
    return (ShellScript(step.path, line, text.replace("\n", " "), "sh", directory=directory),)
