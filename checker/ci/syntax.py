"""Syntax trees of scripts: parsing within bounds, and what the parser could not make sense of."""

import time
from collections.abc import Collection, Iterator
from typing import Any

from checker.ci.parsed import SECONDS

_PIECE = 64 * 1024
_DEPTH = 200


def parse_tree(parser: Any, source: bytes) -> Any:
    """Return the root of a script's syntax tree, None where the parser takes too long."""
    deadline = time.monotonic() + SECONDS
    try:
        tree = parser.parse(
            lambda offset, _: source[offset : offset + _PIECE],
            progress_callback=lambda *_: time.monotonic() > deadline,
        )
    except ValueError:  # the callback ended it
        parser.reset()  # or the next script would be taken for the rest of this one
        return None
    return tree.root_node


def first_error(root: Any) -> Any:
    """Return the first node that the parser could not make sense of."""
    node = root
    while node.type != "ERROR" and not node.is_missing:
        inner = next((child for child in node.children if child.has_error), None)
        if inner is None:
            return node
        node = inner
    return node


def broken_text(root: Any, source: bytes, understood: Collection[str]) -> str:
    """Return the text of all that the parser could not make sense of, without what it read inside.

    *understood* are the types of nodes that are read wherever they stand.
    """
    if not root.has_error:
        return ""
    pieces = (source[start:end] for start, end in _broken(root, source, understood, 0))
    return b"\n".join(pieces).decode(errors="replace")


def _broken(node: Any, source: bytes, understood: Collection[str], depth: int) -> Iterator[tuple[int, int]]:
    if depth > _DEPTH:
        yield node.start_byte, node.end_byte
    elif node.is_missing:
        # It is missing where a line was misread.
        start = source.rfind(b"\n", 0, node.start_byte) + 1
        end = source.find(b"\n", node.start_byte)
        yield start, end if end >= 0 else len(source)
    elif node.type == "ERROR":
        yield from _left(node, understood)
        for child in node.named_children:
            if child.has_error:
                yield from _broken(child, source, understood, depth + 1)
    else:
        for child in node.children:
            if child.has_error:
                yield from _broken(child, source, understood, depth + 1)


def _left(node: Any, understood: Collection[str]) -> Iterator[tuple[int, int]]:
    """Return what stands between the parts of a broken node that were read."""
    start = node.start_byte
    for child in node.named_children:
        if child.type in understood:
            yield start, child.start_byte
            start = child.end_byte
    yield start, node.end_byte
