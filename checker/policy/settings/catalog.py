"""Reads checker.yml and the files about teams that it may name."""

import os
from pathlib import Path
from typing import Any

from checker.model.digest import Subscription
from checker.model.policy import Mistake, Position
from checker.policy.access import DISK, Access, Confined, UnreadableSettings, read_text
from checker.policy.language import GLOBS, LINE, NAME
from checker.policy.loading.gather import read
from checker.policy.schema.containers import ListKind, MappingKind, UnionKind
from checker.policy.schema.reader import Reader, Section
from checker.policy.schema.records import OneOf, RecordField, RecordKind
from checker.policy.schema.scalars import TextKind
from checker.policy.settings import confinement
from checker.policy.settings.configuration import DEBT, Configuration, RepositoryEntry
from checker.policy.settings.teams import ATTRIBUTES, FIELD, Folder, attributes, read_teams
from checker.policy.teachings import RECOGNIZE, teachings

_REPOSITORIES = RecordKind(
    "a repository entry",
    {"repositories": RecordField(GLOBS, "Patterns over ids and paths.", required=True), **ATTRIBUTES},
    (OneOf(tuple(ATTRIBUTES), "this entry says nothing about its repositories"),),
    doc="What is known of some repositories.",
)
_NOTIFICATION = RecordKind(
    "a notification",
    {
        "to": RecordField(
            TextKind("the name of an environment variable", r"^[A-Z][A-Z0-9_]*$", 100),
            "The environment variable that holds the address, such as slack://… or mailto://….",
            required=True,
        ),
        "team": RecordField(LINE, "The team whose digest is sent; without it the organization's."),
    },
    doc="Who is told what changed.",
)
_FORMAT = TextKind("the name of a format", NAME.pattern, 100)
CONFIGURATION = RecordKind(
    "a configuration",
    {
        "organization": RecordField(LINE, "The name of the organization."),
        "targets": RecordField(
            ListKind(LINE), "Paths, folders of repositories, Git URLs, or github:OWNER[/REPO]."
        ),
        "policy": RecordField(
            UnionKind(scalar=LINE, many=ListKind(LINE, least=1)),
            "Packs and policy files in force.",
            default="baseline",
        ),
        "teams": FIELD,
        "history": RecordField(
            LINE, "Where audits are recorded: sqlite:///FILE, postgresql://…, or none.", default="none"
        ),
        "outputs": RecordField(MappingKind(_FORMAT, LINE), "Reports to write: format and path."),
        "notifications": RecordField(
            ListKind(_NOTIFICATION), "Who is told what changed, by `checker notify`."
        ),
        "debt": RecordField(LINE, "The file of recorded debt.", default=DEBT),
        "repositories": RecordField(
            ListKind(_REPOSITORIES), "What is known of repositories; later entries win."
        ),
        "recognize": RecordField(RECOGNIZE, "Commands and files that the checker does not know by itself."),
    },
    doc="What is audited, by which policy, and who owns what.",
)


def read_configuration(
    path: Path, access: Access, confined: bool
) -> tuple[Configuration | None, tuple[Mistake, ...]]:
    """Return what a configuration file says, None where it does not parse, and every mistake.

    Files that it names are read through *access*, and only below its folder where it is *confined*. What
    leads elsewhere is left out of a confined one, and noted in `Configuration.leaks`.
    """
    folder = path.parent
    access = Confined(access, folder) if confined else access
    section, mistakes = _section(path, access)
    if section is None:
        return None, tuple(mistakes)
    values = {key: section.get(key) for key in section.values if section.get(key) is not None}
    leaks = {}
    if confined:
        debt = (values.get("debt", DEBT), access)
        leaks = dict(confinement.leaks(values, Confined(DISK, folder), debt))
    values = {key: value for key, value in values.items() if key not in leaks}
    said = read_teams(section, Folder(folder, access), mistakes)
    configuration = Configuration(
        folder=folder,
        confined=confined,
        leaks=leaks,
        organization=values.get("organization", ""),
        targets=tuple(_target(target, folder) for target in values.get("targets", ())),
        policy=_listed(values.get("policy", ())),
        teams=said.teams,
        catalog=said.catalog,
        history=values.get("history", ""),
        outputs=values.get("outputs", {}),
        debt_file=values.get("debt", ""),
        notifications=tuple(_subscription(each) for each in values.get("notifications", ()) if each.sound),
        recognize=tuple(teachings(section)),
        repositories=tuple(_entry(each) for each in values.get("repositories", ()) if each.sound),
    )
    return configuration, _sorted(mistakes, path.name)


def _sorted(mistakes: list[Mistake], name: str) -> tuple[Mistake, ...]:
    """Put the mistakes in the order of lines, those of the file called *name* first."""

    def key(mistake: Mistake) -> tuple[bool, int, int]:
        place = mistake.position
        return place.file != name, place.line, place.column

    return tuple(sorted(mistakes, key=key))


def _section(path: Path, access: Access) -> tuple[Section | None, list[Mistake]]:
    """Return what a configuration file holds, and its mistakes."""
    reader = Reader(path.name)
    try:
        section = read(reader, read_text(path, access), CONFIGURATION)
    except UnreadableSettings as error:
        return None, [Mistake(Position(path.name, 1, 1), str(error))]
    return section, reader.mistakes


def _listed(value: Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _target(target: str, folder: Path) -> str:
    """Return a target as it reads from any folder: addresses as they are, paths in full."""
    if confinement.ADDRESS.match(target):
        return target
    return os.path.normpath(folder / target)


def _entry(section: Section) -> RepositoryEntry:
    return RepositoryEntry(section.values["repositories"], attributes(section))


def _subscription(section: Section) -> Subscription:
    return Subscription(section.values["to"], section.values.get("team", ""))
