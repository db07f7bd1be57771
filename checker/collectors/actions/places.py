"""Where the parts of a YAML document stand, down to the line inside a block of text."""

from typing import Any

from msgspec import Struct

from checker.documents import Document


class YamlPosition(Struct, frozen=True):
    """One value of one document: the file's *path* and the *keys* that lead to the value."""

    path: str
    document: Document
    keys: tuple[str | int, ...] = ()

    def at(self, *keys: str | int) -> "YamlPosition":
        """Return the place of a value below this one."""
        return YamlPosition(self.path, self.document, (*self.keys, *keys))

    @property
    def line(self) -> int:
        """The line of this value (of its key in a mapping), of its nearest ancestor if absent."""
        return self.document.line(*self.keys)

    @property
    def source(self) -> str:
        """The line of the file on which this value stands, comments included."""
        return self.document.text.split("\n")[max(self.line, 1) - 1]

    def line_within(self, offset: int) -> int:
        """Return the line on which character *offset* of this text stands."""
        node = _node(self.document.root, self.keys)
        if node is None or not isinstance(node.value, str):
            return self.line
        first = int(node.start_mark.line) + 1
        if node.style == "|":
            return first + 1 + node.value.count("\n", 0, offset)
        return first + _breaks_before(self.document.text, node, offset)


def _breaks_before(text: str, node: Any, offset: int) -> int:
    """Count the line breaks of the source before a character of a text that may be folded.

    Folding keeps words and their order, so the word at *offset* is found again by its number.
    """
    source = text[node.start_mark.index : node.end_mark.index]
    if "\n" not in source:
        return 0
    words = node.value[offset : offset + 40].split(maxsplit=1)
    if not words:
        return 0
    at = -1
    for _ in range(node.value.count(words[0], 0, offset) + 1):
        found = source.find(words[0], at + 1)
        if found < 0:
            break
        at = found
    return source.count("\n", 0, max(at, 0))


def _node(root: Any, keys: tuple[str | int, ...]) -> Any:
    from checker.documents.nodes import children
    from checker.documents.pyyaml import MappingNode, SequenceNode

    node = root
    for key in keys:
        if isinstance(node, MappingNode):
            node = children(node).get(str(key), (None, None))[1]
        elif isinstance(node, SequenceNode) and isinstance(key, int) and key < len(node.value):
            node = node.value[key]
        else:
            return None
    return node
