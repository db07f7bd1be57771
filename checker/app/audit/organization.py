"""The organization that an audit judges as a whole, if there is one."""

from collections.abc import Iterable, Mapping

from msgspec import Struct

from checker.collectors import github as topics
from checker.model.facts import Facts


class Organization(Struct, frozen=True):
    """Whom the repositories belong to, and what is known about it."""

    name: str
    facts: Facts


def is_whole(targets: Iterable[str]) -> bool:
    """Tell whether one of these github: targets is an owner."""
    return any("/" not in target for target in targets)


def organization_of(owners: Mapping[str, Facts | None], whole: bool, stated: str) -> Organization | None:
    """Return the organization that the repositories of these *owners* are judged as, None for none.

    It is their only owner if that was audited as a *whole*, else the one that the settings name (*stated*).
    """
    login, facts = next(iter(owners.items())) if len(owners) == 1 else ("", None)
    if facts is not None and whole:
        return Organization(stated or login, facts)
    return Organization(stated, topics.unseen_owner()) if stated else None
