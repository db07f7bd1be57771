"""One comment below a pull request, kept up to date instead of repeated."""

from collections.abc import Iterator, Mapping

from checker.github.client import Client
from checker.github.responses import Answer, AnswerState, TokenKind
from checker.model.json_value import Json

MARKER = "<!-- standards-checker -->"
LIMIT = 65_536 - len(f"{MARKER}\n")
"""Characters of the longest text that GitHub takes as a comment behind the marker."""
_PAGES = 20
_RUNNER = "github-actions[bot]"
_VIEWER = "query { viewer { login } }"


def keep(client: Client, repository: str, number: int, text: str) -> Answer:
    """Write *text* below pull request *number* of owner/name, over what was written there before.

    It is no longer than LIMIT. The value is the comment. Who wrote it matters: what others begin with
    our marker stays theirs.
    """
    place = f"repos/{repository}/issues"
    listed = client.get(f"{place}/{number}/comments", pages=_PAGES)
    if not listed.seen:
        return listed
    login = _login(client)
    if not login:
        return Answer(AnswerState.FAILED, message="GitHub does not say as whom the token writes")
    own = next(_own(listed.value, login), 0)
    if not own and not listed.complete:  # it may be among those that we have not seen
        return Answer(AnswerState.FAILED, message=f"the comments cannot all be read: {listed.message}")
    payload = {"body": f"{MARKER}\n{text}"}
    if own:
        return client.write("PATCH", f"{place}/comments/{own}", payload)
    return client.write("POST", f"{place}/{number}/comments", payload)


def _login(client: Client) -> str:
    """Return the name that what we write stands under, "" where GitHub does not say.

    In a workflow it may be the runner's own token, or that of an App.
    """
    data = client.query(_VIEWER, {}).data
    viewer = data.get("viewer") if isinstance(data, Mapping) else None
    login = viewer.get("login") if isinstance(viewer, Mapping) else None
    unsaid = _RUNNER if client.token is TokenKind.WORKFLOW else ""
    return login if isinstance(login, str) and login else unsaid


def _own(listed: Json, login: str) -> Iterator[int]:
    for each in listed if isinstance(listed, list) else ():
        user, body, number = (
            (each.get("user"), each.get("body"), each.get("id")) if isinstance(each, Mapping) else (None,) * 3
        )
        mine = isinstance(user, Mapping) and user.get("login") == login
        if mine and isinstance(body, str) and body.startswith(MARKER) and isinstance(number, int):
            yield number
