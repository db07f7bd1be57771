"""The texts of the community files, and where one only leads to another."""

import re
from collections.abc import Sequence

from checker.collectors.community.places import (
    CommunityFiles,
)
from checker.errors import Cause, Unobserved
from checker.files import Files
from checker.patterns import lazy
from checker.prose.natural_language import note_foreign
from checker.prose.parse import opened

TEXT_LIMIT = 200_000
"""Characters of a page that are searched."""
NOTE_LIMIT = 2500
"""Characters up to which a text that holds a link may just lead to another page."""
_FORM = lazy(r"\[[^\]\n]{0,100}\b(?:contact|form)\b[^\]\n]{0,100}\]\([^)\s]{0,300}\)", re.IGNORECASE)
"""A link to where messages are taken."""
GUIDES_LIMIT = 10
"""Contribution guides that are read."""


def text_of(files: Files, found: CommunityFiles, fact: str) -> str:
    """Return the text of the file behind a fact, "" if there is none.

    What stands there in another language than English is missed. Raises Unobserved when it is a link or
    cannot be read.
    """
    path = found.best(fact)
    text = files.beginning(path, TEXT_LIMIT)
    if text:
        note_foreign(files, path, opened(files, path))
    return text


def leads_elsewhere(text: str, words: Sequence[str], found: CommunityFiles, fact: str) -> bool:
    """Return false unless a short text only leads to the page that says it; a form for messages is no page.

    Raises Unobserved if it does.
    """
    text = _FORM.sub("", text)
    targets = re.findall(r"(?:https?://|\]\()([^\s)>\]]{1,300})", text.lower())
    pages = [target for target in targets if "github.com" not in target and "@" not in target]
    if len(text) < NOTE_LIMIT and any(word in target for target in pages for word in words):
        page = found.best(fact)
        reason = "leads to another page, which is not in the repository"
        raise Unobserved(page, reason, cause=Cause.NOT_UNDERSTOOD, files=(page,))
    return False
