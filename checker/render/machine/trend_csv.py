"""CSV for spreadsheets: one row a point, and one for each objective of a point."""

import csv
import io
from collections.abc import Iterator

from checker.model.audit import Score
from checker.model.trend import Trend, TrendLine, TrendPoint
from checker.render import Style
from checker.render.machine.csv import cell, percent

HEADER = (
    "name",
    "kind",
    "audit",
    "started_at",
    "objective",
    "score",
    "coverage",
    "level",
    "repositories",
    "team",
    "commit",
    "score_at_least",
)


def render(trend: Trend, style: Style) -> str:  # noqa: ARG001  # programs see no style
    """Return a header and the points of each line, oldest first; the row of the whole has no objective."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(HEADER)
    for line in trend.lines:
        for point in line.points:
            writer.writerows(map(cell, row) for row in _rows(line, point))
    return file.getvalue()


def _rows(line: TrendLine, point: TrendPoint) -> Iterator[tuple[str, ...]]:
    yield _row(line, point, "", Score(point.score, point.coverage, point.score_at_least))
    for objective, score in sorted(point.objectives.items()):
        yield _row(line, point, objective, score)


def _row(line: TrendLine, point: TrendPoint, objective: str, score: Score) -> tuple[str, ...]:
    return (
        line.name,
        line.kind,
        str(point.audit),
        point.started_at,
        objective,
        percent(score.score),
        percent(score.coverage),
        "" if objective else point.level,
        "" if objective or line.kind == "repository" else str(point.repositories),
        point.team,
        point.commit,
        percent(score.score_at_least),
    )
