"""Parts of one workflow that are fine by themselves and that GitHub refuses together."""

from collections.abc import Iterator, Mapping

from checker.collectors.actions.cron import is_cron
from checker.collectors.actions.places import YamlPosition
from checker.collectors.actions.reusable import is_of_type
from checker.collectors.actions.syntax import syntax
from checker.collectors.actions.syntax_problems import Problem
from checker.collectors.actions.workflow import text
from checker.documents.shapes import items, table
from checker.model.json_value import Json

_EXPRESSION = "${{"
_GROUPS = frozenset({"org", "organization", "ent", "enterprise"})
"""What a group of runners can belong to."""


def unfit_events(at: YamlPosition, on: Json) -> Iterator[Problem]:
    """Find filters that exclude one another, wrong timetables, and inputs that nobody can give."""
    for event, written in table(on).items():
        filters = table(written)
        for name in ("branches", "tags", "paths"):
            if name in filters and f"{name}-ignore" in filters:
                yield at.at(event, name).line, f"`{name}` and `{name}-ignore` cannot stand together"
        for number, each in enumerate(items(written) if event == "schedule" else ()):
            cron = text(table(each).get("cron"))
            if cron and not is_cron(cron):
                yield at.at(event, number, "cron").line, f"`{cron[:60]}` is no timetable of cron"
        for name, each in table(filters.get("inputs")).items():
            place = at.at(event, "inputs", name)
            if table(each).get("type") == "choice" and not items(table(each).get("options")):
                yield place.line, f"the choice `{name[:60]}` has no options"
            if event == "workflow_call" and not is_of_type(
                table(each).get("default", _EXPRESSION), table(each).get("type")
            ):
                yield (
                    place.at("default").line,
                    f"the default of `{name[:60]}` is no {table(each).get('type')}",
                )


def unfit_settings(at: YamlPosition, job: Mapping[str, Json], groups: Json) -> Iterator[Problem]:
    """Find settings of a job that do not fit; *groups* is the `concurrency` of its workflow."""
    yield from _matrix(at.at("strategy", "matrix"), job)
    yield from _containers(at, job)
    yield from queue(at.at("concurrency"), job.get("concurrency"))
    group = _group(groups)
    if group and group == _group(job.get("concurrency")):
        yield (
            at.at("concurrency").line,
            f"the group `{group[:60]}` is that of the whole workflow, which waits for itself",
        )
    owner, slash, name = text(table(job.get("runs-on")).get("group")).partition("/")
    if slash and _EXPRESSION not in owner + name and (owner not in _GROUPS or not name or "/" in name):
        yield at.at("runs-on", "group").line, f"`{owner[:40]}/{name[:40]}` is no group of runners"
    yield from shell(at, job)


def queue(at: YamlPosition, concurrency: Json) -> Iterator[Problem]:
    """Find a queue whose members are cancelled."""
    written = table(concurrency)
    if written.get("queue") == "max" and written.get("cancel-in-progress") is True:
        yield at.at("queue").line, "`queue: max` and `cancel-in-progress: true` cannot stand together"


def shell(at: YamlPosition, above: Mapping[str, Json]) -> Iterator[Problem]:
    """Find a default shell that runs nothing."""
    yield from unknown_shell(
        at.at("defaults", "run", "shell"), table(table(above.get("defaults")).get("run"))
    )


def unknown_shell(at: YamlPosition, above: Mapping[str, Json]) -> Iterator[Problem]:
    """Find a shell that no runner knows and that does not say where the script's file goes."""
    written = text(above.get("shell"))
    if (
        written
        and "{0}" not in written
        and _EXPRESSION not in written
        and written.lower() not in syntax().shells
    ):
        yield at.line, f"the shell `{written[:60]}` is not known, and has no `{{0}}` for the script's file"


def _group(concurrency: Json) -> str:
    group = text(table(concurrency).get("group")) or text(concurrency)
    return "" if _EXPRESSION in group else group


def _matrix(at: YamlPosition, job: Mapping[str, Json]) -> Iterator[Problem]:
    """Find matrices without any leg, and legs left out that no key has."""
    matrix = table(job.get("strategy")).get("matrix")
    if not isinstance(matrix, Mapping):
        return
    keys = matrix.keys() - {"include", "exclude"}
    for key in keys:
        if matrix[key] == []:
            yield at.at(key).line, f"`{key[:60]}` of the matrix has no value"
    if not keys and not matrix.get("include"):
        yield at.line, "the matrix has no key"
    elif not _computes(job.get("strategy")):
        known = {key.lower() for key in keys}
        for number, each in enumerate(items(matrix.get("exclude"))):
            for key in table(each):
                if key.lower() not in known:
                    yield at.at("exclude", number, key).line, f"the matrix has no key `{key[:60]}` to exclude"


def _computes(value: Json) -> bool:
    """Tell whether an expression stands anywhere in a value."""
    waiting = [value]
    while waiting:
        current = waiting.pop()
        if isinstance(current, str):
            if _EXPRESSION in current:
                return True
        elif isinstance(current, Mapping):
            waiting += [*current, *current.values()]
        else:
            waiting += items(current)
    return False


def _containers(at: YamlPosition, job: Mapping[str, Json]) -> Iterator[Problem]:
    """Find containers without an image."""
    container = job.get("container")
    listed: list[tuple[YamlPosition, Json]] = (
        [(at.at("container"), container)] if isinstance(container, Mapping) else []
    )
    listed += [(at.at("services", name), each) for name, each in table(job.get("services")).items()]
    for place, each in listed:
        image = table(each).get("image") if isinstance(each, Mapping) else each
        if image in (None, "", "docker://") and not _computes(each):
            yield place.line, "the container has no image"
