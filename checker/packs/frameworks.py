"""The frameworks that ship with us: policies/frameworks/<id>.yml, one catalogue of controls each."""

from functools import cache
from pathlib import Path

from checker import resources
from checker.errors import PolicyError
from checker.model.framework import Framework
from checker.packs.gather import read
from checker.packs.kinds import Text
from checker.packs.language import LINE, PROSE
from checker.packs.reading import Reader
from checker.packs.records import Field, Record
from checker.packs.shapes import Table

_ID = Text("the id that rules map to", r"^[a-z][a-z0-9_]*$", 60)
_CONTROL = Text("the id of a control", r"\S", 100)
_WEB = Text("a web address", r"^https://[^\s<>\"']+$", 300)

FRAMEWORK = Record(
    "a framework",
    {
        "framework": Field(_ID, "The id that rules map to.", required=True),
        "title": Field(LINE, "What people call it.", required=True),
        "version": Field(LINE, "Which version of it is meant."),
        "url": Field(_WEB, "Where it is published."),
        "note": Field(PROSE, "What a reader of the conformance has to keep in mind."),
        "controls": Field(
            Table(_CONTROL, LINE),
            "Every control and its title, in the framework's own order; left out "
            "where the catalogue may not be reproduced.",
        ),
    },
)


@cache
def frameworks() -> tuple[Framework, ...]:
    """Return the frameworks that ship with us, by id.

    Raises PolicyError when a file of theirs does not load.
    """
    folder = resources.folder("policies") / "frameworks"
    return tuple(load(path) for path in sorted(folder.glob("*.yml")))


def load(path: Path) -> Framework:
    """Return the framework that a file describes.

    Raises PolicyError with every mistake, one a line.
    """
    reader = Reader(f"policies/frameworks/{path.name}")
    section = read(reader, path.read_text(encoding="utf-8"), FRAMEWORK)
    if section is None or reader.mistakes:
        raise PolicyError("\n".join(map(str, reader.mistakes)))
    values = dict(section.values)
    return Framework(values.pop("framework"), **values)
