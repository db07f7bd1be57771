"""Whether a stranger can bring a condition about: what stands between an event and a job.

A stranger is anybody without a right of the repository. What they choose (titles, branches, comments, what
their fork holds) never stops them; who wrote a pull request, which repository it comes from and what people
with rights did is not theirs to choose.
https://docs.github.com/en/actions/reference/security/secure-use
"""

import json
import re
from collections.abc import Iterator
from enum import IntEnum
from functools import lru_cache

from msgspec import Struct

from checker.collectors.actions.conditions import condition_of, expression_of, is_text
from checker.collectors.actions.constants import truth
from checker.collectors.actions.expression import parsed
from checker.collectors.actions.expression_tree import (
    Both,
    Comparison,
    Either,
    FunctionCall,
    Literal,
    Node,
    Not,
    nodes,
    path_of,
    paths,
)

_SOURCE_REPOSITORY = re.compile(
    r"github\.event\.(?:pull_request\.head\.repo|workflow_run\.head_repository)\."
    r"(?:full_name|id|node_id|url|html_url|git_url|ssh_url|clone_url|private|owner\.(?:login|id))"
    r"|github\.event\.pull_request\.head\.user\.(?:login|id)"
)
"""Where the code comes from."""
_IS_FORK = frozenset(
    {"github.event.pull_request.head.repo.fork", "github.event.workflow_run.head_repository.fork"}
)
_ASSOCIATION = re.compile(
    r"github\.event\.(?:pull_request|comment|issue|review|discussion)\.author_association"
)
_INSIDERS = frozenset({"owner", "member", "collaborator"})
_AUTHOR = re.compile(
    r"github\.event\.(?:pull_request|comment|issue|review|discussion)\.user\.(?:login|id|type|node_id)"
)
"""Who wrote what the event is about."""
ACTOR = frozenset(
    {
        "github.actor",
        "github.actor_id",
        "github.triggering_actor",
        "github.event.sender.login",
        "github.event.sender.id",
        "github.event.sender.type",
        "github.event.workflow_run.actor.login",
        "github.event.workflow_run.triggering_actor.login",
    }
)
"""Who caused the event last: with a pull request, not who wrote its code."""
_LABELS = re.compile(r"github\.event\.(?:pull_request|issue)\.labels\.\*\.(?:name|id)")
_LABEL = re.compile(r"github\.event\.label\.(?:name|id)")
_CONSENT = frozenset({"labeled", "unlabeled", "assigned", "review_requested", "milestoned"})
"""Activities that only people with a right of the repository cause."""
_BY_PEOPLE = frozenset({"issue_comment", "discussion_comment"})
"""Events whose actor is the author of what they are about."""
_UNKNOWABLE = frozenset({"steps", "needs", "env", "inputs"})
"""Contexts that hold whatever the workflow puts there: a check of rights as well as a number."""
_RESULT = re.compile(r"needs\.[\w-]+\.result|steps\.[\w-]+\.(?:outcome|conclusion)|job\.status")
_STATUS = frozenset({"always", "failure", "cancelled"})
"""Functions that let a job run although one that it needs was skipped."""
_COMPUTES = frozenset({"format", "join", "fromjson", "tojson", "case"})
"""Functions whose results are not compared with what a stranger is."""
_TAGS = re.compile(r"^refs/tags/", re.IGNORECASE)


class Chance(IntEnum):
    """Whether a stranger can bring something about."""

    NO = 0
    PERHAPS = 1
    YES = 2


class Attempt(Struct, frozen=True):
    """How a stranger tries: the *event*, its activity (*action*, "" where it has none), and what it runs.

    *moves*: the code is named by a branch, which can change after somebody looked at it. *run_events* are
    the events of the run that a `workflow_run` follows.
    """

    event: str
    action: str = ""
    moves: bool = False
    run_events: frozenset[str] = frozenset({"pull_request"})


@lru_cache(maxsize=8192)
def admits(condition: str, attempt: Attempt) -> Chance:
    """Say whether a job or step with this `if` can run in an attempt; without a condition it does."""
    if not condition.strip() or is_text(condition):
        return Chance.YES
    node = condition_of(condition)
    return Chance.PERHAPS if node is None else _can(node, attempt, wanted=True)


@lru_cache(maxsize=4096)
def is_never(condition: str) -> bool:
    """Tell whether an `if` never holds, whatever happens."""
    node = condition_of(condition)
    return node is not None and truth(node) is False


def ignores_skipped(condition: str) -> bool:
    """Tell whether a job with this `if` can run although one that it needs was skipped."""
    node = parsed(expression_of(condition)) if condition.strip() else None
    return node is not None and any(
        isinstance(each, FunctionCall) and each.name in _STATUS for each in nodes(node)
    )


def required(condition: str) -> frozenset[str]:
    """Return the ids, in lower case, of the jobs that must have succeeded for a condition to hold."""
    node = condition_of(condition)
    waiting = [] if node is None else [node]
    found: set[str] = set()
    while waiting:
        match waiting.pop():
            case Both(operands):
                waiting += operands
            case Comparison("==", left, right):
                for one, other in ((path_of(left), right), (path_of(right), left)):
                    if one[:1] == ("needs",) and one[2:] == ("result",) and other == Literal("success"):
                        found.add(one[1])
    return frozenset(found)


def _can(node: Node, attempt: Attempt, *, wanted: bool) -> Chance:
    """Say whether a stranger can make a condition what is wanted."""
    known = truth(node)
    if known is not None:
        return Chance.YES if known is wanted else Chance.NO
    match node:
        case Not(of):
            return _can(of, attempt, wanted=not wanted)
        case Both(operands) | Either(operands):
            sides = [_can(each, attempt, wanted=wanted) for each in operands]
            return min(sides) if isinstance(node, Both) is wanted else max(sides)
        case Comparison(sign, left, right):
            return _compared(sign, left, right, attempt, wanted=wanted)
        case FunctionCall(name, arguments):
            return _called(name, arguments, attempt, wanted=wanted)
        case _:
            return _holds(".".join(path_of(node)), attempt, wanted=wanted)


def _chance(value: bool | None, *, wanted: bool) -> Chance:
    """Return the chance of what is certain; None is what a stranger chooses."""
    return Chance.YES if value is None or value is wanted else Chance.NO


def _holds(path: str, attempt: Attempt, *, wanted: bool) -> Chance:
    """Answer for a value that stands alone."""
    if path in _IS_FORK:
        return _chance(True, wanted=wanted)
    if path == "github.event.pull_request.merged":
        return _chance(False, wanted=wanted)
    if _LABEL.fullmatch(path):
        return _chance(attempt.action in ("labeled", "unlabeled"), wanted=wanted)
    return _other(path)


def _other(path: str) -> Chance:
    """Answer for values that are no guard: strangers choose them, or the repository's owners did."""
    decided = path.partition(".")[0] not in _UNKNOWABLE or _RESULT.fullmatch(path)
    return Chance.YES if path and decided else Chance.PERHAPS


def _compared(sign: str, left: Node, right: Node, attempt: Attempt, *, wanted: bool) -> Chance:
    if sign not in ("==", "!="):
        return min(_free(left), _free(right))
    equal = wanted is (sign == "==")
    for one, other in ((left, right), (right, left)):
        path = ".".join(path_of(one))
        if path and (found := _equals(path, other, attempt)) is not None:
            return _chance(found, wanted=equal)
    return min(_free(left), _free(right))


def _free(node: Node) -> Chance:
    if isinstance(node, FunctionCall) and node.name in _COMPUTES:
        return Chance.PERHAPS
    return min(map(_other, paths(node)), default=Chance.YES)


def _equals(path: str, other: Node, attempt: Attempt) -> bool | None:
    """Return whether a value equals another one in an attempt; None where that is the stranger's choice."""
    text = str(other.value).lower() if isinstance(other, Literal) else ""
    certain = {
        "github.event_name": frozenset({attempt.event}),
        "github.event.action": frozenset({attempt.action} if attempt.action else ()),
        "github.event.workflow_run.event": attempt.run_events,
        "github.event.pull_request.merged": frozenset({"false"}),
        **dict.fromkeys(_IS_FORK, frozenset({"true"})),
    }
    if path in certain:
        return _is_one(text, certain[path])
    if path in ("github.ref", "github.ref_type"):
        return False if _TAGS.match(text) or text == "tag" else None
    return _same_person(path, text, attempt)


def _is_one(text: str, possible: frozenset[str]) -> bool | None:
    """Return whether a value of which some are possible is this text; None where it may be."""
    if not text or not possible:
        return None
    return False if text not in possible else (True if len(possible) == 1 else None)


def _same_person(path: str, text: str, attempt: Attempt) -> bool | None:
    """Return whether the origin or a person is who a condition names; "" is nobody in particular."""
    if _SOURCE_REPOSITORY.fullmatch(path) or (path.endswith("pull_request.head.label") and ":" in text):
        return False
    if _ASSOCIATION.fullmatch(path):
        return False if text in _INSIDERS else None
    if _AUTHOR.fullmatch(path):
        return None if text == "user" else False
    if path in ACTOR:
        return False if attempt.event in _BY_PEOPLE or _consented(attempt) else None
    if _LABEL.fullmatch(path):
        return False if attempt.action not in ("labeled", "unlabeled") or _consented(attempt) else None
    return None


def _consented(attempt: Attempt) -> bool:
    """Tell whether somebody with rights caused the event after the code was there, and it stays the same."""
    return attempt.action in _CONSENT and not attempt.moves


def _called(name: str, arguments: tuple[Node, ...], attempt: Attempt, *, wanted: bool) -> Chance:
    if name in ("success", "failure", "cancelled", "hashfiles"):
        return Chance.YES
    if name not in ("contains", "startswith", "endswith") or len(arguments) != 2:
        return Chance.PERHAPS
    searched, sought = arguments
    within = list(paths(searched))
    if any(map(_LABELS.fullmatch, within)):
        return _chance(False if _consented(attempt) else None, wanted=wanted)
    if path := ".".join(path_of(sought)):
        return _listed(path, searched, attempt, wanted=wanted)
    for path in within:
        if (found := _equals(path, sought, attempt)) is not None and isinstance(sought, Literal):
            return _chance(found, wanted=wanted)
    return min(_free(searched), _free(sought))


def _listed(path: str, searched: Node, attempt: Attempt, *, wanted: bool) -> Chance:
    """Answer whether a list holds a value: it does not if none of its items can be it."""
    items = list(words(searched))
    named = [Literal(each) for each in items] or [Literal("\0")]
    answers = [_equals(path, each, attempt) for each in named]
    if items or _AUTHOR.fullmatch(path) or path in ACTOR:
        return _chance(None if None in answers else any(answers), wanted=wanted)
    return min(_free(searched), _other(path))


def words(node: Node) -> Iterator[str]:
    """Return the texts of a list that is written as JSON, or the words of a text."""
    for each in nodes(node):
        if isinstance(each, Literal) and isinstance(each.value, str):
            try:
                found = json.loads(each.value)
            except (ValueError, RecursionError):
                found = re.split(r"[\s,;|]+", each.value)
            yield from (str(item) for item in (found if isinstance(found, list) else [found]) if item != "")
