"""What changed between two states of maps, lists and plain values, and the way back to the later one.

A difference holds, for each key that changed: `[value]` where it is new or another, a difference
where both are maps that have something in common, and 0 where it went away.
"""

from collections.abc import Iterator
from typing import Any

Tree = dict[str, Any]


def difference(old: Tree, new: Tree) -> Tree:
    """Return what leads from one state to another, {} when they are equal."""
    return dict(_changes(old, new))


def _changes(old: Tree, new: Tree) -> Iterator[tuple[str, Any]]:
    for key, value in new.items():
        before = old.get(key, old)  # a state never holds itself, so this stands for nothing
        if isinstance(before, dict) and isinstance(value, dict) and before is not old:
            inner = difference(before, value)
            if inner:
                yield key, inner if len(inner) < len(value) else [value]
        elif before is old or before != value or type(before) is not type(value):
            yield key, [value]
    yield from ((key, 0) for key in old if key not in new)


def applied(old: Tree, change: Tree) -> Tree:
    """Return the state that a difference leads to; what did not change is shared."""
    found = dict(old)
    for key, step in change.items():
        if isinstance(step, list):
            found[key] = step[0]
        elif isinstance(step, dict):
            found[key] = applied(old[key], step)
        else:
            del found[key]
    return found
