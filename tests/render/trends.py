"""A made-up trend of the made-up audits; the examples in reports/ are made from it."""

from collections.abc import Mapping

from msgspec.structs import replace

from checker.model.audit import Score
from checker.model.change import GroupChange
from checker.model.trend import Mover, Trend, TrendLine, TrendPoint
from checker.render import Format, Style
from checker.render.machine import trend_csv, trend_json
from checker.render.terminal import trend as terminal_trend
from tests.render import changes, example

FORMATS: Mapping[str, Format[Trend]] = {"csv": trend_csv, "json": trend_json, "table": terminal_trend}
FILES = {"csv": "trend.csv", "json": "trend.json", "table": "trend.txt"}
_MONTHS = ("2026-08", "2026-09", "2026-10", "2026-11")


def trend() -> Trend:
    """Return the organization and its teams over four audits, the last of which is the example."""
    change = changes.change()
    lines = tuple(_line(each) for each in (change.organization, *change.teams))
    first, last = lines[0].points[0], lines[0].points[-1]
    return Trend("history.db", "acme", first.started_at, last.started_at, 4, lines, change.notes)


def alone() -> Trend:
    """Return the trend of the organization by itself."""
    return replace(trend(), lines=trend().lines[:1])


def repository() -> Trend:
    """Return the trend of one repository, which has no scores by objective but at the ends."""
    subject = changes.change().subjects[0]
    points = tuple(
        replace(point, commit="9f2c1e07b4d85a3c", team="payments", objectives={}, repositories=0)
        for point in trend().lines[0].points
    )
    movers = (Mover("testing/runs-in-ci", "CI runs the tests", 16.7),)
    line = TrendLine(subject.subject, "repository", points, subject.score, subject.objectives, movers)
    return replace(trend(), lines=(line,))


def _line(group: GroupChange) -> TrendLine:
    points = tuple(_point(number, month, group) for number, month in enumerate(_MONTHS, 1))
    movers = tuple(Mover(each.id, each.title, each.points) for each in group.rules)
    return TrendLine(group.name, group.kind, points, group.score, group.objectives, movers)


def _point(number: int, month: str, group: GroupChange) -> TrendPoint:
    """Return a point on the way from the first score to the last."""
    way = (number - 1) / (len(_MONTHS) - 1)

    def between(before: float | None, after: float | None) -> float | None:
        return None if before is None or after is None else before + way * way * (after - before)

    objectives = {
        name: Score(between(each.before, each.after), 100.0) for name, each in group.objectives.items()
    }
    score, coverage = group.score, group.coverage
    return TrendPoint(
        audit=number,
        started_at=f"{month}-22T09:30:00Z",
        score=between(score.before, score.after),
        coverage=between(coverage.before, coverage.after),
        level="bronze" if number in (2, 3) else "",
        objectives=objectives,
        repositories=group.repositories,
        kind=group.kind,
        part_of=group.part_of,
    )


def write() -> None:
    """Write the example in every format."""
    for name, file in FILES.items():
        text = FORMATS[name].render(trend(), Style())
        (example.FOLDER / file).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write()
