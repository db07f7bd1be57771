"""`recognize:` of policies and of checker.yml: what they teach, each pattern with its place."""

from collections.abc import Iterator
from typing import Any, cast

from checker.model.teaching import Teaching, TeachingKind
from checker.policy.schema.containers import ListKind, MappingKind
from checker.policy.schema.reader import Section
from checker.policy.schema.records import RecordField, RecordKind
from checker.policy.schema.scalars import GlobKind, TextKind

_COMMAND = TextKind("a command such as ./bake test, or nuke *", r"^\s*[^\s*]", 200)
_TECHNOLOGY = TextKind("a name of lower-case letters, digits and hyphens", r"^[a-z0-9][a-z0-9-]*$", 60)
RECOGNIZE = RecordKind(
    "what to recognize",
    {
        "tests": RecordField(ListKind(_COMMAND), "Commands that run tests; `*` stands for any words."),
        "publish": RecordField(ListKind(_COMMAND), "Commands that publish a package, an image or a release."),
        "harmless": RecordField(ListKind(_COMMAND), "Commands that neither check nor publish anything."),
        "ci": RecordField(ListKind(GlobKind()), "Files that configure CI, as patterns of paths."),
        "technologies": RecordField(
            MappingKind(_TECHNOLOGY, ListKind(GlobKind(), least=1)),
            "Files that show a technology, by its name.",
        ),
    },
    doc="Commands and files that nobody else knows.",
)


def teachings(section: Section) -> Iterator[Teaching]:
    """Yield what the key `recognize` of a section teaches; what holds mistakes is left out."""
    said = section.get("recognize")
    if not isinstance(said, Section):
        return
    for kind in RECOGNIZE.fields:
        value = said.get(kind, ())
        if kind == "technologies":
            for name in value or ():
                yield from _each(section, kind, value[name], name)
        else:
            yield from _each(section, kind, value)


def _each(section: Section, kind: str, patterns: Any, technology: str = "") -> Iterator[Teaching]:
    path = ("recognize", kind, technology) if technology else ("recognize", kind)
    for index, pattern in enumerate(patterns):
        if isinstance(pattern, str):
            place = section.at(*path, index)
            yield Teaching(cast("TeachingKind", kind), pattern, place.file, place.line, technology)
