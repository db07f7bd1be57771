"""Adds an entry to a list of a YAML file that people keep, and leaves every other byte as it is.

ruamel.yaml says where everything stands. What it would write of its own accord is another file:
indentation, blanks before comments and blank lines change. So the new text is put in between.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from msgspec import Struct, field

from checker.errors import UsageError
from checker.patterns import lazy
from checker.policy.yaml_writer import Entry, block, flow

_BREAK = lazy(r"\r\n|\n|\r")
_FIRST_DASH = lazy(r"^( *)-(?=\s)", re.MULTILINE)
_MARK = "\ufeff"
_STEP = 2
"""Columns between a key and the list below it, where a file has no habit of its own."""


def append(text: str, key: str, entry: Entry) -> str:
    """Return the text of a file with one more entry at the end of the list under *key*.

    Raises UsageError when ruamel.yaml cannot read the file, or there is no place for the entry.
    """
    mark = _MARK if text.startswith(_MARK) else ""
    body = text.removeprefix(mark)
    at, added = _addition(_read(body), key, entry)
    return f"{mark}{body[:at]}{added}{body[at:]}"


class _Node(Struct, frozen=True):
    """The events that one node of a file is made of."""

    events: tuple[Any, ...]

    @property
    def start(self) -> Any:
        """The position of the first event."""
        return self.events[0].start_mark

    @property
    def in_brackets(self) -> bool:
        """Tell a list or a mapping in brackets."""
        return bool(getattr(self.events[0], "flow_style", False))

    @property
    def last(self) -> Any:
        """The last event inside that takes up room, None for none; blocks end where the next thing begins."""
        inner = self.events[1:-1]
        return next((each for each in reversed(inner) if each.end_mark.index > each.start_mark.index), None)

    @property
    def end(self) -> int:
        """Where the last thing inside ends; for nothing, where the bracket opens."""
        return int((self.last or self.events[0]).end_mark.index)


class _File(Struct, frozen=True):
    """A file whose root is one mapping: what stands under each key; *close* is where it may go on."""

    text: str
    root: _Node
    close: int
    margin: int = 0
    values: dict[str, _Node] = field(default_factory=dict)


def _read(text: str) -> _File:
    events = _events(text)
    if [_is(each, "DocumentStart") for each in events].count(True) != 1 or not _is(events[1], "MappingStart"):
        raise UsageError("it is not one mapping")
    nodes = list(_nodes(events[2:-2]))
    values = {str(getattr(key.events[0], "value", "")): value for key, value in _pairs(nodes)}
    close = events[-1].start_mark.index if events[-1].explicit else len(text)
    margin = nodes[0].start.column if nodes else 0
    return _File(text, _Node(tuple(events[1:-1])), close, margin, values)


def _events(text: str) -> list[Any]:
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    try:
        return _parsed(text)
    except YAMLError as error:
        if "\t" in text:  # between a value and its comment, where ruamel.yaml does not expect one
            return _events(text.replace("\t", " "))
        mark = error.problem_mark if isinstance(error, MarkedYAMLError) else None
        reason = error.problem if isinstance(error, MarkedYAMLError) else ""
        where = f"line {mark.line + 1}: " if mark else ""
        raise UsageError(where + (reason or str(error).partition("\n")[0])) from error


def _parsed(text: str) -> list[Any]:
    from ruamel.yaml import YAML

    events = YAML(typ="rt", pure=True).parse(text)
    return [each for each in events if not _is(each, "Stream", "Comment")]


def _is(event: Any, *kinds: str) -> bool:
    return type(event).__name__.startswith(kinds)


def _nodes(events: Iterable[Any]) -> Iterator[_Node]:
    """Yield one node after another, each with all that is in it."""
    node: list[Any] = []
    depth = 0
    for event in events:
        node.append(event)
        depth += _is(event, "MappingStart", "SequenceStart") - _is(event, "MappingEnd", "SequenceEnd")
        if depth == 0:
            yield _Node(tuple(node))
            node = []


def _pairs(nodes: Sequence[_Node]) -> Iterator[tuple[_Node, _Node]]:
    return zip(nodes[::2], nodes[1::2], strict=True)


def _addition(file: _File, key: str, entry: Entry) -> tuple[int, str]:
    """Return where the entry goes, and the text to put there."""
    value = file.values.get(key)
    if value is None:
        return _new(file, key, entry)
    if not _is(value.events[0], "SequenceStart"):
        raise UsageError(f"line {value.start.line + 1}: {key!r} holds something else than a list")
    if value.in_brackets:
        return value.end, f"{', ' if value.last else ''}{flow(entry)}"
    at = _below(file, value)
    dash = _dash(file.text, value)
    return at, _lines(file, at, block(entry, dash, _offset(value, dash)))


def _new(file: _File, key: str, entry: Entry) -> tuple[int, str]:
    """Return the same for a list that is not there yet: it goes to the end of the file."""
    if file.root.in_brackets:
        return file.root.end, f"{', ' if file.values else ''}{key}: [{flow(entry)}]"
    lines = [f"{' ' * file.margin}{key}:", *block(entry, _habit(file), _STEP)]
    if not _counts_blanks(file, file.root.last) and not _after_blank(file.text, file.close):
        lines.insert(0, "")
    return file.close, _lines(file, file.close, lines)


def _dash(text: str, items: _Node) -> int:
    """Return the column of the first dash of a list; an anchor may stand before it, on another line."""
    if text[items.start.index] == "-":
        return int(items.start.column)
    found = _FIRST_DASH.search(text, items.start.index)
    return len(found[1]) if found else 0


def _offset(items: _Node, dash: int) -> int:
    """Return how far the keys of the last entry stand from its dash."""
    starts = [
        node.start.column
        for node in _nodes(items.events[1:-1])
        if _is(node.events[0], "MappingStart") and not node.in_brackets
    ]
    return max(starts[-1] - dash, _STEP) if starts else _STEP


def _habit(file: _File) -> int:
    """Return the column of the dashes in the first list of the file."""
    lists = (value for value in file.values.values() if _is(value.events[0], "SequenceStart"))
    dashes = (_dash(file.text, value) for value in lists if not value.in_brackets)
    return next(dashes, file.margin + _STEP)


def _below(file: _File, items: _Node) -> int:
    """Return where the line after a list begins, and after the comments that belong to it."""
    text, last = file.text, items.last
    if _counts_blanks(file, last):
        at = int(last.end_mark.index)
    else:
        at = _line_end(text, len(text[: items.end].rstrip()))
    end = at
    while at < len(text):
        line = text[at : _line_end(text, at)]
        at += len(line)
        stripped = line.lstrip(" \t")
        if stripped.startswith("#") and len(line) - len(stripped) > file.margin:
            end = at
        elif stripped.strip():
            break
    return end


def _counts_blanks(file: _File, event: Any) -> bool:
    """Tell whether the blank lines after an event are a part of it: a block that keeps them."""
    if event is None or getattr(event, "style", None) not in ("|", ">"):
        return False
    head = file.text[event.start_mark.index : _line_end(file.text, event.start_mark.index)]
    return "+" in head.partition("#")[0]


def _line_end(text: str, at: int) -> int:
    """Return where the line around *at* has ended, its break included."""
    found = _BREAK.search(text, at)
    return found.end() if found else len(text)


def _after_blank(text: str, at: int) -> bool:
    """Tell whether the line before *at* is blank."""
    lines = _BREAK.split(text[:at])
    return len(lines) > 1 and not lines[-1] and not lines[-2].strip()


def _lines(file: _File, at: int, lines: Sequence[str]) -> str:
    """Return whole lines to put at *at*, with the line breaks of the file."""
    found = _BREAK.search(file.text)
    line_break = found[0] if found else "\n"
    added = line_break.join(lines)
    before = file.text[:at]
    return f"{added}{line_break}" if not before or before[-1] in "\r\n" else f"{line_break}{added}"
