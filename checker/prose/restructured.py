"""reStructuredText, as far as headings, links, code and words go."""

from collections.abc import Sequence

from checker.patterns import lazy
from checker.prose.page import LINE_LIMIT, DocumentLink, DocumentPage

_ADORNMENT = lazy(r"([=\-~^\"'`#*+:.<>_])\1{2,}\s*$")
_EXTERNAL = lazy(r"`([^`<>\n]{0,300})<([^<>`\s]{1,1000})>`__?")
_TARGET = lazy(r"\s{0,3}\.\. _[^:\n]{1,200}:\s+(\S{1,1000})\s*$")
_PICTURE = lazy(r"\s{0,12}\.\. (?:\|[^|]{1,100}\| )?(?:image|figure)::\s+(\S{1,1000})")
_DIRECTIVE = lazy(r"\s*\.\.(?:\s|$)")
_CODE = lazy(r"\s*\.\. (?:code-block|code|sourcecode|highlight|parsed-literal|prompt)::")
_LITERAL = lazy(r"``([^`\n]{1,300})``")
_ROLE = lazy(r":[\w:+-]{1,40}:`~?([^`<]{0,200})[^`]{0,300}`")


def read(text: str) -> DocumentPage:
    """Take a page apart."""
    page = DocumentPage()
    styles: dict[str, int] = {}
    lines = [line[:LINE_LIMIT] for line in text.splitlines()]
    block = -1
    for number, line in enumerate(lines, 1):
        indent = len(line) - len(line.lstrip())
        if block >= 0 and (indent > block or not line.strip()):
            page.code.append((line.strip(), number))
            continue
        block = (
            indent
            if _CODE.match(line) or (line.rstrip().endswith("::") and not _DIRECTIVE.match(line))
            else -1
        )
        _take(lines, number, styles, page)
    return page


def _take(lines: Sequence[str], number: int, styles: dict[str, int], page: DocumentPage) -> None:
    line = lines[number - 1]
    below = lines[number] if number < len(lines) else ""
    if line.strip() and _ADORNMENT.match(below) and not _ADORNMENT.match(line):
        over = _ADORNMENT.match(lines[number - 2]) if number > 1 else None
        style = below[:1] * 2 if over else below[:1]
        level = styles.setdefault(style, len(styles) + 1)
        page.add_heading(_shown(line).strip(), number, level)
    if match := _TARGET.match(line):
        page.links.append(DocumentLink(match[1], number))
    elif match := _PICTURE.match(line):
        page.links.append(DocumentLink(match[1], number, image=True))
    page.links.extend(DocumentLink(target, number, text.strip()) for text, target in _EXTERNAL.findall(line))
    page.code.extend((code, number) for code in _LITERAL.findall(line))
    if not _DIRECTIVE.match(line) and not _ADORNMENT.match(line):
        page.prose.append((_shown(line), number))


def _shown(line: str) -> str:
    return _LITERAL.sub(r"\1", _ROLE.sub(r"\1", _EXTERNAL.sub(r"\1", line))).replace("`", "").replace("*", "")
