"""What checker.yml says of teams: the teams themselves, and who else is asked about them."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from checker.documents import Malformed
from checker.files import backstage
from checker.filesystem.probe import PathKind
from checker.model.policy import Mistake, Position
from checker.model.team import Catalog, Team, TeamSource
from checker.policy.access import Access, UnreadableSettings, read_text
from checker.policy.json_schema import generate
from checker.policy.language import GLOBS, LINE
from checker.policy.loading.gather import read
from checker.policy.schema.containers import ListKind, MappingKind, UnionKind
from checker.policy.schema.reader import Reader, Section
from checker.policy.schema.records import Excludes, Needs, OneOf, RecordField, RecordKind
from checker.policy.schema.scalars import ChoiceKind, FlagKind, GlobKind, Schema, TextKind
from checker.policy.suggestions import did_you_mean

ATTRIBUTES = {
    "tier": RecordField(LINE, "How much the business depends on it."),
    "kind": RecordField(LINE, "What it is: service, library, website …"),
    "lifecycle": RecordField(LINE, "Such as experimental, production or deprecated."),
    "system": RecordField(LINE, "The larger thing that it is a part of."),
    "visibility": RecordField(ChoiceKind(("public", "internal", "private")), "Who can see it."),
    "archived": RecordField(FlagKind(), "Whether it is closed."),
    "inherits": RecordField(FlagKind(), "Whether files of OWNER/.github may apply."),
}
"""What can be stated of repositories."""
STATED = ("tier", "lifecycle", "system", "kind")
"""The attributes that custom properties can state."""
_TEAM = RecordKind(
    "a team",
    {
        "team": RecordField(LINE, "Its name.", required=True),
        "repositories": RecordField(GLOBS, "Patterns over ids and paths of its repositories."),
        "part_of": RecordField(LINE, "The department or team that it belongs to."),
        **ATTRIBUTES,
    },
    doc="A team and what it answers for.",
)
_TEAMS = ListKind(_TEAM)
_CALLED = TextKind("what a source calls a team, such as @acme/payments", r"\S", 400)
_SOURCES = tuple(source.value for source in TeamSource)
_CATALOG = RecordKind(
    "where teams come from",
    {
        "list": RecordField(_TEAMS, "The teams."),
        "file": RecordField(LINE, "The file that lists them."),
        "sources": RecordField(
            ListKind(ChoiceKind(_SOURCES), least=1, unique=True),
            "Who is asked for the team of a repository: the first that names one decides. file stands for "
            "the list here or in the file.",
            default=[TeamSource.FILE.value],
        ),
        "aliases": RecordField(MappingKind(_CALLED, LINE), "Teams by what sources call them."),
        "ignore": RecordField(
            ListKind(GlobKind("a pattern like @acme/bots-*")), "What sources call somebody who is no team."
        ),
        "properties": RecordField(
            MappingKind(TextKind("team, " + ", ".join(STATED), rf"^(team|{'|'.join(STATED)})$"), LINE),
            "The custom properties that hold the team and attributes, where they are called otherwise.",
        ),
        "groups": RecordField(LINE, "A file of Backstage's Group entities: what is part of what."),
        "trust": RecordField(
            ListKind(ChoiceKind(("tier", "waivers")), unique=True),
            "What CODEOWNERS and catalog-info.yaml of an audited repository are believed beyond its team, "
            "system, kind and lifecycle: its tier; that waivers of the team they name hold for it.",
        ),
    },
    (
        OneOf(("list", "file", "sources"), "teams need 'list', 'file' or 'sources'"),
        Excludes("list", ("file",), "teams are either in a 'list' or in a 'file'"),
        Needs("trust", "sources", "'trust' is about sources; name them in 'sources'"),
    ),
    doc="Who is asked for the teams of repositories.",
)
FIELD = RecordField(
    UnionKind(scalar=LINE, many=_TEAMS, table=_CATALOG),
    "Teams, the file that lists them, or where they come from.",
)
TEAMS_FILE = RecordKind(
    "a teams file",
    {"teams": RecordField(_TEAMS, "The teams.", required=True)},
    doc="The teams, where checker.yml names a file of them.",
)


def teams_schema() -> Schema:
    """Return the JSON Schema of a file that lists teams."""
    return generate(TEAMS_FILE, "teams", "Standards Checker teams")


class Folder(Struct, frozen=True):
    """Where relative names of files start, and what these are read through."""

    path: Path
    access: Access


class TeamSettings(Struct, frozen=True):
    """The key `teams` of a configuration: the teams, and the sources to ask for more."""

    teams: tuple[Team, ...] = ()
    catalog: Catalog = Catalog()


def read_teams(section: Section, place: Folder, mistakes: list[Mistake]) -> TeamSettings:
    """Return what `teams` of a configuration says; files that it names are read, mistakes are added."""
    given = section.get("teams", ())
    if not isinstance(given, Section):
        return TeamSettings(_listed(section, "teams", place, mistakes))
    key = "file" if "file" in given.values else "list"
    teams = _listed(given, key, place, mistakes)
    catalog = Catalog(
        sources=given.get("sources", (TeamSource.FILE.value,)),
        aliases=given.get("aliases", {}),
        ignored=given.get("ignore", ()),
        properties=given.get("properties", {}),
        parents=_groups(given, place, mistakes),
        trusted=given.get("trust", ()),
    )
    if given.sound:
        mistakes += _contradictions(given, teams, catalog)
    return TeamSettings(teams, catalog)


def _listed(section: Section, key: str, place: Folder, mistakes: list[Mistake]) -> tuple[Team, ...]:
    """Return the teams that are listed under a key or in the file named there."""
    said = section.get(key, ())
    if isinstance(said, str):
        said = _of_file(section, key, place, mistakes)
    sections = [each for each in said if each.sound]
    mistakes += _quarrels(sections)
    return tuple(map(_team, sections))


def _of_file(section: Section, key: str, place: Folder, mistakes: list[Mistake]) -> Sequence[Section]:
    text = _text(section, key, "teams file", place, mistakes)
    if text is None:
        return ()
    reader = Reader(Path(section.get(key)).as_posix())
    listed = read(reader, text, TEAMS_FILE)
    mistakes += reader.mistakes
    teams: Sequence[Section] = () if listed is None else listed.get("teams", ())
    return teams


def _groups(section: Section, place: Folder, mistakes: list[Mistake]) -> Mapping[str, str]:
    """Return what is part of what by the file of Backstage's groups, if one is named."""
    text = _text(section, "groups", "file of groups", place, mistakes)
    try:
        return backstage.parents(text or "")
    except Malformed as error:
        where = Position(Path(section.get("groups")).as_posix(), max(error.line, 1), 1)
        mistakes.append(Mistake(where, f"not valid: {error.reason}"))
        return {}


def _text(section: Section, key: str, what: str, place: Folder, mistakes: list[Mistake]) -> str | None:
    """Return the text of the file that is named under a key, None without one that can be read."""
    name = section.get(key)
    if name is None:
        return None
    try:
        path = place.access.located(place.path / name)
    except UnreadableSettings as error:
        mistakes.append(Mistake(section.at(key), f"{name!r} {error}"))
        return None
    if place.access.kind(path) is not PathKind.FILE:
        mistakes.append(Mistake(section.at(key), f"there is no {what} {name!r}"))
        return None
    try:
        return read_text(path, place.access)
    except UnreadableSettings as error:
        mistakes.append(Mistake(Position(Path(name).as_posix(), 1, 1), str(error)))
        return None


def _team(section: Section) -> Team:
    values = section.values
    return Team(
        values["team"], values.get("repositories", ()), values.get("part_of", ""), attributes(section)
    )


def attributes(section: Section) -> Mapping[str, str | bool]:
    """Return the attributes among the values of an entry."""
    return {key: value for key, value in section.values.items() if key in ATTRIBUTES}


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


def _contradictions(section: Section, teams: Sequence[Team], catalog: Catalog) -> Iterator[Mistake]:
    """Yield what a catalog says in vain."""
    listed = not {"list", "file"}.isdisjoint(section.values)
    asked = set(catalog.sources)
    if TeamSource.FILE in asked and not listed:
        yield Mistake(section.at("sources"), "'file' is a source, but neither 'list' nor 'file' lists teams")
    if TeamSource.FILE not in asked and any(team.repositories for team in teams):
        yield Mistake(section.at("sources"), "teams have patterns of repositories; name 'file' in 'sources'")
    if "properties" in section.values and TeamSource.PROPERTIES not in asked:
        yield Mistake(section.at("properties"), "custom properties are not asked; name them in 'sources'")
    known = {name for team in teams for name in (team.team, team.part_of)} | set(catalog.parents.values())
    known |= set(catalog.parents)
    for called, team in catalog.aliases.items():
        if teams and team not in known:
            yield Mistake(
                section.at("aliases", called), f"there is no team {team!r}{did_you_mean(team, known)}"
            )
