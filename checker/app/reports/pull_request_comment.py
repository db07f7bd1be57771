"""A report below the pull request that a workflow runs for."""

import json
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

from checker.errors import TargetError, UsageError
from checker.github.responses import AnswerState
from checker.patterns import lazy
from checker.render.markdown.truncate import cut, utf16

_NAME = lazy(r"[A-Za-z0-9][A-Za-z0-9-]*/[A-Za-z0-9._-]+")
_EVENT_LIMIT = 32 << 20
_REPORT_LIMIT = 8 << 20
_CUT = "**Cut here: GitHub takes no longer comment.** The job summary has more."
_REFUSED = (AnswerState.DENIED, AnswerState.ABSENT, AnswerState.UNAVAILABLE, AnswerState.OFF)


class Pull(Struct, frozen=True):
    """A pull request: *repository* is the owner/name that it goes to."""

    repository: str
    number: int


def comment(path: Path, environment: Mapping[str, str]) -> str:
    """Write a report below the pull request of the workflow's run, and return what was done.

    Who may not write does not fail: pull requests from forks run with a token that only reads.
    Raises UsageError for files that cannot be read, TargetError when GitHub does not answer.
    """
    text = _read(path, _REPORT_LIMIT)
    found = pull(environment)
    if found is None:
        return "not commented: this run is not about a pull request"
    return _keep(found, text, environment)


def _keep(found: Pull, text: str, environment: Mapping[str, str]) -> str:
    from checker.github import comments
    from checker.github.client import Client
    from checker.github.connection import connect

    fitting = cut(text, comments.LIMIT, utf16, _CUT)
    answer = comments.keep(Client(connect(environment)), found.repository, found.number, fitting)
    named = f"{found.repository}#{found.number}"
    if answer.seen:
        return f"commented on {named}"
    if answer.state in _REFUSED:
        needs = "it takes `pull-requests: write`, which forks never get"
        return f"not commented on {named}: {answer.message}; {needs}"
    raise TargetError(f"{named} cannot be commented on: {answer.message}", "run it again later")


def pull(environment: Mapping[str, str]) -> Pull | None:
    """Return the pull request that GitHub's runner says it runs for, None where it runs for none.

    Raises UsageError when it does not say, as anywhere but in a workflow.
    """
    place, repository = environment.get("GITHUB_EVENT_PATH", ""), environment.get("GITHUB_REPOSITORY", "")
    if not place or not _NAME.fullmatch(repository):
        raise UsageError("GitHub's runner is not here to say which pull request", "run this in a workflow")
    number = _number(_read(Path(place), _EVENT_LIMIT), place)
    return Pull(repository, number) if number else None


def _number(text: str, place: str) -> int:
    try:
        event = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{place}: is not the JSON of an event") from error
    found = event.get("pull_request") if isinstance(event, Mapping) else None
    number = found.get("number") if isinstance(found, Mapping) else None
    return number if isinstance(number, int) and number > 0 else 0


def _read(path: Path, limit: int) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(limit + 1)
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}") from error
    if len(content) > limit:
        raise UsageError(f"{path}: is larger than {limit >> 20} MB", "it should be a report, or an event")
    return content.decode("utf-8", "replace")
