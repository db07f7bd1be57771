"""Which results say the same as before, so that nothing new has to be kept.

A day that passes moves numbers in what people read: "34 days ago", "observed 34". A result is
the same when all that decides is the same and its evidence is, but for these.
"""

import re
from typing import Any

from checker.store.difference import Tree

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_AMOUNT_OF_TIME = re.compile(r"\b\d+(?:\.\d+)?(?= (?:second|minute|hour|day|week|month|year)s?\b)", re.ASCII)
_EVIDENCE = frozenset({"reason", "value", "expected", "unknown", "looked_at"})
"""What explains a result and does not decide it."""


def settled(old: Tree, new: Tree, moved: bool) -> Tree:
    """Return the later of two states of a subject, with the evidence of the earlier for what is the same.

    *moved* tells that something beside the state is another. Where only notes are, they stay too: they
    tell how an audit went.
    """
    before, now = old["results"], new["results"]
    found = {**new, "results": {number: _result(before.get(number), now[number]) for number in now}}
    return found if moved or _noteless(old) != _noteless(found) else old


def _noteless(state: Tree) -> Tree:
    return {key: value for key, value in state.items() if key != "notes"}


def _result(old: Tree | None, new: Tree) -> Tree:
    return old if old is not None and _same(old, new) else new


def _same(old: Tree, new: Tree) -> bool:
    if old == new:
        return True
    if old.keys() != new.keys():
        return False
    return all(_alike(key, old[key], new[key]) for key in new)


def _alike(key: str, old: Any, new: Any) -> bool:
    if old == new:
        return True
    if key in _EVIDENCE:
        return bool(_blind(old) == _blind(new))
    return key == "findings" and bool(_timeless(old) == _timeless(new))


def _blind(value: Any) -> Any:
    """Return a value with nothing in place of each number."""
    if isinstance(value, str):
        return _NUMBER.sub("", value)
    if isinstance(value, list):
        return [_blind(item) for item in value]
    if isinstance(value, dict):
        return {key: _blind(item) for key, item in value.items()}
    return value if isinstance(value, bool) or value is None else 0


def _timeless(findings: Any) -> Any:
    return [{**each, "message": _AMOUNT_OF_TIME.sub("", each["message"])} for each in findings]
