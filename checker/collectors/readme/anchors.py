"""The anchors that GitHub gives a Markdown page.

They are compared without hyphens and punctuation: GitHub's own rules for emoji, marks and
duplicates have changed more than once, and a link that works must never be reported.
"""

import re

from checker.patterns import lazy
from checker.prose.page import DocumentPage

_ALWAYS = lazy(r"(?:top|readme|user-content-.*|fn.*|l\d+.*|:~:.*)$", re.IGNORECASE)
_SHORTCODE = lazy(r":[a-z0-9_+-]{1,40}:")


def anchors(page: DocumentPage) -> frozenset[str]:
    """Return the anchors of a page, as `has_anchor` compares them."""
    found = {loose(anchor) for anchor in page.anchors}
    seen: dict[str, int] = {}
    for text, _ in page.headings:
        for variant in {text, _SHORTCODE.sub("", text)}:
            slug = loose(variant)
            count = seen[slug] = seen.get(slug, -1) + 1
            found.add(f"{slug}{count}" if count else slug)
    return frozenset(found)


def has_anchor(known: frozenset[str], anchor: str) -> bool:
    """Tell whether a link to *anchor* leads somewhere on a page with these anchors."""
    return not anchor or _ALWAYS.match(anchor) is not None or loose(anchor) in known


def loose(text: str) -> str:
    """Return the letters and digits of a heading or an anchor."""
    return "".join(character for character in text.lower() if character.isalnum())
