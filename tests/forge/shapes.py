"""The shapes that REST answers are made of."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.contract import Spec
from tests.forge.access import Access
from tests.forge.store import Repository, World

Query = Mapping[str, str]


@dataclass(frozen=True)
class Response:
    """One answer.

    A list is cut to a page before it is sent; what is callable in it is called only then. *wrapped*
    is the key of the list in a body that wraps it.
    """

    status: int
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    wrapped: str = ""


NOT_FOUND = Response(404, {"message": "Not Found", "documentation_url": "https://docs.github.com/rest"})


def said(status: int, message: str, **headers: str) -> Response:
    """Return a refusal in GitHub's form."""
    return Response(
        status, {"message": message, "documentation_url": "https://docs.github.com/rest"}, headers
    )


class Shapes:
    """What answers are made of. *base* is the address that their own addresses begin with."""

    def __init__(self, world: World, spec: Spec) -> None:
        self.world = world
        self.spec = spec
        self.base = "https://api.github.com"

    def listed(self, owner: str, access: Access) -> list[Repository]:
        """Return an owner's repositories that the asker sees."""
        every = self.world.repositories.values()
        return [each for each in every if each.owner.lower() == owner.lower() and access.sees(each)]

    def known(self, schema: str, known: dict[str, Any], place: str) -> dict[str, Any]:
        """Add the addresses that GitHub puts everywhere; they say nothing that *place* does not."""
        described = self.spec.component(schema)
        urls = {
            name: f"{self.base}/{place}/{name.removesuffix('_url')}"
            for name in described.get("required", ())
            if name.endswith("url") and name not in known
        }
        return {**urls, **known, "url": known.get("url", f"{self.base}/{place}")}

    def user(self, login: str, kind: str = "User") -> dict[str, Any]:
        """Return a simple user."""
        found = {
            "login": login,
            "id": self.world.person(login),
            "node_id": f"U_{self.world.person(login):08d}",
            "gravatar_id": "",
            "type": kind,
            "site_admin": False,
        }
        return self.known("simple-user", found, f"users/{login}")

    def owner_of(self, repository: Repository) -> dict[str, Any]:
        organization = repository.owner.lower() in self.world.organizations
        return self.user(repository.owner, "Organization" if organization else "User")

    def short(self, repository: Repository, schema: str = "simple-repository") -> dict[str, Any]:
        """Return what GitHub always says of a repository."""
        found = {
            "id": repository.number,
            "node_id": repository.node,
            "name": repository.name,
            "full_name": repository.full_name,
            "owner": self.owner_of(repository),
            "private": not repository.public,
            "description": repository["description"],
            "fork": repository["fork"],
        }
        return self.known(schema, found, f"repos/{repository.full_name}")

    def minimal(self, repository: Repository, access: Access, schema: str) -> dict[str, Any]:
        """Return a repository as lists have it."""
        facts = {
            **self.short(repository, schema),
            **{name: repository[name] for name in _PLAIN},
            "visibility": repository["visibility"],
            "default_branch": repository["branch"],
            "is_template": repository["template"],
            "homepage": repository["homepage"],
            "license": _license(repository["license"]),
            "pushed_at": self.world.stamp(repository["pushed"]),
            "created_at": self.world.stamp(repository["created"]),
            "updated_at": self.world.stamp(repository["pushed"]),
        }
        if access.administers(repository):
            states = repository["security"].items()
            facts["security_and_analysis"] = {name: {"status": status} for name, status in states}
        return facts

    def full(self, repository: Repository, access: Access) -> dict[str, Any]:
        """Return a repository as it is shown alone."""
        count = len([each for each in repository["issues"] if each.get("closed") is None])
        numbers = dict.fromkeys(
            (
                "forks",
                "forks_count",
                "stargazers_count",
                "watchers",
                "watchers_count",
                "network_count",
                "subscribers_count",
            ),
            0,
        )
        merging = {name: repository[name] for name in _MERGING} if access.pushes(repository) else {}
        return {
            **self.minimal(repository, access, "full-repository"),
            **numbers,
            **merging,
            "allow_forking": repository["allow_forking"],
            "has_pages": False,
            "open_issues": count,
            "open_issues_count": count,
        }


_MERGING = ("allow_merge_commit", "allow_rebase_merge", "allow_squash_merge", "delete_branch_on_merge")
_PLAIN = (
    "archived",
    "disabled",
    "topics",
    "has_issues",
    "has_projects",
    "has_wiki",
    "has_discussions",
    "language",
    "size",
    "web_commit_signoff_required",
)


def _license(spdx: str | None) -> dict[str, Any] | None:
    if spdx is None:
        return None
    key = spdx.lower()
    return {
        "key": key,
        "name": spdx,
        "spdx_id": spdx,
        "url": f"https://api.github.com/licenses/{key}",
        "node_id": f"L_{key}",
    }


def hook(rest: Shapes, found: Mapping[str, Any], number: int, place: str, schema: str) -> dict[str, Any]:
    config = {
        "url": found["url"],
        "content_type": "json",
        "insecure_ssl": "1" if found.get("insecure") else "0",
    }
    if found.get("secret"):
        config["secret"] = "********"
    hook = {
        "id": number,
        "type": "Organization" if schema == "org-hook" else "Repository",
        "name": "web",
        "active": found.get("active", True),
        "events": ["push"],
        "config": config,
        "created_at": rest.world.stamp(100),
        "updated_at": rest.world.stamp(100),
    }
    if schema == "hook":
        hook["last_response"] = {"code": None, "status": "unused", "message": None}
    return rest.known(schema, hook, f"{place}/hooks/{number}")


def workflow_token(actions: Mapping[str, Any]) -> Response:
    found = {
        "default_workflow_permissions": actions["token"],
        "can_approve_pull_request_reviews": actions["approve"],
    }
    return Response(200, found)
