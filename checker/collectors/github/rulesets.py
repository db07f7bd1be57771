"""The rules of rulesets that apply to the default branch, and who may bypass them.

Every reader sees the rules, also those of the organization; who may bypass them only who may
edit the ruleset.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from checker.collectors.github.reading import (
    HiddenByPermission,
    Item,
    cut,
    flag,
    item,
    items,
    nodes,
    number,
    text,
    value,
)
from checker.errors import Unobserved
from checker.github.queries import GraphQLField
from checker.github.responses import Observation

BYPASSING = 50
"""Actors of a ruleset that are looked at."""
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
_BYPASS = f"""bypassActors(first: {BYPASSING}) {{
          pageInfo {{ hasNextPage }}
          nodes {{
            bypassMode deployKey organizationAdmin enterpriseOwner repositoryRoleName
            actor {{ __typename ... on App {{ name }} ... on Team {{ name }} }}
          }}
        }}"""
RULES = GraphQLField(
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
_EMPTY = "the repository is empty: there is no branch to protect yet"
_EDITORS = "only who may edit a ruleset sees who may bypass it"
_NAMED = {
    "REQUIRED_STATUS_CHECKS": ("requiredStatusChecks", "context"),
    "REQUIRED_WORKFLOW_STATUS_CHECKS": ("requiredStatusChecks", "context"),
    "WORKFLOWS": ("workflows", "path"),
}
"""Rules that demand checks → where the names of the checks are."""


def of_branch(view: Observation, field: GraphQLField) -> Item:
    """Return what was answered about the default branch; raise Unobserved if there is none to ask about."""
    found = value(view[field.name])
    if found is not None:
        return item(found, "defaultBranchRef")
    if view.repository.branch:
        raise HiddenByPermission("", "GitHub does not show the default branch", "Contents: read")
    raise Unobserved("", _EMPTY)


class Rulesets:
    """The rules that apply to one default branch."""

    def __init__(self, view: Observation) -> None:
        self._view = view

    @cached_property
    def rules(self) -> Sequence[Item]:
        """All of the rules; raises Unobserved when not all of them can be seen."""
        listed = of_branch(self._view, RULES).get("rules")
        if listed is None:
            why = self._view[RULES.name].message or "GitHub does not show the rules of the branch"
            raise HiddenByPermission("", why, "Metadata: read")
        if cut(listed, "rules"):
            raise Unobserved("", "more than 100 rules apply to the branch")
        return nodes(listed, "rules")

    def parameters(self, *types: str) -> Iterator[Item]:
        """Yield the parameters of the rules of these types; a rule without any yields an empty one."""
        for rule in self.rules:
            if text(rule, "type") in types:
                found = rule.get("parameters")
                yield {} if found is None else item(found, "parameters")

    def demand(self, types: Sequence[str], parameter: str = "") -> bool:
        """Tell whether a rule of one of these types is there and, if it has a *parameter*, sets it."""
        found = [*self.parameters(*types)]
        return any(flag(each, parameter) for each in found) if parameter else bool(found)

    @property
    def approvals(self) -> int:
        """How many approvals the strictest rule demands."""
        found = self.parameters("PULL_REQUEST")
        return max((number(each, "requiredApprovingReviewCount") for each in found), default=0)

    @property
    def checks(self) -> list[str]:
        """The names of the checks, and the paths of the workflows, that must succeed."""
        return [
            text(check, key)
            for rule_type, (place, key) in _NAMED.items()
            for found in self.parameters(rule_type)
            for check in items(found.get(place), place)
        ]

    @cached_property
    def actors(self) -> Sequence[Mapping[str, str]]:
        """Who may bypass any of the rules: name, kind and mode."""
        found = {
            tuple(actor.values()): actor
            for rule in self.rules
            for actor in map(_actor, self._bypassing(rule.get("repositoryRuleset")))
        }
        return [found[key] for key in sorted(found)]

    def _bypassing(self, ruleset: object) -> Sequence[Item]:
        """Return the actors of a ruleset: null, unlike an empty list, means that they are hidden."""
        actors = ruleset.get("bypassActors") if isinstance(ruleset, dict) else None
        if actors is None:
            raise HiddenByPermission("", self._view[RULES.name].message or _EDITORS, "Administration: write")
        if cut(actors, "bypassActors"):
            raise Unobserved("", f"more than {BYPASSING} may bypass a ruleset")
        return nodes(actors, "bypassActors")


def _actor(found: Item) -> Mapping[str, str]:
    name, kind = _named(found)
    mode = "pull_request" if found.get("bypassMode") == "PULL_REQUEST" else "always"
    return {"name": name, "kind": kind, "mode": mode}


def _named(actor: Item) -> tuple[str, str]:
    """Return the name and the kind of what may bypass: an app, a team, a role or deploy keys."""
    if actor.get("actor") is not None:
        known = item(actor["actor"], "actor")
        return text(known, "name"), text(known, "__typename").lower()
    if flag(actor, "organizationAdmin"):
        return "organization owners", "role"
    if flag(actor, "enterpriseOwner"):
        return "enterprise owners", "role"
    if flag(actor, "deployKey"):
        return "deploy keys", "key"
    return text(actor, "repositoryRoleName"), "role"
