"""What hides from readers and tools what a workflow uses or runs."""

import re
from collections.abc import Iterator
from itertools import islice
from posixpath import normpath

from checker.collectors.actions.decoding import decoded_scripts
from checker.collectors.actions.expression_tree import FunctionCall, Item, Literal, Member, Named, Node, nodes
from checker.collectors.actions.injections import unique
from checker.collectors.actions.places import YamlPosition
from checker.collectors.actions.source import Record, WorkflowSource
from checker.collectors.actions.supply import commands
from checker.collectors.actions.workflow import WorkflowStep
from checker.collectors.actions.written import WrittenExpression, written_expressions
from checker.patterns import lazy, lazy_linear

_FINDINGS = 100
"""Findings of one script that are told."""
_BUILDING = frozenset({"format", "join", "tojson", "fromjson"})
"""Functions that make a value out of values."""
_EVALUATED = lazy_linear(
    r"\bexec\s*\([^\n]*b64decode\s*\("
    r"|\beval\s*\(?[^\n]*(?:\bdecode_base64\b|\bBase64\.\w*decode64\b|\batob\s*\()"
    r"|\beval\s*\([^\n]*['\"]base64['\"]\s*\)"
    r"|(?i:\b(?:iex|invoke-expression)\b[^\n]*\bfrombase64string\b)"
    r"|(?i:\bfrombase64string\b[^\n]*\|\s*(?:iex|invoke-expression)\b)"
    r"|(?i:\b(?:pwsh|powershell)(?:\.exe)?\b[^\n]*\s-e(?:nc|ncodedcommand)?\s+[A-Za-z0-9+/=]{16,})"
)
"""A language evaluates what it decodes, on one line."""
_DECODED_VARIABLE = lazy_linear(r"(?i)\$(\w+)\s*=[^\n]*frombase64string")
_EVALUATED_VARIABLE = lazy(
    r"\b(?:iex|invoke-expression|scriptblock\]::create\()[\s(\"]*\$(\w+)", re.IGNORECASE
)
_SAYS = lazy(r"\s*(?:#|(?:echo|printf|write-host|write-output)\b[^|\n]*$)", re.IGNORECASE)
"""A line that only says something."""


def obfuscations(source: WorkflowSource) -> list[Record]:
    """Find detours in names of actions, computed constants and names, and scripts that are decoded to run."""
    found = [_record(place, place.line, job, what) for place, job, what in _detours(source)]
    for each in source.once(written_expressions):
        what = next(_computed(each), "") if "(" in each.text else ""
        found += [_record(each.place, each.line, each.job, what)] if what else []
    for _, job, step in source.steps():
        at = step.place.at("run")
        for offset, command in islice(_decoded(step), _FINDINGS):
            what = f"a script is decoded to be run: {' '.join(command.split())[:200]}"
            found.append(_record(at, at.line_within(offset), job.id, what))
    return unique(found)


def _record(place: YamlPosition, line: int, job: str, what: str) -> Record:
    return {"path": place.path, "line": line, "job": job, "what": what}


def _detours(source: WorkflowSource) -> Iterator[tuple[YamlPosition, str, str]]:
    """Yield what is used by a path that goes forth and back."""
    for place, job, name in source.uses():
        path = name.partition("@")[0]
        if path.startswith(("./", "$/")):  # A slash behind a folder is how many write it.
            path = path[2:].rstrip("/")
        if "://" not in name and "${{" not in name and _goes_back(path):
            yield place, job, f"{name[:200]} is a detour to {normpath(path)}"


def _goes_back(path: str) -> bool:
    """Tell whether a path has an empty part, a dot, or two dots that take back what stands before."""
    parts = path.split("/")
    first = next((number for number, part in enumerate(parts) if part != ".."), len(parts))
    return path not in ("", ".") and any(part in ("", ".", "..") for part in parts[first:])


def _computed(each: WrittenExpression) -> Iterator[str]:
    """Say what an expression computes of constants alone."""
    for node in nodes(each.node):
        match node:
            case Item(_, index) if not isinstance(index, Literal) and _is_constant(index):
                yield f"the name of a value is computed in `{each.text[:200]}`"
            case FunctionCall(name, _) if (
                name in ("format", "join") and _is_constant(node) and not _has_braces(node)
            ):
                yield f"a constant is computed in `{each.text[:200]}`"


def _is_constant(node: Node) -> bool:
    """Tell whether nothing but literals and functions that build values are below."""
    below = list(nodes(node))
    return any(isinstance(each, FunctionCall) for each in below) and not any(
        isinstance(each, (Named, Member, Item))
        or (isinstance(each, FunctionCall) and each.name not in _BUILDING)
        for each in below
    )


def _has_braces(node: Node) -> bool:
    """Tell whether braces are written that an expression could not hold otherwise."""
    return any(isinstance(each, Literal) and "{{" in str(each.value) for each in nodes(node))


def _decoded(step: WorkflowStep) -> Iterator[tuple[int, str]]:
    """Yield where a script runs what it decodes, and the command."""
    if step.shell.partition(" ")[0] not in ("pwsh", "powershell", "cmd", "python"):
        yield from decoded_scripts(step.run)
    if not re.search(r"base64|b64decode|decode64|atob|powershell|pwsh", step.run, re.IGNORECASE):
        return
    variables = {match[1].lower() for match in _DECODED_VARIABLE.finditer(step.run)}
    offset = 0
    for command in commands(step.run):
        joined = command.replace("\\\n", " ")
        evaluated = {match[1].lower() for match in _EVALUATED_VARIABLE.finditer(joined)}
        if not _SAYS.match(joined) and (evaluated & variables or _EVALUATED.search(joined)):
            yield offset + len(command) - len(command.lstrip()), command
        offset += len(command) + 1
