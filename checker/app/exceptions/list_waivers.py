"""The waivers in force, by the day on which they end."""

from collections.abc import Iterator, Sequence
from datetime import date

from msgspec import Struct, to_builtins

from checker.model.policy import Policy, Waiver
from checker.policy.rule_selection import selected
from checker.render.machine.json import write
from checker.render.shared.text import clean, count, quiet


class ListedWaiver(Struct, frozen=True):
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


def rows(policy: Policy, today: date, within: int | None = None) -> list[ListedWaiver]:
    """Return the waivers of a policy, those that have ended or will end first at the top.

    With *within* only those that end within so many days, or have ended.
    """
    found = [_row(waiver, policy, today) for waiver in policy.waivers]
    chosen = (row for row in found if within is None or row.days_left <= within)
    return sorted(chosen, key=lambda row: (row.until, row.at))


def _row(waiver: Waiver, policy: Policy, today: date) -> ListedWaiver:
    days = (waiver.until - today).days
    return ListedWaiver(
        rules=waiver.rules,
        covers=tuple(selected((rule.id for rule in policy.rules), waiver.rules)),
        repositories=waiver.repositories,
        teams=waiver.teams,
        paths=waiver.paths,
        everywhere=waiver.everywhere,
        reason=waiver.reason,
        owner=waiver.owner,
        approved_by=waiver.approved_by,
        until=waiver.until,
        days_left=days,
        expired=days < 0,
        at=str(waiver.position or ""),
    )


def as_json(found: Sequence[ListedWaiver]) -> str:
    """Return rows as JSON: {waivers: […]}."""
    return write({"waivers": to_builtins(found)}).rstrip("\n")


def as_text(found: Sequence[ListedWaiver]) -> str:
    """Return rows for people: when, which rules, where, why, who."""
    return quiet("\n".join(line for row in found for line in _lines(row))) or "no waivers"


def _lines(row: ListedWaiver) -> Iterator[str]:
    yield f"{row.until}  {_left(row):<20}  {clean(', '.join(row.rules))}"
    indent = " " * 12
    yield f"{indent}{clean(row.reason)}"
    yield f"{indent}covers {count(len(row.covers), 'rule')} {clean(_scope(row))}"
    yield f"{indent}owner {clean(row.owner)}, approved by {clean(row.approved_by)}, {clean(row.at)}"


def _left(row: ListedWaiver) -> str:
    if row.expired:
        return f"EXPIRED {count(-row.days_left, 'day')} ago"
    return f"{count(row.days_left, 'day')} left" if row.days_left else "ends today"


def _scope(row: ListedWaiver) -> str:
    given = (("in", row.repositories), ("of team", row.teams), ("at", row.paths))
    said = [f"{word} {', '.join(names)}" for word, names in given if names]
    return "everywhere" if row.everywhere else " ".join(said)
