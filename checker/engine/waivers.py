"""Which waivers and initiatives hold for a rule and a repository, and which hold for nothing."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta

from checker.files.globs import matches
from checker.model.policy import Initiative, Policy, Rule, Waiver
from checker.model.value import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """Where a rule is judged: a repository (id, path and owner/name, for globs) and its team."""

    repository: str
    path: str = ""
    team: str = ""
    name: str = ""


def matching(waivers: Iterable[Waiver], rule: str, place: Place, today: date) -> Waiver | None:
    """Return the first waiver in force for a whole rule."""
    found = (w for w in waivers if not w.paths and today <= w.until and covers(w, rule, place))
    return next(found, None)


def matching_paths(
    waivers: Iterable[Waiver], rule: str, place: Place, today: date
) -> Callable[[str], bool] | None:
    """Return a test for waived paths of a rule's findings, None if no waiver names any."""
    globs = [
        glob for w in waivers if w.paths and today <= w.until and covers(w, rule, place) for glob in w.paths
    ]
    return (lambda path: any(matches(path, glob) for glob in globs)) if globs else None


def covers(waiver: Waiver, rule: str, place: Place) -> bool:
    """Tell whether rule, repository and team are those of a waiver, whatever the date."""
    return (
        _any(waiver.rules, rule)
        and (not waiver.repositories or _any(waiver.repositories, place.repository, place.name, place.path))
        and (not waiver.teams or (bool(place.team) and _any(waiver.teams, place.team)))
    )


def _any(globs: Sequence[str], *names: str) -> bool:
    return any(matches(name, glob) for glob in globs for name in names if name)


def grace(policy: Policy, rule: Rule, today: date) -> str:
    """Return why an initiative makes failures warn today, "" if none does."""
    for initiative in policy.initiatives:
        if initiative.grace and _running(initiative, policy, today) and _includes(initiative, policy, rule):
            return f"initiative {initiative.id}, due {initiative.due.isoformat()}"
    return ""


def _running(initiative: Initiative, policy: Policy, today: date) -> bool:
    latest = initiative.start + timedelta(days=policy.max_waiver_days)
    return initiative.start <= today <= min(initiative.due, latest)


def _includes(initiative: Initiative, policy: Policy, rule: Rule) -> bool:
    if initiative.rules:
        return _any(initiative.rules, rule.id)
    levels = policy.levels
    return rule.level in levels and levels.index(rule.level) <= levels.index(initiative.level)


def warnings(policy: Policy, places: Sequence[Place], today: date) -> list[str]:
    """Return what to say about waivers that have expired or never match anything."""
    said = []
    for waiver in policy.waivers:
        name = f"waiver of {', '.join(waiver.rules)} ({waiver.position or waiver.reason})"
        if today > waiver.until:
            said.append(f"{name} expired on {waiver.until.isoformat()}: its rules count again")
        elif not any(covers(waiver, rule.id, place) for rule in policy.rules for place in places):
            said.append(f"{name} matches nothing that was audited")
    return said
