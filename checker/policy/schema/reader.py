"""One YAML file being read: its nodes, the places in it, and the mistakes found so far."""

from collections.abc import Collection
from typing import Any

from msgspec import Struct, field

from checker.documents import Malformed, yaml
from checker.documents.pyyaml import MappingNode, ScalarNode, SequenceNode
from checker.model.json_value import Json
from checker.model.policy import Mistake, Position
from checker.policy.suggestions import WORD_LIMIT, did_you_mean, shown

MISTAKE_LIMIT = 100
"""Mistakes that are collected from one file before the rest of it is left unread."""
INVALID: Any = object()
"""Stands for a value that does not fit; the mistake is on record."""


class TooManyMistakes(Exception):
    """The file has MISTAKE_LIMIT mistakes; reading on would not help its author."""


class Reader(Struct):
    """Collects the mistakes of one file. *name* is how messages call the file."""

    name: str
    mistakes: list[Mistake] = field(default_factory=list)

    def position(self, node: Any) -> Position:
        """Return where a node begins."""
        mark = node.start_mark
        return Position(self.name, mark.line + 1, mark.column + 1)

    def wrong(self, node: Any, message: str) -> Any:
        """Record a mistake at *node* and return INVALID."""
        self.mistakes.append(Mistake(self.position(node), message))
        if len(self.mistakes) == MISTAKE_LIMIT:
            end = Position(self.name, node.end_mark.line + 1, node.end_mark.column + 1)
            self.mistakes.append(Mistake(end, "too many mistakes; the rest of the file was not read"))
            raise TooManyMistakes
        return INVALID

    def unknown(self, node: Any, what: str, word: str, known: Collection[str]) -> Any:
        """Record that *word* is not one of *known*."""
        return self.wrong(node, f"unknown {what} {shown(word)}{did_you_mean(word, known)}")

    def compose(self, text: str) -> Any:
        """Return the root node of a file, None when it is empty or does not parse."""
        try:
            root = yaml.compose(text, single=True)
            if root is not None:
                yaml.value(root)  # bounds what aliases stand for, and refuses keys that are no scalars
        except Malformed as error:
            self.mistakes.append(Mistake(Position(self.name, max(error.line, 1), 1), _reason(error)))
            return None
        if root is None:
            self.mistakes.append(Mistake(Position(self.name, 1, 1), "the file is empty"))
        return root


def _reason(error: Malformed) -> str:
    if "another document" in error.reason:
        return "more than one YAML document in a file"
    return f"not valid YAML: {error.reason}"


class Section(Struct, frozen=True):
    """A mapping that was read: the values by key, and the node to find places in.

    *sound* is false when a key is missing, unknown or holds something invalid.
    """

    values: dict[str, Any]
    node: Any
    file: str
    sound: bool

    def get(self, key: str, default: Any = None) -> Any:
        """Return the value of *key*, *default* where it is absent or invalid."""
        value = self.values.get(key, INVALID)
        return default if value is INVALID else value

    def at(self, *path: str | int) -> Position:
        """Return where the value at *path* begins, its nearest ancestor's place if absent."""
        node = self.node
        for part in path:
            found = child(node, part)
            if found is None:
                break
            node = found
        return Position(self.file, node.start_mark.line + 1, node.start_mark.column + 1)


def child(node: Any, part: str | int) -> Any:
    """Return the node under a key or an index, None where there is none."""
    if isinstance(node, MappingNode):
        return next((value for key, value in node.value if key.value == part), None)
    if isinstance(node, SequenceNode) and isinstance(part, int) and part < len(node.value):
        return node.value[part]
    return None


def described(node: Any) -> str:
    """Return what a node is, in words."""
    if isinstance(node, SequenceNode):
        return "a list"
    if isinstance(node, MappingNode):
        return "a mapping"
    value = yaml.scalar(node)
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return str(value).lower()
    return shown(value) if isinstance(value, str) else f"the number {node.value[:WORD_LIMIT]}"


def is_scalar(node: Any) -> bool:
    """Tell whether a node is a single value."""
    return isinstance(node, ScalarNode)


def plain(node: Any) -> Json:
    """Return the value of a scalar node, None for anything else."""
    return yaml.scalar(node) if isinstance(node, ScalarNode) else None


def text_start(node: Any, lines: list[str], file: str) -> Position:
    """Return where the text of a scalar begins: inside its quotes, on a block's first line."""
    line, column = node.start_mark.line, node.start_mark.column
    style = node.style if isinstance(node, ScalarNode) else ""
    if style and style in "|>":
        return _block_start(line, lines, file)
    return Position(file, line + 1, column + 1 + (style in ("'", '"')))


def _block_start(header: int, lines: list[str], file: str) -> Position:
    for number, line in enumerate(lines[header + 1 :], header + 2):
        if line.strip():
            return Position(file, number, len(line) - len(line.lstrip()) + 1)
    return Position(file, header + 1, 1)
