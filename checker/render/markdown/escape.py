"""Text of strangers inside Markdown: shown as it stands, never read as structure."""

import re

from checker.patterns import lazy

_PUNCTUATION = lazy(r"[!-/:-@\[-`{-~]", re.ASCII)
_HARMLESS = frozenset(",.;()%?'-/=")
_FIRST = lazy(r"^[-=]|(?<=^\d)[.)]|(?<=^\d\d)[.)]|(?<=^\d\d\d)[.)]|(?<=\b[wW]{3})\.", re.ASCII)
_REFERENCES = frozenset("@#")


def markdown(text: str) -> str:
    """Return clean *text* so that GitHub shows its characters and nothing else.

    A numeric reference never counts as structure. GitHub looks for @names and #numbers in what
    Markdown gave, so a comment parts their sign from the rest.
    """
    return _FIRST.sub(_reference, _PUNCTUATION.sub(_needed, text)).strip()


def code(text: str) -> str:
    """Return *text* in the type of code; a real code span could be ended from inside."""
    return f"<code>{markdown(text)}</code>"


def prose(text: str) -> str:
    """Return a rule's *text* with what stands between backticks in the type of code."""
    parts = text.split("`")
    if len(parts) % 2 == 0:  # one backtick has no partner
        return markdown(text)
    return "".join(code(part) if index % 2 else _inner(part) for index, part in enumerate(parts))


def _inner(text: str) -> str:
    """Keep the spaces between prose and code."""
    shown = markdown(text)
    return shown and f"{' ' * text.startswith(' ')}{shown}{' ' * text.endswith(' ')}"


def _needed(match: re.Match[str]) -> str:
    return match[0] if match[0] in _HARMLESS else _reference(match)


def _reference(match: re.Match[str]) -> str:
    parting = "<!-- -->" if match[0] in _REFERENCES else ""
    return f"&#{ord(match[0])};{parting}"
