"""checker.yml: the organization, its targets, policies, teams and repositories."""

import os
import re
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from checker.errors import UsageError
from checker.files import globs
from checker.model.audit import Repository
from checker.model.policy import Mistake, Position
from checker.model.team import Team
from checker.packs.gather import read
from checker.packs.kinds import Choice, Flag, Schema, Text
from checker.packs.language import GLOBS, LINE, NAME
from checker.packs.reading import Reader, Section
from checker.packs.records import Field, OneOf, Record
from checker.packs.schema import generate
from checker.packs.shapes import Either, Many, Table
from checker.packs.sources import Unreadable, read_text

NAME_OF_FILE = "checker.yml"

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
        "repositories": Field(Many(_REPOSITORIES), "What is known of repositories; later entries win."),
    },
    doc="What is audited, by which policy, and who owns what.",
)
_TEAMS_FILE = Record("a teams file", {"teams": Field(_TEAMS, "The teams.", required=True)})


@dataclass(frozen=True, slots=True)
class Entry:
    """What the configuration says about the repositories that some patterns match."""

    repositories: tuple[str, ...]
    attributes: Mapping[str, str | bool]


@dataclass(frozen=True, slots=True)
class Configuration:
    """What checker.yml says. *folder* is where it lies and where relative names start.

    *targets* are ready for use from anywhere; *team_sources* name who else knows the teams.
    """

    folder: Path = Path()
    organization: str = ""
    targets: tuple[str, ...] = ()
    policy: tuple[str, ...] = ()
    teams: tuple[Team, ...] = ()
    team_sources: tuple[str, ...] = ()
    history: str = ""
    outputs: Mapping[str, str] = field(default_factory=dict)
    repositories: tuple[Entry, ...] = ()

    def attributes_of(self, repository: Repository) -> Mapping[str, str | bool]:
        """Return what the entries that match a repository's id, name or path say; later ones win."""
        names = {repository.id, repository.name, repository.path} - {""}
        found: dict[str, str | bool] = {}
        for entry in self.repositories:
            if any(globs.matches(name, pattern) for pattern in entry.repositories for name in names):
                found.update(entry.attributes)
        return found


def find(start: Path) -> Configuration:
    """Return the configuration of the folder *start* or the nearest one above; empty without one.

    Raises UsageError with every mistake in it, one a line.
    """
    path = next(
        (folder / NAME_OF_FILE for folder in _upwards(start) if (folder / NAME_OF_FILE).is_file()), None
    )
    if path is None:
        return Configuration(start)
    configuration, mistakes = load(path)
    if configuration is None or mistakes:
        raise UsageError("\n".join(map(str, mistakes)), f"correct {path}")
    return configuration


def _upwards(start: Path) -> Iterator[Path]:
    """Yield a folder and those above it, up to one where strangers could put a file."""
    folder = start.resolve()
    yield folder
    for parent in folder.parents:
        if os.name == "posix" and parent.stat().st_mode & stat.S_IWOTH:
            return
        yield parent


def load(path: Path) -> tuple[Configuration | None, tuple[Mistake, ...]]:
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
        repositories=tuple(_entry(each) for each in section.get("repositories", ()) if each.sound),
    )
    return configuration, tuple(mistakes)


def _section(path: Path, name: str, record: Record) -> tuple[Section | None, list[Mistake]]:
    """Return what a file holds, and its mistakes in the order of its lines."""
    reader = Reader(name)
    try:
        section = read(reader, read_text(str(path)), record)
    except Unreadable as error:
        return None, [Mistake(Position(name, 1, 1), str(error))]
    return section, sorted(reader.mistakes, key=lambda each: (each.position.line, each.position.column))


def _listed(value: Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://|github:|[^/\\]+@[^/\\]+:")


def _target(target: str, folder: Path) -> str:
    """Return a target as it reads from any folder: addresses as they are, paths in full."""
    if _ADDRESS.match(target):
        return target
    return os.path.normpath(folder / Path(target).expanduser())


def _entry(section: Section) -> Entry:
    return Entry(section.values["repositories"], _attributes(section))


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


def config_schema() -> Schema:
    """Return the JSON Schema of checker.yml."""
    return generate(CONFIGURATION, "Standards Checker configuration")
