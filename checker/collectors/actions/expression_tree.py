"""The parts of a parsed `${{ }}` expression."""

from collections.abc import Iterator

from msgspec import Struct


class Literal(Struct, frozen=True):
    """A text, number, truth value or null."""

    value: str | float | bool | None


class Named(Struct, frozen=True):
    """A context by its lower-case name, such as `github`."""

    name: str


class Member(Struct, frozen=True):
    """`of.name`, `of['name']`, or `of.*` and `of[*]`, whose *name* is `*`; the name in lower case."""

    of: "Node"
    name: str


class Item(Struct, frozen=True):
    """`of[index]` with an index that is no text."""

    of: "Node"
    index: "Node"


class FunctionCall(Struct, frozen=True):
    """A function by its lower-case name."""

    name: str
    arguments: tuple["Node", ...]


class Not(Struct, frozen=True):
    """`!of`."""

    of: "Node"


class Comparison(Struct, frozen=True):
    """Two sides with one of `==`, `!=`, `<`, `>`, `<=` and `>=` between them."""

    sign: str
    left: "Node"
    right: "Node"


class Both(Struct, frozen=True):
    """Two operands or more with `&&` between them."""

    operands: tuple["Node", ...]


class Either(Struct, frozen=True):
    """Two operands or more with `||` between them."""

    operands: tuple["Node", ...]


Node = Literal | Named | Member | Item | FunctionCall | Not | Comparison | Both | Either


class WrongExpression(ValueError):
    """The text is no expression."""


def path_of(node: Node) -> tuple[str, ...]:
    """Return the parts of a context value such as `github.event.action`, () for anything else."""
    if isinstance(node, Named):
        return (node.name,)
    if isinstance(node, Member) and (above := path_of(node.of)):
        return (*above, node.name)
    return ()


def paths(node: Node) -> Iterator[str]:
    """Return the context values that a node names, each whole and with dots."""
    if path := path_of(node):
        yield ".".join(path)
        return
    for each in children(node):
        yield from paths(each)


def children(node: Node) -> tuple[Node, ...]:
    """Return the nodes right below one."""
    match node:
        case Member(of, _) | Not(of):
            return (of,)
        case Item(of, index):
            return (of, index)
        case FunctionCall(_, arguments):
            return arguments
        case Comparison(_, left, right):
            return (left, right)
        case Both(operands) | Either(operands):
            return operands
        case _:
            return ()


def nodes(node: Node) -> Iterator[Node]:
    """Go through a node and everything below it."""
    waiting = [node]
    while waiting:
        current = waiting.pop()
        yield current
        waiting.extend(children(current))
