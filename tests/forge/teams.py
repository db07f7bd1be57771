"""Teams of organizations, and what each may do: what a team above may, a team may too."""

from collections.abc import Callable, Mapping
from typing import Any

from tests.forge.access import Access
from tests.forge.store import Repository

Node = Mapping[str, Any]
_RANKS = {"pull": "READ", "triage": "TRIAGE", "push": "WRITE", "maintain": "MAINTAIN", "admin": "ADMIN"}
_ORDER = list(_RANKS)


class Teams:
    """The teams of one organization, as an asker sees them; *node* makes a node of a repository."""

    def __init__(self, login: str, access: Access, node: Callable[[Repository], Node | None]) -> None:
        self.login = login
        self.access = access
        self.facts = access.world.organizations[login.lower()]
        self.node = node

    def every(self) -> list[Node]:
        """Return all teams; secret ones are kept from everybody but owners (and Apps)."""
        app = self.access.token is not None and self.access.token.kind == "app"
        all_of_them = self.access.owns(self.login) or app
        shown = [
            slug for slug in self.facts["teams"] if all_of_them or slug not in self.facts["secret_teams"]
        ]
        return [{"name": slug, "@whole": lambda slug=slug: self.team(slug)} for slug in shown]

    def team(self, slug: str) -> Node | None:
        """Return one team."""
        if slug not in self.facts["teams"]:
            return None
        above = self.facts["team_parents"].get(slug)
        return {
            "slug": slug,
            "parentTeam": {"slug": above} if above else None,
            "repositories": lambda **_: self._repositories(slug),
        }

    def _repositories(self, slug: str) -> list[Node]:
        found: list[Node] = []
        for each in self.access.world.repositories.values():
            permission = self._permission(slug, each) if each.owner.lower() == self.login.lower() else ""
            if permission and self.access.sees(each):
                found.append({"name": each.name, "@whole": lambda e=each, p=permission: self._edge(e, p)})
        return found

    def _edge(self, repository: Repository, permission: str) -> Node:
        return {**(self.node(repository) or {}), "@edge": {"permission": _RANKS[permission]}}

    def _permission(self, slug: str, repository: Repository) -> str:
        """Return the most that a team, or one above it, was given; a team that merely has it reads it."""
        given = {each["slug"]: each["permission"] for each in repository["teams"]}
        listed = {name.lower() for name in self.facts["teams"][slug]}
        own = given.get(slug, "pull" if repository.full_name.lower() in listed else "")
        above = self.facts["team_parents"].get(slug)
        inherited = self._permission(above, repository) if above else ""
        both: tuple[str, str] = (own, inherited)
        return max(both, key=lambda name: _ORDER.index(name) if name else -1)
