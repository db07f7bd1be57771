"""Templates of Azure Pipelines: parameters, conditional and repeated parts, files of the same repository.

Source: learn.microsoft.com/azure/devops/pipelines/process/templates. What a condition inserts that only the
run decides may run, so it stays.
"""

from collections.abc import Iterator
from posixpath import dirname, join, normpath

from msgspec.structs import replace

from checker.ci.systems.azure_expressions import Scope, evaluate, holds, text_of
from checker.ci.systems.azure_starts import may_hold
from checker.ci.systems.placed import EXPRESSION, TEMPLATE, VALUE_LIMIT, Placed, merged
from checker.ci.systems.sources import CiFiles
from checker.patterns import lazy

_EACH = lazy(r"\$\{\{\s*each\s+(\w+)\s+in\s+([^}]{1,500}?)\s*\}\}")
_DIRECTIVE = lazy(r"\$\{\{\s*(if|elseif|else|insert)\b\s*([^}]{0,1000}?)\s*\}\}")
_LISTS = ("stages", "jobs", "steps", "variables")
_EACH_LIMIT = 50
_VALUE = 2000
_VALUE_LENGTH = 50
"""Characters of a text that count as one more value."""


class Templates:
    """Expands one pipeline, within a bound of values."""

    def __init__(self, sources: CiFiles) -> None:
        self._sources = sources
        self._left = VALUE_LIMIT

    def whole(self, document: Placed) -> Placed:
        """Return a pipeline without templates."""
        expanded = self._expand(document, _scope(document, Placed(document.path, 1)), (document.path,))
        extended = expanded.at("extends")
        if not extended.at("template").text:
            return expanded
        inner = self._template(extended, (document.path,))
        # What is handed to a template that is kept elsewhere is there to be run by it.
        given = extended.at("parameters")
        handed = replace(given, value={key: given.at(key) for key in _LISTS if key in given.table})
        return merged(expanded, inner if inner.table else handed)

    def _spend(self, place: Placed, values: int = 1) -> bool:
        """Tell whether there is room for more values."""
        if self._left >= 0 > self._left - values:
            self._sources.not_understood(place, f"stands for more than {VALUE_LIMIT} values")
        self._left -= values
        return self._left >= 0

    def _expand(self, place: Placed, scope: Scope, trail: tuple[str, ...]) -> Placed:
        if not self._spend(place, 1 + len(place.text) // _VALUE_LENGTH):
            return Placed(place.path, place.line)
        if isinstance(place.value, dict):
            return replace(place, value=dict(self._pairs(place, scope, trail)))
        if isinstance(place.value, list):
            return replace(place, value=[*self._list(place, scope, trail)])
        return _text(place, scope)

    def _turns(self, name: str, expression: str, scope: Scope, place: Placed) -> Iterator[Scope]:
        return (turn for turn in _loop(name, expression, scope, place) if self._spend(place))

    def _pairs(self, place: Placed, scope: Scope, trail: tuple[str, ...]) -> Iterator[tuple[str, Placed]]:
        taken: bool | None = False
        for key, value in place.table.items():
            if each := _EACH.fullmatch(key.strip()):
                for inner in self._turns(each[1], each[2], scope, value):
                    yield from self._expand(value, inner, trail).table.items()
            elif directive := _DIRECTIVE.fullmatch(key.strip()):
                taken, inserted = _branch(directive[1], directive[2], scope, taken)
                if inserted:
                    yield from self._expand(value, scope, trail).table.items()
            elif "${{" in key:
                yield _text(text_of(key), scope).text, self._expand(value, scope, trail)
            else:
                yield key, self._expand(value, scope, trail)

    def _list(self, place: Placed, scope: Scope, trail: tuple[str, ...]) -> Iterator[Placed]:
        taken: bool | None = False
        for item in place.items:
            key, value = item.only
            if item.table and (each := _EACH.fullmatch(key.strip())):
                for inner in self._turns(each[1], each[2], scope, item):
                    yield from self._list(_listed(value), inner, trail)
            elif item.table and (directive := _DIRECTIVE.fullmatch(key.strip())):
                taken, inserted = _branch(directive[1], directive[2], scope, taken)
                if inserted:
                    yield from self._list(_listed(value), scope, trail)
            elif item.at("template").text:
                yield from self._included(self._expand(item, scope, trail), trail)
            else:
                expanded = self._expand(item, scope, trail)
                # A parameter that is a list of steps stands among steps.
                yield from expanded.items if item.text and isinstance(expanded.value, list) else (expanded,)

    def _included(self, item: Placed, trail: tuple[str, ...]) -> Iterator[Placed]:
        document = self._template(item, trail)
        for key in _LISTS:
            if isinstance(document.at(key).value, dict):
                yield from (_variable(name, value) for name, value in document.at(key).table.items())
            elif key in document.table:
                yield from document.at(key).items

    def _template(self, item: Placed, trail: tuple[str, ...]) -> Placed:
        place = item.at("template")
        name, _, repository = place.text.partition("@")
        if repository not in ("", "self") or EXPRESSION in name:
            self._sources.not_understood(place, f"uses the template {place.text}, which is kept elsewhere")
            return Placed(place.path, place.line)
        name = name.replace("\\", "/")
        path = normpath(name.lstrip("/") if name.startswith("/") else join(dirname(place.path), name))
        document = self._sources.included(path, trail, place)
        return self._expand(document, _scope(document, item.at("parameters")), (*trail, path))


def _scope(document: Placed, given: Placed) -> Scope:
    """Return the parameters of a template: what is given, else what stands in its head."""
    head = document.at("parameters")
    if head.table:
        defaults = dict(head.table)
    else:
        defaults = {
            item.at("name").text: item.at("default") for item in head.items if "default" in item.table
        }
    return {"parameters": replace(head, value={**defaults, **given.table})}


def _branch(kind: str, condition: str, scope: Scope, taken: bool | None) -> tuple[bool | None, bool]:
    """Return whether a branch of an `if` was taken by now, and whether this one is inserted or may be."""
    if kind == "insert":
        return taken, True
    if kind == "if":
        taken = False
    if taken is True:
        return True, False
    outcome = True if kind == "else" else holds(condition, scope)
    if outcome is None and "variables" in condition and not may_hold(condition, scope):
        outcome = False
    return (None if outcome is None else outcome or taken), outcome is not False


def _loop(name: str, expression: str, scope: Scope, place: Placed) -> Iterator[Scope]:
    """Return what the names stand for in each turn of a loop over a list or a mapping."""
    found = evaluate(expression, scope)
    if found is None:
        found = replace(place, value=[replace(text_of(EXPRESSION), path=place.path, line=place.line)])
    turns = [_pair(key, value) for key, value in found.table.items()] if found.table else found.items
    for turn in turns[:_EACH_LIMIT]:
        yield {**scope, name: turn}


def _pair(key: str, value: Placed) -> Placed:
    return Placed(value.path, value.line, {"key": text_of(key), "value": value})


def _listed(place: Placed) -> Placed:
    """Return what a condition inserts as a list; a mapping is one item."""
    return place if isinstance(place.value, list) else replace(place, value=[place] if place else [])


def _variable(name: str, value: Placed) -> Placed:
    return Placed(value.path, value.line, {"name": text_of(name), "value": value})


def _text(place: Placed, scope: Scope) -> Placed:
    """Put values in; a text that is nothing but a parameter becomes its value, whatever that is."""
    if "${{" not in place.text:
        return place
    alone = TEMPLATE.fullmatch(place.text.strip())
    if alone and (found := evaluate(alone[1], scope)) is not None:
        if found.scalar is None:
            return found
        # A text of one line stands where it is used, a script where it is written.
        several = "\n" in found.text.strip()
        return found if several else replace(found, path=place.path, line=place.line, first=place.first)
    text = TEMPLATE.sub(lambda match: _written(match[1], scope), place.text)
    return replace(place, text=text, value=text)


def _written(expression: str, scope: Scope) -> str:
    found = evaluate(expression, scope)
    if found is None or isinstance(found.value, (list, dict)) or len(found.text) > _VALUE:
        return EXPRESSION
    # Lines keep their numbers only while each value stands on one.
    return found.text.replace("\n", " ")
