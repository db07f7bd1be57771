"""Reads checker.yml and the teams file that it may name."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from checker.model.notice import Subscription
from checker.model.policy import Mistake, Position
from checker.model.team import Team
from checker.packs.config import Configuration, Entry
from checker.packs.gather import read
from checker.packs.kinds import Choice, Flag, Text
from checker.packs.language import GLOBS, LINE, NAME
from checker.packs.reading import Reader, Section
from checker.packs.records import Field, OneOf, Record
from checker.packs.shapes import Either, Many, Table
from checker.packs.sources import Unreadable, read_text
from checker.patterns import lazy

_ATTRIBUTES = {
    "tier": Field(LINE, "How much the business depends on it."),
    "kind": Field(LINE, "What it is: service, library, website …"),
    "lifecycle": Field(LINE, "Such as experimental, production or deprecated."),
    "visibility": Field(Choice(("public", "internal", "private")), "Who can see it."),
    "archived": Field(Flag(), "Whether it is closed."),
    "inherits": Field(Flag(), "Whether files of OWNER/.github may apply."),
}
_TEAM = Record(
    "a team",
    {
        "team": Field(LINE, "Its name.", required=True),
        "repositories": Field(GLOBS, "Patterns over ids and paths of its repositories."),
        "part_of": Field(LINE, "The department or team that it belongs to."),
        **_ATTRIBUTES,
    },
)
_TEAMS = Many(_TEAM)
_OTHER_TEAMS = Record(
    "where teams come from",
    {
        "sources": Field(
            Many(Choice(("codeowners", "github", "backstage")), least=1), "Who knows them.", required=True
        )
    },
)
_REPOSITORIES = Record(
    "a repository entry",
    {"repositories": Field(GLOBS, "Patterns over ids and paths.", required=True), **_ATTRIBUTES},
    (OneOf(tuple(_ATTRIBUTES), "this entry says nothing about its repositories"),),
)
_NOTIFICATION = Record(
    "a notification",
    {
        "to": Field(
            Text("the name of an environment variable", r"^[A-Z][A-Z0-9_]*$", 100),
            "The environment variable that holds the address, such as slack://… or mailto://….",
            required=True,
        ),
        "team": Field(LINE, "The team whose digest is sent; without it the organization's."),
    },
)
_FORMAT = Text("the name of a format", NAME.pattern, 100)
CONFIGURATION = Record(
    "a configuration",
    {
        "organization": Field(LINE, "The name of the organization."),
        "targets": Field(Many(LINE), "Paths, folders of repositories, Git URLs, or github:OWNER[/REPO]."),
        "policy": Field(Either(scalar=LINE, many=Many(LINE, least=1)), "Packs and policy files in force."),
        "teams": Field(
            Either(scalar=LINE, many=_TEAMS, table=_OTHER_TEAMS),
            "Teams, the file that lists them, or sources.",
        ),
        "history": Field(LINE, "The database of results, or none."),
        "outputs": Field(Table(_FORMAT, LINE), "Reports to write: format and path."),
        "notifications": Field(Many(_NOTIFICATION), "Who is told what changed, by `checker notify`."),
        "debt": Field(LINE, "The file of recorded debt; .checker/debt.yml by default."),
        "repositories": Field(Many(_REPOSITORIES), "What is known of repositories; later entries win."),
    },
    doc="What is audited, by which policy, and who owns what.",
)
_TEAMS_FILE = Record("a teams file", {"teams": Field(_TEAMS, "The teams.", required=True)})


def read_configuration(path: Path) -> tuple[Configuration | None, tuple[Mistake, ...]]:
    """Return what a configuration file says, None where it does not parse, and every mistake."""
    folder = path.parent
    section, mistakes = _section(path, path.name, CONFIGURATION)
    if section is None:
        return None, tuple(mistakes)
    teams = list(_teams(section, folder, mistakes))
    sources = section.get("teams")
    configuration = Configuration(
        folder=folder,
        organization=section.get("organization", ""),
        targets=tuple(_target(target, folder) for target in section.get("targets", ())),
        policy=_listed(section.get("policy", ())),
        teams=tuple(teams),
        team_sources=sources.get("sources", ()) if isinstance(sources, Section) else (),
        history=section.get("history", ""),
        outputs=section.get("outputs", {}),
        debt_file=section.get("debt", ""),
        notifications=tuple(_subscription(each) for each in section.get("notifications", ()) if each.sound),
        repositories=tuple(_entry(each) for each in section.get("repositories", ()) if each.sound),
    )
    return configuration, _sorted(mistakes, path.name)


def _sorted(mistakes: list[Mistake], name: str) -> tuple[Mistake, ...]:
    """Put the mistakes in the order of lines, those of the file called *name* first."""

    def key(mistake: Mistake) -> tuple[bool, int, int]:
        place = mistake.position
        return place.file != name, place.line, place.column

    return tuple(sorted(mistakes, key=key))


def _section(path: Path, name: str, record: Record) -> tuple[Section | None, list[Mistake]]:
    """Return what a file holds, and its mistakes."""
    reader = Reader(name)
    try:
        section = read(reader, read_text(str(path)), record)
    except Unreadable as error:
        return None, [Mistake(Position(name, 1, 1), str(error))]
    return section, reader.mistakes


def _listed(value: Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


_ADDRESS = lazy(r"[a-z][a-z0-9+.-]*://|github:|[^/\\]+@[^/\\]+:")


def _target(target: str, folder: Path) -> str:
    """Return a target as it reads from any folder: addresses as they are, paths in full."""
    if _ADDRESS.match(target):
        return target
    return os.path.normpath(folder / target)


def _entry(section: Section) -> Entry:
    return Entry(section.values["repositories"], _attributes(section))


def _subscription(section: Section) -> Subscription:
    return Subscription(section.values["to"], section.values.get("team", ""))


def _attributes(section: Section) -> Mapping[str, str | bool]:
    return {key: value for key, value in section.values.items() if key in _ATTRIBUTES}


def _teams(section: Section, folder: Path, mistakes: list[Mistake]) -> Iterator[Team]:
    """Yield the teams that are listed here or in the file named instead."""
    said = section.get("teams", ())
    if isinstance(said, Section):
        return
    if isinstance(said, str):
        path = folder / said
        if not path.is_file():
            mistakes.append(Mistake(section.at("teams"), f"there is no teams file {said!r}"))
            return
        listed, more = _section(path, Path(said).as_posix(), _TEAMS_FILE)
        mistakes += more
        said = () if listed is None else listed.get("teams", ())
    sections = [each for each in said if each.sound]
    mistakes += _quarrels(sections)
    yield from map(_team, sections)


def _team(section: Section) -> Team:
    values = section.values
    return Team(
        values["team"], values.get("repositories", ()), values.get("part_of", ""), _attributes(section)
    )


def _quarrels(sections: list[Section]) -> Iterator[Mistake]:
    """Yield teams that are there twice and teams that are part of themselves."""
    first: dict[str, Section] = {}
    for section in sections:
        name = section.values["team"]
        if name in first:
            where = first[name].at("team")
            yield Mistake(section.at("team"), f"the team {name!r} is there already, at {where}")
        first.setdefault(name, section)
    for name, section in first.items():
        if name in _above(name, first):
            yield Mistake(section.at("part_of"), f"the team {name!r} is part of itself")


def _above(name: str, teams: Mapping[str, Section]) -> list[str]:
    """Return what a team is part of, nearest first, up to where it goes in a circle."""
    found: list[str] = []
    while name in teams and (name := teams[name].get("part_of", "")) and name not in found:
        found.append(name)
    return found
