"""What protects the default branch and the release tags.

The values are the effective sum of rulesets (repository and organization) and classic branch
protection. Rulesets are open to every reader, classic protection only to administrators: what
is still unseen can only add, so most of these facts grow.
"""

from checker.model.facts import FactSpec, FactType

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
