"""Runs a checker command and writes the names of the blobs it read: `blobs.py FILE audit ARGUMENT...`."""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from checker.__main__ import main
from checker.git.objects import GitObject, Objects
from checker.model.tree import BLOB_LIMIT


def spy(read: dict[str, None]) -> None:
    """Note every blob that is looked at."""
    look = Objects.look

    def looked(self: Objects, names: Iterable[str], limit: int = BLOB_LIMIT) -> Iterator[GitObject | str]:
        for found in look(self, names, limit):
            if isinstance(found, GitObject) and found.kind == "blob":
                read[found.oid] = None
            yield found

    Objects.look = looked  # type: ignore[method-assign]  # what a spy does


if __name__ == "__main__":
    target, sys.argv[1:] = Path(sys.argv[1]), sys.argv[2:]
    names: dict[str, None] = {}
    spy(names)
    try:
        main()
    finally:
        target.write_text("".join(f"{name}\n" for name in names), encoding="utf-8")
