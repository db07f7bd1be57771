"""The blocks and attributes of a Terraform file with their lines.

Our own scanner: python-hcl2 needs a second for 1,500 lines, and we ask for little. A value is
known when it is one string without templates; every other expression is skipped.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from msgspec import Struct, field

from checker.documents import Malformed, OverLimit

TEXT_LIMIT = 512 * 1024
"""Characters of the longest file."""
_DEPTH_LIMIT = 50
_AHEAD = 50
"""Tokens, empty lines among them, in which a brace's first words stand."""
_TOKEN = (
    r"(?P<blank>[ \t\r\ufeff]+)|(?P<comment>(?:#|//)[^\n]*)|(?P<long>/\*)|(?P<newline>\n)"
    r"|(?P<heredoc><<-?[A-Za-z_][\w-]*[ \t\r]*\n)|(?P<quote>\")|(?P<word>[A-Za-z_][\w-]*)"
    r"|(?P<mark>[{}()\[\]=,:])|(?P<other>[^\s\"{}()\[\]=,:#/<A-Za-z_]+|.)"
)
_TEMPLATE = r"[^\"\\$%\n]+|\\.|\$\$\{|%%\{|[$%]\{|[$%]|\"|\n|\\"
_OPENING, _CLOSING = frozenset("{(["), frozenset("})]")


class HclToken(NamedTuple):
    """One word, mark, string or line end; *text* is None for a string with templates."""

    kind: str
    text: str | None
    line: int


class Value(Struct, frozen=True):
    """What an attribute is set to: *text* is None unless it is one plain string."""

    text: str | None
    line: int
    fields: "Block | None" = None


class Block(Struct):
    """A block, an object or the file itself."""

    kind: str
    labels: Sequence[str]
    line: int
    values: dict[str, Value] = field(default_factory=dict)
    blocks: list["Block"] = field(default_factory=list)

    def text(self, name: str) -> str:
        """Return the plain string that an attribute is set to, "" if it is none."""
        value = self.values.get(name)
        return (value.text or "") if value else ""

    def all(self, kind: str) -> list["Block"]:
        """Return the blocks of one kind directly in this one."""
        return [block for block in self.blocks if block.kind == kind]


def parse(text: str) -> Block:
    """Return the file as a block.

    Raises Malformed where brackets, strings or comments do not end, OverLimit where the file is too large
    or too deep.
    """
    if len(text) > TEXT_LIMIT:
        raise OverLimit(f"larger than {TEXT_LIMIT} characters")
    reader = _Reader([*_tokens(text), HclToken("end", "", text.count("\n") + 1)])
    return reader.body(Block("", (), 1), depth=0)


def _tokens(text: str) -> Iterator[HclToken]:
    at, line = 0, 1
    match = re.compile(_TOKEN).match  # when it is needed: it takes longer than the import of all else
    while found := match(text, at):
        kind, start, at = found.lastgroup or "", line, found.end()
        if kind in {"blank", "comment"}:
            continue
        if kind == "long":
            at, line = _after_comment(text, at, line)
            continue
        if kind == "quote":
            at, value = _string(text, at, line)
            yield HclToken("string", value, start)
        elif kind == "heredoc":
            at, line = _after_heredoc(text, found[0], at, line)
            yield HclToken("string", None, start)
            yield HclToken("newline", "\n", start)
        else:
            line += kind == "newline"
            yield HclToken(kind, found[0], start)


def _after_comment(text: str, at: int, line: int) -> tuple[int, int]:
    end = text.find("*/", at)
    if end < 0:
        raise Malformed("a comment does not end", line)
    return end + 2, line + text.count("\n", at, end)


def _after_heredoc(text: str, opening: str, at: int, line: int) -> tuple[int, int]:
    word = opening.lstrip("<-").strip()
    end = re.compile(rf"^[ \t]*{re.escape(word)}[ \t\r]*$\n?", re.MULTILINE).search(text, at)
    if end is None:
        raise Malformed(f"the text up to {word[:30]!r} does not end", line)
    return end.end(), line + 1 + text.count("\n", at, end.end())


def _string(text: str, at: int, line: int) -> tuple[int, str | None]:
    """Return where a string ends, and its text unless it holds templates."""
    start, plain = at, True
    match = re.compile(_TEMPLATE).match
    while found := match(text, at):
        at = found.end()
        part = found[0]
        if part == '"':
            return at, text[start : at - 1] if plain else None
        if part == "\n":
            break
        if part in {"${", "%{"}:
            at = _after_template(text, at, line)
        plain = plain and part not in {"${", "%{"} and not part.startswith("\\")
    raise Malformed("a string does not end", line)


def _after_template(text: str, at: int, line: int) -> int:
    """Return where a template in a string ends; it may hold strings with templates in turn."""
    inside = ["{"]
    while inside and at < len(text):
        mark, at = text[at], at + 1
        if mark == "\n" and inside[-1] == '"':
            break
        if inside[-1] == '"':
            if mark == "\\":
                at += 1
            elif mark == '"':
                inside.pop()
            elif mark in "$%" and text.startswith("{", at):
                inside.append("{")
                at += 1
        elif mark in '"{':
            inside.append(mark)
        elif mark == "}":
            inside.pop()
    if inside:
        raise Malformed("a template does not end", line)
    return at


class _Reader:
    """Reads bodies from tokens; each token once."""

    def __init__(self, tokens: Sequence[HclToken]) -> None:
        self.tokens = tokens
        self.at = 0

    def body(self, block: Block, depth: int) -> Block:
        """Fill a block up to its closing brace, the file up to its end."""
        if depth > _DEPTH_LIMIT:
            raise OverLimit("nested too deeply", block.line)
        while True:
            token = self._next()
            if token.kind == "end" or token.text == "}":
                if (token.kind == "end") != (depth == 0):
                    raise Malformed("a brace has no partner", token.line)
                return block
            if token.kind in {"word", "string"}:
                self._entry(block, token, depth)
            elif token.text in _OPENING:
                self._skip(token)

    def _entry(self, block: Block, name: HclToken, depth: int) -> None:
        labels: list[str] = []
        while (token := self._next()).kind in {"word", "string"}:
            labels.append(token.text or "")
        if token.text == "{":
            block.blocks.append(self.body(Block(name.text or "", labels, name.line), depth + 1))
        elif token.text in {"=", ":"}:
            block.values[name.text or ""] = self._value(name.line, depth)
        else:
            self._back(token)

    def _value(self, line: int, depth: int) -> Value:
        """Read an expression up to the end of its line, or of its field in an object."""
        first = self._next()
        if first.text == "{" and first.kind == "mark" and not self._is_comprehension():
            fields = self.body(Block("", (), first.line), depth + 1)
            return Value(None, line, fields)
        self._back(first)
        parts = self._expression()
        alone = len(parts) == 1 and parts[0].kind == "string"
        return Value(parts[0].text if alone else None, line)

    def _is_comprehension(self) -> bool:
        """Tell whether the brace that was just read opens `{for k, v in … : k => v}`, no object."""
        ahead = (each for each in self.tokens[self.at : self.at + _AHEAD] if each.kind != "newline")
        first, second = next(ahead, None), next(ahead, None)
        return bool(first and second and first.text == "for" and second.kind == "word")

    def _skip(self, opening: HclToken) -> None:
        """Pass over what a bracket holds that belongs to no value: `(expression)` as a name."""
        open_marks = 1
        while open_marks:
            token = self._next()
            if token.kind == "end":
                raise Malformed("a brace has no partner", opening.line)
            if token.kind == "mark":
                open_marks += (token.text in _OPENING) - (token.text in _CLOSING)

    def _expression(self) -> list[HclToken]:
        parts: list[HclToken] = []
        open_marks = 0
        while True:
            token = self._next()
            mark = token.text if token.kind == "mark" else ""
            ends = token.kind == "newline" or mark in {",", "}"}
            if token.kind == "end" and open_marks:
                raise Malformed("a brace has no partner", parts[0].line if parts else token.line)
            if token.kind == "end" or (ends and not open_marks):
                if mark == "}":
                    self._back(token)
                return parts
            open_marks += (mark in _OPENING) - (mark in _CLOSING)
            if token.kind != "newline":
                parts.append(token)

    def _next(self) -> HclToken:
        token = self.tokens[self.at]
        self.at += token.kind != "end"
        return token

    def _back(self, token: HclToken) -> None:
        """Give back the token that was just read; the end never leaves."""
        self.at -= token.kind != "end"
