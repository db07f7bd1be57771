"""Who owns which repositories, and who is asked about it."""

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct, field


class TeamSource(StrEnum):
    """Who can say which team a repository belongs to."""

    FILE = "file"
    CODEOWNERS = "codeowners"
    GITHUB = "github"
    PROPERTIES = "properties"
    BACKSTAGE = "backstage"


class Team(Struct, frozen=True):
    """A team (or a department, when others are part of it), and globs of its repositories.

    *attributes* (tier, lifecycle, system, kind, visibility, archived, inherits) flow into `repo.*`.
    """

    team: str
    repositories: tuple[str, ...] = ()
    part_of: str = ""
    attributes: Mapping[str, str | bool] = field(default_factory=dict)


class Catalog(Struct, frozen=True):
    """Who is asked for the team of a repository, in this order, and how the answers are read.

    *aliases* are teams by what others call them, *ignored* are globs of what is no team. *properties*
    are the custom properties that hold the team and attributes. *parents* is what groups are part of,
    as Backstage has it. *trusted* is what else the repositories' own files are believed: tier, waivers.
    """

    sources: tuple[str, ...] = (TeamSource.FILE,)
    aliases: Mapping[str, str] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()
    properties: Mapping[str, str] = field(default_factory=dict)
    parents: Mapping[str, str] = field(default_factory=dict)
    trusted: tuple[str, ...] = ()


class Claim(Struct, frozen=True):
    """What one source says: that a team answers for a repository."""

    source: str
    team: str


class HiddenStatement(Struct, frozen=True):
    """A fact of the catalog that nobody could see, why, and what would let us see it."""

    path: str
    reason: str
    permission: str = ""


class Ownership(Struct, frozen=True):
    """Who says which team answers for a repository.

    *source* is the one that decided, "" if none did. *part_of* are the groups above the team, nearest
    first. *claims* are the teams that each source names. *vouched* is false where the repository alone
    says so, and its word is not enough for waivers. *hidden* are attributes that are not known.
    """

    source: str = ""
    part_of: tuple[str, ...] = ()
    claims: tuple[Claim, ...] = ()
    vouched: bool = True
    hidden: tuple[HiddenStatement, ...] = ()

    @property
    def unknown(self) -> HiddenStatement | None:
        """Why it is not known which team it is; None where that is known, or known to be none."""
        return next((each for each in self.hidden if each.path == TEAM), None)


TEAM = "repo.team"
"""The fact that holds the team."""
