"""What protects the default branch and the release tags.

The values are the effective sum of rulesets (repository and organization) and classic branch
protection. Rulesets are open to every reader, classic protection only to administrators: what
is still unseen can only add, so most of these facts grow.
"""

from collections.abc import Callable, Mapping
from operator import or_
from typing import TypeVar

from checker.collectors.github import tags
from checker.collectors.github.classic import CLASSIC, Classic
from checker.collectors.github.measuring import Measures, Partial, measured
from checker.collectors.github.reading import HiddenByPermission, flag, item, text, value
from checker.collectors.github.rulesets import RULES, Rulesets
from checker.collectors.github.tags import TAGS
from checker.errors import Unobserved
from checker.github.queries import Ask, GraphQLField
from checker.github.responses import Observation
from checker.model.facts import Facts, FactSpec, FactType
from checker.model.json_value import Json

PERMISSIONS = {
    "protection": "Administration: read",
    "protection.bypass": "Administration: write",
    "protection.tags": "Metadata: read",
}

_BOOL, _INT, _STRING = FactType.BOOL, FactType.INT, FactType.STRING


def _adds(path: str, doc: str, fact_type: FactType = _BOOL) -> FactSpec:
    """Declare a fact to which every ruleset and classic protection can only add."""
    return FactSpec(path, fact_type, doc, grows=True)


FACTS: tuple[FactSpec, ...] = (
    _adds("protection.enforced", "At least one active rule protects the default branch."),
    _adds("protection.pull_requests_required", "Changes reach the default branch only by pull request."),
    _adds("protection.approvals", "How many approvals a pull request needs.", _INT),
    _adds("protection.dismisses_stale", "New commits dismiss earlier approvals."),
    _adds("protection.code_owner_review", "A code owner must approve changes to the files they own."),
    _adds("protection.last_push_approval", "Someone other than the last pusher must approve."),
    _adds("protection.conversations_resolved", "Conversations must be resolved before the merge."),
    _adds("protection.checks_required", "At least one status check must pass before the merge."),
    _adds("protection.checks", "The names of the status checks that must pass.", FactType.STRINGS),
    _adds("protection.up_to_date", "A branch must be up to date with its base before the merge."),
    _adds("protection.merge_queue", "Changes are merged through a merge queue."),
    _adds("protection.force_push_blocked", "The history of the default branch cannot be overwritten."),
    _adds("protection.deletion_blocked", "The default branch cannot be deleted."),
    _adds("protection.linear_history", "Merge commits are not allowed on the default branch."),
    _adds("protection.signed_commits", "Commits on the default branch must be signed."),
    _adds("protection.pushes_restricted", "Only named people, teams or apps may push."),
    _adds("protection.code_scanning", "Code scanning results must pass before the merge."),
    FactSpec("protection.admins_bound", _BOOL, "The rules bind administrators as well."),
    FactSpec(
        "protection.bypass",
        FactType.RECORDS,
        "Who may bypass the rules, and when: always or only by pull request.",
        item={"name": _STRING, "kind": _STRING, "mode": _STRING},
    ),
    FactSpec("protection.tags.update_blocked", _BOOL, "Tags with version names cannot be moved."),
    FactSpec("protection.tags.deletion_blocked", _BOOL, "Tags with version names cannot be deleted."),
)

QUEUE = GraphQLField("mergeQueue", "mergeQueue { id }")
"""The merge queue of the default branch, whichever kind of protection demands it."""
ASKS: Mapping[str, tuple[Ask, ...]] = {
    "protection": (RULES, CLASSIC),
    "protection.code_scanning": (RULES,),
    "protection.merge_queue": (RULES, QUEUE),
    "protection.tags": (TAGS,),
}


class _Protection:
    """Both kinds of protection of one default branch."""

    def __init__(self, view: Observation) -> None:
        self.view = view
        self.rulesets = Rulesets(view)
        self.classic = Classic(view)


_T = TypeVar("_T", bool, int, list[str])
_Measure = Callable[[_Protection], Json | Partial]


def _together(
    of_rules: Callable[[_Protection], _T],
    of_classic: Callable[[_Protection], _T],
    join: Callable[[_T, _T], _T],
) -> _Measure:
    """Join what both kinds say; of one alone only a lower bound is known."""

    def measure(protection: _Protection) -> Json | Partial:
        seen, hidden = [], []
        for part in (of_rules, of_classic):
            try:
                seen.append(part(protection))
            except Unobserved as error:
                hidden.append(error)
        if not hidden:
            return join(*seen)
        if seen and seen[0]:
            return Partial(seen[0], hidden[0].reason, _permission(hidden[0]))
        raise hidden[0]

    return measure


def _permission(error: Unobserved) -> str:
    return error.permission or (PERMISSIONS["protection"] if isinstance(error, HiddenByPermission) else "")


def _flag(
    types: tuple[str, ...], parameter: str = "", settings: tuple[str, ...] = (), expected: bool = True
) -> _Measure:
    """Return a truth value that rules (or their parameter) and settings of classic protection give."""
    return _together(
        lambda protection: protection.rulesets.demand(types, parameter),
        lambda protection: protection.classic.demands(*settings, expected=expected),
        or_,
    )


def _pull_request(parameter: str, setting: str) -> _Measure:
    return _flag(("PULL_REQUEST",), parameter, (setting,))


def _queued(protection: _Protection) -> bool:
    found = value(protection.view[QUEUE.name])
    return found is not None and bool(text(item(found, QUEUE.name), "id"))


def _united(first: list[str], second: list[str]) -> list[str]:
    return sorted({*first, *second})


def _admins_bound(protection: _Protection) -> Json:
    """Tell whether there are rules and all bind administrators; one kind that does not decides alone."""
    hidden: Unobserved | None = None
    for binds in (_rulesets_bind, _classic_binds):
        try:
            if not binds(protection):
                return False
        except Unobserved as error:
            hidden = hidden or error
    if hidden:
        raise hidden
    return bool(protection.rulesets.rules) or protection.classic.rule is not None


def _rulesets_bind(protection: _Protection) -> bool:
    return all(actor["kind"] != "role" for actor in protection.rulesets.actors)


def _classic_binds(protection: _Protection) -> bool:
    rule = protection.classic.rule
    return rule is None or flag(rule, "isAdminEnforced")


_MEASURES: Measures[_Protection] = {
    "protection.enforced": _together(
        lambda protection: bool(protection.rulesets.rules),
        lambda protection: protection.classic.rule is not None,
        or_,
    ),
    "protection.pull_requests_required": _flag(("PULL_REQUEST",), "", ("requiresApprovingReviews",)),
    "protection.approvals": _together(
        lambda protection: protection.rulesets.approvals, lambda protection: protection.classic.approvals, max
    ),
    "protection.dismisses_stale": _pull_request("dismissStaleReviewsOnPush", "dismissesStaleReviews"),
    "protection.code_owner_review": _pull_request("requireCodeOwnerReview", "requiresCodeOwnerReviews"),
    "protection.last_push_approval": _pull_request("requireLastPushApproval", "requireLastPushApproval"),
    "protection.conversations_resolved": _pull_request(
        "requiredReviewThreadResolution", "requiresConversationResolution"
    ),
    "protection.checks_required": _together(
        lambda protection: bool(protection.rulesets.checks),
        lambda protection: bool(protection.classic.checks),
        or_,
    ),
    "protection.checks": _together(
        lambda protection: protection.rulesets.checks, lambda protection: protection.classic.checks, _united
    ),
    "protection.up_to_date": _flag(
        ("REQUIRED_STATUS_CHECKS",), "strictRequiredStatusChecksPolicy", ("requiresStrictStatusChecks",)
    ),
    "protection.merge_queue": _together(
        lambda protection: protection.rulesets.demand(("MERGE_QUEUE",)), _queued, or_
    ),
    "protection.force_push_blocked": _flag(
        ("NON_FAST_FORWARD",), settings=("allowsForcePushes",), expected=False
    ),
    "protection.deletion_blocked": _flag(("DELETION",), settings=("allowsDeletions",), expected=False),
    "protection.linear_history": _flag(("REQUIRED_LINEAR_HISTORY",), settings=("requiresLinearHistory",)),
    "protection.signed_commits": _flag(("REQUIRED_SIGNATURES",), settings=("requiresCommitSignatures",)),
    "protection.pushes_restricted": _flag(
        ("UPDATE", "LOCK_BRANCH"), settings=("restrictsPushes", "lockBranch")
    ),
    # Classic protection can ask for a check of that name, but not for its results.
    "protection.code_scanning": lambda protection: protection.rulesets.demand(("CODE_SCANNING",)),
    "protection.admins_bound": _admins_bound,
    "protection.bypass": lambda protection: [*protection.rulesets.actors, *protection.classic.actors],
    "protection.tags.update_blocked": lambda protection: tags.under("UPDATE")(protection.view),
    "protection.tags.deletion_blocked": lambda protection: tags.under("DELETION")(protection.view),
}


def collect(view: Observation, wanted: frozenset[str]) -> Facts:
    """Return what protects the default branch and the release tags."""
    return measured(_MEASURES, _Protection(view), wanted, PERMISSIONS)
