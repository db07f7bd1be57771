"""What a token may see: the rules behind each of the ways in which GitHub hides data."""

from tests.forge.routes import PUBLIC
from tests.forge.store import Repository, Token, World

_RANK = {"": 0, "read": 1, "triage": 2, "write": 3, "maintain": 4, "admin": 5}


class Access:
    """The rights of one token; no token at all sees what is public."""

    def __init__(self, world: World, token: Token | None) -> None:
        self.world = world
        self.token = token

    @property
    def refusal(self) -> str:
        """What GitHub says to who may not."""
        return self.token.refusal if self.token else "Requires authentication"

    def sees(self, repository: Repository) -> bool:
        """Tell whether the repository exists for this token."""
        if repository.public:
            return True
        if self.token is None:
            return False
        if self.token.kind == "workflow":
            return repository.full_name == self.token.repository
        return self.token.kind == "app" or bool(self.role(repository))

    def role(self, repository: Repository) -> str:
        """Return the role of the token's user."""
        login = self.token.login if self.token else ""
        if login == repository.owner or self._in(repository.owner) == "admin":
            return "admin"
        named = str(repository["collaborators"].get(login, ""))
        if named:
            return named
        organization = self.world.organizations.get(repository.owner.lower(), {})
        base = str(organization["default_repository_permission"]) if self._in(repository.owner) else ""
        return base if base != "none" else ""

    def owns(self, owner: str) -> bool:
        """Tell whether the user owns the organization, or the App administers it."""
        if self.token is None:
            return False
        if self.token.kind == "app":
            return "organization_administration" in self.token.permissions
        mine = self.token.kind == "classic" or "organization_administration" in self.token.permissions
        return mine and self._in(owner) == "admin"

    def may(self, repository: Repository, permission: str, role: str = "read") -> bool:
        """Tell whether the token may read this of a repository that it sees."""
        if repository.public and permission in PUBLIC:
            return True
        if self.token is None:
            return False
        if self.token.kind == "classic":
            return _RANK[self.role(repository)] >= _RANK[role]
        if self.token.kind == "workflow" and repository.full_name != self.token.repository:
            return False
        if self.token.kind == "fine_grained" and _RANK[self.role(repository)] < _RANK[role]:
            return False
        return permission in self.token.permissions

    def administers(self, repository: Repository) -> bool:
        """Return `viewerCanAdminister`: of the user and the token together."""
        return self.may(repository, "administration", "admin")

    def pushes(self, repository: Repository) -> bool:
        """Tell whether the token may push: only who may is shown how changes are merged."""
        if self.token is None or not self.may(repository, "contents", "write"):
            return False
        return self.token.kind == "classic" or self.token.permissions.get("contents") == "write"

    def edits_rulesets(self, repository: Repository) -> bool:
        """Tell whether the token may change the rulesets: only who may sees who passes them by."""
        level = self.token.permissions.get("administration", "") if self.token else ""
        classic = self.token is not None and self.token.kind == "classic"
        return self.administers(repository) and (classic or level == "write")

    def may_of(self, owner: str, permission: str, role: str = "member") -> bool:
        """Tell whether the token may read this of an organization."""
        if self.token is None:
            return False
        if self.token.kind == "workflow":
            return False
        if self.token.kind == "app":
            return permission in self.token.permissions
        held = self._in(owner)
        if not held or (role == "owner" and held != "admin"):
            return False
        return self.token.kind == "classic" or permission in self.token.permissions

    def _in(self, owner: str) -> str:
        organization = self.world.organizations.get(owner.lower(), {})
        login = self.token.login if self.token else ""
        return str(organization.get("members", {}).get(login, ""))
