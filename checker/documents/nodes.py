"""Where the parts of a YAML document stand, by its node tree."""

from collections.abc import Sequence
from typing import Any

from checker.documents.pyyaml import MappingNode, ScalarNode, SequenceNode


def position(root: Any, path: Sequence[str | int]) -> tuple[int, int]:
    """Return line and column (from 1) of the value at *path*, else of its nearest ancestor.

    A value in a mapping stands where its key does.
    """
    mark, node = root.start_mark, root
    for part in path:
        found = _child(node, part)
        if found is None:
            break
        mark, node = found
    return mark.line + 1, mark.column + 1


def children(node: Any) -> dict[str, tuple[Any, Any]]:
    """Return the mark of the key, and the value, by the keys of a mapping node; the first of doubles.

    They are kept with the node: a document is asked for as many lines as it has keys.
    """
    if "children" not in node.__dict__:
        pairs = [(key, value) for key, value in node.value if isinstance(key, ScalarNode)]
        node.children = {key.value: (key.start_mark, value) for key, value in reversed(pairs)}
    found: dict[str, tuple[Any, Any]] = node.children
    return found


def _child(node: Any, part: str | int) -> tuple[Any, Any] | None:
    if isinstance(node, MappingNode):
        return children(node).get(str(part))
    if isinstance(node, SequenceNode) and isinstance(part, int) and part < len(node.value):
        return node.value[part].start_mark, node.value[part]
    return None
