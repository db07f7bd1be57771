"""How far initiatives have come: what meets them, at which rate, and when they would be done.

Nothing here changes an outcome, a score or a level.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from itertools import pairwise
from math import ceil

from msgspec import Struct
from msgspec.structs import replace

from checker.engine.levels import counts
from checker.engine.score import percent
from checker.engine.waivers import WaiverScope, matched, within
from checker.model.audit import Audit, Subject
from checker.model.initiative import Progress, ProgressPoint, Status
from checker.model.policy import Initiative
from checker.model.result import Outcome, Result

_PRECISION = 4
POINT_LIMIT = 400
"""Days of one initiative that are remembered."""
RECENT = timedelta(weeks=8)
"""The time from which the rate of an initiative is taken: what was long ago says little of what is to
come."""
FAR = timedelta(days=365)
"""How long after the day it is due an end is still worth naming."""


class InitiativeStanding(Struct, frozen=True):
    """Which repositories in the scope of an initiative meet it, by id."""

    met: tuple[str, ...] = ()
    unmet: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()

    @property
    def share(self) -> float | None:
        """The percentage that meets it for certain; None without any repository."""
        return percent(len(self.met), len(self.met) + len(self.unmet) + len(self.unknown))

    @property
    def possible(self) -> float | None:
        """The percentage if all that is unknown were met."""
        seen = len(self.met) + len(self.unknown)
        return percent(seen, seen + len(self.unmet))


def progress(audit: Audit) -> tuple[Progress, ...]:
    """Return how far each initiative of the policy has come, in the policy's order.

    Earlier shares are those of `audit.past`.
    """
    if not audit.policy.initiatives:
        return ()
    today = datetime.fromisoformat(audit.started_at).date()
    return tuple(
        measured(
            initiative,
            standing(initiative, audit.subjects, audit.policy.levels, audit.organization.unread),
            audit.past.get(initiative.id, ()),
            today,
        )
        for initiative in audit.policy.initiatives
    )


def standing(
    initiative: Initiative, subjects: Iterable[Subject], levels: Sequence[str], unread: Sequence[str] = ()
) -> InitiativeStanding:
    """Return which repositories meet an initiative; of those that are *unread* (ids) that is unknown.

    Only rules of repositories are asked. As in scores, what is waived or not applicable does not
    count: a repository meets the initiative when something that it asks for passes and nothing
    fails, is unknown or has broken. It does not when something fails. One of which nothing is asked
    is not in the scope.
    """
    found: dict[Outcome, list[str]] = {outcome: [] for outcome in Outcome}
    asks = _asking(initiative, levels)
    for subject in subjects:
        if subject.repository and within(initiative, WaiverScope.of(subject.repository)):
            found[_together({each.outcome for each in subject.results if asks(each)})].append(subject.subject)
    met, unmet, unknown = (found[each] for each in (Outcome.PASS, Outcome.FAIL, Outcome.UNKNOWN))
    # Whose they are is not known, so that an initiative of some teams may be about them.
    lost = [each for each in unread if within(replace(initiative, teams=()), WaiverScope(each))]
    return InitiativeStanding(tuple(met), tuple(unmet), (*unknown, *lost))


def _asking(initiative: Initiative, levels: Sequence[str]) -> Callable[[Result], bool]:
    """Return what tells whether an initiative is about a result."""
    if initiative.rules:
        about = cache(lambda rule: matched(initiative.rules, rule))
        return lambda result: about(result.rule)
    needed = levels[: levels.index(initiative.level) + 1] if initiative.level in levels else ()
    return lambda result: result.level in needed and counts(result)


def _together(seen: Collection[Outcome]) -> Outcome:
    """Return what outcomes come to: fail before unknown before pass, else not applicable."""
    if Outcome.FAIL in seen:
        return Outcome.FAIL
    if Outcome.UNKNOWN in seen or Outcome.ERROR in seen:
        return Outcome.UNKNOWN
    return Outcome.PASS if Outcome.PASS in seen else Outcome.NOT_APPLICABLE


def remembered(
    audit: Audit, past: Mapping[str, Sequence[ProgressPoint]]
) -> Mapping[str, tuple[ProgressPoint, ...]]:
    """Return the shares of each initiative up to this audit: those of *past* and its own, one a day.

    Of more than POINT_LIMIT every second one of the older half is left out.
    """
    now = replace(audit, past={name: tuple(points) for name, points in past.items()})
    return {each.id: _thinned(each.points) for each in progress(now)}


def _thinned(points: Sequence[ProgressPoint]) -> tuple[ProgressPoint, ...]:
    if len(points) <= POINT_LIMIT:
        return tuple(points)
    middle = len(points) // 2
    return (*points[:middle:2], *points[middle:])


def measured(
    initiative: Initiative, now: InitiativeStanding, past: Iterable[ProgressPoint], today: date
) -> Progress:
    """Return the progress that a standing and the shares of earlier days make."""
    points = tuple(_points(initiative, now.share, past, today))
    speed = rate(points)
    running = now.share is not None and now.share < initiative.target
    end = projected(points, speed, initiative.target, initiative.due) if running else None
    return Progress(
        id=initiative.id,
        title=initiative.title,
        owner=initiative.owner,
        start=initiative.start,
        due=initiative.due,
        target=initiative.target,
        status=status(initiative, now, speed, end, today),
        met=len(now.met),
        unmet=now.unmet,
        unknown=now.unknown,
        share=now.share,
        possible=now.possible,
        points=points,
        rate=speed,
        projected=end,
        stalled=stalled(points) if running else None,
    )


def _points(
    initiative: Initiative, share: float | None, past: Iterable[ProgressPoint], today: date
) -> Iterator[ProgressPoint]:
    """Yield the shares from the start until today, one a day: the last that was measured."""
    by_day = {point.day: point.share for point in past if initiative.start <= point.day < today}
    if share is not None and today >= initiative.start:
        by_day[today] = share
    yield from (ProgressPoint(day, round(by_day[day], _PRECISION)) for day in sorted(by_day))


def rate(points: Sequence[ProgressPoint]) -> float | None:
    """Return the percent points a day of the last eight weeks; of all days where there are fewer.

    It leads from the share of eight weeks before the last point, which is that of the latest point until
    then, to the last. None for fewer than two days.
    """
    if len(points) < 2:
        return None
    last = points[-1]
    earlier = [point for point in points if point.day <= last.day - RECENT]
    first = earlier[-1] if earlier else points[0]
    return (last.share - first.share) / (last.day - first.day).days


def stalled(points: Sequence[ProgressPoint]) -> int | None:
    """Return the whole weeks since the share rose last, None where it rose within the recent weeks.

    Where it never rose they are counted from the first point.
    """
    speed = rate(points)
    if speed is None or speed > 0:
        return None
    risen = [after.day for before, after in pairwise(points) if after.share > before.share]
    weeks = (points[-1].day - (risen[-1] if risen else points[0].day)).days // 7
    return weeks or None


def projected(points: Sequence[ProgressPoint], speed: float | None, target: float, due: date) -> date | None:
    """Return the day on which the last share, growing at this rate, reaches the target.

    None where there is no rate, no progress, or so little that the day is a year after it is *due*.
    """
    if speed is None or speed <= 0:
        return None
    days = (target - points[-1].share) / speed
    room = due + FAR - points[-1].day
    return points[-1].day + timedelta(days=ceil(round(days, 3))) if days <= room.days else None


def status(
    initiative: Initiative, now: InitiativeStanding, speed: float | None, end: date | None, today: date
) -> Status:
    """Return where an initiative stands; the first of these that is true.

    - unknown: no repository is in its scope.
    - done: the share is at or above the target.
    - late: it was due before today, and would not be done if all that is unknown were met.
    - unknown: it was due before today; what is unknown decides.
    - on track: the shares of two days or more give a rate by which the target is reached when it is
      due. Without a rate, that the share is at least what an even pace from nothing at the start to
      the target on the last day would have reached by today.
    - at risk: everything else; no progress is at risk.
    """
    if now.share is None or now.possible is None:
        return Status.UNKNOWN
    if now.share >= initiative.target:
        return Status.DONE
    if today > initiative.due:
        return Status.UNKNOWN if now.possible >= initiative.target else Status.LATE
    if speed is None:
        return Status.ON_TRACK if now.share >= _even_pace(initiative, today) else Status.AT_RISK
    return Status.ON_TRACK if end is not None and end <= initiative.due else Status.AT_RISK


def _even_pace(initiative: Initiative, today: date) -> float:
    """Return the share of today on a straight line from nothing to the target."""
    passed, whole = (today - initiative.start).days, (initiative.due - initiative.start).days
    if passed <= 0:
        return 0.0
    return initiative.target * passed / whole
