"""What GitHub would refuse to run, told without running it."""

import re
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from itertools import chain, islice
from typing import Any

from checker.collectors.actions import syntax_problems, unfit
from checker.collectors.actions.places import YamlPosition
from checker.collectors.actions.syntax_problems import Problem
from checker.collectors.actions.workflow import step_items, text, triggers
from checker.documents.shapes import strings, table
from checker.model.json_value import Json
from checker.patterns import lazy

_LIMIT = 100
"""Problems of one file that are reported."""
_ID = lazy(r"[A-Za-z_][\w-]*", re.ASCII)
_ID_LENGTH = 100
_FOLDER = r"\.github/workflows(?:-lab)?/[^@\s/]+\.ya?ml"
_WORKFLOW = lazy(rf"(?:\./|\$/){_FOLDER}|[\w.-]+/[\w.-]+/{_FOLDER}@[^@\s]+")
_ACTION = lazy(r"\.{1,2}(?:[/\\].*)?|\$/.*|docker://\S+|[\w.-]+/[\w.-]+(?:/[^@\s]+)?@[^@\s]+")
_CALLED = lazy(r"[\w.-]+/[\w.-]+/\.github/workflows/")


def problems(place: YamlPosition) -> list[Problem]:
    """Return line and reason of everything that keeps a workflow from starting."""
    data = place.document.data
    if data is None:
        return [(1, "it is empty")]
    if not isinstance(data, Mapping):
        return [(place.line, "it is not a mapping")]
    found = chain(
        _empty(place, data), syntax_problems.problems(place.document.root), _duplicates(place.document.root)
    )
    return sorted(dict.fromkeys(islice(chain(found, _relations(place, data)), _LIMIT)))


def _empty(place: YamlPosition, data: Mapping[str, Json]) -> Iterator[Problem]:
    if "on" in data and not triggers(data["on"]):
        yield place.at("on").line, "`on` names no event"
    if "jobs" in data and not table(data["jobs"]):
        yield place.at("jobs").line, "`jobs` holds no job"


def _relations(place: YamlPosition, data: Mapping[str, Json]) -> Iterator[Problem]:
    """Find parts that do not fit together."""
    yield from unfit.unfit_events(place.at("on"), data.get("on"))
    yield from unfit.queue(place.at("concurrency"), data.get("concurrency"))
    yield from unfit.shell(place, data)
    jobs = {key: table(job) for key, job in table(data.get("jobs")).items()}
    known = set(map(str.lower, jobs))
    for key, job in jobs.items():
        at = place.at("jobs", key)
        yield from ((at.line, reason) for reason in _wrong_id(key))
        for need in strings(job.get("needs")):
            if need.lower() not in known:
                yield at.at("needs").line, f"job `{key}` needs `{need[:60]}`, which is no job"
        yield from unfit.unfit_settings(at, job, data.get("concurrency"))
        yield from _steps(at, key, job)
    for key in _in_cycles(jobs):
        yield place.at("jobs", key, "needs").line, f"job `{key}` needs itself through the jobs that it needs"


def _wrong_id(name: str) -> Iterator[str]:
    if not _ID.fullmatch(name):
        yield f"`{name[:60]}` is no id: it begins with a letter or _ and has letters, digits, - and _"
    elif name.startswith("__"):
        yield f"`{name[:60]}` is no id: those that begin with __ are GitHub's own"
    elif len(name) >= _ID_LENGTH:
        yield f"`{name[:20]}…` is no id: it has {_ID_LENGTH} characters or more"


def _steps(at: YamlPosition, key: str, job: Mapping[str, Json]) -> Iterator[Problem]:
    uses = text(job.get("uses")).strip()
    if uses and not _WORKFLOW.fullmatch(uses):
        yield at.at("uses").line, f"`{uses[:80]}` is not the name of a workflow with its version"
    if "steps" in job and job["steps"] == []:
        yield at.at("steps").line, f"job `{key}` has no steps"
    ids: set[str] = set()
    for place, step in step_items(at.at("steps"), job.get("steps")):
        name = text(step.get("id"))
        if name and "${{" not in name:
            yield from ((place.at("id").line, reason) for reason in _wrong_id(name))
        if name.lower() in ids:
            yield place.at("id").line, f"two steps of job `{key}` have the id `{name[:60]}`"
        ids.update([name.lower()] if name else [])
        yield from _step(place, step, ids - {name.lower()})


def _step(place: YamlPosition, step: Mapping[str, Json], before: set[str]) -> Iterator[Problem]:
    """Find what one step cannot do; *before* are the ids of those above it."""
    action = text(step.get("uses")).strip()
    if action and not _ACTION.fullmatch(action):
        yield place.at("uses").line, f"`{action[:80]}` is not the name of an action with its version"
    elif _CALLED.match(action):
        yield place.at("uses").line, f"`{action[:80]}` is a workflow, which jobs call and steps cannot"
    awaited = [*strings(step.get("wait")), *strings(step.get("cancel"))]
    for missing in (each for each in awaited if each.lower() not in before):
        yield place.line, f"no step before this one has the id `{missing[:60]}`"
    if step.get("wait-all") is False:
        yield place.at("wait-all").line, "`wait-all` is true or nothing"
    if "background" in step and "parallel" in place.keys:
        yield place.at("background").line, "`background` cannot stand in a block of parallel steps"
    yield from unfit.unknown_shell(place.at("shell"), step)


def _in_cycles(jobs: Mapping[str, Mapping[str, Json]]) -> list[str]:
    """Return the jobs that wait for themselves."""
    names = {key.lower(): key for key in jobs}
    needs = {
        key: [names[need.lower()] for need in strings(job.get("needs")) if need.lower() in names]
        for key, job in jobs.items()
    }
    try:
        TopologicalSorter(needs).prepare()
    except CycleError as error:
        return sorted(set(error.args[1]))
    return []


def _duplicates(root: Any) -> Iterator[tuple[int, str]]:
    """Find keys that a mapping holds twice, each node visited once."""
    from checker.documents.pyyaml import MappingNode

    seen: set[int] = set()
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node.value, str) or id(node) in seen:
            continue
        seen.add(id(node))
        inner = node.value
        if isinstance(node, MappingNode):
            if len({key.value.lower() for key, _ in node.value}) < len(node.value):
                yield from _doubled(node)
            inner = [value for _, value in node.value]
        waiting.extend(each for each in inner if not isinstance(each.value, str))


def _doubled(node: Any) -> Iterator[tuple[int, str]]:
    keys: set[str] = set()
    for key, _ in node.value:
        name = key.value.lower()
        if name in keys and "${{" not in name:
            yield (
                key.start_mark.line + 1,
                f"the key {key.value} is given twice, upper and lower case being the same",
            )
        keys.add(name)
