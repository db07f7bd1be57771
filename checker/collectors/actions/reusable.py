"""Calls among the workflows of one repository that GitHub refuses."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from checker.collectors.actions.syntax import syntax
from checker.collectors.actions.syntax_problems import Problem
from checker.collectors.actions.workflow import MISSING, NESTING_LIMIT, Job, Workflow
from checker.documents.shapes import table
from checker.model.json_value import Json

_CHAIN_LIMIT = 2_000
"""Calls in a row that are followed in one repository."""
_LEVELS = {"none": 0, "read": 1, "write": 2}
_NEVER_BY_ALL = frozenset({"id-token", "models", "attestations", "vulnerability-alerts"})
"""Scopes of which it is not certain that `write-all` and `read-all` ask for them."""
_INSERT = "${{ insert }}"
Refusal = tuple[str, int, str]
"""Path, line and reason."""


def refused_calls(workflows: Sequence[Workflow], missing: Callable[[str], bool]) -> list[Refusal]:
    """Find calls of local workflows that GitHub refuses.

    *missing* tells of a path that no file of the repository has.
    """
    calls = _Calls({each.path: each for each in workflows})
    found = [refusal for each in workflows for refusal in calls.direct(each, missing)]
    for each in workflows:
        if set(each.triggers) != {"workflow_call"}:
            found += calls.below(each)
    return list(dict.fromkeys(found))


class _Calls:
    def __init__(self, known: Mapping[str, Workflow]) -> None:
        self._known = known
        self._left = _CHAIN_LIMIT

    def direct(self, workflow: Workflow, missing: Callable[[str], bool]) -> Iterator[Refusal]:
        """Find what is wrong with each call by itself."""
        for job in workflow.jobs:
            path = job.local
            line = job.place.at("uses").line
            called = self._known.get(path)
            if path and missing(path):
                yield workflow.path, line, f"job `{job.id}` calls {path[:100]}, which is not there"
            elif called is None:
                continue
            elif "workflow_call" not in called.triggers:
                yield workflow.path, line, f"{path[:100]} has no `workflow_call`, so it cannot be called"
            else:
                yield from ((workflow.path, *problem) for problem in _handed(job, called))

    def below(self, root: Workflow) -> Iterator[Refusal]:
        """Find chains of calls that never end or are too long, and permissions that callers do not give."""
        yield from self._chain(root, root.permissions, (root.path,))

    def _chain(self, caller: Workflow, above: Json, chain: tuple[str, ...]) -> Iterator[Refusal]:
        for job in caller.jobs:
            called = self._known.get(job.local)
            if called is None or self._left <= 0:
                continue
            self._left -= 1
            line = job.place.at("uses").line
            if called.path in chain:
                yield caller.path, line, f"{called.path[:100]} calls itself in the end"
                continue
            if len(chain) > NESTING_LIMIT:
                yield caller.path, line, f"more than {NESTING_LIMIT} workflows call one another in a row"
                continue
            allowed = above if job.permissions == MISSING else job.permissions
            for wanted in _excess(called, allowed):
                yield (
                    caller.path,
                    line,
                    f"{called.path[:100]} asks for `{wanted}`, which job `{job.id}` does not have",
                )
            given = allowed if called.permissions == MISSING else called.permissions
            yield from self._chain(called, given, (*chain, called.path))


def _excess(called: Workflow, allowed: Json) -> Iterator[str]:
    """Yield the permissions that a called workflow asks for beyond those that its caller wrote down."""
    if allowed == MISSING:
        return
    most = _levels(allowed, every=True)
    for asked in (called.permissions, *(job.permissions for job in called.jobs)):
        if asked != MISSING:
            for scope, level in _levels(asked, every=False).items():
                if level > most.get(scope, 0):
                    yield f"{scope}: {'write' if level == _LEVELS['write'] else 'read'}"
                    return


def _levels(permissions: Json, *, every: bool) -> dict[str, int]:
    """Return the level of each scope; *every*: `write-all` means also those that it may leave out."""
    if permissions in ("read-all", "write-all"):
        level = _LEVELS[str(permissions).removesuffix("-all")]
        return {name: level for name in syntax().scopes if every or name not in _NEVER_BY_ALL}
    return {scope: _LEVELS.get(str(level), 0) for scope, level in table(permissions).items()}


def _handed(job: Job, called: Workflow) -> Iterator[Problem]:
    """Find inputs and secrets that a called workflow does not know, lacks or cannot take."""
    declared = called.triggers["workflow_call"]
    for key, kind in (("with", "input"), ("secrets", "secret")):
        given = job.data.get(key)
        wanted = {name.lower(): table(each) for name, each in table(declared.get(f"{kind}s")).items()}
        if given == "inherit" or _INSERT in table(given):
            continue
        names = {name.lower(): name for name in table(given)}
        for lower, name in names.items():
            line = job.place.at(key, name).line
            if lower not in wanted:
                yield line, f"{called.path[:100]} has no {kind} `{name[:60]}`"
            elif kind == "input" and not is_of_type(table(given)[name], wanted[lower].get("type")):
                yield line, f"the input `{name[:60]}` is no {wanted[lower].get('type')}"
        for name, each in wanted.items():
            if each.get("required") is True and name not in names:
                yield job.place.at("uses").line, f"{called.path[:100]} needs the {kind} `{name[:60]}`"


def is_of_type(value: Json, kind: Json) -> bool:
    """Tell whether an input may have a value; what expressions compute may be anything."""
    if kind not in ("boolean", "number") or (isinstance(value, str) and "${{" in value):
        return True
    return isinstance(value, bool) if kind == "boolean" else not isinstance(value, (bool, str))
