"""Who may do what in a repository."""

from checker.model.facts import FactSpec, FactType

PERMISSIONS = {"access": "Administration: read and Members: read"}

_INT, _STRING = FactType.INT, FactType.STRING

FACTS: tuple[FactSpec, ...] = (
    FactSpec("access.admins", _INT, "How many people can administer the repository."),
    FactSpec("access.writers", _INT, "How many people can write to the repository."),
    FactSpec(
        "access.outside",
        FactType.RECORDS,
        "The outside collaborators and their permission.",
        item={"name": _STRING, "permission": _STRING},
    ),
    FactSpec(
        "access.teams",
        FactType.RECORDS,
        "The teams with access and their permission.",
        item={"name": _STRING, "permission": _STRING},
    ),
    FactSpec("access.invitations", _INT, "How many invitations are pending."),
)
