"""What an expression reads, calls and depends on, found in its syntax tree."""

from collections.abc import Iterable, Mapping

from msgspec import Struct, field

from checker.expressions.syntax_tree import (
    CallNode,
    ComprehensionNode,
    ConstNode,
    GroupNode,
    IdentNode,
    Node,
    SelectNode,
)

Path = tuple[str, ...]
"""A variable and the keys below it; "[]" is an item, "*" a computed key."""
ITEM = "[]"
COMPUTED = "*"
_FORBIDDEN = {"lists.range": "it is not bounded; filter a fact instead"}
_NO_NESTING = {"replace": "nested replacements can grow without bound; use one"}


class Usage(Struct):
    """Everything an expression touches. *tests* are presence tests, *nested* nested calls."""

    values: set[Path] = field(default_factory=set)
    tests: set[Path] = field(default_factory=set)
    calls: set[str] = field(default_factory=set)
    nested: set[str] = field(default_factory=set)


def usage(tree: Node) -> Usage:
    """Return the values, presence tests and calls in a syntax tree."""
    walker = _Walker()
    walker.use(tree, {})
    return walker.usage


_Names = Mapping[str, Path | None]
_INDEXING = ("_[_]", "_[?_]", "_?._")


class _Walker:
    """Follows names through comprehensions to the variables they stand for."""

    def __init__(self) -> None:
        self.usage = Usage()
        self._open: list[str] = []

    def use(self, node: Node, names: _Names) -> Path | None:
        path = self._path(node, names)
        if path is not None:
            self.usage.values.add(path)
        return path

    def _path(self, node: Node, names: _Names) -> Path | None:
        if isinstance(node, IdentNode):
            return names.get(node.name, (node.name,))
        if isinstance(node, SelectNode):
            return self._select(node, names)
        if isinstance(node, CallNode):
            return self._call(node, names)
        if isinstance(node, ComprehensionNode):
            self._comprehension(node, names)
        elif isinstance(node, GroupNode):
            for part in node.parts:
                self.use(part, names)
        return None

    def _select(self, node: SelectNode, names: _Names) -> Path | None:
        operand = self._path(node.operand, names)
        path = None if operand is None else (*operand, node.field)
        if node.test:
            if path is not None:
                self.usage.tests.add(path)
            return None
        return path

    def _call(self, node: CallNode, names: _Names) -> Path | None:
        self.usage.calls.add(node.function)
        if node.function in _INDEXING:
            return self._index(node, names)
        if node.function in self._open:
            self.usage.nested.add(node.function)
        self._open.append(node.function)
        for argument in node.arguments:
            self.use(argument, names)
        self._open.pop()
        if node.function == "@in":
            self._membership(node, names)
        return None

    def _index(self, node: CallNode, names: _Names) -> Path | None:
        container, key = node.arguments
        operand = self._path(container, names)
        if not isinstance(key, ConstNode):
            self.use(key, names)
        if operand is None:
            return None
        part = key.value if isinstance(key, ConstNode) else COMPUTED
        path = (*operand, part if isinstance(part, str) else ITEM)
        if node.function != "_[_]":
            self.usage.tests.add(path)
        return path

    def _membership(self, node: CallNode, names: _Names) -> None:
        key, container = node.arguments
        path = self._path(container, names)
        if path is not None and isinstance(key, ConstNode) and isinstance(key.value, str):
            self.usage.tests.add((*path, key.value))

    def _comprehension(self, node: ComprehensionNode, names: _Names) -> None:
        source = self.use(node.range, names)
        item = None if source is None else (*source, ITEM)
        inner: dict[str, Path | None] = dict(names)
        inner[node.accumulator] = self.use(node.initial, names)
        inner[node.variable] = None if node.second_variable else item
        if node.second_variable:
            inner[node.second_variable] = item
        for part in (node.condition, node.step, node.result):
            self.use(part, inner)


def monotone(tree: Node, paths: Iterable[str]) -> bool:
    """Tell whether more of *paths* (larger numbers, longer lists, true for false) keeps it true.

    Sound, not complete: only `path >= x`, `path > x`, `size(path) >= x`, `x in path`, `path.exists(…)` and
    bare booleans count, joined by `&&` and `||`, or by `exists` and `all` over what does not grow.
    """
    wanted = frozenset(paths)
    return _keeps_true(tree, wanted)


def picks(tree: Node, name: str) -> bool:
    """Tell whether a list comes item by item from the fact or function *name*.

    What is true of a part of that stays true then. Lists that are joined by `+` count, if each part that
    has to do with *name* comes from it in this way.
    """
    if isinstance(tree, ComprehensionNode):
        parts = (tree.initial, tree.condition, tree.step, tree.result)
        return picks(tree.range, name) and not any(_mentions(part, name) for part in parts)
    if isinstance(tree, CallNode) and tree.function == "_+_":
        return all(picks(part, name) or not _mentions(part, name) for part in tree.arguments)
    if isinstance(tree, CallNode):
        return tree.function == name and not any(_mentions(part, name) for part in tree.arguments)
    return isinstance(tree, IdentNode) and tree.name == name


def _mentions(node: Node, name: str) -> bool:
    return name in usage(node).calls or _touches(node, frozenset((name,)))


def _keeps_true(node: Node, paths: frozenset[str]) -> bool:
    if isinstance(node, IdentNode) or not _touches(node, paths):
        return True
    if isinstance(node, CallNode):
        if node.function in ("_&&_", "_||_"):
            return all(_keeps_true(part, paths) for part in node.arguments)
        return _keeps_call_true(node, paths)
    if isinstance(node, ComprehensionNode):
        return _keeps_macro_true(node, paths)
    return False


def _keeps_macro_true(node: ComprehensionNode, paths: frozenset[str]) -> bool:
    """Tell it of `exists` over a list that grows, and of `exists` and `all` over one that does not."""
    if _touches(node.condition, paths) or not (_is_exists(node) or _is_all(node)):
        return False
    if _touches(node.range, paths):
        return _is_exists(node) and isinstance(node.range, IdentNode) and not _touches(node.step, paths)
    return _keeps_true(node.step, paths)


def _keeps_call_true(node: CallNode, paths: frozenset[str]) -> bool:
    if len(node.arguments) != 2:
        return False
    left, right = node.arguments
    if node.function in ("_>=_", "_>_"):
        return _grows(left) and not _touches(right, paths)
    if node.function in ("_<=_", "_<_"):
        return _grows(right) and not _touches(left, paths)
    return node.function == "@in" and isinstance(right, IdentNode) and not _touches(left, paths)


def _grows(node: Node) -> bool:
    if isinstance(node, CallNode) and node.function == "size":
        return isinstance(node.arguments[0], IdentNode)
    return isinstance(node, IdentNode)


def _is_exists(node: ComprehensionNode) -> bool:
    return _accumulates(node, initial=False, operator="_||_")


def _is_all(node: ComprehensionNode) -> bool:
    return _accumulates(node, initial=True, operator="_&&_")


def _accumulates(node: ComprehensionNode, *, initial: bool, operator: str) -> bool:
    return (
        isinstance(node.initial, ConstNode)
        and node.initial.value is initial
        and isinstance(node.step, CallNode)
        and node.step.function == operator
    )


def _touches(node: Node, paths: frozenset[str]) -> bool:
    return any(path[0] in paths for path in usage(node).values)


def refusals(used: Usage) -> list[str]:
    """Return why an expression that compiles must not run."""
    called = [f"{name} is not allowed: {why}" for name, why in _FORBIDDEN.items() if name in used.calls]
    nested = [f"{name}: {why}" for name, why in _NO_NESTING.items() if name in used.nested]
    return called + nested
