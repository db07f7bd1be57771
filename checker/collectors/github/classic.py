"""Classic protection of the default branch, which only administrators see."""

from collections.abc import Iterator, Mapping
from functools import cached_property

from checker.collectors.github.reading import (
    HiddenByPermission,
    Item,
    cut,
    flag,
    item,
    nodes,
    number,
    text,
    unreadable,
)
from checker.collectors.github.rulesets import of_branch
from checker.errors import Unobserved
from checker.github.queries import GraphQLField
from checker.github.responses import Observation

_ALLOWED = 50
CLASSIC = GraphQLField(
    "classic_protection",
    f"""classic_protection: defaultBranchRef {{
      branchProtectionRule {{
        requiresApprovingReviews requiredApprovingReviewCount dismissesStaleReviews
        requiresCodeOwnerReviews requireLastPushApproval requiresConversationResolution
        requiresStatusChecks requiredStatusCheckContexts requiresStrictStatusChecks
        allowsForcePushes allowsDeletions requiresLinearHistory requiresCommitSignatures
        restrictsPushes lockBranch isAdminEnforced
        bypassPullRequestAllowances(first: {_ALLOWED}) {{
          pageInfo {{ hasNextPage }}
          nodes {{
            actor {{ __typename ... on App {{ name }} ... on Team {{ name }} ... on User {{ login }} }}
          }}
        }}
      }}
    }}""",
)
"""Classic protection of the default branch: null without a word for all but administrators."""
_UNSEEN = "only administrators see classic branch protection"
_REVIEWS, _CHECKS = "requiresApprovingReviews", "requiresStatusChecks"
_COUNT, _CONTEXTS = "requiredApprovingReviewCount", "requiredStatusCheckContexts"
_PART_OF = {
    "dismissesStaleReviews": _REVIEWS,
    "requireLastPushApproval": _REVIEWS,
    "requiresCodeOwnerReviews": _REVIEWS,
    "requiresStrictStatusChecks": _CHECKS,
}
"""Settings that have no effect, whatever they say, unless another one is on."""


class Classic:
    """The classic rule of one default branch."""

    def __init__(self, view: Observation) -> None:
        self._view = view

    @cached_property
    def rule(self) -> Item | None:
        """The rule, None where there is none; raises Unobserved when it is hidden."""
        found = of_branch(self._view, CLASSIC).get("branchProtectionRule", "")
        if found is not None:
            return item(found, "branchProtectionRule")
        answer = self._view[CLASSIC.name]
        if self._view.administers is not True or not answer.complete:
            raise HiddenByPermission(
                "", answer.message or _UNSEEN, answer.permission or "Administration: read"
            )
        return None

    def demands(self, *settings: str, expected: bool = True) -> bool:
        """Tell whether one of these settings is as *expected*, and has an effect."""
        return any(self._is(setting, expected) for setting in settings)

    def _is(self, setting: str, expected: bool) -> bool:
        above = _PART_OF.get(setting)
        if self.rule is None or (above and not flag(self.rule, above)):
            return False
        return flag(self.rule, setting) is expected

    @property
    def approvals(self) -> int:
        """How many approvals it demands."""
        if self.rule is None or not self.demands(_REVIEWS) or self.rule.get(_COUNT, "") is None:
            return 0
        return number(self.rule, _COUNT)

    @property
    def checks(self) -> list[str]:
        """The names of the checks that must succeed."""
        if self.rule is None or not self.demands(_CHECKS) or self.rule.get(_CONTEXTS, "") is None:
            return []
        names = self.rule.get(_CONTEXTS)
        if not isinstance(names, list):
            raise unreadable(_CONTEXTS)
        return [text({_CONTEXTS: name}, _CONTEXTS) for name in names if name is not None]

    @property
    def actors(self) -> Iterator[Mapping[str, str]]:
        """Yield who need not open pull requests, administrators included: name, kind and mode."""
        if self.rule is None:
            return
        allowances = self.rule.get("bypassPullRequestAllowances")
        if cut(allowances, "bypassPullRequestAllowances"):
            raise Unobserved("", f"more than {_ALLOWED} need not open pull requests")
        for allowance in nodes(allowances, "bypassPullRequestAllowances"):
            actor = item(allowance.get("actor"), "actor")
            name = text(actor, "login" if "login" in actor else "name")
            yield {"name": name, "kind": text(actor, "__typename").lower(), "mode": "always"}
        if not flag(self.rule, "isAdminEnforced"):
            yield {"name": "administrators", "kind": "role", "mode": "always"}
