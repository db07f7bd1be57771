"""One comment below a pull request, kept up to date instead of repeated."""

from collections.abc import Callable, Iterator, Mapping

from checker.github.answer import Answer, State, Token
from checker.github.client import Client
from checker.model.plain import Plain

LIMIT = 65_536
"""Characters of the longest comment that GitHub takes."""
MARKER = "<!-- standards-checker -->"
_PAGES = 20
_RUNNER = "github-actions[bot]"
_VIEWER = "query { viewer { login } }"
_CUT = "**Cut here: GitHub takes no longer comment.** The job summary has the whole report."
_OPEN, _CLOSED = "<details>", "</details>"


def keep(client: Client, repository: str, number: int, text: str) -> Answer:
    """Write *text* below pull request *number* of owner/name, over what was written there before.

    The value is the comment. Who wrote it matters: what others begin with our marker stays theirs.
    """
    place = f"repos/{repository}/issues"
    listed = client.get(f"{place}/{number}/comments", pages=_PAGES)
    if not listed.seen:
        return listed
    login = _login(client)
    if not login:
        return Answer(State.FAILED, message="GitHub does not say as whom the token writes")
    own = next(_own(listed.value, login), 0)
    if not own and not listed.complete:  # it may be among those that we have not seen
        return Answer(State.FAILED, message=f"the comments cannot all be read: {listed.message}")
    payload = {"body": fitted(text)}
    if own:
        return client.write("PATCH", f"{place}/comments/{own}", payload)
    return client.write("POST", f"{place}/{number}/comments", payload)


def fitted(text: str) -> str:
    """Return *text* behind the marker, cut where it is too long for a comment."""
    return cut(f"{MARKER}\n{text}", LIMIT, _CUT, len)


def cut(text: str, limit: int, note: str, size: Callable[[str], int]) -> str:
    """Return Markdown whose *size* is at most *limit*, cut at the end of a line, with a *note* that says so.

    What is folded is closed, so that the note does not vanish in it.
    """
    if size(text) <= limit:
        return text
    kept, length = [], size(f"\n\n{note}\n")
    unclosed = 0
    for line in text.splitlines(keepends=True):
        unclosed += line.count(_OPEN) - line.count(_CLOSED)
        length += size(line)
        if length + size(f"\n\n{_CLOSED}") * max(0, unclosed) > limit:
            break
        kept.append(line)
    whole = "".join(kept).rstrip("\n")
    closing = f"\n\n{_CLOSED}" * max(0, whole.count(_OPEN) - whole.count(_CLOSED))
    return f"{whole}{closing}\n\n{note}\n"


def _login(client: Client) -> str:
    """Return the name that what we write stands under, "" where GitHub does not say.

    In a workflow it may be the runner's own token, or that of an App.
    """
    data = client.query(_VIEWER, {}).data
    viewer = data.get("viewer") if isinstance(data, Mapping) else None
    login = viewer.get("login") if isinstance(viewer, Mapping) else None
    unsaid = _RUNNER if client.token is Token.WORKFLOW else ""
    return login if isinstance(login, str) and login else unsaid


def _own(listed: Plain, login: str) -> Iterator[int]:
    for each in listed if isinstance(listed, list) else ():
        user, body, number = (
            (each.get("user"), each.get("body"), each.get("id")) if isinstance(each, Mapping) else (None,) * 3
        )
        mine = isinstance(user, Mapping) and user.get("login") == login
        if mine and isinstance(body, str) and body.startswith(MARKER) and isinstance(number, int):
            yield number
