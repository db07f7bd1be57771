"""Our answers: the facts of a repository, and what could not be seen of them."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct

Record = Mapping[str, Any]


class Facts(Struct, frozen=True):
    """The facts of one snapshot. `partly` are those of which only a part was seen, with the unclear files."""

    values: Mapping[str, Any]
    partly: Mapping[str, frozenset[str]]

    def value(self, name: str) -> Any:
        """Return a fact, or None for unknown; of a fact that was partly seen, what was seen."""
        found = self.values.get(name)
        return found or None if name in self.partly else found

    def records(self, name: str) -> list[Record]:
        """Return the records of a fact that were seen."""
        return self.values.get(name) or []

    def lacks(self, name: str) -> bool | None:
        """Tell whether a fact is empty, nothing or no; None for unknown."""
        found = self.value(name)
        return None if found is None else not found

    def has(self, name: str, item: str | Callable[[Any], bool]) -> bool | None:
        """Tell whether a list holds an item, or one like that; None for unknown."""
        found = any(item(each) if callable(item) else each == item for each in self.values.get(name) or ())
        return found or (None if name in self.partly else False)


def read(snapshot: Path) -> Facts:
    """Read the facts of a snapshot that `checker collect` wrote."""
    facts = json.loads(snapshot.read_text(encoding="utf-8"))["facts"]
    seen = {problem["path"]: problem.get("seen") for problem in facts["problems"]}
    partly = {problem["path"]: frozenset(problem.get("files", ())) for problem in facts["problems"]}
    return Facts({**seen, **facts["values"]}, partly)
