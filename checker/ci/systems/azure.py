"""Azure Pipelines: stages, jobs and steps with their templates put in.

Source: learn.microsoft.com/azure/devops/pipelines/yaml-schema. `script` is bash on Linux and macOS and cmd
on Windows; neither it nor `bash` is started with `-e`, so that the last command decides (tasks reference,
Bash@3 and CmdLine@2). Deployment jobs do not check the code out by themselves
(yaml-schema/jobs-deployment).
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from msgspec import Struct
from msgspec.structs import replace

from checker.ci.events import Starts
from checker.ci.pipeline import Pipeline, PipelineJob, PipelineStep, ShellScript
from checker.ci.systems.azure_starts import both, condition, started_by
from checker.ci.systems.azure_templates import Templates
from checker.ci.systems.placed import Placed, filled
from checker.ci.systems.scripts import Interpreter, is_false, is_true, legs, script
from checker.ci.systems.sources import CiFiles
from checker.patterns import lazy

_BASH = Interpreter("bash", errexit=False)
_CMD = Interpreter("cmd", errexit=False)
_POWERSHELL = Interpreter("pwsh", errexit=False)
_SCRIPTS = {"bash": _BASH, "pwsh": _POWERSHELL, "powershell": _POWERSHELL}
_KEYS = ("script", "bash", "pwsh", "powershell", "task", "checkout", "template")
_TASKS = {
    "bash": _BASH,
    "cmdline": _BASH,
    "powershell": _POWERSHELL,
    "shellscript": _BASH,
    "batchscript": _CMD,
    "azurecli": _BASH,
    "azurepowershell": _POWERSHELL,
    "pythonscript": Interpreter("program"),
}
"""Tasks that run a script which one of their inputs holds or names."""
_DEFAULTS: Mapping[str, Mapping[str, str]] = {
    "maven": {"goals": "package"},
    "gradle": {"tasks": "build"},
    "npm": {"command": "install"},
    "dotnetcorecli": {"command": "build"},
    "go": {"command": "get"},
    "xcode": {"actions": "build"},
}
"""What tasks do where their inputs do not say it (tasks reference)."""
_INLINE = ("script", "inlinescript", "inline")
_FILES = ("filepath", "scriptpath", "filename")
_MACRO = lazy(r"\$\(([A-Za-z_][\w]*\.[\w.]+)\)")
_PLAIN = lazy(r"\$\((\w+)\)")
_TOP = lazy(
    r"\$\((?:System\.DefaultWorkingDirectory|Build\.SourcesDirectory|Build\.Repository\.LocalPath)\)"
    r"|\$\(Pipeline\.Workspace\)/s(?![\w.])"
)
"""The folder where the code is."""
_STEP_LIMIT = 5000
_WINDOWS = lazy(r"windows|vs20\d\d|win-")


def fits(document: Placed) -> bool:
    """Tell whether a document is a whole pipeline, not a part of one or something else with steps."""
    top = document.table
    if "on" in top or "apiVersion" in top or "kind" in top:
        return False
    whole = bool({"trigger", "pr", "pool", "schedules", "resources", "extends"} & set(top))
    if "extends" in top:
        return bool(document.at("extends", "template").text)
    return whole and any(_is_step(step) for step in _steps_of(document))


def _is_plain(document: Placed) -> bool:
    """Tell whether a file that is named like a pipeline has nothing but steps or jobs."""
    named = document.path.rpartition("/")[2].startswith(("azure-pipelines", ".vsts-ci"))
    return named and "parameters" not in document.table and any(map(_is_step, _steps_of(document)))


def _steps_of(document: Placed) -> Iterator[Placed]:
    yield from document.at("steps").items
    for job in document.at("jobs").items:
        yield job
        yield from (*job.at("steps").items, *_deployed(job.at("strategy")))
    for stage in document.at("stages").items:
        yield stage
        for job in stage.at("jobs").items:
            yield job
            yield from (*job.at("steps").items, *_deployed(job.at("strategy")))


def _is_step(step: Placed) -> bool:
    return any(key in step.table for key in _KEYS) or step.only[0].startswith("${{")


def read(sources: CiFiles, paths: Sequence[str]) -> Pipeline:
    """Read these pipelines; files that are parts of others are read where they are included."""
    jobs: list[PipelineJob] = []
    chosen: list[str] = []
    documents = {path: sources.first(path) for path in paths}
    # What stands in a usual place may do without a trigger, unless another pipeline includes it.
    for strictly in (True, False):
        for path, document in documents.items():
            if path in sources.included_paths or fits(document) is not strictly:
                continue
            if strictly or _is_plain(document):
                chosen.append(path)
                jobs += islice(_Reading(sources, document).jobs(), _STEP_LIMIT)
    read_paths = [path for path in sources.paths if path in chosen or path in sources.included_paths]
    return Pipeline("azure-pipelines", tuple(read_paths), tuple(jobs), sources.unseen)


class _Setting(Struct, frozen=True):
    """What a stage or job hands down."""

    pool: Placed
    variables: Mapping[str, str]
    starts: Starts
    never: str = ""


class _Reading:
    """Reads one pipeline."""

    def __init__(self, sources: CiFiles, document: Placed) -> None:
        self._sources = sources
        self._starts = started_by(document)
        self._whole = Templates(sources).whole(document)

    def jobs(self) -> Iterator[PipelineJob]:
        """Return all jobs."""
        whole = self._whole
        setting = _Setting(whole.at("pool"), _variables(whole.at("variables")), self._starts)
        if whole.at("stages"):
            for stage in whole.at("stages").items:
                yield from self._jobs_of(stage, self._inner(stage, setting))
        else:
            yield from self._jobs_of(whole, setting)

    def _jobs_of(self, place: Placed, setting: _Setting) -> Iterator[PipelineJob]:
        if place.at("jobs"):
            for job in place.at("jobs").items:
                yield from self._job(job, self._inner(job, setting))
        elif place.at("steps"):
            yield from self._job(place, setting)

    def _inner(self, place: Placed, outer: _Setting) -> _Setting:
        variables = {**outer.variables, **_variables(place.at("variables"))}
        asked = (
            both(outer.starts, condition(place.at("condition").text))
            if place.at("condition")
            else outer.starts
        )
        return _Setting(place.at("pool") or outer.pool, variables, asked, outer.never or _never(place))

    def _job(self, job: Placed, setting: _Setting) -> Iterator[PipelineJob]:
        steps = [*job.at("steps").items, *_deployed(job.at("strategy"))]
        container = job.at("container")
        for leg in _legs(job.at("strategy", "matrix")):
            variables = {**setting.variables, **leg}
            default = _CMD if _is_windows(setting.pool, variables) else _BASH
            yield PipelineJob(
                job.path,
                job.line,
                (job.at("job") or job.at("deployment")).text,
                tuple(self._step(step, default, variables) for step in steps[:_STEP_LIMIT] if step.table),
                image=container.at("image").text or container.text,
                has_code=_has_code(steps, "deployment" in job.table),
                before_merge=setting.starts.before_merge,
                variables=variables,
                swallowed=setting.starts.swallowed or _continues(job),
                never=setting.never,
                judged=any(map(_judges, steps)),
            )

    def _step(self, step: Placed, default: Interpreter, variables: Mapping[str, str]) -> PipelineStep:
        name, value = _kind(step)
        task = value.text.partition("@")[0].rpartition(".")[2].lower() if name == "task" else ""
        given = {**_DEFAULTS.get(task, {}), **step.at("inputs").texts()}
        inputs = {key: _plain(text, variables) for key, text in given.items()}
        directory = step.at("workingDirectory").text or _input(step, "workingdirectory").text
        scripts: tuple[ShellScript, ...] = ()
        if name in ("script", "bash", "pwsh", "powershell"):
            scripts = script(_resolved(value, variables), _SCRIPTS.get(name, default), _folder(directory))
        elif task in _TASKS:
            text = _written(step)
            interpreter = default if task == "cmdline" else _kind_of(step, _TASKS[task])
            if interpreter.shell == "program" and text is _input(step, *_FILES):
                text, interpreter = replace(text, text=f"python {text.text}"), _BASH
            scripts = script(_resolved(text, variables), interpreter, _folder(directory))
        return PipelineStep(
            step.path,
            step.line,
            step.at("displayName").text,
            uses="" if scripts else task,
            inputs=inputs,
            scripts=scripts,
            swallowed=_continues(step) or condition(step.at("condition").text or "true").swallowed,
            never=_never(step),
        )


def _continues(place: Placed) -> str:
    return "`continueOnError: true`" if is_true(place.at("continueOnError")) else ""


def _judges(step: Placed) -> bool:
    """Tell whether a step fails where tests that ran before it failed."""
    return step.at("task").text.lower().startswith("publishtestresults@") and is_true(
        _input(step, "failtaskonfailedtests")
    )


def _kind(step: Placed) -> tuple[str, Placed]:
    return next(((key, step.at(key)) for key in _KEYS if key in step.table), ("", step))


def _never(place: Placed) -> str:
    if is_false(place.at("enabled")):
        return "`enabled: false`"
    if place.at("trigger").text == "manual" and "stage" in place.table:
        return "`trigger: manual`"
    condition = place.at("condition")
    plain = condition.text.replace(" ", "").lower()
    never = is_false(condition) or plain in ("failed()", "canceled()")
    return f"`condition: {condition.text}`" if "condition" in place.table and never else ""


def _deployed(strategy: Placed) -> Iterator[Placed]:
    """Go through the steps of a deployment job."""
    for way in ("runOnce", "rolling", "canary"):
        for phase in ("preDeploy", "deploy", "routeTraffic", "postRouteTraffic"):
            yield from strategy.at(way, phase, "steps").items


def _has_code(steps: Sequence[Placed], deployment: bool) -> bool:
    checkouts = [step.at("checkout").text for step in steps if "checkout" in step.table]
    return any(name != "none" for name in checkouts) if checkouts else not deployment


def _legs(matrix: Placed) -> Iterator[Mapping[str, str]]:
    """Return the variables of every leg: they are written out by name."""
    named = [leg.texts() for leg in matrix.table.values() if leg.table]
    yield from named[:30] or legs({})


def _is_windows(pool: Placed, variables: Mapping[str, str]) -> bool:
    named = [pool, pool.at("vmImage"), pool.at("name"), *pool.at("demands").leaves()]
    return any(_WINDOWS.search(_plain(place.text, variables).lower()) for place in named)


def _variables(place: Placed) -> dict[str, str]:
    if place.table:
        return place.texts()
    return {item.at("name").text: item.at("value").text for item in place.items if item.at("name").text}


def _input(step: Placed, *names: str) -> Placed:
    inputs = {key.lower(): value for key, value in step.at("inputs").table.items()}
    return next((inputs[name] for name in names if inputs.get(name)), Placed(step.path, step.line))


def _written(step: Placed) -> Placed:
    """Return the script that a task runs, or the path of the file that holds it."""
    file = _input(step, *_FILES)
    inline = _input(step, *_INLINE)
    kind = _input(step, "targettype", "scripttype", "scriptlocation", "scriptsource").text.lower()
    return file if file and (not inline or kind in ("filepath", "scriptpath")) else inline or file


def _kind_of(step: Placed, default: Interpreter) -> Interpreter:
    """Return the shell that an input names."""
    named = {"ps": _POWERSHELL, "pscore": _POWERSHELL, "batch": _CMD}
    return named.get(_input(step, "scripttype").text.lower(), default)


def _plain(text: str, variables: Mapping[str, str]) -> str:
    """Put variables in; what only the run knows becomes one word, and `$(command)` stays."""
    known = _PLAIN.sub(lambda match: variables.get(match[1], match[0]), text)
    return filled(_TOP.sub(".", known), _MACRO, variables)


def _resolved(place: Placed, variables: Mapping[str, str]) -> Placed:
    return replace(place, text=_plain(place.text, variables))


def _folder(directory: str) -> str:
    return _TOP.sub(".", directory)
