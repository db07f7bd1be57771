"""Turns measures of an observation into facts, and what they could not measure into problems."""

from collections.abc import Callable, Mapping
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from checker.collectors import bounded
from checker.collectors.github.reading import HiddenByPermission
from checker.errors import Cause, Nothing, Unobserved
from checker.model.facts import Facts, Problem, merge
from checker.model.json_value import Json


class Partial(Struct, frozen=True):
    """The part of a value that was seen, why there may be more, and what would let us see it."""

    value: Json
    reason: str
    permission: str = ""


_Source = TypeVar("_Source")
Measures = Mapping[str, Callable[[_Source], Json | Partial]]


def measured(
    measures: Measures[_Source], source: _Source, wanted: frozenset[str], permissions: Mapping[str, str]
) -> Facts:
    """Return each wanted fact that *measures* knows: a value, or a problem with its permission."""
    paths = [path for path in measures if path in wanted]
    return _together(merge(_measured(measures, source, path, permissions) for path in paths), permissions)


def permission_of(path: str, permissions: Mapping[str, str]) -> str:
    """Return the permission of the longest prefix that holds *path*."""
    prefixes = [prefix for prefix in permissions if _holds(prefix, path)]
    return permissions[max(prefixes, key=len)]


def _measured(
    measures: Measures[_Source], source: _Source, path: str, permissions: Mapping[str, str]
) -> Facts:
    try:
        value = measures[path](source)
    except Unobserved as error:
        hidden = isinstance(error, HiddenByPermission) and not error.permission
        permission = permission_of(path, permissions) if hidden else error.permission
        empty = isinstance(error, Nothing)
        return Facts(
            problems=(Problem(path, error.reason, permission, empty=empty, cause=Cause.UNAVAILABLE),)
        )
    if isinstance(value, Partial):
        return Facts(
            problems=(Problem(path, value.reason, value.permission, value.value, cause=Cause.UNAVAILABLE),)
        )
    return bounded(path, value) if isinstance(value, list) else Facts({path: value})


def _together(facts: Facts, permissions: Mapping[str, str]) -> Facts:
    """Say but once what keeps all of the facts from being seen, if one prefix of the topic holds them."""
    said = {(problem.reason, problem.permission) for problem in facts.problems}
    if facts.values or len(said) != 1 or any(problem.seen is not None for problem in facts.problems):
        return facts
    paths = [problem.path for problem in facts.problems]
    holding = [prefix for prefix in permissions if all(_holds(prefix, path) for path in paths)]
    if not holding:
        return facts
    return Facts(problems=(replace(facts.problems[0], path=min(holding, key=len)),))


def _holds(prefix: str, path: str) -> bool:
    return f"{path}.".startswith(f"{prefix}.")
