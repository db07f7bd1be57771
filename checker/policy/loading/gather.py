"""From the names of policies to the files behind them, parents first, each file once."""

from collections.abc import Sequence
from typing import Any

from msgspec import Struct, field

from checker.model.policy import Mistake, Position
from checker.policy.access import UnreadableSettings
from checker.policy.language import POLICY, TOPIC
from checker.policy.loading.sources import Library, PolicyLocation, Unit
from checker.policy.schema.reader import Reader, Section, TooManyMistakes
from checker.policy.schema.records import RecordKind

DEPTH_LIMIT = 50
"""Policies that extend one another in a row."""


class PolicyPart(Struct, frozen=True):
    """One file that was read; *unit* is the key of the policy that it belongs to."""

    section: Section
    lines: list[str]
    unit: str


class Gathered(Struct):
    """Every part in the order of merging, the mistakes so far, and who builds on whom.

    *ancestors* leads from a unit to itself and every unit that it extends, however far.
    *lost* tells that a file is missing from the parts, so that names may seem unknown.
    """

    library: Library
    parts: list[PolicyPart] = field(default_factory=list)
    mistakes: list[Mistake] = field(default_factory=list)
    ancestors: dict[str, frozenset[str]] = field(default_factory=dict)
    folders: list[str] = field(default_factory=list)
    lost: bool = False


Trail = tuple[tuple[str, Position], ...]
"""The policies being read, outermost first, and where each was named."""


def gather(library: Library, sources: Sequence[str]) -> tuple[Gathered, tuple[str, ...]]:
    """Read all that *sources* stand for; also return the units that the sources name."""
    gathered = Gathered(library)
    named: list[str] = []
    for source in sources:
        said = Position(source, 0, 0)
        unit = _find(gathered, source, None, said)
        if unit is None:
            continue
        _visit(gathered, unit, said, ())
        if unit.header.name not in named:
            named.append(unit.header.name)
    return gathered, tuple(named)


def _find(gathered: Gathered, name: str, near: PolicyLocation | None, said: Position) -> Unit | None:
    try:
        return gathered.library.find(name, near)
    except UnreadableSettings as error:
        gathered.lost = True
        gathered.mistakes.append(Mistake(said, str(error)))
        return None


def _visit(gathered: Gathered, unit: Unit, said: Position, trail: Trail) -> None:
    """Read a unit after everything that it extends."""
    name = unit.header.name
    if any(name == other for other, _ in trail):
        gathered.mistakes.append(Mistake(said, _circle(name, said, trail)))
        return
    if name in gathered.ancestors:
        return
    if len(trail) == DEPTH_LIMIT:
        gathered.mistakes.append(Mistake(said, f"extends more than {DEPTH_LIMIT} policies in a row"))
        return
    header = _part(gathered, unit.header, POLICY, name)
    family = {name}
    for index, parent in enumerate(() if header is None else header.section.get("extends", ())):
        family |= _extend(gathered, unit, header, (index, parent), (*trail, (name, said)))
    gathered.ancestors[name] = frozenset(family)
    topics = [_part(gathered, topic, TOPIC, name) for topic in unit.topics]
    gathered.parts += [part for part in (header, *topics) if part is not None]
    gathered.folders += [unit.folder] if unit.folder else []


def _extend(
    gathered: Gathered, unit: Unit, header: Any, entry: tuple[int, str], trail: Trail
) -> frozenset[str]:
    """Visit one entry of `extends` and return the units that it brings."""
    index, name = entry
    said = header.section.at("extends", index)
    parent = _find(gathered, name, unit.header, said)
    if parent is None:
        return frozenset()
    _visit(gathered, parent, said, trail)
    return gathered.ancestors.get(parent.header.name, frozenset())


def _circle(name: str, said: Position, trail: Trail) -> str:
    start = [other for other, _ in trail].index(name)
    others = [str(position) for _, position in trail[start + 1 :]]
    if not others:
        return f"{name} extends itself"
    return f"{name} extends itself in a circle, through {', '.join(others)} and {said}"


def _part(gathered: Gathered, place: PolicyLocation, record: RecordKind, unit: str) -> PolicyPart | None:
    """Read one file; None when there is nothing in it to go on with."""
    try:
        text = gathered.library.read(place)
    except UnreadableSettings as error:
        gathered.lost = True
        gathered.mistakes.append(Mistake(Position(place.name, 1, 1), str(error)))
        return None
    reader = Reader(place.name)
    section = read(reader, text, record)
    gathered.mistakes += reader.mistakes
    gathered.lost |= section is None
    return None if section is None else PolicyPart(section, text.split("\n"), unit)


def read(reader: Reader, text: str, record: RecordKind) -> Section | None:
    """Return what a file holds, None where that is no *record* at all."""
    root = reader.compose(text)
    if root is None:
        return None
    try:
        section = record.read(root, reader)
    except TooManyMistakes:
        return None
    return section if isinstance(section, Section) else None
