"""Which waivers and initiatives hold for a rule and a repository, and which hold for nothing."""

from collections.abc import Iterable, Sequence
from datetime import date

from msgspec import Struct, field

from checker.errors import Unobserved
from checker.files.globs import matches
from checker.model.audit import Repository
from checker.model.policy import Initiative, Policy, Rule, Waiver
from checker.model.result import Finding


class WaiverScope(Struct, frozen=True):
    """Where a rule is judged: a repository (id, path and owner/name, for globs) and its team."""

    repository: str
    path: str = ""
    team: str = ""
    name: str = ""

    @classmethod
    def of(cls, repository: Repository) -> "WaiverScope":
        """Return what waivers match of a repository: its id, path, team and owner/name."""
        return cls(repository.id, repository.path, repository.team, repository.name)


class Excuses(Struct):
    """The waivers of one rule in one place.

    *whole* is the first that holds for all of the rule, *paths* those that hold for some paths,
    *expired* those that held until they ended, the latest first. *used* collects what `waives` found.
    """

    whole: Waiver | None = None
    paths: list[Waiver] = field(default_factory=list)
    expired: list[Waiver] = field(default_factory=list)
    used: list[Waiver] = field(default_factory=list)

    def waives(self, path: str) -> bool:
        """Tell whether findings in a path are waived."""
        found = next((waiver for waiver in self.paths if matched(waiver.paths, path)), None)
        if found is not None and found not in self.used:
            self.used.append(found)
        return found is not None

    def ended(self, findings: Sequence[Finding]) -> Waiver | None:
        """Return the waiver that would have held for a rule or some of its findings, had it not ended."""
        concerned = (
            waiver
            for waiver in self.expired
            if not waiver.paths or any(matched(waiver.paths, finding.path) for finding in findings)
        )
        return next(concerned, None)


def excuses(waivers: Iterable[Waiver], rule: str, place: WaiverScope, today: date) -> Excuses:
    """Return the waivers that are about a rule in a place, in the order in which they were said."""
    found = Excuses()
    for waiver in waivers:
        if not covers(waiver, rule, place):
            continue
        if today > waiver.until:
            found.expired.append(waiver)
        elif waiver.paths:
            found.paths.append(waiver)
        else:
            found.whole = found.whole or waiver
    found.expired.sort(key=lambda waiver: waiver.until, reverse=True)
    return found


def covers(waiver: Waiver, rule: str, place: WaiverScope) -> bool:
    """Tell whether rule, repository and team are those of a waiver, whatever the date."""
    return matched(waiver.rules, rule) and within(waiver, place)


def within(scope: Waiver | Initiative, place: WaiverScope) -> bool:
    """Tell whether a place is in the scope of a waiver or an initiative: all keys given must match."""
    return (
        not scope.repositories or matched(scope.repositories, place.repository, place.name, place.path)
    ) and (not scope.teams or (bool(place.team) and matched(scope.teams, place.team)))


def matched(globs: Sequence[str], *names: str) -> bool:
    """Tell whether a glob matches one of the names that are given; what is no glob matches nothing."""
    return any(_matches(name, glob) for glob in globs for name in names if name)


def _matches(name: str, glob: str) -> bool:
    try:
        return matches(name, glob)
    except Unobserved:  # a policy has none, but a report that is read back may
        return False


def described(waiver: Waiver) -> str:
    """Return who accepted a risk, why, and until when."""
    return f"{waiver.reason} (owner {waiver.owner}, approved by {waiver.approved_by}, until {waiver.until})"


def source(waiver: Waiver) -> str:
    """Return where a waiver was said, "" where nobody knows."""
    if waiver.position is None:
        return ""
    return f"{waiver.position}{' of the repository itself' if waiver.own else ''}"


def grace(policy: Policy, rule: Rule, place: WaiverScope, today: date) -> str:
    """Return why an initiative makes failures warn today in this place, "" if none does."""
    for initiative in policy.initiatives:
        if (
            initiative.grace
            and _running(initiative, policy, today)
            and within(initiative, place)
            and _includes(initiative, policy, rule)
        ):
            return f"initiative {initiative.id}, due {initiative.due.isoformat()}"
    return ""


def _running(initiative: Initiative, policy: Policy, today: date) -> bool:
    lasts = initiative.start <= today <= initiative.due
    return lasts and (today - initiative.start).days <= policy.max_waiver_days


def _includes(initiative: Initiative, policy: Policy, rule: Rule) -> bool:
    if initiative.rules:
        return matched(initiative.rules, rule.id)
    levels = policy.levels
    return rule.level in levels and levels.index(rule.level) <= levels.index(initiative.level)


def warnings(
    waivers: Iterable[Waiver], rules: Sequence[Rule], places: Sequence[WaiverScope], today: date
) -> list[str]:
    """Return what to say about waivers that have expired or never match anything."""
    said = []
    for waiver in waivers:
        name = f"waiver of {', '.join(waiver.rules)} ({waiver.position or waiver.reason})"
        if today > waiver.until:
            said.append(f"{name} expired on {waiver.until.isoformat()}: its rules count again")
        elif not any(covers(waiver, rule.id, place) for rule in rules for place in places):
            said.append(f"{name} matches nothing that was audited")
    return said
