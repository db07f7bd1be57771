"""AsciiDoc, Org and plain text: headings, code and links that name their target in the clear."""

import re

from checker.patterns import lazy
from checker.prose.page import LINE_LIMIT, DocumentLink, DocumentPage

_HEADINGS = {
    "asciidoc": lazy(r"={1,6} (\S.{0,300})|#{1,6} (\S.{0,300})"),
    "org": lazy(r"\*{1,6} (\S.{0,300})|#\+TITLE: (\S.{0,300})"),
    "text": lazy(r"#{1,6} (\S.{0,300})|((?:\d[\d.]* )?[A-Z][A-Z /-]{3,60})$|([A-Z][\w /-]{2,50}):\s*$"),
}
_UNDERLINE = lazy(r"([=~^-])\1{2,}\s*$")
_BLOCK = {
    "asciidoc": lazy(r"(?:-{4,}|\.{4,}|```)\s*$"),
    "org": lazy(r"\s*#\+(?:begin|end)_(?:src|example)", re.IGNORECASE),
    "text": lazy(r"```"),
}
_LINK = lazy(r"(https?://[^\s\[\]<>\"'`]{1,1000})(?:\[([^\]\n]{0,200})\]|\]\[([^\]\n]{0,200})\])?")
_SPAN = {"asciidoc": lazy(r"`([^`\n]{1,300})`"), "org": lazy(r"[=~]([^=~\n]{1,300})[=~]")}
_CODE_LINE = lazy(r"(?:\s{4,}|\t|\s{0,3}[$%>] )(\S.*)")


def read(text: str, kind: str) -> DocumentPage:
    """Take a page apart; relative links are not read, since they follow settings made elsewhere."""
    page = DocumentPage()
    lines = [line[:LINE_LIMIT] for line in text.splitlines()]
    inside = False
    for number, line in enumerate(lines, 1):
        below = lines[number] if number < len(lines) else ""
        if _BLOCK[kind].match(line) and not _underlines(lines, number):
            inside = not inside
        elif inside:
            page.code.append((line.strip(), number))
        else:
            _take(line, below, number, kind, page)
    return page


def _underlines(lines: list[str], number: int) -> bool:
    """Tell a heading's underline from a delimiter: it is as long as the line above."""
    above = lines[number - 2].rstrip() if number > 1 else ""
    return bool(above) and abs(len(above) - len(lines[number - 1].rstrip())) <= 2


def _take(line: str, below: str, number: int, kind: str, page: DocumentPage) -> None:
    if match := _HEADINGS[kind].match(line):
        marks = len(line) - len(line.lstrip("=#*"))
        page.add_heading(next(group for group in match.groups() if group).strip(), number, marks or 2)
    elif line.strip() and _UNDERLINE.match(below) and abs(len(below.rstrip()) - len(line.rstrip())) <= 2:
        page.add_heading(line.strip(), number, 1 + "=-~^".index(below[0]))
    if match := _CODE_LINE.match(line):
        page.code.append((match[1], number))
    if kind in _SPAN:
        page.code.extend((code.strip("+ "), number) for code in _SPAN[kind].findall(line))
    for target, *texts in _LINK.findall(line):
        page.links.append(DocumentLink(target, number, next(filter(None, texts), "")))
    if not _UNDERLINE.match(line):
        page.prose.append((_LINK.sub(r"\2\3", line), number))
