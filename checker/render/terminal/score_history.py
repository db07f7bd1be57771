"""Scores of the audits before, as a few characters in a terminal."""

from collections.abc import Sequence

from rich.text import Text

from checker.model.audit import Group
from checker.model.report_input import ReportInput
from checker.model.trend import TrendPoint
from checker.render import Style
from checker.render.shared.change_figures import between, signed
from checker.render.shared.text import clean, count
from checker.render.terminal.sparkline import spark
from checker.render.terminal.style import FAINT

_WHOLE = "organization"
_WIDE = 30


def points(story: ReportInput, group: Group) -> tuple[TrendPoint, ...]:
    """Return what a group came to over time, () where nobody knows."""
    key = (group.kind == _WHOLE, group.name)
    return next((each.points for each in story.lines if (each.kind == _WHOLE, each.name) == key), ())


def lines(story: ReportInput, style: Style) -> list[Text]:
    """Return what is known of the way of the organization: its score, and its debt."""
    whole = story.audit.organization
    found = points(story, whole)
    return [each for each in (told(found, style), debt(found, whole.owed, style)) if each]


def bars(found: Sequence[TrendPoint], width: int, style: Style) -> Text:
    """Return scores as little bars."""
    return Text(spark([point.score for point in found], width, style.ascii), "cyan")


def debt(found: Sequence[TrendPoint], now: int, style: Style) -> Text | None:
    """Return how many failures are recorded as debt *now*, and how many were in the audits before.

    None where there is none and was none.
    """
    past = [*(point.owed for point in found[:-1]), now]
    if not any(past):
        return None
    said = f"{count(now, 'failure')} recorded as debt"
    if len(past) == 1:
        return Text.assemble("  ", (said, FAINT))
    gone = f"   {now - past[0]:+d} since {found[0].started_at[:10]}" if now != past[0] else ""
    return Text.assemble("  ", amounts(past, _WIDE, style), (clean(f"   {said}{gone}"), FAINT))


def amounts(found: Sequence[int], width: int, style: Style) -> Text:
    """Return how often there was something as little bars, the highest for the most."""
    most = max(found, default=0) or 1
    return Text(spark([100 * each / most for each in found], width, style.ascii), "cyan")


def told(found: Sequence[TrendPoint], style: Style) -> Text | None:
    """Return the way of a score as a line; None without an audit before."""
    known = [(point.score, point.started_at) for point in found if point.score is not None]
    if len(known) < 2:  # one point is no way
        return None
    first, last = known[0], known[-1]
    gone = between(first[0], last[0])
    since = f"   {signed(gone)} since {first[1][:10]}, {count(len(found), 'audit')}"
    return Text.assemble("  ", bars(found, _WIDE, style), (clean(since), FAINT))
