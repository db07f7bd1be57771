"""The waivers in force, by the day on which they end."""

from datetime import date

from checker.model.listed_waiver import ListedWaiver
from checker.model.policy import Policy, Waiver
from checker.policy.rule_selection import selected


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
