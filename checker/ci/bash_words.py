"""The words of a shell command, with the variables in them whose values are known."""

import re
import shlex
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

_WORD_LIMIT = 2_000
_EXPORTS = 50
"""Exported variables of one script that are remembered: each of its commands gets all of them."""
_GIVEN = frozenset("@123456789")


class ShellWords:
    """Turns the nodes of one script's syntax tree into words; assignments on the way are remembered."""

    def __init__(self, source: bytes, variables: Mapping[str, str]) -> None:
        self._source = source
        self._variables = dict(variables)
        self._exported: dict[str, None] = {}

    @contextmanager
    def given(self, words: Sequence[str] | None) -> Iterator[None]:
        """Let `$@` and `$1` be the arguments of a function, unless nobody knows them."""
        before = self._variables
        if words is not None:
            numbered = {str(number): word for number, word in enumerate(words[:9], 1)}
            self._variables = {**before, **numbered, "@": shlex.join(words)}
        yield
        self._variables = {**self._variables, **{key: before[key] for key in _GIVEN if key in before}}
        for key in _GIVEN - before.keys():
            self._variables.pop(key, None)

    def assign(self, node: Any) -> None:
        """Remember an assignment."""
        self._variables.update(self._assigned(node))

    def export(self, node: Any) -> None:
        """Remember a variable that later commands get."""
        name = node.child_by_field_name("name") if node.type == "variable_assignment" else node
        if name is not None and len(self._exported) < _EXPORTS:
            self._exported[self._text(name)] = None

    def environment(self, assignments: Sequence[Any]) -> dict[str, str]:
        """Return the variables that a command gets by the script, in front of it or exported."""
        found = {name: self._variables[name] for name in self._exported if name in self._variables}
        for each in assignments:
            found.update(self._assigned(each))
        return found

    def _assigned(self, node: Any) -> dict[str, str]:
        name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
        if name is None or value is None or value.type in ("array", "command_substitution"):
            return {}
        return {self._text(name): " ".join(self.split(value))[:_WORD_LIMIT]}

    def split(self, node: Any) -> list[str]:
        """Return the words that one argument becomes: several where an unquoted variable holds several."""
        text, value = self._text(node), self._value(node)
        if text in ('"$@"', '"${@}"'):
            return shlex.split(value) if value != "$@" else [value]
        if node.type in ("simple_expansion", "expansion", "command_name") and text.startswith("$"):
            return value.split()
        return [value[:_WORD_LIMIT]] if value or node.type in ("string", "raw_string") else []

    def _text(self, node: Any) -> str:
        return self._source[node.start_byte : node.end_byte].decode(errors="replace")

    def _value(self, node: Any) -> str:
        text = self._text(node)
        read = _VALUES.get(node.type)
        return read(self, node, text) if read else text

    def _expansion(self, text: str) -> str:
        match = re.match(r"\$\{(\w+)(?::?[-=]([^}]*))?", text)
        if match is None:
            return text
        return self._variables.get(match[1]) or (match[2] or "").strip("\"'") or text

    def variable(self, _: Any, text: str) -> str:
        """Return the value of `$x`, or of `${x:-default}`."""
        return self._expansion(text) if text.startswith("${") else self._variables.get(text[1:], text)

    def joined(self, node: Any, text: str) -> str:
        """Join the parts of a string or a word."""
        if node.type == "command_name" and node.named_child_count == 0:
            return text
        quote = 1 if node.type == "string" else 0
        start, parts = node.start_byte + quote, list[str]()
        for child in node.named_children:
            parts.append(self._source[start : child.start_byte].decode(errors="replace"))
            parts.append(self._value(child))
            start = child.end_byte
        parts.append(self._source[start : node.end_byte - quote].decode(errors="replace"))
        return "".join(parts)


_VALUES: Mapping[str, Callable[[ShellWords, Any, str], str]] = {
    "raw_string": lambda _, __, text: text[1:-1],
    "ansi_c_string": lambda _, __, text: text[2:-1],
    "string": ShellWords.joined,
    "translated_string": ShellWords.joined,
    "concatenation": ShellWords.joined,
    "command_name": ShellWords.joined,
    "simple_expansion": ShellWords.variable,
    "expansion": ShellWords.variable,
    "command_substitution": lambda *_: "$()",
    "process_substitution": lambda *_: "$()",
    "word": lambda _, __, text: text.replace("\\\n", "").replace("\\", ""),
}


def substitutions(node: Any, depth: int = 0) -> Iterator[Any]:
    """Return the outermost command substitutions below a node."""
    for child in node.named_children:
        if child.type in ("command_substitution", "process_substitution"):
            yield child
        elif depth < 8:
            yield from substitutions(child, depth + 1)
