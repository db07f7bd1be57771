"""Groovy as far as pipelines use it: words, strings and nested blocks, each with its line.

No grammar: what is no block, string, comment or word is passed over, so that every dialect is read alike.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Literal

from msgspec import Struct, field

from checker.patterns import lazy

TOKEN_LIMIT = 60_000
DEPTH_LIMIT = 60
_TOKEN = lazy(
    r"(?P<space>[ \t\r\f]+)|(?P<line>\n)|(?P<comment>//[^\n]*|/\*.*?(?:\*/|\Z)|\A#![^\n]*)"
    r"|(?P<long>'''(?:[^\\]|\\.)*?(?:'''|\Z)|\"\"\"(?:[^\\]|\\.)*?(?:\"\"\"|\Z))"
    r"|(?P<short>'(?:[^'\\\n]|\\.)*+'?|\"(?:[^\"\\\n]|\\.)*+\"?)"
    r"|(?P<dollar>\$/.*?(?:/\$|\Z))|(?P<word>[A-Za-z_][\w.]*+)|(?P<sign>.)",
    re.DOTALL,
)
_ESCAPE = lazy(r"\\(\r?\n|.)", re.DOTALL)
_ESCAPES = {"n": "\n", "t": "\t", "r": "", "\n": "", "\r\n": ""}
_VALUE = lazy(r"(?<!\\)\$\{[^{}]{0,300}\}")
_VARIABLE = lazy(r"\$\{\s*(?:env\.)?([A-Za-z_]\w*)\s*\}")
Kind = Literal["word", "string", "sign", "line"]


class GroovyToken(Struct, frozen=True):
    """One word, string (its value) or sign."""

    kind: Kind
    text: str
    line: int


class GroovyBlock(Struct):
    """What stands between braces: *head* are the tokens of the statement before them."""

    head: Sequence[GroovyToken]
    line: int
    body: list["GroovyToken | GroovyBlock"] = field(default_factory=list)


class TooMuch(Exception):
    """A text has more tokens or deeper blocks than are read."""


def tokens(text: str) -> Iterator[GroovyToken]:
    """Go through the tokens of a text."""
    line = 1
    for count, match in enumerate(_TOKEN.finditer(text)):
        if count > TOKEN_LIMIT:
            raise TooMuch
        kind, written = match.lastgroup, match[0]
        if kind in ("long", "short", "dollar"):
            quotes = 3 if kind == "long" else 2 if kind == "dollar" else 1
            yield GroovyToken("string", _unquoted(written, quotes), line)
        elif kind == "word":
            yield GroovyToken("word", written, line)
        elif kind == "sign":
            yield GroovyToken("sign", written, line)
        elif kind == "line":
            yield GroovyToken("line", "\n", line)
        line += written.count("\n")


def _unquoted(written: str, quotes: int) -> str:
    """Return the value of a string; what only the run knows becomes one word of a shell."""
    text = written[quotes:]
    text = text[:-quotes] if text.endswith(written[:quotes] if quotes != 2 else "/$") else text
    if written.startswith('"'):
        text = _VALUE.sub(lambda match: _shell_word(match[0]), text)
    if quotes == 2:
        return text
    # A line that is continued stays one, so that the lines after it keep their numbers.
    return _ESCAPE.sub(lambda match: _ESCAPES.get(match[1], match[1]) or "\\\n" * ("\n" in match[1]), text)


def _shell_word(written: str) -> str:
    variable = _VARIABLE.fullmatch(written)
    return f"${{{variable[1]}}}" if variable else "${EXPRESSION}"


def blocks(text: str) -> GroovyBlock:
    """Return a text as one block of nested blocks. Raises TooMuch."""
    top = GroovyBlock((), 1)
    open_blocks = [top]
    for token in tokens(text):
        body = open_blocks[-1].body
        if token.kind == "sign" and token.text == "{":
            inner = GroovyBlock(_head(body), token.line)
            body.append(inner)
            open_blocks.append(inner)
            if len(open_blocks) > DEPTH_LIMIT:
                raise TooMuch
        elif token.kind == "sign" and token.text == "}":
            if len(open_blocks) > 1:
                open_blocks.pop()
        else:
            body.append(token)
    return top


def _head(body: Sequence[GroovyToken | GroovyBlock]) -> Sequence[GroovyToken]:
    """Return the tokens back to the beginning of the statement, those in open parentheses included."""
    head: list[GroovyToken] = []
    depth = 0
    for item in reversed(body):
        if isinstance(item, GroovyBlock):
            break
        if item.kind == "sign":
            depth += {")": 1, "(": -1}.get(item.text, 0)
            if item.text in ";," and depth <= 0:
                break
        if item.kind == "line" and depth <= 0:
            if head:
                break
            continue
        head.append(item)
        if len(head) > 200:
            break
    return head[::-1]


def statements(block: GroovyBlock) -> Iterator[GroovyBlock | list[GroovyToken]]:
    """Go through a block: inner blocks, and between them the tokens of each statement but for their heads."""
    current: list[GroovyToken] = []
    depth = 0
    for item in block.body:
        if isinstance(item, GroovyBlock):
            before = current[: -len(item.head)] if item.head else current
            if before and current[-len(item.head) :] == list(item.head):
                yield before
            current, depth = [], 0
            yield item
            continue
        if item.kind == "sign":
            depth = max(0, depth + {"(": 1, ")": -1, "[": 1, "]": -1}.get(item.text, 0))
        if depth == 0 and (item.kind == "line" or (item.kind == "sign" and item.text == ";")):
            if current:
                yield current
            current = []
        elif item.kind != "line":
            current.append(item)
    if current:
        yield current
