"""CEL syntax trees from their protobuf encoding, without a protobuf package.

Field numbers are those of cel.expr.Expr in cel-spec's syntax.proto and checked.proto.
"""

from typing import TypeAlias

from msgspec import Struct

_Message: TypeAlias = dict[int, list[int | bytes]]
_EMPTY = b""


class ConstNode(Struct, frozen=True):
    """A literal; only strings, integers and booleans keep their value."""

    value: str | int | bool | None


class IdentNode(Struct, frozen=True):
    """A name; the checker has already joined `a.b` when a variable is called so."""

    name: str


class SelectNode(Struct, frozen=True):
    """`operand.field`, or `has(operand.field)` with *test*."""

    operand: "Node"
    field: str
    test: bool


class CallNode(Struct, frozen=True):
    """A function or an operator; a member call's receiver comes first in *arguments*."""

    function: str
    arguments: tuple["Node", ...]


class GroupNode(Struct, frozen=True):
    """A list, a map or a message: only its parts matter here."""

    parts: tuple["Node", ...]


class ComprehensionNode(Struct, frozen=True):
    """What macros such as `exists` and `map` become."""

    variable: str
    second_variable: str
    range: "Node"
    accumulator: str
    initial: "Node"
    condition: "Node"
    step: "Node"
    result: "Node"


Node: TypeAlias = ConstNode | IdentNode | SelectNode | CallNode | GroupNode | ComprehensionNode


def tree(serialized: bytes) -> Node:
    """Return the tree of a serialized CheckedExpr or ParsedExpr wrapped in an Any."""
    inner = _fields(_bytes(_fields(serialized), 2))
    return _node(_bytes(inner, 4) or _bytes(inner, 2))


def _node(encoded: bytes) -> Node:
    fields = _fields(encoded)
    for number, build in _BUILDERS.items():
        if number in fields:
            return build(_fields(_bytes(fields, number)))
    return ConstNode(None)


def _const(fields: _Message) -> Node:
    if 6 in fields:
        return ConstNode(_text(fields, 6))
    if 3 in fields:
        return ConstNode(_number(fields, 3))
    return ConstNode(bool(_number(fields, 2)) if 2 in fields else None)


def _ident(fields: _Message) -> Node:
    return IdentNode(_text(fields, 1).lstrip("."))


def _select(fields: _Message) -> Node:
    return SelectNode(_node(_bytes(fields, 1)), _text(fields, 2), bool(_number(fields, 3)))


def _call(fields: _Message) -> Node:
    parts = [part for number in (1, 3) for part in fields.get(number, ())]
    return CallNode(_text(fields, 2), tuple(_node(part) for part in parts if isinstance(part, bytes)))


def _list(fields: _Message) -> Node:
    return GroupNode(tuple(_node(part) for part in fields.get(1, ()) if isinstance(part, bytes)))


def _struct(fields: _Message) -> Node:
    entries = [_fields(entry) for entry in fields.get(2, ()) if isinstance(entry, bytes)]
    return GroupNode(
        tuple(
            _node(part)
            for entry in entries
            for number in (3, 4)
            for part in entry.get(number, ())
            if isinstance(part, bytes)
        )
    )


def _comprehension(fields: _Message) -> Node:
    return ComprehensionNode(
        variable=_text(fields, 1),
        second_variable=_text(fields, 8),
        range=_node(_bytes(fields, 2)),
        accumulator=_text(fields, 3),
        initial=_node(_bytes(fields, 4)),
        condition=_node(_bytes(fields, 5)),
        step=_node(_bytes(fields, 6)),
        result=_node(_bytes(fields, 7)),
    )


_BUILDERS = {3: _const, 4: _ident, 5: _select, 6: _call, 7: _list, 8: _struct, 9: _comprehension}


def _bytes(fields: _Message, number: int) -> bytes:
    value = fields.get(number, (_EMPTY,))[0]
    return value if isinstance(value, bytes) else _EMPTY


def _text(fields: _Message, number: int) -> str:
    return _bytes(fields, number).decode()


def _number(fields: _Message, number: int) -> int:
    value = fields.get(number, (0,))[0]
    return value if isinstance(value, int) else 0


def _fields(encoded: bytes) -> _Message:
    """Split a protobuf message into its fields by number."""
    fields: _Message = {}
    at, end = 0, len(encoded)
    while at < end:
        key, at = _varint(encoded, at)
        wire_type = key & 7
        value: int | bytes
        if wire_type == 0:
            value, at = _varint(encoded, at)
        else:
            size, at = _varint(encoded, at) if wire_type == 2 else (8 if wire_type == 1 else 4, at)
            value = encoded[at : at + size]
            at += size
        fields.setdefault(key >> 3, []).append(value)
    return fields


def _varint(encoded: bytes, at: int) -> tuple[int, int]:
    result = shift = 0
    while True:
        byte = encoded[at]
        at += 1
        result |= (byte & 127) << shift
        if byte < 128:
            return result, at
        shift += 7
