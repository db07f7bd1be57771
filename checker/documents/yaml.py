"""YAML at C speed: PyYAML's libyaml parser, YAML 1.2 scalars, positions, bounds.

Aliases are shared, not copied, and the size that a document would have when written out is
bounded, so an alias bomb is refused instead of unfolded.
"""

import math
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from checker.documents.document import TEXT_LIMIT, Document, Malformed, OverLimit
from checker.documents.pyyaml import (
    AliasToken,
    AnchorToken,
    ComposerError,
    CParser,
    ScalarNode,
    SequenceNode,
    YAMLError,
)
from checker.model.json_value import Json
from checker.patterns import lazy

NODE_LIMIT = 500_000
"""Nodes of the largest document, each alias counted as what it stands for."""
DEPTH_LIMIT = 100
"""Levels of nesting."""
DOCUMENT_LIMIT = 1000
"""Documents of one text."""

_CONSTANTS: dict[str, Json] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_NUMBER = lazy(
    r"(?P<int>[-+]?[0-9]{1,18})|0o(?P<oct>[0-7]{1,18})|0x(?P<hex>[0-9a-fA-F]{1,15})"
    r"|(?P<float>[-+]?(?:\.[0-9]{1,30}|[0-9]{1,30}(?:\.[0-9]{0,30})?)(?:[eE][-+]?[0-9]{1,3})?)"
)
_NUMBER_START = frozenset("0123456789+-.")


class _Parser(CParser):
    """libyaml's composer without PyYAML's resolver, whose Python calls cost most of the time.

    The composer, which recurses, tells the resolver of every node that it enters and leaves: there
    the depth is counted.
    """

    def __init__(self, text: str) -> None:
        CParser.__init__(self, text)
        self._depth = 0

    def descend_resolver(self, *_: object) -> None:
        """Enter a node."""
        self._depth += 1
        if self._depth > DEPTH_LIMIT + 1:
            raise OverLimit("nested too deeply")

    def ascend_resolver(self, *_: object) -> None:
        """Leave a node."""
        self._depth -= 1

    def resolve(self, _kind: object, _value: object, implicit: Any) -> str:
        """Tell plain scalars, whose type the core schema decides, from quoted ones."""
        return "plain" if isinstance(implicit, tuple) and implicit[0] else "text"


def parse(text: str) -> Document:
    """Parse the first document of *text* (None if there is none).

    An anchor may be defined again, as YAML 1.2 allows and PyYAML does not: the *text* of such a document has
    its later anchors renamed. Raises Malformed with the line where it stops making sense.
    """
    with _located():
        try:
            root, alone = _first(text)
        except ComposerError as error:
            if "duplicate anchor" not in str(error):
                raise
            text = _with_unique_anchors(text)
            root, alone = _first(text)
    return Document(None if root is None else value(root), text, root, alone)


def _first(text: str) -> tuple[Any, bool]:
    """Return the first document, and whether there is no other."""
    parser = _Parser(text)
    root = parser.get_node() if parser.check_node() else None
    return root, root is None or not parser.check_node()


def _with_unique_anchors(text: str) -> str:
    """Rename anchors that are defined again, and the aliases that follow them."""
    parts: list[str] = []
    at, count = 0, 0
    names: dict[str, str] = {}
    for token in _tokens(text):
        if isinstance(token, AnchorToken):
            count += token.value in names
            names[token.value] = f"{token.value}-{count}" if token.value in names else token.value
        start = token.start_mark.index + 1
        parts += [text[at:start], str(names.get(token.value, token.value))]
        at = start + len(token.value)
    return "".join([*parts, text[at:]])


def _tokens(text: str) -> Iterator[AnchorToken | AliasToken]:
    parser = CParser(text)
    while parser.check_token():
        token = parser.get_token()
        if isinstance(token, (AnchorToken, AliasToken)):
            yield token


def parse_all(text: str) -> list[Json]:
    """Return the values of every document of *text*.

    Raises Malformed when one does not parse, or there are too many.
    """
    if len(text) > TEXT_LIMIT:
        raise OverLimit(f"larger than {TEXT_LIMIT} characters")
    found: list[Json] = []
    with _located():
        parser = _Parser(text)
        while parser.check_node():
            if len(found) == DOCUMENT_LIMIT:
                raise OverLimit(f"more than {DOCUMENT_LIMIT} documents")
            found.append(value(parser.get_node()))
    return found


def compose_all(text: str) -> list[Any]:
    """Return the node tree of every document of *text*, each as bounded as a parsed one.

    Raises Malformed when one does not parse, OverLimit when there are too many or one is too much.
    """
    if len(text) > TEXT_LIMIT:
        raise OverLimit(f"larger than {TEXT_LIMIT} characters")
    roots: list[Any] = []
    with _located():
        parser = _Parser(text)
        while parser.check_node():
            if len(roots) == DOCUMENT_LIMIT:
                raise OverLimit(f"more than {DOCUMENT_LIMIT} documents")
            roots.append(parser.get_node())
            value(roots[-1])
    return roots


def value(root: Any) -> Json:
    """Return the value that a node tree stands for.

    Raises OverLimit when it is nested too deeply or stands for too much.
    """
    return _Builder().build(root)


def compose(text: str, single: bool = False) -> Any:
    """Return the node tree of the first document; with *single* there must be no other.

    Raises Malformed.
    """
    with _located():
        parser = _Parser(text)
        if single:
            return parser.get_single_node()
        return parser.get_node() if parser.check_node() else None


@contextmanager
def _located() -> Iterator[None]:
    """Turn what libyaml raises into Malformed, or OverLimit for a bound of its own, with its line."""
    try:
        yield
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        reason = getattr(error, "problem", None) or str(error).partition("\n")[0]
        line = mark.line + 1 if mark else 0
        if "maximum nesting" in reason:
            raise OverLimit("nested too deeply", line) from error
        raise Malformed(reason, line) from error
    except (ValueError, UnicodeError) as error:
        raise Malformed(str(error)) from error


def scalar(node: Any) -> Json:
    """Return the value of a scalar node, after YAML 1.2's core schema."""
    text: str = node.value
    if node.tag != "plain":
        return text
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if text[0] in _NUMBER_START and (match := _NUMBER.fullmatch(text)):
        return _number(match)
    return text


def _number(match: re.Match[str]) -> Json:
    if match["int"]:
        return int(match["int"])
    if match["oct"]:
        return int(match["oct"], 8)
    if match["hex"]:
        return int(match["hex"], 16)
    number = float(match["float"])
    return number if math.isfinite(number) else match["float"]


class _Builder:
    """Turns nodes into values, each node once."""

    def __init__(self) -> None:
        self._built: dict[int, tuple[Json, int]] = {}
        self._open: set[int] = set()

    def build(self, root: Any) -> Json:
        value, _ = self._value(root, 0)
        return value

    def _value(self, node: Any, depth: int) -> tuple[Json, int]:
        """Return the value of *node* and the number of nodes it stands for."""
        if isinstance(node, ScalarNode):
            return scalar(node), 1
        key = id(node)
        if key in self._built:
            return self._built[key]
        if key in self._open or depth > DEPTH_LIMIT:
            raise OverLimit("nested too deeply", node.start_mark.line + 1)
        self._open.add(key)
        built = self._container(node, depth + 1)
        self._open.discard(key)
        if built[1] > NODE_LIMIT:
            raise OverLimit(f"stands for more than {NODE_LIMIT} values", node.start_mark.line + 1)
        self._built[key] = built
        return built

    def _container(self, node: Any, depth: int) -> tuple[Json, int]:
        if isinstance(node, SequenceNode):
            items = [self._value(item, depth) for item in node.value]
            return [value for value, _ in items], 1 + sum(size for _, size in items)
        result: dict[str, Json] = {}
        total = 1
        for key, item in node.value:
            value, size = self._value(item, depth)
            total += 1 + size
            if isinstance(key, ScalarNode) and key.value == "<<" and key.tag == "plain":
                _merge(result, value)
            else:
                result[_key(key)] = value
        return result, total


def _merge(target: dict[str, Json], value: Json) -> None:
    """Apply YAML's merge key: what is there already wins."""
    sources = value if isinstance(value, list) else [value]
    for source in sources:
        if isinstance(source, dict):
            for key, item in source.items():
                target.setdefault(key, item)


def _key(node: Any) -> str:
    if isinstance(node, ScalarNode):
        return str(node.value)
    raise Malformed("a key that is not a scalar", node.start_mark.line + 1)
