"""What protects the default branch and the release tags.

The values are the effective sum of rulesets (repository and organization) and classic branch
protection. Rulesets are open to every reader, classic protection only to administrators: what
is still unseen can only add, so most of these facts grow.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property

from checker.collectors.github.measuring import Measures, Partial, measured
from checker.collectors.github.reading import Hidden, Item, flag, item, items, nodes, number, text, value
from checker.errors import Unobserved
from checker.files.globs import matches
from checker.github.answer import Observation
from checker.github.ask import Ask, Field
from checker.model.facts import Facts, FactSpec, FactType
from checker.model.plain import Plain

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

_PARAMETERS = """parameters {
          __typename
          ... on PullRequestParameters {
            requiredApprovingReviewCount dismissStaleReviewsOnPush requireCodeOwnerReview
            requireLastPushApproval requiredReviewThreadResolution
          }
          ... on RequiredStatusChecksParameters {
            strictRequiredStatusChecksPolicy requiredStatusChecks { context }
          }
          ... on WorkflowsParameters { workflows { path } }
        }"""
_BYPASS = """bypassActors(first: 50) {
          nodes {
            bypassMode deployKey organizationAdmin enterpriseOwner repositoryRoleName
            actor { __typename ... on App { name } ... on Team { name } }
          }
        }"""
RULES = Field(
    "branch_rules",
    f"""branch_rules: defaultBranchRef {{
      rules(first: 100) {{
        pageInfo {{ hasNextPage }}
        nodes {{
          type {_PARAMETERS}
          repositoryRuleset {{ id {_BYPASS} }}
        }}
      }}
    }}""",
)
"""The rules of all active rulesets, the organization's too, that apply to the default branch."""
CLASSIC = Field(
    "classic_protection",
    """classic_protection: defaultBranchRef {
      branchProtectionRule {
        requiresApprovingReviews requiredApprovingReviewCount dismissesStaleReviews
        requiresCodeOwnerReviews requireLastPushApproval requiresConversationResolution
        requiresStatusChecks requiredStatusCheckContexts requiresStrictStatusChecks
        allowsForcePushes allowsDeletions requiresLinearHistory requiresCommitSignatures
        restrictsPushes lockBranch isAdminEnforced
        bypassPullRequestAllowances(first: 50) {
          nodes { actor { __typename ... on App { name } ... on Team { name } ... on User { login } } }
        }
      }
    }""",
)
"""Classic protection of the default branch: null without a word for all but administrators."""
TAGS = Field(
    "tag_rulesets",
    """tag_rulesets: rulesets(first: 50, includeParents: true, targets: [TAG]) {
      pageInfo { hasNextPage }
      nodes {
        enforcement
        conditions { refName { include exclude } }
        rules(first: 50) { nodes { type } }
      }
    }""",
)
ASKS: Mapping[str, tuple[Ask, ...]] = {"protection": (RULES, CLASSIC), "protection.tags": (TAGS,)}

_EMPTY = "the repository is empty: there is no branch to protect yet"
_UNSEEN = "only administrators see classic branch protection"
_VERSION_TAGS = ("refs/tags/v1.2.3", "refs/tags/1.2.3")
_CHECKS = ("REQUIRED_STATUS_CHECKS", "WORKFLOWS", "REQUIRED_WORKFLOW_STATUS_CHECKS")


class _Protection:
    """Both kinds of protection of one default branch, and what of them was seen."""

    def __init__(self, view: Observation) -> None:
        self._view = view

    @cached_property
    def rules(self) -> Sequence[Item]:
        """The rules of rulesets; raises Unobserved when not all of them can be seen."""
        answer = self._view[RULES.name]
        found = value(answer)
        if found is None:
            raise Unobserved("", _EMPTY)
        listed = item(found, "defaultBranchRef").get("rules")
        if listed is None:
            raise Hidden(
                "", answer.message or "GitHub does not show the rules of the branch", "Metadata: read"
            )
        if not answer.complete or flag(item(item(listed, "rules").get("pageInfo"), "rules"), "hasNextPage"):
            raise Unobserved("", answer.message or "more than 100 rules apply to the branch")
        return nodes(listed, "rules")

    @cached_property
    def classic(self) -> Item | None:
        """The classic rule of the branch, None where there is none; raises Unobserved when it is hidden."""
        found = value(self._view[CLASSIC.name])
        if found is None:
            raise Unobserved("", _EMPTY)
        rule = item(found, "defaultBranchRef").get("branchProtectionRule")
        if rule is not None:
            return item(rule, "branchProtectionRule")
        if self._view.administers is not True:
            raise Hidden("", _UNSEEN, "Administration: read")
        return None

    def parameters(self, *types: str) -> Iterator[Item]:
        """Yield the parameters of the rules of these types; a rule without any yields an empty one."""
        for rule in self.rules:
            if text(rule, "type") in types:
                found = rule.get("parameters")
                yield item(found, "parameters") if found is not None else {}


_Of = Callable[[_Protection], Plain]


def _together(of_rules: _Of, of_classic: _Of, join: Callable[[Plain, Plain], Plain]) -> _Of:
    """Join what both kinds say; of one alone only a lower bound is known."""

    def measure(protection: _Protection) -> Plain | Partial:
        seen, hidden = [], []
        for part in (of_rules, of_classic):
            try:
                seen.append(part(protection))
            except Unobserved as error:
                hidden.append(error)
        if not hidden:
            return join(*seen)
        if seen and seen[0]:
            return Partial(seen[0], hidden[0].reason, hidden[0].permission)
        raise hidden[0]

    return measure  # type: ignore[return-value]  # a part of a value stands for it


def _either(first: Plain, second: Plain) -> Plain:
    return bool(first or second)


def _flag(rule_type: str, parameter: str, classic: str, expected: bool = True) -> _Of:
    """Return a truth value that a rule (or its parameter) and a field of classic protection give."""

    def of_rules(protection: _Protection) -> Plain:
        found = protection.parameters(rule_type)
        return any(flag(each, parameter) if parameter else True for each in found)

    def of_classic(protection: _Protection) -> Plain:
        rule = protection.classic
        return rule is not None and bool(classic) and flag(rule, classic) is expected

    return _together(of_rules, of_classic, _either)


def _enforced(protection: _Protection) -> Plain:
    return bool(protection.rules)


def _classic(protection: _Protection) -> Plain:
    return protection.classic is not None


def _approvals_of_rules(protection: _Protection) -> Plain:
    found = protection.parameters("PULL_REQUEST")
    return max((number(each, "requiredApprovingReviewCount") for each in found), default=0)


def _approvals_of_classic(protection: _Protection) -> Plain:
    rule = protection.classic
    if rule is None or not flag(rule, "requiresApprovingReviews"):
        return 0
    return (
        0
        if rule.get("requiredApprovingReviewCount") is None
        else number(rule, "requiredApprovingReviewCount")
    )


def _higher(first: Plain, second: Plain) -> Plain:
    assert isinstance(first, int)
    assert isinstance(second, int)
    return max(first, second)


def _checks_of_rules(protection: _Protection) -> Plain:
    found: list[Plain] = []
    for each in protection.parameters(*_CHECKS):
        found += [text(check, "context") for check in items(each.get("requiredStatusChecks", ()), "checks")]
        found += [text(workflow, "path") for workflow in items(each.get("workflows", ()), "workflows")]
    return found


def _checks_of_classic(protection: _Protection) -> Plain:
    rule = protection.classic
    if rule is None or not flag(rule, "requiresStatusChecks"):
        return []
    names = rule.get("requiredStatusCheckContexts")
    return [name for name in names if isinstance(name, str)] if isinstance(names, list) else []


def _all(first: Plain, second: Plain) -> Plain:
    assert isinstance(first, list)
    assert isinstance(second, list)
    return sorted({str(name) for name in (*first, *second)})


def _any_check(checks: _Of) -> _Of:
    return lambda protection: bool(checks(protection))


def _admins_bound(protection: _Protection) -> Plain:
    """Tell whether rules bind administrators: no role that they have may bypass them."""
    rule = protection.classic
    if not protection.rules:
        return rule is not None and flag(rule, "isAdminEnforced")
    roles = [each for each in _actors(protection) if item(each, "actor").get("kind") == "role"]
    return not roles and (rule is None or flag(rule, "isAdminEnforced"))


def _bypass(protection: _Protection) -> Plain:
    return [*_actors(protection), *_allowed(protection)]


def _actors(protection: _Protection) -> list[Plain]:
    """Return who may bypass the rulesets that apply to the branch."""
    found: dict[str, Plain] = {}
    for rule in protection.rules:
        ruleset = item(rule.get("repositoryRuleset"), "repositoryRuleset")
        actors = ruleset.get("bypassActors")
        if actors is None:
            raise Hidden("", "only who may edit a ruleset sees who may bypass it", "Administration: write")
        for actor in nodes(actors, "bypassActors"):
            name, kind = _named(actor)
            mode = "pull_request" if actor.get("bypassMode") == "PULL_REQUEST" else "always"
            found[f"{kind} {name} {mode}"] = {"name": name, "kind": kind, "mode": mode}
    return [found[key] for key in sorted(found)]


def _named(actor: Item) -> tuple[str, str]:
    """Return the name and the kind of what may bypass: an app, a team, a role or deploy keys."""
    if isinstance(actor.get("actor"), Mapping):
        known = item(actor["actor"], "actor")
        return text(known, "name"), text(known, "__typename").lower()
    if flag(actor, "organizationAdmin"):
        return "organization owners", "role"
    if flag(actor, "enterpriseOwner"):
        return "enterprise owners", "role"
    if flag(actor, "deployKey"):
        return "deploy keys", "key"
    return text(actor, "repositoryRoleName"), "role"


def _allowed(protection: _Protection) -> Iterator[Plain]:
    """Yield who need not open pull requests under classic protection, administrators included."""
    rule = protection.classic
    if rule is None:
        return
    for allowance in nodes(rule.get("bypassPullRequestAllowances"), "bypassPullRequestAllowances"):
        actor = item(allowance.get("actor"), "actor")
        name = text(actor, "login" if "login" in actor else "name")
        yield {"name": name, "kind": text(actor, "__typename").lower(), "mode": "always"}
    if not flag(rule, "isAdminEnforced"):
        yield {"name": "administrators", "kind": "role", "mode": "always"}


def _tags(kind: str) -> _Of:
    """Return whether every usual name of a version's tag is under an active rule of this type."""

    def measure(protection: _Protection) -> Plain:
        answer = protection._view[TAGS.name]  # noqa: SLF001  # one class, seen from its own module
        listed = value(answer, whole=True)
        if listed is None:
            raise Hidden("", "GitHub does not show the rulesets", "Metadata: read")
        active = [each for each in nodes(listed, "rulesets") if text(each, "enforcement") == "ACTIVE"]
        having = [each for each in active if kind in _types(each)]
        return any(_covers(each, name) for each in having for name in _VERSION_TAGS)

    return measure


def _types(ruleset: Item) -> set[str]:
    return {text(rule, "type") for rule in nodes(ruleset.get("rules"), "rules")}


def _covers(ruleset: Item, name: str) -> bool:
    conditions = item(item(ruleset.get("conditions"), "conditions").get("refName"), "refName")
    included, excluded = (_patterns(conditions.get(key), key) for key in ("include", "exclude"))
    return _matched(name, included) and not _matched(name, excluded)


def _patterns(found: Plain, key: str) -> list[str]:
    if not isinstance(found, list):
        raise Unobserved("", f"GitHub's answer cannot be read: {key} is missing or of another type")
    return [pattern for pattern in found if isinstance(pattern, str)]


def _matched(name: str, patterns: Sequence[str]) -> bool:
    """Match a reference as rulesets do: fnmatch of whole names, `*` stopping at a slash."""
    return any(pattern == "~ALL" or matches(name, pattern) for pattern in patterns)


_checks = _together(_checks_of_rules, _checks_of_classic, _all)
_MEASURES: Measures[_Protection] = {
    "protection.enforced": _together(_enforced, _classic, _either),
    "protection.pull_requests_required": _flag("PULL_REQUEST", "", "requiresApprovingReviews"),
    "protection.approvals": _together(_approvals_of_rules, _approvals_of_classic, _higher),
    "protection.dismisses_stale": _flag("PULL_REQUEST", "dismissStaleReviewsOnPush", "dismissesStaleReviews"),
    "protection.code_owner_review": _flag(
        "PULL_REQUEST", "requireCodeOwnerReview", "requiresCodeOwnerReviews"
    ),
    "protection.last_push_approval": _flag(
        "PULL_REQUEST", "requireLastPushApproval", "requireLastPushApproval"
    ),
    "protection.conversations_resolved": _flag(
        "PULL_REQUEST", "requiredReviewThreadResolution", "requiresConversationResolution"
    ),
    "protection.checks_required": _together(
        _any_check(_checks_of_rules), _any_check(_checks_of_classic), _either
    ),
    "protection.checks": _checks,
    "protection.up_to_date": _flag(
        "REQUIRED_STATUS_CHECKS", "strictRequiredStatusChecksPolicy", "requiresStrictStatusChecks"
    ),
    "protection.merge_queue": _flag("MERGE_QUEUE", "", ""),
    "protection.force_push_blocked": _flag("NON_FAST_FORWARD", "", "allowsForcePushes", expected=False),
    "protection.deletion_blocked": _flag("DELETION", "", "allowsDeletions", expected=False),
    "protection.linear_history": _flag("REQUIRED_LINEAR_HISTORY", "", "requiresLinearHistory"),
    "protection.signed_commits": _flag("REQUIRED_SIGNATURES", "", "requiresCommitSignatures"),
    "protection.pushes_restricted": _flag("UPDATE", "", "restrictsPushes"),
    "protection.code_scanning": _flag("CODE_SCANNING", "", ""),
    "protection.admins_bound": _admins_bound,
    "protection.bypass": _bypass,
    "protection.tags.update_blocked": _tags("UPDATE"),
    "protection.tags.deletion_blocked": _tags("DELETION"),
}


def collect(view: Observation, wanted: frozenset[str]) -> Facts:
    """Return what protects the default branch and the release tags."""
    return measured(_MEASURES, _Protection(view), wanted, PERMISSIONS)
