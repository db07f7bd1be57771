"""Templates of Azure Pipelines: parameters, conditional and repeated parts, files of the same repository.

Source: learn.microsoft.com/azure/devops/pipelines/process/templates and /template-expressions. A condition
that only the run decides is taken as true: what it inserts may run.
"""

import re
from collections.abc import Iterator, Mapping
from posixpath import dirname, join, normpath

from msgspec.structs import replace

from checker.collectors.ci.systems.placed import EXPRESSION, VALUE_LIMIT, Placed, merged
from checker.collectors.ci.systems.sources import Sources
from checker.patterns import lazy

_EXPRESSION = lazy(r"\$\{\{\s*([^}]{0,500}?)\s*\}\}")
_NAME = lazy(r"(?:parameters\.|variables\.)?([\w.-]+)|parameters\[\s*'([\w-]+)'\s*\]")
_EACH = lazy(r"each\s+(\w+)\s+in\s+(?:parameters\.)?([\w.-]+)")
_LISTS = ("stages", "jobs", "steps", "variables")
_EACH_LIMIT = 50
_VALUE = 2000
_Scope = Mapping[str, Placed]


class Templates:
    """Expands one pipeline, within a bound of values."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._left = VALUE_LIMIT

    def whole(self, document: Placed) -> Placed:
        """Return a pipeline without templates."""
        scope = _defaults(document, {})
        expanded = self._expand(document, scope, (document.path,))
        extended = expanded.at("extends")
        if not extended.at("template").text:
            return expanded
        inner = self._template(extended, (document.path,))
        return merged(expanded, inner) if inner.table else expanded

    def _expand(self, place: Placed, scope: _Scope, trail: tuple[str, ...]) -> Placed:
        self._left -= 1
        if self._left < 0:
            if self._left == -1:
                self._sources.not_understood(place, f"stands for more than {VALUE_LIMIT} values")
            return Placed(place.path, place.line)
        if isinstance(place.value, dict):
            return replace(place, value=dict(self._pairs(place, scope, trail)))
        if isinstance(place.value, list):
            return replace(place, value=[*self._list(place, scope, trail)])
        return _text(place, scope)

    def _pairs(self, place: Placed, scope: _Scope, trail: tuple[str, ...]) -> Iterator[tuple[str, Placed]]:
        for key, value in place.table.items():
            if _is_condition(key):
                yield from self._expand(value, scope, trail).table.items()
            else:
                yield key, self._expand(value, scope, trail)

    def _list(self, place: Placed, scope: _Scope, trail: tuple[str, ...]) -> Iterator[Placed]:
        for item in place.items:
            key, value = item.only
            if (each := _EACH.search(key)) and item.table and key.startswith("${{"):
                for element in (_lookup(each[2], scope) or _unknown(item)).items[:_EACH_LIMIT]:
                    yield from self._list(_listed(value), {**scope, each[1]: element}, trail)
            elif item.table and _is_condition(key):
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
        return self._expand(document, _defaults(document, item.at("parameters").table), (*trail, path))


def _defaults(document: Placed, given: _Scope) -> dict[str, Placed]:
    """Return the parameters of a template: what is given, else what stands in its head."""
    head = document.at("parameters")
    if head.table:
        return {**head.table, **given}
    defaults = {item.at("name").text: item.at("default") for item in head.items if "default" in item.table}
    return {**defaults, **given}


def _is_condition(key: str) -> bool:
    return key.startswith("${{") and re.match(r"\$\{\{\s*(?:if|else|elseif|insert|each)\b", key) is not None


def _listed(place: Placed) -> Placed:
    """Return what a condition inserts as a list; a mapping is one item."""
    return place if isinstance(place.value, list) else replace(place, value=[place] if place else [])


def _unknown(place: Placed) -> Placed:
    return replace(place, value=[Placed(place.path, place.line, EXPRESSION, EXPRESSION, place.line)])


def _variable(name: str, value: Placed) -> Placed:
    named = Placed(value.path, value.line, name, name, value.line)
    return Placed(value.path, value.line, {"name": named, "value": value})


def _lookup(name: str, scope: _Scope) -> Placed | None:
    first, *rest = name.split(".")
    found = scope.get(first)
    return found.at(*rest) if found is not None else None


def _text(place: Placed, scope: _Scope) -> Placed:
    """Put parameters in; a text that is nothing but a parameter becomes its value, whatever that is."""
    if "${{" not in place.text:
        return place
    alone = _EXPRESSION.fullmatch(place.text.strip())
    if alone and (found := _parameter(alone[1], scope)) is not None:
        # A text that is put in stands where it is used.
        return (
            found if not found.text else replace(found, path=place.path, line=place.line, first=place.first)
        )
    text = _EXPRESSION.sub(lambda match: _written(match[1], scope), place.text)
    return replace(place, text=text, value=text)


def _parameter(expression: str, scope: _Scope) -> Placed | None:
    match = _NAME.fullmatch(expression)
    return _lookup(match[1] or match[2], scope) if match else None


def _written(expression: str, scope: _Scope) -> str:
    found = _parameter(expression, scope)
    known = found is not None and found.scalar is not None and len(found.text) <= _VALUE
    return found.text if found is not None and known else EXPRESSION
