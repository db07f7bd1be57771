"""Which rules Ruff checks."""

from checker.documents.shapes import at, string, strings, table
from checker.errors import Cause, Unobserved
from checker.files import Files
from checker.model.json_value import Json

DEFAULT = ("E4", "E7", "E9", "F")
"""What Ruff selects when it is not told (https://docs.astral.sh/ruff/settings/#lint_select)."""
_SOURCES: tuple[tuple[str, tuple[str, ...]], ...] = (
    (".ruff.toml", ()),
    ("ruff.toml", ()),
    ("pyproject.toml", ("tool", "ruff")),
)


def settings(files: Files) -> tuple[str, list[str]]:
    """Return the file that configures Ruff and the rules it selects; "" and none without one.

    Raises Malformed, and Unobserved when the settings extend others.
    """
    for path, keys in _SOURCES:
        found = at(files.document(path).data, *keys) if files.entry(path) is not None else None
        if found is None:
            continue
        if base := string(at(found, "extend")):
            raise Unobserved(path, f"extends {base}", cause=Cause.NOT_UNDERSTOOD, files=(path,))
        return path, sorted({_group(rule) for rule in _selected(found)})
    return "", []


def _selected(found: Json) -> list[str]:
    """Return what `select` and `extend-select` name, below `lint` or, as formerly, beside it."""
    holders = (table(found), table(at(found, "lint")))
    chosen = [holder.get("select") for holder in holders if "select" in holder]
    more = [rule for holder in holders for rule in strings(holder.get("extend-select"))]
    return [*(strings(chosen[-1]) if chosen else DEFAULT), *more]


def _group(rule: str) -> str:
    """Name the sorting of imports by its group, of which it is nearly all."""
    return "I" if rule == "I001" else rule
