"""Facts that only GitHub can tell, declared so that rules may read them.

An audit of Git alone knows none of them: every one that a rule reads is reported as a problem
with the permission that would let us see it, and the rule comes out unknown.
"""

from checker.collectors import Checkout
from checker.collectors.github import (
    access,
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
from checker.model.audit import Repository
from checker.model.facts import Facts, FactSpec, Problem

FACTS: tuple[FactSpec, ...] = (
    *repository.FACTS,
    *protection.FACTS,
    *security.FACTS,
    *pulls.FACTS,
    *issues.FACTS,
    *runs.FACTS,
    *deployments.FACTS,
    *releases.FACTS,
    *milestones.FACTS,
    *access.FACTS,
    *organization.FACTS,
)

REASON = "needs GitHub; this audit read Git only"

INHERITED = "github.inherited"
"""The community files that a repository without its own takes from OWNER/.github."""

PERMISSIONS = {
    **repository.PERMISSIONS,
    **protection.PERMISSIONS,
    **security.PERMISSIONS,
    **pulls.PERMISSIONS,
    **issues.PERMISSIONS,
    **runs.PERMISSIONS,
    **deployments.PERMISSIONS,
    **releases.PERMISSIONS,
    **milestones.PERMISSIONS,
    **access.PERMISSIONS,
    **organization.PERMISSIONS,
}
"""The read permission of a fine-grained token that each prefix of facts needs."""


def collect(checkout: Checkout, wanted: frozenset[str]) -> Facts:
    """Explain why the wanted facts are missing; tell those that Git alone settles."""
    paths = [spec.path for spec in FACTS if spec.path in wanted]
    known = {} if _inherits(checkout.repository) else {path: False for path in paths if _is_inherited(path)}
    prefixes = sorted({_prefix(path) for path in paths if path not in known})
    return Facts(known, tuple(Problem(prefix, REASON, PERMISSIONS[prefix]) for prefix in prefixes))


def _is_inherited(path: str) -> bool:
    return path.startswith(INHERITED + ".")


def _inherits(repository: Repository) -> bool:
    """Tell whether GitHub might offer the owner's community files in this repository."""
    return _on_github(repository.id) and repository.attributes.get("inherits") is not False


def _on_github(identity: str) -> bool:
    host = identity.partition("/")[0].lower()
    return host.startswith("github.") or host.endswith(".ghe.com")


def _prefix(path: str) -> str:
    """Return the longest prefix with a permission of its own that holds *path*."""
    return max((prefix for prefix in PERMISSIONS if f"{path}.".startswith(f"{prefix}.")), key=len)
