"""Settings and members of the organization that owns the repositories."""

from checker.model.facts import FactSpec, FactType

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
