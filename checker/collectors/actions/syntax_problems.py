"""Compares a workflow file with what GitHub's own reader accepts: keys, values, expressions."""

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any

from yaml.nodes import ScalarNode, SequenceNode

from checker.collectors.actions.expression import LENGTH_LIMIT, expressions, parse
from checker.collectors.actions.expression_tree import (
    FunctionCall,
    Literal,
    Named,
    Node,
    WrongExpression,
    nodes,
)
from checker.collectors.actions.syntax import Form, MappingForm, WorkflowSyntax, syntax
from checker.documents import yaml
from checker.patterns import lazy

Problem = tuple[int, str]
"""Line and reason."""
_MERGE = "<<"
_LONGEST = LENGTH_LIMIT
"""Characters of a text with expressions in it, which GitHub makes one expression of."""
_NAMED = 6
"""Names that a message lists."""
_PLACED = frozenset({"always", "cancelled", "failure", "success", "hashfiles"})
"""Functions that cannot be called everywhere."""
_OF_JOBS = frozenset({"failure", "success"})
"""Functions that take the names of jobs, and so no argument in steps."""
_WORDS = {
    "text": "a text",
    "name": "a text",
    "number": "a number",
    "boolean": "true or false",
    "null": "nothing",
}
_TAGS = frozenset(f"tag:yaml.org,2002:{name}" for name in ("str", "bool", "float", "int", "null"))
_PLACEHOLDER = lazy(r"\{\{|\}\}|\{(\d{1,3})(?::[^{}]*)?\}|[{}]", flags=0)


def problems(root: Any) -> Iterator[Problem]:
    """Find what the reader refuses in a workflow by itself, without a look at how its parts fit together."""
    known = syntax()
    reader = _Reader(known)
    reader.read(root, known.workflow, "the workflow")
    return iter(reader.found)


class _Reader:
    """Compares nodes with forms; a node that several anchors name is read once for each form."""

    def __init__(self, known: WorkflowSyntax) -> None:
        self._syntax = known
        self._done: set[tuple[int, int]] = set()
        self.found: list[Problem] = []

    def read(self, node: Any, form: Form, name: str, at: Any = None) -> None:
        """Compare a node, which stands beside the key *at*, with a form; *name* is what messages call it."""
        if isinstance(node, ScalarNode):
            self._scalar(node, form, name)
            return
        key = (id(node), id(form))
        if key in self._done:
            return
        self._done.add(key)
        if "anything" in form.kinds:
            self._anything(node, form)
        elif isinstance(node, SequenceNode):
            self._sequence(node, form, name)
        else:
            self._mapping(node, form, name, at or node)

    def _problem(self, node: Any, reason: str) -> None:
        self.found.append((node.start_mark.line + 1, reason))

    def _anything(self, node: Any, form: Form) -> None:
        """Read the expressions in values of any shape."""
        for value in node.value:
            for each in value if isinstance(value, tuple) else (value,):
                self.read(each, form, "it")

    def _scalar(self, node: Any, form: Form, name: str) -> None:
        text = node.value
        if node.tag.startswith("!") or (":" in node.tag and node.tag not in _TAGS):
            self._problem(node, f"{name} has the tag {_quoted(node.tag)}, which GitHub refuses")
        elif "${{" in text:
            self._expressions(node, text, form, name)
        elif name == "`if`" and not isinstance(yaml.scalar(node), bool):
            self._condition(node, text, form)
        elif not _fits(node, text, form):
            self._problem(node, f"{name} is {_quoted(text)}, and not {self._expected(form, text)}")

    def _condition(self, node: Any, text: str, form: Form) -> None:
        if text.strip():
            self._expression(node, text.strip(), 0, form)

    def _expressions(self, node: Any, text: str, form: Form, name: str) -> None:
        if not form.contexts:
            self._problem(node, f"{name} cannot hold an expression")
            return
        end = 0
        for each in expressions(text):
            self._expression(node, each.text, each.offset, form)
            end = each.end
        if text.find("${{", end) >= 0:
            self._problem(node, f"{name} opens an expression with `${{{{` and does not close it")
        if len(text) > _LONGEST:
            self._problem(node, f"{name} holds expressions and has more than {_LONGEST} characters")

    def _expression(self, node: Any, written: str, offset: int, form: Form) -> None:
        for reason in self._wrong(written, form.contexts):
            below = node.value.count("\n", 0, offset) + 1 if node.style in ("|", ">") else 0
            line = node.start_mark.line + 1 + below
            self.found.append((line, f"the expression {_quoted(written)} {reason}"))

    def _wrong(self, written: str, contexts: frozenset[str]) -> Iterator[str]:
        try:
            node = parse(written)
        except WrongExpression as error:
            yield str(error)
            return
        for each in nodes(node):
            if isinstance(each, Named) and each.name not in contexts:
                yield self._unnamed(each.name)
            elif isinstance(each, FunctionCall) and (reason := self._miscalled(each, contexts)):
                yield reason

    def _unnamed(self, name: str) -> str:
        if name in self._syntax.contexts:
            return f"cannot name `{name}` here"
        return f"names `{name}`, which is no context{self._as_of()}"

    def _as_of(self) -> str:
        return f" that GitHub knew on {self._syntax.as_of}"

    def _miscalled(self, call: FunctionCall, contexts: frozenset[str]) -> str:
        name, given = call.name, len(call.arguments)
        if name not in self._syntax.functions:
            return f"calls `{name}`, which is no function{self._as_of()}"
        if name in _PLACED and name not in contexts:
            return f"cannot call `{name}` here"
        least, most = self._syntax.functions[name]
        if name in _OF_JOBS and "steps" in contexts:
            most = 0
        if not least <= given <= most or (name == "case" and given % 2 == 0):
            return f"calls `{name}` with {given} arguments"
        return _misformatted(call.arguments) if name == "format" else ""

    def _sequence(self, node: Any, form: Form, name: str) -> None:
        if form.items is None:
            self._problem(node, f"{name} is a list, and not {self._expected(form)}")
            return
        numbered = name in ("`steps`", "`parallel`")
        for number, each in enumerate(node.value, 1):
            self.read(each, form.items, f"step {number}" if numbered else name)

    def _mapping(self, node: Any, form: Form, name: str, at: Any) -> None:
        if not form.mappings:
            self._problem(node, f"{name} is a mapping, and not {self._expected(form)}")
            return
        mappings = form.mappings
        keys = {key.value for key, _ in node.value}
        shape = mappings[0]
        if len(mappings) > 1:
            shape = max(
                mappings,
                key=lambda each: (each.needs <= keys, len(keys & each.needs), len(keys & each.keys.keys())),
            )
            if shape.needs.isdisjoint(keys):
                wanted = ", ".join(f"`{min(each.needs)}`" for each in mappings)
                self._problem(at, f"{name} has none of {wanted}")
                return
        if not shape.needs <= keys and not any("${{" in key for key in keys):
            for missing in sorted(shape.needs - keys):
                self._problem(at, f"{name} has no `{missing}`")
        for key, value in node.value:
            self._entry(key, value, shape, form, name)

    def _entry(self, key: Any, value: Any, shape: MappingForm, form: Form, name: str) -> None:
        written = key.value
        below = shape.form(written)
        if written == _MERGE and key.tag == "plain":
            self._problem(key, "GitHub knows no merge key `<<`")
        elif "${{" in written:
            self._key(key, written, form, name)
        elif below is not None:
            called = f"job `{written}`" if name == "`jobs`" else f"`{written}`"
            self.read(value, below, called, key)
        elif any(written in each.keys for each in form.mappings):
            beside = min(shape.needs, default="")
            self._problem(key, f"{name} has both `{beside}` and `{written}`")
        else:
            near = get_close_matches(written, shape.keys, n=1)
            hint = f"; did you mean `{near[0]}`?" if near else ""
            self._problem(key, f"{name} has the key {_quoted(written)}, which is none{self._as_of()}{hint}")

    def _key(self, key: Any, written: str, form: Form, name: str) -> None:
        """Read a key that an expression computes, or the one that takes in another mapping."""
        if next((each.text for each in expressions(written)), "") != "insert" or not form.contexts:
            self._expressions(key, written, form, name)

    def _expected(self, form: Form, text: str = "") -> str:
        """Say what would fit; of many names the one that is nearest."""
        names = [f"`{each}`" for each in form.values]
        if len(names) > _NAMED:
            near = get_close_matches(text, form.values, n=1)
            names = [f"`{near[0]}`" if near else "a name"]
        words = dict.fromkeys(_WORDS[kind] for kind in sorted(form.kinds) if kind in _WORDS)
        containers = [
            *(["a list"] if form.items else []),
            *(["a mapping"] if form.mappings else []),
        ]
        said = " or ".join([*names, *words, *containers])
        return f"{said}, as far as GitHub knew on {self._syntax.as_of}" if form.values else said


def _fits(node: Any, text: str, form: Form) -> bool:
    """Tell whether a scalar without expressions fits."""
    kinds = form.kinds
    if "text" in kinds or "anything" in kinds or text in form.values:
        return True
    value = yaml.scalar(node)
    return (
        ("name" in kinds and value not in ("", None))
        or ("boolean" in kinds and isinstance(value, bool))
        or ("number" in kinds and isinstance(value, (int, float)) and not isinstance(value, bool))
        or ("null" in kinds and value is None)
    )


def _misformatted(arguments: tuple[Node, ...]) -> str:
    """Say what is wrong with a format that is written out."""
    first = arguments[0]
    if not isinstance(first, Literal) or not isinstance(first.value, str):
        return ""
    for match in _PLACEHOLDER.finditer(first.value):
        if match[0] in ("{", "}"):
            return f"calls `format` with {_quoted(first.value)}, which has a single brace"
        if match[1] and int(match[1]) >= len(arguments) - 1:
            return f"calls `format` with no argument for `{match[0]}`"
    return ""


def _quoted(text: str) -> str:
    line = " ".join(text.split())
    return f"`{line[:60]}…`" if len(line) > 60 else f"`{line}`"
