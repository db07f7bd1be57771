"""Comments of issues and pull requests: all that the simulated GitHub lets anybody write."""

from dataclasses import dataclass
from itertools import count
from typing import Any

from tests.forge.access import Access
from tests.forge.shapes import NOT_FOUND, Response, Shapes, said
from tests.forge.store import Repository

LIMIT = 65_536
"""Characters of the longest comment that GitHub takes."""
_PERMISSIONS = ("issues", "pull_requests")


@dataclass
class Comment:
    """One comment."""

    number: int
    issue: int
    repository: str
    author: str
    body: str


class Comments:
    """The comments of all repositories, in the order in which they were written."""

    def __init__(self) -> None:
        self.all: list[Comment] = []
        self._numbers = count(1)

    def of(self, repository: str, issue: int) -> list[Comment]:
        """Return those of one issue or pull request."""
        return [each for each in self.all if (each.repository, each.issue) == (repository, issue)]

    def add(self, repository: str, issue: int, author: str, body: str) -> Comment:
        """Write one."""
        self.all.append(Comment(next(self._numbers), issue, repository, author, body))
        return self.all[-1]


@dataclass
class Asked:
    """What is asked: the *method*, the *parts* of the address, and the *body*."""

    method: str
    parts: dict[str, str]
    body: Any


def respond(rest: Shapes, repository: Repository, access: Access, asked: Asked) -> Response:
    """List, write or change comments."""
    if "issue_number" in asked.parts and int(asked.parts["issue_number"]) not in _known(repository):
        return NOT_FOUND
    if asked.method == "get":
        found = rest.world.comments.of(repository.full_name, int(asked.parts["issue_number"]))
        return Response(200, [_shape(rest, each) for each in found])
    return _refused(repository, access, asked.body) or _written(rest, repository, access, asked)


def _refused(repository: Repository, access: Access, body: Any) -> Response | None:
    if not _writes(repository, access):
        needed = {"X-Accepted-GitHub-Permissions": "issues=write; pull_requests=write"}
        return said(403, access.refusal, **needed)
    if not isinstance(body, dict) or not isinstance(body.get("body"), str) or not body["body"]:
        return said(422, "Invalid request.")
    if len(body["body"]) > LIMIT:
        return said(422, "Validation Failed: body is too long (maximum is 65536 characters)")
    return None


def _written(rest: Shapes, repository: Repository, access: Access, asked: Asked) -> Response:
    kept, text = rest.world.comments, asked.body["body"]
    if asked.method == "patch":
        return _changed(rest, repository, kept, int(asked.parts["comment_id"]), text)
    assert access.token
    number = int(asked.parts["issue_number"])
    made = kept.add(repository.full_name, number, access.token.account, text)
    return Response(201, _shape(rest, made))


def _changed(rest: Shapes, repository: Repository, kept: Comments, number: int, text: str) -> Response:
    for each in kept.all:
        if (each.number, each.repository) == (number, repository.full_name):
            each.body = text
            return Response(200, _shape(rest, each))
    return NOT_FOUND


def _known(repository: Repository) -> range:
    return range(1, 1 + max(len(repository["pulls"]), len(repository["issues"])))


def _writes(repository: Repository, access: Access) -> bool:
    token = access.token
    if token is None:
        return False
    if token.kind == "classic":
        return access.may(repository, "issues")
    given = any(token.permissions.get(each) == "write" for each in _PERMISSIONS)
    return given and access.may(repository, "metadata") and access.sees(repository)


def _shape(rest: Shapes, each: Comment) -> dict[str, Any]:
    place = f"repos/{each.repository}/issues/comments/{each.number}"
    page = f"{rest.world.server}/{each.repository}/pull/{each.issue}#issuecomment-{each.number}"
    moment = rest.world.stamp(0)
    return {
        "id": each.number,
        "node_id": f"IC_{each.number:08d}",
        "url": f"{rest.base}/{place}",
        "html_url": page,
        "issue_url": f"{rest.base}/repos/{each.repository}/issues/{each.issue}",
        "body": each.body,
        "user": rest.user(each.author, "Bot" if each.author.endswith("[bot]") else "User"),
        "created_at": moment,
        "updated_at": moment,
        "author_association": "NONE",
    }
