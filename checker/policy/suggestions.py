"""Words in messages: what was written, and what may have been meant."""

from collections.abc import Iterable

WORD_LIMIT = 100
"""Characters of the longest word that a message quotes."""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return `; did you mean 'X'?` for the known word that is most like *word*, else ""."""
    from difflib import get_close_matches

    close = get_close_matches(word[:WORD_LIMIT], sorted(set(known)), 1)
    return f"; did you mean {close[0]!r}?" if close else ""


def shown(value: object) -> str:
    """Return a value as a message quotes it, cut when it is long."""
    text = repr(value)
    return text if len(text) <= WORD_LIMIT else f"{text[: WORD_LIMIT - 1]}…"
