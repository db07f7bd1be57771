"""Markdown, as far as headings, links, code and words go: one pass over the lines."""

import re
from collections.abc import Iterator

from checker.patterns import lazy
from checker.prose.page import LINE_LIMIT, LINKS_LIMIT, DocumentLink, DocumentPage

_FENCE = lazy(r"[ \t>]{0,20}(?:[-*+] {1,4}|\d{1,3}[.)] {1,4})?(`{3,}|~{3,})")
_HEADING = lazy(r" {0,3}(?:> ?)?(#{1,6})[ \t]+(\S.{0,300})")
_UNDERLINE = lazy(r" {0,3}(?:=+|-+)[ \t]*$")
_RULES = ("=", "-")
_LIST = lazy(r"[ \t]{0,12}(?:[-*+]|\d{1,9}[.)])[ \t]")
# Parentheses in a target must be balanced; nothing is tried twice.
_BARE = lazy(r"((?>(?:[^\s()]|\([^\s()]{0,500}\)){1,1000}))[)\s]")
_DEFINITION = lazy(r" {0,3}\[([^\]^\n]{1,200})\]:[ \t]{0,20}<?([^\s<>]{1,1000})>?(?:\s|$)")
_ATTRIBUTE = lazy(r"\b(href|src)[ \t]{0,5}=[ \t]{0,5}[\"']([^\"'\n]{1,1000})[\"']", re.IGNORECASE)
_ANCHOR = lazy(r"\b(?:id|name)[ \t]{0,5}=[ \t]{0,5}[\"']?([^\"'\s>]{1,200})", re.IGNORECASE)
_CUSTOM_ANCHOR = lazy(r"\{:?[ \t]{0,3}#([\w.-]{1,100})[^}]{0,100}\}")
_HTML_HEADING = lazy(r"<h([1-6])(?:\s[^>]{0,300})?>(.{1,300}?)(?:</h[1-6]>|$)", re.IGNORECASE)
_TAG = lazy(r"</?[A-Za-z][^>]{0,1000}>")
_CODE_START = lazy(r"<(?:pre|code)\b", re.IGNORECASE)
_IMAGE = lazy(r"!\[[^\]\[]{0,500}\]\([^()\s]{0,1000}(?:\s[^()]{0,300})?\)")
_EMPHASIS = lazy(r"[\0*]|(?<!\w)_|_(?!\w)")
_TICKS = lazy(r"(`+)")
_CODE_SPAN = lazy("\0[^\0]*\0")
_SHOWN = lazy(r"\[([^\]\[]{0,500})\](?:\([^()]{0,1000}\)|\[[^\]\[]{0,200}\])")


def read(text: str) -> DocumentPage:
    """Take a page apart."""
    page = DocumentPage()
    previous = ""
    for number, line in _prose_lines(text, page):
        if "#" in line and (match := _HEADING.match(line)):
            level = len(match[1])
            page.add_heading(plain(match[2].strip().rstrip("#")), number, level)
        elif (
            line.lstrip(" ")[:1] in _RULES
            and _UNDERLINE.match(line)
            and previous.strip()
            and not _LIST.match(previous)
        ):
            page.add_heading(plain(previous), number - 1, 1 if "=" in line else 2)
        if "<h" in line or "<H" in line:
            for level, heading in _HTML_HEADING.findall(line):
                page.add_heading(plain(heading), number, int(level))
        _take_links(line, number, page)
        page.prose.append((shown(line), number))
        previous = line
    return page


def _prose_lines(text: str, page: DocumentPage) -> Iterator[tuple[int, str]]:
    """Return the lines outside code and comments, code spans blanked; code goes to the page."""
    fence, comment, front_matter = "", False, False
    previous_blank, in_list = True, False
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw[:LINE_LIMIT]
        if number == 1 and line.rstrip() == "---":
            front_matter = True
            continue
        if front_matter:
            front_matter = line.rstrip() not in ("---", "...")
            continue
        if fence:
            fence = _still_open(fence, line)
            if fence:
                page.code.append((line.strip(), number))
            continue
        if comment or "<!--" in line:
            line, comment = _without_comments(line, comment)
        fenced = not comment and ("```" in line or "~~~" in line)
        if fenced and (match := _FENCE.match(line)) and match[1][0] not in line[match.end() :]:
            fence = match[1]
            continue
        if previous_blank and not in_list and line.startswith(("    ", "\t")) and line.strip():
            page.code.append((line.strip(), number))
            continue
        in_list = bool(_LIST.match(line)) or (in_list and (not line.strip() or line[0] in " \t"))
        previous_blank = not line.strip()
        yield number, _without_code(line, number, page)


def _still_open(fence: str, line: str) -> str:
    bare = line.strip(" \t>")
    closing = len(bare) >= len(fence) and not bare.strip(fence[0])
    return "" if closing else fence


def _without_comments(line: str, inside: bool) -> tuple[str, bool]:
    """Return a line without its HTML comments, and whether one stays open."""
    kept = []
    while line:
        if inside:
            _, found, line = line.partition("-->")
            inside = not found
        else:
            before, found, line = line.partition("<!--")
            kept.append(before)
            inside = bool(found)
    return "".join(kept), inside


def _without_code(line: str, number: int, page: DocumentPage) -> str:
    """Blank the code spans of a line."""
    if "`" not in line:
        return line
    kept = []
    parts = _TICKS.split(line)
    at = 0
    while at < len(parts):
        part = parts[at]
        closing = (
            next((n for n in range(at + 1, len(parts)) if parts[n] == part), 0) if part[:1] == "`" else 0
        )
        if closing:
            code = "".join(parts[at + 1 : closing])
            page.code.append((code.strip(), number))
            kept.append(f"\0{code.translate(_NO_MARKUP)}\0")
            at = closing + 1
        else:
            kept.append(part)
            at += 1
    return "".join(kept)


# What stands in a code span is text, so brackets in it start no link.
_NO_MARKUP = {ord("["): "\1", ord("]"): "\1", ord("<"): "\1", ord("="): "\1", ord("!"): "\1"}


def _take_links(line: str, number: int, page: DocumentPage) -> None:
    if len(page.links) > LINKS_LIMIT:
        return
    if "](" in line:
        page.links.extend(_inline(line, number))
    if "]:" in line and (match := _DEFINITION.match(line)):
        page.links.append(DocumentLink(match[2], number, match[1]))
    if "=" in line:
        for name, target in _ATTRIBUTE.findall(line):
            page.links.append(DocumentLink(target, number, image=name.lower() == "src"))
        if "<" in line:
            page.anchors.extend(_ANCHOR.findall(line))
    if "{" in line:
        page.anchors.extend(_CUSTOM_ANCHOR.findall(line))


def _inline(line: str, number: int) -> Iterator[DocumentLink]:
    """Return the links written as [text](target)."""
    at = line.find("](")
    while at >= 0:
        opening = line.rfind("[", 0, at)
        target = _destination(line[at + 2 :])
        if opening >= 0 and target and line[opening - 1 : opening] != "\\":
            image = line[opening - 1 : opening] == "!" and line[at - 1] != ")"
            yield DocumentLink(target, number, line[opening + 1 : at], image)
        at = line.find("](", at + 2)


def _destination(rest: str) -> str:
    """Return the target at the start of *rest*, "" if there is none."""
    rest = rest.lstrip(" ")
    if rest.startswith("<"):
        return rest[1:].partition(">")[0] if ">" in rest else ""
    match = _BARE.match(rest)
    return match[1] if match else ""


def shown(line: str) -> str:
    """Return what a reader sees of a line: no images, tags, targets."""
    if "[" in line:
        line = _SHOWN.sub(r"\1", _IMAGE.sub(" ", line))
    if "<" in line:
        line = " " if _CODE_START.search(line) else _TAG.sub(" ", line)
    return _CODE_SPAN.sub(" ", line) if "\0" in line else line


def plain(heading: str) -> str:
    """Return a heading without markup."""
    text = _CUSTOM_ANCHOR.sub("", _TAG.sub("", _SHOWN.sub(r"\1", _IMAGE.sub("", heading))))
    return _EMPHASIS.sub("", text).replace("\1", "").strip()
