"""Markups without a reader of their own: headings, code and links that name their target in the clear."""

import re

from msgspec import Struct

from checker.patterns import lazy
from checker.prose.page import LINE_LIMIT, DocumentLink, DocumentPage

_UNDERLINE = lazy(r"([=~^-])\1{2,}\s*$")
_LINK = lazy(r"(https?://[^\s\[\]<>\"'`|{}]{1,1000})(?:\[([^\]\n]{0,200})\]|\]\[([^\]\n]{0,200})\])?")
_CODE_LINE = lazy(r"(?:\s{4,}|\t|\s{0,3}[$%>] )(\S.*)")
_INDENTED = lazy(r"\s+(\S.*)")


class _Markup(Struct, frozen=True):
    """How a markup writes headings, the borders of blocks of code, lines of code, and what is no prose.

    *named* are links that show a text: its groups are `text` and `target`. *marks*: *shown* takes the place
    of what *marks* finds. *span* is code inside of a sentence.
    """

    heading: re.Pattern[str]
    block: re.Pattern[str]
    code: re.Pattern[str] = _CODE_LINE
    named: re.Pattern[str] | None = None
    silent: re.Pattern[str] | None = None
    marks: re.Pattern[str] | None = None
    shown: str = ""
    underlined: bool = True
    span: re.Pattern[str] | None = None


_NEVER = lazy(r"(?!)")
_WIKI_HEADING = lazy(r"={1,6}\s?([^=\s][^=]{0,300})=*\s*$")
_MARKUPS = {
    "asciidoc": _Markup(
        lazy(r"={1,6} (\S.{0,300})|#{1,6} (\S.{0,300})"),
        lazy(r"(?:-{4,}|\.{4,}|```)\s*$"),
        span=lazy(r"`([^`\n]{1,300})`"),
    ),
    "org": _Markup(
        lazy(r"\*{1,6} (\S.{0,300})|#\+TITLE: (\S.{0,300})"),
        lazy(r"\s*#\+(?:begin|end)_(?:src|example)", re.IGNORECASE),
        span=lazy(r"[=~]([^=~\n]{1,300})[=~]"),
    ),
    # Only lines that begin with `=` are commands; what is indented at all is verbatim.
    "pod": _Markup(
        lazy(r"=head[1-6]\s+(\S.{0,300})"),
        _NEVER,
        _INDENTED,
        lazy(r"L<(?P<text>[^|<>\n]{1,200})\|(?P<target>https?://[^>\s]{1,1000})>"),
        lazy(r"=(?:cut|pod|over|back|encoding|begin|end|for)\b"),
        lazy(r"[BCFILSZX]<{1,3}\s?([^<>]{0,300})\s?>{1,3}"),
        r"\1",
        underlined=False,
    ),
    "rdoc": _Markup(
        lazy(r"={1,6}\s*([^=\s].{0,300})"),
        _NEVER,
        lazy(r"\s{2,}([^\s*-].*)"),
        lazy(r"\{(?P<text>[^{}\n]{1,200})\}\[(?P<target>[^\]\s]{1,1000})\]"),
        underlined=False,
    ),
    "textile": _Markup(
        lazy(r"h[1-6](?:\([^)]{0,60}\))?\.\s+(\S.{0,300})"),
        lazy(r"</?pre\b"),
        lazy(r"(?:bc(?:\([^)]{0,60}\))?\.{1,2}\s+|\t|\s{4,})(\S.*)"),
        lazy(r"\"(?P<text>[^\"\n]{1,200})\":(?P<target>[^\s\"]{1,1000})"),
        underlined=False,
    ),
    "mediawiki": _Markup(
        _WIKI_HEADING,
        lazy(r"\s*</?(?:pre|syntaxhighlight|source)\b"),
        _INDENTED,
        lazy(r"\[(?P<target>https?://[^\s\]]{1,1000}) (?P<text>[^\]\n]{1,200})\]"),
        underlined=False,
    ),
    "creole": _Markup(
        _WIKI_HEADING,
        lazy(r"\{\{\{|\}\}\}"),
        named=lazy(r"\[\[(?P<target>[^|\]\s]{1,1000})\|(?P<text>[^\]\n]{1,200})\]\]"),
        underlined=False,
    ),
    "text": _Markup(
        # The last but one is how plugins of WordPress write their readme.txt.
        lazy(
            r"#{1,6} (\S.{0,300})|={1,3} ([^=\s][^=]{0,100}) ={1,3}\s*$"
            r"|((?:\d[\d.]* )?[A-Z][A-Z /-]{3,60})$|([A-Z][\w /-]{2,50}):\s*$"
        ),
        lazy(r"```"),
    ),
}
_ESCAPED = {"E<lt>": "<", "E<gt>": ">", "E<64>": "@", "E<verbar>": "|", "E<sol>": "/"}


def read(text: str, kind: str) -> DocumentPage:
    """Take a page apart; relative links are not read, since they follow settings made elsewhere."""
    page = DocumentPage(format=kind)
    lines = [line[:LINE_LIMIT] for line in text.splitlines()]
    markup = _MARKUPS[kind]
    inside = False
    for number, line in enumerate(lines, 1):
        below = lines[number] if number < len(lines) else ""
        if markup.block.match(line) and not _underlines(lines, number):
            inside = not inside
        elif inside:
            page.code.append((line.strip(), number))
        else:
            _take(line, below, number, markup, page)
    return page


def _underlines(lines: list[str], number: int) -> bool:
    """Tell a heading's underline from a delimiter: it is as long as the line above."""
    above = lines[number - 2].rstrip() if number > 1 else ""
    return bool(above) and abs(len(above) - len(lines[number - 1].rstrip())) <= 2


def _take(line: str, below: str, number: int, markup: _Markup, page: DocumentPage) -> None:
    if match := markup.heading.match(line):
        page.add_heading(
            next(group for group in match.groups() if group).strip(), number, _level(line, page.format)
        )
    elif markup.underlined and _is_underlined(line, below):
        page.add_heading(line.strip(), number, 1 + "=-~^".index(below[0]))
    elif markup.silent and markup.silent.match(line):
        return
    if match := markup.code.match(line):
        page.code.append((match[1], number))
    if markup.span:
        page.code.extend((code.strip("+ "), number) for code in markup.span.findall(line))
    line = _take_links(line, number, markup, page)
    if not _UNDERLINE.match(line):
        page.prose.append((line, number))


def _level(line: str, kind: str) -> int:
    """Return the level of a heading by its marks; `=head1` and `h1.` name sections and no title."""
    if kind == "text" and line.startswith("="):
        return 4 - (len(line) - len(line.lstrip("=")))  # there, more marks are higher
    if line.startswith(("=head", "h")) and (digit := re.search(r"\d", line[:6])):
        return int(digit[0]) + line.startswith("=head")
    return len(line) - len(line.lstrip("=#*")) or 2


def _is_underlined(line: str, below: str) -> bool:
    """Tell a line with an underline of about its length."""
    if not line.strip() or not _UNDERLINE.match(below):
        return False
    return abs(len(below.rstrip()) - len(line.rstrip())) <= 2


def _take_links(line: str, number: int, markup: _Markup, page: DocumentPage) -> str:
    """Note the links of a line; return it without their addresses."""
    if markup.named:
        for match in markup.named.finditer(line):
            page.links.append(DocumentLink(match["target"], number, match["text"]))
        line = markup.named.sub(r"\g<text>", line)
    for target, *texts in _LINK.findall(line):
        page.links.append(DocumentLink(target, number, next(filter(None, texts), "")))
    line = _LINK.sub(r"\2\3", line)
    if markup.marks:
        for written, meant in _ESCAPED.items():
            line = line.replace(written, meant)
        line = markup.marks.sub(markup.shown, line)
    return line
