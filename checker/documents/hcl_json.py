"""Terraform's other syntax: the same blocks as JSON."""

from collections.abc import Iterator, Mapping

from checker.documents.document import Document
from checker.documents.hcl import Block, Value
from checker.documents.shapes import items, string, table
from checker.model.json_value import Json

_LABELS = {"module": 1, "provider": 1, "variable": 1, "output": 1, "backend": 1, "resource": 2, "data": 2}
"""How many names stand between a kind of blocks and what they hold."""
_OF_TERRAFORM = frozenset(("backend", "cloud", "required_providers"))


def root(document: Document) -> Block:
    """Return a parsed file as the block that its HCL would be."""
    found = Block("", (), 1)
    for kind, stated in table(document.data).items():
        line = document.line(kind)
        if not isinstance(stated, (Mapping, list)):
            found.values[kind] = Value(string(stated) or None, line)
            continue
        for labels, content in _blocks(stated, _LABELS.get(kind, 0)):
            place = document.line(kind, *labels) if labels else line
            inner = _OF_TERRAFORM if kind == "terraform" else frozenset()
            found.blocks.append(_block(kind, labels, content, place, inner))
    return found


def _blocks(stated: Json, depth: int) -> Iterator[tuple[tuple[str, ...], Json]]:
    if not depth:
        yield from (((), each) for each in (items(stated) or [stated]))
        return
    for holder in items(stated) or [stated]:
        for name, content in table(holder).items():
            yield from (((name, *labels), each) for labels, each in _blocks(content, depth - 1))


def _block(kind: str, labels: tuple[str, ...], content: Json, line: int, inner: frozenset[str]) -> Block:
    block = Block(kind, labels, line)
    for name, stated in table(content).items():
        if name in inner:
            for below, each in _blocks(stated, _LABELS.get(name, 0)):
                block.blocks.append(_block(name, below, each, line, frozenset()))
        else:
            fields = _block("", (), stated, line, frozenset()) if table(stated) else None
            text = string(stated) or None
            block.values[name] = Value(None if text and "${" in text else text, line, fields)
    return block
