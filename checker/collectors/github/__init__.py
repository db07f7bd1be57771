"""Facts that only GitHub can tell, declared so that rules may read them.

Each topic declares its facts, the permission that each needs and what has to be asked of GitHub,
and turns an observation into facts. An audit of Git alone knows none of them: every one that a rule
reads is reported as a problem with the permission that would let us see it, and the rule comes out
unknown.
"""

from collections.abc import Iterator, Mapping, Sequence

from checker.collectors import Checkout
from checker.collectors.github import (
    access,
    actions,
    alerts,
    community,
    deployments,
    issues,
    milestones,
    organization,
    protection,
    pulls,
    releases,
    repository,
    runs,
    security,
)
from checker.errors import Cause
from checker.git.origin import on_github, whose
from checker.github.queries import Ask, Endpoint
from checker.github.responses import Answer, Observation
from checker.model.audit import Repository
from checker.model.facts import Facts, FactSpec, Problem, merge

_TOPICS = (
    repository,
    community,
    actions,
    protection,
    security,
    alerts,
    pulls,
    issues,
    runs,
    deployments,
    releases,
    milestones,
    access,
)

FACTS: tuple[FactSpec, ...] = (*(spec for topic in _TOPICS for spec in topic.FACTS), *organization.FACTS)

REASON = "needs GitHub; this audit read Git only"

INHERITED = "github.inherited"
"""The community files that a repository without its own takes from OWNER/.github."""

PERMISSIONS: Mapping[str, str] = {
    prefix: permission
    for topic in (*_TOPICS, organization)
    for prefix, permission in topic.PERMISSIONS.items()
}
"""The read permission of a fine-grained token that each prefix of facts needs."""


_ASKS: Mapping[str, tuple[Ask, ...]] = {
    prefix: asks for topic in (*_TOPICS, organization) for prefix, asks in topic.ASKS.items()
}
_ASKING = (actions, security, alerts, runs, releases, access)


def asks(wanted: frozenset[str]) -> tuple[Ask, ...]:
    """Return what has to be asked first for these facts, each question once."""
    found = (ask for path in paths(wanted) for ask in _ASKS[_longest(path, _ASKS)])
    return tuple(dict.fromkeys(found))


def more(view: Observation, wanted: frozenset[str]) -> Iterator[Endpoint]:
    """Yield what has to be asked for this repository alone, as the first answers leave it open."""
    yield from dict.fromkeys(each for topic in _ASKING for each in topic.more(view, wanted))


def paths(wanted: frozenset[str]) -> Sequence[str]:
    """Return those of the wanted facts that only GitHub tells."""
    return sorted(spec.path for spec in FACTS if spec.path in wanted)


def permission(path: str) -> str:
    """Return the permission that a fact needs."""
    return PERMISSIONS[_longest(path, PERMISSIONS)]


def of_owner(owner: Mapping[str, Answer], wanted: frozenset[str]) -> Facts:
    """Return the wanted facts about an organization."""
    return organization.of_owner(owner, wanted)


def unseen_owner() -> Facts:
    """Explain why nothing is known about an organization that GitHub was not asked about."""
    return Facts(
        problems=(Problem("organization", REASON, PERMISSIONS["organization"], cause=Cause.UNAVAILABLE),)
    )


def collect(checkout: Checkout, wanted: frozenset[str]) -> Facts:
    """Return the wanted facts that GitHub told, and problems for those that it did not."""
    view = checkout.observation
    if view is None:
        return _of_git(checkout, wanted)
    organized = view.repository.organization
    above = organization.of_owner(view.owner, wanted) if organized else organization.of_user(wanted)
    return merge((*(topic.collect(view, wanted) for topic in _TOPICS), above))


def _of_git(checkout: Checkout, wanted: frozenset[str]) -> Facts:
    """Explain why the wanted facts are missing; tell those that Git alone settles."""
    asked = paths(wanted)
    known = {} if _inherits(checkout.repository) else {path: False for path in asked if _is_inherited(path)}
    prefixes = sorted({_longest(path, PERMISSIONS) for path in asked if path not in known})
    host, _ = whose(checkout.repository.id)
    if host and not on_github(checkout.repository.id):  # no permission would bring what is not there
        why = f"only GitHub tells it, and {host} is not known to be GitHub's"
        return Facts(known, tuple(Problem(prefix, why, cause=Cause.UNAVAILABLE) for prefix in prefixes))
    return Facts(
        known,
        tuple(Problem(prefix, REASON, PERMISSIONS[prefix], cause=Cause.UNAVAILABLE) for prefix in prefixes),
    )


def _is_inherited(path: str) -> bool:
    return path.startswith(INHERITED + ".")


def _inherits(repository: Repository) -> bool:
    """Tell whether GitHub might offer the owner's community files in this repository."""
    return on_github(whose(repository.id)[0]) and repository.attributes.get("inherits") is not False


def _longest(path: str, prefixes: Mapping[str, object]) -> str:
    """Return the longest prefix that holds *path*."""
    return max((prefix for prefix in prefixes if f"{path}.".startswith(f"{prefix}.")), key=len)
