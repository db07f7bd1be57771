"""Settings and members of the organization that owns the repositories."""

import math
from collections.abc import Callable, Mapping

from checker.collectors.github.actions import OWNER_POLICY as POLICY
from checker.collectors.github.actions import OWNER_TOKEN as TOKEN
from checker.collectors.github.measuring import Measures, measured
from checker.collectors.github.reading import (
    HiddenByPermission,
    every,
    flag,
    item,
    items,
    number,
    text,
    unreadable,
    value,
)
from checker.collectors.github.security import hook
from checker.errors import Cause, Unobserved
from checker.github.queries import Ask, Endpoint, GraphQLField, Scope
from checker.github.responses import Answer
from checker.model.facts import Facts, FactSpec, FactType, Problem
from checker.model.json_value import Json

PERMISSIONS = {
    "organization": "organization Administration: read",
    "organization.inactive_members": "organization Members: read",
    "organization.members": "organization Members: read",
    "organization.outside_collaborators": "organization Members: read",
    "organization.owners": "organization Members: read",
    "organization.two_factor_required": "organization owner",
    "organization.without_two_factor": "organization owner",
    "organization.webhooks": "organization Webhooks: read",
    "organization.actions_minutes": "organization Administration: read",
    "organization.actions_spend": "organization Administration: read",
}

_BOOL, _INT, _DOUBLE, _STRING = FactType.BOOL, FactType.INT, FactType.DOUBLE, FactType.STRING

FACTS: tuple[FactSpec, ...] = (
    FactSpec("organization.two_factor_required", _BOOL, "Every member must use two factors to sign in."),
    FactSpec("organization.without_two_factor", _INT, "How many members sign in with one factor."),
    FactSpec(
        "organization.default_permission",
        _STRING,
        "What a member may do everywhere: none, read, write or admin.",
    ),
    FactSpec("organization.members", _INT, "How many members the organization has."),
    FactSpec("organization.owners", _INT, "How many members own the organization."),
    FactSpec("organization.inactive_members", _INT, "How many members did nothing for 180 days.", timed=True),
    FactSpec(
        "organization.outside_collaborators", _INT, "How many people outside have access to a repository."
    ),
    FactSpec("organization.members_create", _BOOL, "Members may create repositories."),
    FactSpec("organization.members_create_public", _BOOL, "Members may create public repositories."),
    FactSpec("organization.members_delete", _BOOL, "Members may delete or transfer their repositories."),
    FactSpec(
        "organization.members_change_visibility", _BOOL, "Members may change who sees their repositories."
    ),
    FactSpec("organization.members_fork_private", _BOOL, "Members may fork private repositories."),
    FactSpec(
        "organization.single_sign_on", _BOOL, "Members sign in through the organization's identity provider."
    ),
    FactSpec("organization.verified", _BOOL, "The organization has proved that it owns its domain."),
    FactSpec("organization.allowed_actions", _STRING, "Which actions may run: all, local_only or selected."),
    FactSpec(
        "organization.default_token", _STRING, "What a workflow's token may do by default: read or write."
    ),
    FactSpec(
        "organization.actions_minutes",
        _INT,
        "How many minutes of Actions were used in this calendar month.",
        timed=True,
    ),
    FactSpec(
        "organization.actions_spend",
        _DOUBLE,
        "What Actions cost in this calendar month, in US dollars after discounts.",
        timed=True,
    ),
    FactSpec(
        "organization.webhooks",
        FactType.RECORDS,
        "The active webhooks: whether the connection is verified and the payload signed.",
        item={"host": _STRING, "verified": _BOOL, "signed": _BOOL},
    ),
)

_O = Scope.OWNER
PROFILE = Endpoint("organization", "orgs/{owner}", scope=_O)
ADMINS = Endpoint("owners", "orgs/{owner}/members?role=admin", pages=10, scope=_O)
ONE_FACTOR = Endpoint("one_factor", "orgs/{owner}/members?filter=2fa_disabled", pages=100, scope=_O)
OUTSIDERS = Endpoint("outside_collaborators", "orgs/{owner}/outside_collaborators", pages=100, scope=_O)
HOOKS = Endpoint("owner_hooks", "orgs/{owner}/hooks", pages=5, scope=_O)
USAGE = Endpoint("usage", "organizations/{owner}/settings/billing/usage?year={year}&month={month}", scope=_O)
TWO_FACTOR = GraphQLField("requiresTwoFactorAuthentication", "requiresTwoFactorAuthentication", scope=_O)
MEMBERS = GraphQLField("membersWithRole", "membersWithRole(first: 1) { totalCount }", scope=_O)
FORKING = GraphQLField("membersCanForkPrivateRepositories", "membersCanForkPrivateRepositories", scope=_O)
SIGN_ON = GraphQLField("samlIdentityProvider", "samlIdentityProvider { id }", scope=_O)
VERIFIED = GraphQLField("isVerified", "isVerified", scope=_O)
_IN_PROFILE = {
    "organization.default_permission": "default_repository_permission",
    "organization.members_create": "members_can_create_repositories",
    "organization.members_create_public": "members_can_create_public_repositories",
    "organization.members_delete": "members_can_delete_repositories",
    "organization.members_change_visibility": "members_can_change_repo_visibility",
}
ASKS: Mapping[str, tuple[Ask, ...]] = {
    "organization": (),
    **dict.fromkeys(_IN_PROFILE, (PROFILE,)),
    "organization.two_factor_required": (TWO_FACTOR, PROFILE),
    "organization.without_two_factor": (ONE_FACTOR, TWO_FACTOR),
    "organization.members": (MEMBERS,),
    "organization.owners": (ADMINS,),
    "organization.outside_collaborators": (OUTSIDERS,),
    "organization.members_fork_private": (FORKING,),
    "organization.single_sign_on": (SIGN_ON, TWO_FACTOR, PROFILE),
    "organization.verified": (VERIFIED,),
    "organization.allowed_actions": (POLICY,),
    "organization.default_token": (TOKEN,),
    "organization.actions_minutes": (USAGE,),
    "organization.actions_spend": (USAGE,),
    "organization.webhooks": (HOOKS,),
}
_AMOUNT_LIMIT = 1e15
"""Beyond it, infinity included, a number is no amount."""
Owner = Mapping[str, Answer]


def _answer(owner: Owner, ask: Endpoint | GraphQLField) -> Answer:
    if ask.name not in owner:
        raise Unobserved("", "GitHub was not asked")
    return owner[ask.name]


def _setting(path: str) -> Callable[[Owner], Json]:
    """Return a setting that GitHub leaves out of the organization's profile for all but owners."""

    def measure(owner: Owner) -> Json:
        profile = item(value(_answer(owner, PROFILE)), "organization")
        found = profile.get(_IN_PROFILE[path])
        if found is None:
            raise HiddenByPermission("", "GitHub shows this setting to owners of the organization only")
        return found

    return measure


def _switch(path: str) -> Callable[[Owner], Json]:
    return lambda owner: flag({"setting": _setting(path)(owner)}, "setting")


def _shown(ask: GraphQLField) -> Callable[[Owner], Json]:
    return lambda owner: flag({ask.name: value(_answer(owner, ask))}, ask.name)


def _two_factor(owner: Owner) -> Json:
    """Return the demand: GraphQL and REST both leave it out for all but owners."""
    for found in (_of_query(owner), _of_profile(owner)):
        if isinstance(found, bool):
            return found
    for ask in (TWO_FACTOR, PROFILE):
        value(_answer(owner, ask))  # says why it was not seen
    raise HiddenByPermission(
        "", "GitHub shows to owners of the organization only whether two factors are required"
    )


def _of_query(owner: Owner) -> Json:
    answer = _answer(owner, TWO_FACTOR)
    return answer.value if answer.seen else None


def _of_profile(owner: Owner) -> Json:
    answer = _answer(owner, PROFILE)
    profile = answer.value if answer.seen and isinstance(answer.value, Mapping) else {}
    return profile.get("two_factor_requirement_enabled")


def _sign_on(owner: Owner) -> Json:
    """Return whether there is an identity provider; null is what everybody else than owners see too."""
    found = value(_answer(owner, SIGN_ON))
    if found is None and not isinstance(_of_query(owner), bool):
        raise HiddenByPermission("", "GitHub shows the identity provider to owners of the organization only")
    if found is None and _plan(owner) == "enterprise":
        raise Unobserved("", "the enterprise may have an identity provider, which only its owners see")
    return found is not None and bool(text(item(found, SIGN_ON.name), "id"))


def _plan(owner: Owner) -> Json:
    """Return what the organization pays for, None where that is hidden."""
    answer = _answer(owner, PROFILE)
    profile = answer.value if answer.seen and isinstance(answer.value, Mapping) else {}
    plan = profile.get("plan")
    return plan.get("name") if isinstance(plan, Mapping) else None


def _one_factor(owner: Owner) -> Json:
    """Return the count; for all but owners, a GitHub that does not refuse the filter ignores it."""
    found = every(_answer(owner, ONE_FACTOR), ONE_FACTOR.name)
    if found and not isinstance(_of_query(owner), bool):
        raise HiddenByPermission(
            "", "GitHub shows to owners of the organization only who signs in with one factor"
        )
    return len(found)


def _counted(ask: Endpoint) -> Callable[[Owner], Json]:
    return lambda owner: len(every(_answer(owner, ask), ask.name))


def _word(ask: Endpoint, key: str) -> Callable[[Owner], Json]:
    return lambda owner: text(item(value(_answer(owner, ask)), ask.name), key)


def _hooks(owner: Owner) -> Json:
    hooks = every(_answer(owner, HOOKS), "hooks")
    return [hook(each) for each in hooks if flag(each, "active")]


def _usage(owner: Owner, key: str, unit: str = "") -> float:
    """Add up a column of the billing report over the lines about Actions."""
    report = item(value(_answer(owner, USAGE)), "usage")
    lines = items(report.get("usageItems"), "usageItems")
    wanted = [line for line in lines if text(line, "product").lower() == "actions"]
    if unit:
        wanted = [line for line in wanted if text(line, "unitType").lower() == unit]
    return math.fsum(_amount(line, key) for line in wanted)


def _amount(line: Mapping[str, Json], key: str) -> float:
    found = line.get(key)
    if isinstance(found, bool) or not isinstance(found, (int, float)) or not abs(found) < _AMOUNT_LIMIT:
        raise unreadable(key)
    return float(found)


def _inactive(owner: Owner) -> Json:
    del owner
    raise Unobserved("", "GitHub does not say who was active; it would take following every member")


_MEASURES: Measures[Owner] = {
    "organization.two_factor_required": _two_factor,
    "organization.without_two_factor": _one_factor,
    "organization.default_permission": lambda owner: text(
        {"setting": _setting("organization.default_permission")(owner)}, "setting"
    ),
    "organization.members": lambda owner: number(
        item(value(_answer(owner, MEMBERS)), "membersWithRole"), "totalCount"
    ),
    "organization.owners": _counted(ADMINS),
    "organization.inactive_members": _inactive,
    "organization.outside_collaborators": _counted(OUTSIDERS),
    "organization.members_create": _switch("organization.members_create"),
    "organization.members_create_public": _switch("organization.members_create_public"),
    "organization.members_delete": _switch("organization.members_delete"),
    "organization.members_change_visibility": _switch("organization.members_change_visibility"),
    "organization.members_fork_private": _shown(FORKING),
    "organization.single_sign_on": _sign_on,
    "organization.verified": _shown(VERIFIED),
    "organization.allowed_actions": _word(POLICY, "allowed_actions"),
    "organization.default_token": _word(TOKEN, "default_workflow_permissions"),
    "organization.actions_minutes": lambda owner: int(_usage(owner, "quantity", "minutes")),
    "organization.actions_spend": lambda owner: _usage(owner, "netAmount"),
    "organization.webhooks": _hooks,
}


def of_owner(owner: Owner, wanted: frozenset[str]) -> Facts:
    """Return what is known about an organization; *owner* are the answers about it."""
    return measured(_MEASURES, owner, wanted, PERMISSIONS)


def of_user(wanted: frozenset[str]) -> Facts:
    """Return nothing, and why: users do not have these settings."""
    if wanted.isdisjoint(_MEASURES):
        return Facts()
    return Facts(
        problems=(Problem("organization", "the repository belongs to a user", cause=Cause.UNAVAILABLE),)
    )
