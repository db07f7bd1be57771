"""YAML values that know where they stand, also after files, anchors and templates were put together."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from checker.model.json_value import Json
from checker.patterns import lazy

VALUE_LIMIT = 50_000
"""Values that one text may stand for once its templates are put in."""


class Placed(Struct, frozen=True):
    """One value: a mapping, a list or a scalar (*value*), whose key stands on *line* of *path*.

    *text* is a scalar as it is written, and its first character stands on *first*. *tag* is an explicit tag
    (`!reference`); *repeated* are the pairs of a mapping whose keys stand in it again. *size*
    is the number of values and characters that it stands for, aliases counted as often as they are used. What
    is absent is an empty value, so that looks into it can be chained.
    """

    path: str
    line: int
    value: Any = None
    text: str = ""
    first: int = 0
    tag: str = ""
    repeated: tuple[tuple[str, "Placed"], ...] = ()
    size: int = 1

    def __bool__(self) -> bool:
        """Tell whether there is anything: `a:` alone, {} and [] are nothing."""
        return self.value not in (None, {}, [])

    @property
    def table(self) -> Mapping[str, "Placed"]:
        """The values of a mapping, {} for anything else."""
        return self.value if isinstance(self.value, dict) else {}

    @property
    def items(self) -> Sequence["Placed"]:
        """The items of a list; a lone value is a list of one, an absent one an empty list."""
        if isinstance(self.value, list):
            return self.value
        return [self] if self else []

    @property
    def scalar(self) -> Json:
        """The value of a scalar, None for anything else."""
        return None if isinstance(self.value, (dict, list)) else self.value

    def at(self, *keys: str) -> "Placed":
        """Follow keys through nested mappings."""
        found = self
        for key in keys:
            found = found.table.get(key, Placed(found.path, found.line))
        return found

    def leaves(self) -> Iterator["Placed"]:
        """Go through the scalars of a list whose lists may be nested."""
        for item in self.items:
            if isinstance(item.value, list):
                yield from item.leaves()
            elif not isinstance(item.value, dict):
                yield item

    def texts(self) -> dict[str, str]:
        """Return the scalars of a mapping as they are written."""
        return {key: item.text for key, item in self.table.items() if item.scalar is not None}

    @property
    def only(self) -> tuple[str, "Placed"]:
        """The first key of a mapping and its value; the text of a scalar and nothing."""
        for key, item in self.table.items():
            return key, item
        return self.text, Placed(self.path, self.line)


def placed(path: str, root: Any) -> Placed:
    """Return what a node tree holds; merge keys are resolved."""
    return _Building(path).build(root)


class _Building:
    """Turns nodes into placed values, each node once: what is shared stays shared."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._built: dict[int, Placed] = {}

    def build(self, node: Any) -> Placed:
        key = id(node)
        if key not in self._built:
            self._built[key] = self._build(node)
        return self._built[key]

    def _build(self, node: Any) -> Placed:
        from checker.documents.yaml import scalar

        line = node.start_mark.line + 1
        tag = node.tag if node.tag.startswith("!") else ""
        if isinstance(node.value, str):
            block = node.style in ("|", ">")
            first = line + 1 if block else line
            return Placed(self._path, line, scalar(node), node.value, first, tag, size=1 + len(node.value))
        if node.value and isinstance(node.value[0], tuple):
            table, repeated = self._table(node)
            size = _size(table.values()) + _size(value for _, value in repeated)
            return Placed(self._path, line, table, tag=tag, repeated=tuple(repeated), size=size)
        items = [self.build(item) for item in node.value]
        return Placed(self._path, line, items, tag=tag, size=_size(items))

    def _table(self, node: Any) -> tuple[dict[str, Placed], list[tuple[str, Placed]]]:
        """Return the pairs of a mapping, and those whose keys come again: the last of them counts."""
        own: dict[str, Placed] = {}
        inherited: dict[str, Placed] = {}
        repeated: list[tuple[str, Placed]] = []
        for key, item in node.value:
            value = self.build(item)
            if key.value == "<<" and key.tag == "plain":
                for source in value.items:
                    inherited = {**source.table, **inherited}
                continue
            if key.value in own:
                repeated.append((key.value, own[key.value]))
            own[key.value] = replace(value, line=key.start_mark.line + 1)
        return {**inherited, **own}, repeated


def merged(base: Placed, over: Placed) -> Placed:
    """Merge two mappings deeply; what is in both and is no mapping is taken from *over*."""
    if not (isinstance(base.value, dict) and isinstance(over.value, dict)):
        return over
    result = dict(base.value)
    for key, item in over.value.items():
        result[key] = merged(result[key], item) if key in result else item
    return replace(over, value=result, size=_size(result.values()))


def _size(places: Iterable[Placed]) -> int:
    return _CONTAINER + sum(place.size for place in places)


def substituted(place: Placed, put_in: Callable[[str], str]) -> Placed:
    """Rewrite every text of a value."""
    if isinstance(place.value, dict):
        return replace(place, value={key: substituted(item, put_in) for key, item in place.value.items()})
    if isinstance(place.value, list):
        return replace(place, value=[substituted(item, put_in) for item in place.value])
    if not place.text:
        return place
    text = put_in(place.text)
    if text == place.text:
        return place
    return replace(place, text=text, value={"true": True, "false": False}.get(text.lower(), text))


TEMPLATE = lazy(r"\$\{\{((?:[^}$]|\$(?!\{\{))*+)\}\}")
"""A template expression, which holds no other: what does not end is looked through once."""
_CONTAINER = 8
"""What a list or a mapping adds to the size."""
EXPRESSION = "${EXPRESSION}"
"""What is only known when a pipeline runs, as one word of a shell that is no command."""
_VALUE_LENGTH = 2000


def filled(text: str, expression: re.Pattern[str], values: Mapping[str, str]) -> str:
    """Put values in for what an expression finds, by its first group; what has none becomes EXPRESSION."""

    def value(match: re.Match[str]) -> str:
        found = values.get(match[1].strip())
        return found if found is not None and len(found) <= _VALUE_LENGTH else EXPRESSION

    return expression.sub(value, text)
