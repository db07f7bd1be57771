"""A waiver as lists show it."""

from datetime import date

from msgspec import Struct


class ListedWaiver(Struct, frozen=True, kw_only=True):
    """One waiver; *covers* are the rules in force that it is about, *days_left* counts its last day as 0."""

    rules: tuple[str, ...]
    covers: tuple[str, ...]
    repositories: tuple[str, ...]
    teams: tuple[str, ...]
    paths: tuple[str, ...]
    everywhere: bool
    reason: str
    owner: str
    approved_by: str
    until: date
    days_left: int
    expired: bool
    at: str
