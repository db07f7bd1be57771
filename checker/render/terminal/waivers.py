"""Waivers in a terminal: when each ends, what it covers, and who answers for it."""

from collections.abc import Iterator, Sequence

from checker.model.listed_waiver import ListedWaiver
from checker.render.shared.text import clean, count, quiet


def as_text(waivers: Sequence[ListedWaiver]) -> str:
    """Return rows for people: when, which rules, where, why, who."""
    return quiet("\n".join(line for row in waivers for line in _lines(row))) or "no waivers"


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
