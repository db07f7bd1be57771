"""Text that strangers wrote, made harmless, and numbers as all formats show them."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache

from checker.patterns import lazy

NAME_LIMIT = 160
"""Characters of the longest name, path or title that is shown."""
LINE_LIMIT = 1000
"""Characters of the longest message that is shown."""
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
NOTHING = "\N{EN DASH}"
"""What stands where there is no number and no name."""

_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_SPACES = ("Zl", "Zp", "Zs")
# CI servers read commands from what a step prints: GitHub's runner and Azure's agent ##[…] and ##vso[…]
# anywhere in a line, GitHub's runner also what begins with two colons.
_COMMAND = lazy(r"#(?=#\w*\[)", re.ASCII)
_LEADING = lazy(r"^([ \t]*):(?=:)", re.MULTILINE)


def clean(text: str, limit: int = LINE_LIMIT) -> str:
    """Return *text* on one line, without anything that acts on a terminal or reorders words.

    Controls and direction marks become visible replacements, so that nothing is hidden. No command that
    CI servers read in the middle of a line is left.
    """
    if text.isascii() and text.isprintable():
        return clip(_unlike_commands(text), limit)
    return _cleaned(text[: limit + 1], limit)


def quiet(lines: str) -> str:
    """Return lines, made of clean texts, of which a CI server takes none for a command to itself."""
    return _LEADING.sub(r"\1.", _unlike_commands(lines))


@lru_cache(maxsize=1000)
def _cleaned(text: str, limit: int) -> str:
    # The same few texts of rules stand in the results of all repositories.
    return clip(_unlike_commands("".join(map(_shown, text))), limit)


def _unlike_commands(text: str) -> str:
    return _COMMAND.sub(".", text) if "##" in text else text


def clip(text: str, limit: int) -> str:
    """Return at most *limit* characters of *text*, with an ellipsis where something is cut."""
    return text if len(text) <= limit else text[: limit - 1] + "\N{HORIZONTAL ELLIPSIS}"


def name(text: str) -> str:
    """Return a name, path or title made harmless and short."""
    return clean(text, NAME_LIMIT)


def without_surrogates(text: str) -> str:
    """Return *text* with halves of surrogate pairs, which no encoding can write, replaced."""
    return (
        text if text.isascii() else text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    )


def number(value: float | None) -> str:
    """Return a score or a coverage with one decimal, a dash where there is none."""
    return NOTHING if value is None else f"{value:.1f}"


def scored(score: float | None, at_least: float | None) -> str:
    """Return a score, and beside it what it is at least where not everything was decided."""
    if score is None or at_least is None or number(score) == number(at_least):
        return number(score)
    return f"{number(score)} (at least {number(at_least)})"


def rounded(value: float | None) -> float | None:
    """Return a score or a coverage as all reports round it."""
    return None if value is None else round(value, 1)


def count(amount: int, noun: str) -> str:
    """Return an amount with its noun: 1 rule, 2 rules, 3 repositories, 4 days, 5 fixes."""
    if amount == 1:
        return f"1 {noun}"
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return f"{amount} {noun[:-1]}ies"
    return f"{amount} {noun}{'es' if noun.endswith('x') else 's'}"


def sentence(parts: Iterable[str]) -> str:
    """Join the parts that say something."""
    said = [part.strip() for part in parts if part.strip()]
    return "; ".join([*(part.rstrip(".") for part in said[:-1]), *said[-1:]])


def shown(value: object) -> str:
    """Return an observed value as a person would write it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, (list, tuple)):
        return ", ".join(shown(item) for item in value) or "nothing"
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {shown(value[key])}" for key in sorted(value)) or "nothing"
    return "nothing" if value in (None, "") else str(value)


def _shown(character: str) -> str:
    if character in "\t\n\r" or unicodedata.category(character) in _SPACES:
        return " "
    kind = unicodedata.category(character)
    if kind in ("Cc", "Cs") or character in _BIDI or _is_noncharacter(ord(character)):
        return REPLACEMENT
    return "" if kind == "Cf" else character


def _is_noncharacter(code: int) -> bool:
    """Tell whether Unicode will never assign this code; XML cannot hold some of them."""
    return code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF
