"""Which team answers for a repository, by what every source says of it."""

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from checker.files import globs
from checker.model.team import TEAM, Catalog, Claim, HiddenStatement, Ownership, Team, TeamSource
from checker.patterns import lazy

WAIVERS = "waivers"
"""What configurations trust repositories with that may name the team whose waivers hold for them."""
OWN = frozenset((TeamSource.CODEOWNERS, TeamSource.BACKSTAGE))
"""The sources that are files of the repository itself."""
_NO_SLUG = lazy(r"[^\w/]+")


class Name(Struct, frozen=True):
    """What a source calls somebody: as *written*, and the *team* that this is ("" unless an alias says)."""

    written: str
    team: str = ""


class Statement(Struct, frozen=True):
    """What one source says of a repository.

    Of several *ordered* names the first counts, several others leave it open. *reason* and *permission*
    tell why there may be more than *names*. *parents* are groups of the source with what they are part of.
    """

    source: str
    names: tuple[Name, ...] = ()
    ordered: bool = False
    reason: str = ""
    permission: str = ""
    parents: tuple[tuple[Name, Name], ...] = ()


class Teams:
    """Who is called what in the catalog, and what is part of what."""

    def __init__(self, catalog: Catalog, teams: Sequence[Team]) -> None:
        self._catalog = catalog
        self._ignored = [glob.casefold() for glob in catalog.ignored]
        self._aliases = {name.casefold(): team for name, team in catalog.aliases.items()}
        stated = {team.team: team.part_of for team in teams}
        declared = (*stated, *filter(None, stated.values()))
        self._declared = {slug(name): name for name in reversed(declared)}
        groups = [(_of_backstage(child), _of_backstage(above)) for child, above in catalog.parents.items()]
        self._parents = forest(stated, self._called(groups))

    def decide(self, statements: Sequence[Statement]) -> tuple[str, Ownership]:
        """Return the accountable team, "" if there is none, and who says so.

        The first source that names one team decides. One that names several decides nothing, unless it
        ranks them or all but one are groups above it. One that names none, and may be hiding some, ends
        the search: nobody knows.
        """
        parents = forest(self._parents, *(self._called(each.parents) for each in statements))
        said = [(each, self._named(each, parents)) for each in statements]
        claims = tuple(Claim(each.source, team) for each, teams in said for team in teams)
        for each, teams in said:
            if len(teams) == 1 or (teams and each.ordered):
                return teams[0], self._decided(Claim(each.source, teams[0]), claims, parents)
            if not teams and each.reason:
                return "", Ownership(
                    claims=claims, hidden=(HiddenStatement(TEAM, each.reason, each.permission),)
                )
        return "", Ownership(claims=claims)

    def _decided(self, deciding: Claim, claims: tuple[Claim, ...], parents: Mapping[str, str]) -> Ownership:
        others = {each.source for each in claims if each.team == deciding.team} - OWN
        vouched = bool(others) or WAIVERS in self._catalog.trusted
        return Ownership(deciding.source, tuple(line(deciding.team, parents)[1:]), claims, vouched)

    def _called(self, pairs: Iterable[tuple[Name, Name]]) -> Mapping[str, str]:
        """Return groups and what they are part of by the names of the catalog."""
        named = {self.called(child): self.called(above) for child, above in pairs}
        return {child: above for child, above in named.items() if child and above}

    def _named(self, statement: Statement, parents: Mapping[str, str]) -> list[str]:
        if statement.source == TeamSource.FILE:
            names = [name.team for name in statement.names]
        else:
            names = [team for name in statement.names if (team := self.called(name))]
        found = list(dict.fromkeys(names))
        above = {group for name in found for group in line(parents.get(name, ""), parents)}
        return [name for name in found if name not in above]

    def called(self, name: Name) -> str:
        """Return the catalog's own name of a team, "" for somebody who is none."""
        spellings = [each for each in (name.written, name.team) if each]
        alias = next((found for each in spellings if (found := self._aliases.get(each.casefold()))), "")
        if alias or not name.team:
            return alias
        if any(globs.matches(each.casefold(), glob) for each in spellings for glob in self._ignored):
            return ""
        plain = slug(name.team)
        return self._declared.get(plain, plain)


def _of_backstage(group: str) -> Name:
    return Name(f"group:{group}" if "/" in group else f"group:default/{group}", group)


def slug(name: str) -> str:
    """Return a name as GitHub would shorten it: names that differ in case and signs are one."""
    return _NO_SLUG.sub("-", name.casefold()).strip("-")


def forest(*layers: Mapping[str, str]) -> dict[str, str]:
    """Unite who is part of whom: the first that says so counts, and nothing is part of itself."""
    found: dict[str, str] = {}
    for layer in layers:
        for child, parent in layer.items():
            known = found.setdefault(child, "") or not parent
            if not known and child not in line(parent, found):
                found[child] = parent
    return found


def line(name: str, parents: Mapping[str, str]) -> list[str]:
    """Return a group and those it is part of, up to the top; a circle is walked once."""
    found: list[str] = []
    while name and name not in found:
        found.append(name)
        name = parents.get(name, "")
    return found
