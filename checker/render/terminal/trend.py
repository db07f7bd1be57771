"""The trend for people in a terminal or a log: bars, ends, and what explains the way between them."""

from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Column, Table
from rich.text import Text

from checker.model.change import CoverageChange, LevelChange
from checker.model.trend import Trend, TrendLine
from checker.render import Style
from checker.render.shared.change_figures import between, signed
from checker.render.shared.text import clean, count, name, number
from checker.render.terminal import score_history
from checker.render.terminal.blocks import ARROW, colour, ends, pointed, scores, why
from checker.render.terminal.sparkline import spark
from checker.render.terminal.style import FAINT, HEADING, headline, printed, score_style

_BARS = 16
_WIDE_BARS = 40
_POINTS = 12
_MOST = 5
_ENDS = (("first", 5, "right"), ("last", 5, "right"), ("change", 6, "right"))
_LAST = (("coverage", 8, "right"), ("level", 8, "left"))


def render(trend: Trend, style: Style) -> str:
    """Return the trend at a width, in plain text unless colours are asked for."""
    return printed(blocks(trend, style), style)


def blocks(trend: Trend, style: Style) -> Iterator[RenderableType]:
    """Yield one line a group when there are several, and each by itself otherwise."""
    if len(trend.lines) > 1:
        yield _headline(trend.series, trend)
        yield from _overview(trend.lines, style)
        told = {line.name: line.score for line in trend.lines if line.score}
        yield from scores("WHAT EXPLAINS IT", "", told)
        yield from _debt(trend.lines, style)
    else:
        for line in trend.lines:
            yield from _alone(line, trend, style)
    yield from _notes(trend)
    yield Text(clean(f"{trend.history}, {trend.first} {ARROW} {trend.last}"), FAINT)


def _headline(title: str, trend: Trend) -> RenderableType:
    ends = f"{trend.first[:10]} {ARROW} {trend.last[:10]}, {count(trend.audits, 'audit')}"
    return headline(name(title) or "all repositories", clean(ends))


def _overview(lines: Sequence[TrendLine], style: Style) -> Iterator[RenderableType]:
    table = _grid(("", 10, "left"), ("trend", _BARS, "left"), *_ENDS, *_LAST)
    for line in lines:
        last = line.points[-1]
        table.add_row(
            Text(name(line.name) or "all repositories", HEADING if line.kind == "organization" else ""),
            _spark([point.score for point in line.points], _BARS, style),
            *_ends([point.score for point in line.points]),
            Text(number(last.coverage)),
            Text(name(last.level) or "none"),
        )
    yield Padding(table, (0, 0, 0, 1))
    yield ""


def _grid(*columns: tuple[str, int, str]) -> Table:
    made = [
        Column(
            header=Text(title, FAINT),
            justify="left" if side == "left" else "right",
            min_width=width,
            overflow="ellipsis",
            no_wrap=True,
            ratio=None if at else 1,
        )
        for at, (title, width, side) in enumerate(columns)
    ]
    return Table(*made, box=None, pad_edge=False, expand=True, padding=(0, 1, 0, 0))


def _spark(values: Sequence[float | None], width: int, style: Style) -> Text:
    return Text(spark(values, width, style.ascii), "cyan")


def _ends(values: Sequence[float | None]) -> tuple[Text, Text, Text]:
    first, last = values[0], values[-1]
    return Text(number(first), score_style(first)), Text(number(last), score_style(last)), _moved(first, last)


def _moved(first: float | None, last: float | None) -> Text:
    points = between(first, last)
    return Text("" if points is None else signed(points), colour(points))


def _alone(line: TrendLine, trend: Trend, style: Style) -> Iterator[RenderableType]:
    yield _headline(line.name, trend)
    yield from _way(line, style)
    yield from why(line.score, {}) if line.score else ()
    yield from _movers(line, style)
    yield from _objectives(line, style)
    yield from _debt([line], style)
    yield from _points(line, style)


def _way(line: TrendLine, style: Style) -> Iterator[RenderableType]:
    """Yield the ends, and the way between them."""
    first, last = line.points[0], line.points[-1]
    coverage = CoverageChange(first.coverage, last.coverage)
    moved = _moved(first.score, last.score).plain
    yield ends((first.score, last.score), moved, coverage, LevelChange(first.level, last.level))
    known = [point.score for point in line.points if point.score is not None]
    if len(known) > 1:
        bars = _spark([point.score for point in line.points], _WIDE_BARS, style)
        reach = f"   lowest {number(min(known))}, highest {number(max(known))}"
        yield Text.assemble("  ", bars, (reach, FAINT))
    yield ""


def _movers(line: TrendLine, style: Style) -> Iterator[RenderableType]:
    seen = [each for each in line.movers if abs(each.points) >= 0.05]
    told = line.movers if style.verbose else seen[:_MOST]
    if told:
        yield Text("RULES THAT MOVED IT MOST", HEADING)
        yield pointed(
            [
                (each.points, Text.assemble((name(each.rule), "cyan"), "  ", clean(each.title)))
                for each in told
            ]
        )
        yield ""


def _objectives(line: TrendLine, style: Style) -> Iterator[RenderableType]:
    names = sorted({each for point in line.points for each in point.objectives})
    if not names:
        yield from scores("OBJECTIVES", "objective", line.objectives)
        return
    yield Text("OBJECTIVES", HEADING)
    table = _grid(("objective", 10, "left"), ("trend", _BARS, "left"), *_ENDS)
    for each in names:
        values = [point.objectives[each].score if each in point.objectives else None for point in line.points]
        table.add_row(Text(name(each)), _spark(values, _BARS, style), *_ends(values))
    yield Padding(table, (0, 0, 0, 1))
    yield ""


def _debt(lines: Sequence[TrendLine], style: Style) -> Iterator[RenderableType]:
    """Yield how many failures were recorded as debt, where there were any."""
    owing = [line for line in lines if any(point.owed for point in line.points)]
    if not owing:
        return
    yield Text("FAILURES RECORDED AS DEBT", HEADING)
    table = _grid(("", 10, "left"), ("trend", _BARS, "left"), *_ENDS)
    for line in owing:
        amounts = [point.owed for point in line.points]
        gone = Text(f"{amounts[-1] - amounts[0]:+d}" if amounts[-1] != amounts[0] else "0")
        ends = Text(str(amounts[0])), Text(str(amounts[-1])), gone
        table.add_row(
            Text(name(line.name) or "all repositories"), score_history.amounts(amounts, _BARS, style), *ends
        )
    yield Padding(table, (0, 0, 0, 1))
    yield ""


def _points(line: TrendLine, style: Style) -> Iterator[RenderableType]:
    """Yield the audits one by one, the newest few unless all are asked for."""
    grouped = line.kind != "repository"
    told = line.points if style.verbose else line.points[-_POINTS:]
    before = line.points[-len(told) - 1 :][:1] if len(told) < len(line.points) else ()
    what = ("repositories", 12, "right") if grouped else ("commit", 8, "left")
    table = _grid(("audit of", 16, "left"), ("score", 5, "right"), ("change", 6, "right"), *_LAST, what)
    for last, point in zip((*(before or (None,)), *told), told, strict=False):
        table.add_row(
            Text(clean(point.started_at[:16].replace("T", " "))),
            Text(number(point.score), score_style(point.score)),
            _moved(last.score, point.score) if last else Text(""),
            Text(number(point.coverage)),
            Text(name(point.level) or "none"),
            Text(str(point.repositories) if grouped else name(point.commit[:8])),
        )
    yield Text("AUDITS", HEADING)
    yield Padding(table, (0, 0, 0, 1))
    if len(told) < len(line.points):
        yield Text(
            f"and {count(len(line.points) - len(told), 'earlier audit')}; --verbose tells of all", FAINT
        )
    yield ""


def _notes(trend: Trend) -> Iterator[RenderableType]:
    if trend.notes:
        yield Text("NOTES", HEADING)
        yield from (Padding(Text(clean(note), "yellow"), (0, 0, 0, 2)) for note in trend.notes)
        yield ""
