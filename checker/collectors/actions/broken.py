"""What GitHub would refuse to run, told without running it."""

from collections.abc import Iterator, Mapping
from itertools import chain, islice
from typing import Any

from checker.collectors.actions.places import YamlPosition
from checker.collectors.actions.workflow import triggers
from checker.documents.shapes import table
from checker.model.json_value import Json

_LIMIT = 100
"""Problems of one file that are reported."""


def problems(place: YamlPosition) -> list[tuple[int, str]]:
    """Return line and reason of everything that keeps a workflow from starting."""
    data = place.document.data
    if data is None:
        return [(1, "it is empty")]
    if not isinstance(data, Mapping):
        return [(place.line, "it is not a mapping")]
    found = chain(_top(place, data), _jobs(place, data.get("jobs")), _duplicates(place.document.root))
    return sorted(islice(found, _LIMIT))


def _top(place: YamlPosition, data: Mapping[str, Json]) -> Iterator[tuple[int, str]]:
    if "on" not in data:
        yield place.line, "it has no `on`, so nothing starts it"
    elif not triggers(data["on"]):
        yield place.at("on").line, "`on` names no event"
    if "jobs" not in data:
        yield place.line, "it has no `jobs`"
    elif not table(data["jobs"]):
        yield place.at("jobs").line, "`jobs` holds no job"


def _jobs(place: YamlPosition, jobs: Json) -> Iterator[tuple[int, str]]:
    for key, job in table(jobs).items():
        at = place.at("jobs", key)
        if not isinstance(job, Mapping):
            yield at.line, f"job {key} is not a mapping"
        elif "uses" in job:
            if not isinstance(job["uses"], str) or "${{" in job["uses"]:
                yield at.at("uses").line, f"`uses` of job {key} is not the name of a workflow"
        else:
            yield from _local(at, key, job)


def _local(at: YamlPosition, key: str, job: Mapping[str, Json]) -> Iterator[tuple[int, str]]:
    if not job.get("runs-on"):
        yield at.line, f"job {key} has no `runs-on`"
    steps = job.get("steps")
    if not isinstance(steps, list):
        yield at.at("steps").line, f"job {key} has no list of steps"
        return
    for number, step in enumerate(steps):
        if reason := _step(step):
            yield at.at("steps", number).line, f"step {number + 1} of job {key} {reason}"


def _step(step: Json) -> str:
    if not isinstance(step, Mapping):
        return "is not a mapping"
    if ("run" in step) == ("uses" in step):
        return "has both `run` and `uses`" if "run" in step else "has neither `run` nor `uses`"
    uses = step.get("uses", "")
    if not isinstance(uses, str) or "${{" in uses:
        return "has a `uses` that is not the name of an action"
    return ""


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
            if len({key.value for key, _ in node.value}) < len(node.value):
                yield from _doubled(node)
            inner = [value for _, value in node.value]
        waiting.extend(each for each in inner if not isinstance(each.value, str))


def _doubled(node: Any) -> Iterator[tuple[int, str]]:
    keys: set[str] = set()
    for key, _ in node.value:
        if key.value in keys:
            yield key.start_mark.line + 1, f"the key {key.value} is given twice"
        keys.add(key.value)
