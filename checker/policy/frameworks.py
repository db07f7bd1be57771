"""The frameworks that ship with us: policies/frameworks/<id>.yml, one catalogue of controls each."""

from functools import cache
from pathlib import Path

from checker import resources
from checker.errors import PolicyError
from checker.model.framework import Framework
from checker.policy.language import LINE, PROSE
from checker.policy.loading.gather import read
from checker.policy.schema.containers import MappingKind
from checker.policy.schema.reader import Reader
from checker.policy.schema.records import RecordField, RecordKind
from checker.policy.schema.scalars import TextKind

_ID = TextKind("the id that rules map to", r"^[a-z][a-z0-9_]*$", 60)
_CONTROL = TextKind("the id of a control", r"\S", 100)
_WEB = TextKind("a web address", r"^https://[^\s<>\"']+$", 300)

FRAMEWORK = RecordKind(
    "a framework",
    {
        "framework": RecordField(_ID, "The id that rules map to.", required=True),
        "title": RecordField(LINE, "What people call it.", required=True),
        "version": RecordField(LINE, "Which version of it is meant."),
        "url": RecordField(_WEB, "Where it is published."),
        "note": RecordField(PROSE, "What a reader of the conformance has to keep in mind."),
        "controls": RecordField(
            MappingKind(_CONTROL, LINE),
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
