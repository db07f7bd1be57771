"""Who owns a path: CODEOWNERS as GitHub reads it, GitLab's sections tolerated."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any
from weakref import WeakKeyDictionary

from msgspec import Struct

from checker.errors import Unobserved
from checker.files.gaps import LINK
from checker.files.view import Files
from checker.patterns import lazy, linear

PLACES = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS")
"""Where the file may stand: the first one found counts, the others are not read."""
SIZE_LIMIT = 3 * 1024 * 1024
"""Bytes of the largest file that GitHub loads."""
RULE_LIMIT = 10_000
"""Lines that are read at most."""
OWNER_LIMIT = 20
"""Owners of everything that are told apart."""
_ANY = "/".join(["\x7f" * 60] * 3)
"""A path that no pattern means unless it means every path."""

_WORD = lazy(r"(?:\\.|[^\s\\]|\\$)+")
_OWNER = lazy(
    r"@[A-Za-z0-9][\w.-]{0,100}(?:/[\w.-]{1,100}){0,5}|@@[a-z]{1,40}|[^\s@]{1,100}@[^\s@]{1,200}\.[^\s@]{1,60}"
)
_SECTION = lazy(r"\^?\[[^\]]{1,200}\](?:\[\d{1,3}\])?(?:\s+@.{0,1000})?$")


class OwnerRule(Struct, frozen=True):
    """One line that counts; no owners means that nobody owns what it matches."""

    pattern: str
    owners: tuple[str, ...]
    line: int


class OwnerError(Struct, frozen=True):
    """One line that does not count, and why; line 1 where the whole file does not."""

    line: int
    reason: str


class Codeowners(Struct, frozen=True):
    """A CODEOWNERS file; *path* is "" where there is none. *sections* are lines of GitLab's own."""

    path: str
    rules: tuple[OwnerRule, ...] = ()
    errors: tuple[OwnerError, ...] = ()
    sections: tuple[int, ...] = ()


_LOADED: WeakKeyDictionary[Files, Codeowners] = WeakKeyDictionary()


def load(files: Files) -> Codeowners:
    """Return what the CODEOWNERS file says, read once for each tree.

    Raises Unobserved when the file is there but cannot be read.
    """
    if files not in _LOADED:
        _LOADED[files] = _read(files)
    return _LOADED[files]


def owners(files: Files, path: str) -> tuple[str, ...]:
    """Return the owners of one path: those of the last pattern that matches it.

    Raises Unobserved when the CODEOWNERS file cannot be read.
    """
    for rule in reversed(load(files).rules):
        if compiled(rule.pattern).search(path):
            return rule.owners
    return ()


def accountable(files: Files) -> tuple[str, ...]:
    """Return who owns everything that has no owner of its own: the last pattern that matches all counts.

    Without such a pattern these are all owners that the file names. At most OWNER_LIMIT are returned.
    Raises Unobserved when the CODEOWNERS file cannot be read.
    """
    rules = load(files).rules
    whole = next((rule for rule in reversed(rules) if compiled(rule.pattern).search(_ANY)), None)
    named = whole.owners if whole else (name for rule in rules for name in rule.owners)
    return tuple(dict.fromkeys(named))[:OWNER_LIMIT]


@lru_cache(maxsize=4096)
def compiled(pattern: str) -> Any:
    """Return the expression that a pattern stands for, of a kind that cannot run away."""
    from codeowners import path_to_regex

    text = path_to_regex(pattern).pattern
    for python_end, end in ((r"(?:\Z|/)", r"(?:\z|/)"), (r"\Z", r"\z")):
        if text.endswith(python_end):
            text = text.removesuffix(python_end) + end
            break
    return linear(text)


def _read(files: Files) -> Codeowners:
    path = next((place for place in PLACES if files.entry(place)), "")
    entry = files.entry(path)
    if entry is None:
        return Codeowners("")
    if not entry.is_file:
        raise Unobserved(path, LINK, files=(path,))
    if (entry.size or 0) > SIZE_LIMIT:
        return Codeowners(path, errors=(OwnerError(1, "the file is larger than 3 MB and is not loaded"),))
    text = files.text(path)
    if text.count("\n") > RULE_LIMIT:
        # The last line that matches decides: a part of them says nothing.
        raise Unobserved(path, f"more than {RULE_LIMIT} lines", files=(path,))
    return _parse(path, text)


def _parse(path: str, text: str) -> Codeowners:
    rules: list[OwnerRule] = []
    errors: list[OwnerError] = []
    sections: list[int] = []
    for number, line in _lines(text):
        if _SECTION.match(line):
            sections.append(number)
            continue
        pattern, *names = _words(line)
        reason = _flaw(pattern, names)
        if reason:
            errors.append(OwnerError(number, reason))
        else:
            rules.append(OwnerRule(pattern, tuple(names), number))
    return Codeowners(path, tuple(rules), tuple(errors), tuple(sections))


def _lines(text: str) -> Iterator[tuple[int, str]]:
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.strip()
        if line and not line.startswith("#"):
            yield number, line


def _words(line: str) -> list[str]:
    """Split at white space that no backslash escapes, up to a comment."""
    words: list[str] = []
    for word in _WORD.findall(line):
        if words and word.startswith("#"):
            break
        words.append(word)
    return words


def _flaw(pattern: str, names: list[str]) -> str:
    """Return what makes a line invalid, "" if nothing does."""
    if pattern.startswith("!"):
        return "a pattern cannot be negated with !"
    if pattern.startswith("\\#"):
        return "a pattern cannot start with an escaped #"
    if "[" in pattern or "]" in pattern:
        return "a pattern cannot hold a character range [ ]"
    if len(pattern) > 1000 or not pattern.strip("/"):
        return "not a pattern" if pattern != "/" else "the pattern / matches nothing"
    wrong = next((name for name in names if not _OWNER.fullmatch(name)), None)
    return f"{wrong[:80]} is neither @user, @organization/team nor an e-mail address" if wrong else ""
