"""What a status, its headers and its words mean: the ways in which GitHub does not give a value.

Decided by status and message together, never by a status alone. The messages are those of GitHub's
REST API.
"""

from collections.abc import Mapping

from checker.github.permissions import NAMES
from checker.github.responses import Answer, AnswerState
from checker.model.json_value import Json
from checker.patterns import lazy

_MESSAGE_LIMIT = 300
_OFF = lazy(
    r"not protected|not enabled|no analysis found|is disabled|are disabled|disabled on this repository"
    r"|has been disabled|no default setup|empty",
    2,
)
_PLAN = lazy(r"upgrade to|must be enabled|advanced security|code security|not available|enterprise", 2)
_LIMITED = lazy(r"rate limit|abuse detection|temporarily blocked", 2)


def limited(status: int, headers: Mapping[str, str], message: str) -> bool:
    """Tell an answer that asks us to slow down from one that refuses."""
    if status == 429:
        return True
    return status == 403 and bool(
        _LIMITED.search(message) or headers.get("x-ratelimit-remaining") == "0" or "retry-after" in headers
    )


def refusal(status: int, headers: Mapping[str, str], body: Json) -> Answer:
    """Return what an answer of 400 or above means. *headers* have lower-case names."""
    message = said(body)
    shown = f"GitHub says: {message}" if message else f"GitHub answers with {status}"
    state = _state(status, headers, message)
    return Answer(state, message=shown, permission=_help(status, headers) if state in _HELPED else "")


_HELPED = (AnswerState.DENIED, AnswerState.ABSENT)
_STATES = {401: AnswerState.DENIED, 403: AnswerState.DENIED, 404: AnswerState.ABSENT} | dict.fromkeys(
    (410, 422, 451), AnswerState.UNAVAILABLE
)


def _state(status: int, headers: Mapping[str, str], message: str) -> AnswerState:
    if status in (403, 404, 409) and "x-github-sso" not in headers:
        if _OFF.search(message):
            return AnswerState.OFF
        if status == 403 and _PLAN.search(message):
            return AnswerState.UNAVAILABLE
    return _STATES.get(status, AnswerState.FAILED)


def _help(status: int, headers: Mapping[str, str]) -> str:
    if status == 401:
        return "a token that GitHub accepts"
    return "single sign-on for this token" if "x-github-sso" in headers else permission(headers)


def said(body: Json) -> str:
    """Return GitHub's own words, bounded and on one line."""
    text = body.get("message") if isinstance(body, Mapping) else ""
    return " ".join(text.split())[:_MESSAGE_LIMIT] if isinstance(text, str) else ""


def permission(headers: Mapping[str, str]) -> str:
    """Return what GitHub says would help, as its settings page calls it; "" where it does not say.

    The header reads `administration=read` or, for alternatives, `issues=write; pull_requests=write`.
    """
    text = headers.get("x-accepted-github-permissions", "")[:_MESSAGE_LIMIT]
    first = text.partition(";")[0]
    pairs = [part.strip().partition("=") for part in first.split(",") if "=" in part]
    named = [f"{NAMES.get(name, name.replace('_', ' '))}: {level}" for name, _, level in pairs]
    return " and ".join(named)
