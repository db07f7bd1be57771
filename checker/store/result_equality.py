"""Which results say the same as before, so that no row is written.

A day that passes moves numbers in what people read: "34 days ago", "observed 34". A result is
the same when all that decides is the same and its evidence is, but for these.
"""

import re
from typing import Any

from checker.store.encoding import Tree

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_AMOUNT_OF_TIME = re.compile(r"\b\d+(?:\.\d+)?(?= (?:second|minute|hour|day|week|month|year)s?\b)", re.ASCII)
_EVIDENCE = frozenset({"reason", "value", "expected", "unknown", "looked_at"})
"""What explains a result and does not decide it."""


def same_result(old: Tree, new: Tree) -> bool:
    """Tell whether the evidence of two results of a rule, with equal outcome and score, says the same."""
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
