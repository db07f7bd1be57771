"""Pieces that comparisons and trends in a terminal have in common."""

from collections.abc import Iterator, Mapping, Sequence

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Column, Table
from rich.text import Text

from checker.model.change import CoverageChange, LevelChange, ScoreChange, ScoreStep
from checker.render.shared import change_figures, change_remarks
from checker.render.shared.text import name, number
from checker.render.terminal.style import FAINT, HEADING, score_style

ARROW = "\N{RIGHTWARDS ARROW}"
_STEP_WIDTH = 21
_WIDTHS = {
    "before": 6,
    "after": 5,
    "change": 6,
    ScoreStep.SCOPE: 5,
    ScoreStep.UPGRADE: 4,
    ScoreStep.POLICY: 6,
    ScoreStep.WAIVERS: 7,
    ScoreStep.COVERAGE: 8,
    ScoreStep.REPOSITORIES: 5,
}
_SHORT = {ScoreStep.UPGRADE: "tool", ScoreStep.REPOSITORIES: "own"}


def moved(score: ScoreChange, coverage: CoverageChange, level: LevelChange) -> Iterator[RenderableType]:
    """Yield a score, a coverage and a level in two audits."""
    yield ends((score.before, score.after), change_figures.difference(score), coverage, level)
    yield ""


def ends(
    score: tuple[float | None, float | None], difference: str, coverage: CoverageChange, level: LevelChange
) -> Text:
    """Return what somebody came to first and last, on one line."""
    covered = both(number(coverage.before), number(coverage.after))
    return Text.assemble(
        "  ",
        (number(score[0]), score_style(score[0])),
        f" {ARROW} ",
        (number(score[1]), score_style(score[1])),
        "  ",
        (difference, HEADING),
        "   ",
        (f"coverage {covered} %", FAINT),
        "   ",
        _level(level),
    )


def both(before: str, after: str) -> str:
    """Return two texts with an arrow between them, one where they are equal."""
    return after if before == after else f"{before} {ARROW} {after}"


def _level(level: LevelChange) -> str:
    if not level.before and not level.after:
        return "no level"
    return f"level {both(name(level.before) or 'none', name(level.after) or 'none')}"


def why(score: ScoreChange, said: Mapping[ScoreStep, str]) -> Iterator[RenderableType]:
    """Yield the parts of a score that is split, with what each was about."""
    if score.parts is None:
        return
    yield Text("WHY THE SCORE MOVED", HEADING)
    grid = Table.grid(
        Column(justify="right", min_width=7),
        Column(min_width=_STEP_WIDTH, no_wrap=True),
        Column(overflow="fold", ratio=1),
        expand=True,
        padding=(0, 2, 0, 0),
    )
    for step, points in change_figures.parts(score).items():
        style = "" if points else FAINT
        grid.add_row(
            Text(change_figures.signed(points), style or colour(points)),
            Text(change_remarks.STEPS[step], style),
            Text(said.get(step, ""), FAINT),
        )
    yield grid
    yield from _incomplete([score])
    yield ""


def colour(points: float | None) -> str:
    """Return the colour of points."""
    return FAINT if not points else "green" if points > 0 else "red"


def _incomplete(scores: Sequence[ScoreChange]) -> Iterator[RenderableType]:
    if change_figures.incomplete(scores):
        yield Text(f"  {change_figures.INCOMPLETE}", FAINT)


def scores(title: str, first: str, scores: Mapping[str, ScoreChange]) -> Iterator[RenderableType]:
    """Yield a table of scores with their parts; the width holds at 80 columns."""
    if not scores:
        return
    yield Text(title, HEADING)
    columns = [Column(header=Text(first, FAINT), overflow="ellipsis", ratio=1, no_wrap=True)]
    columns += [
        Column(header=Text(_SHORT.get(key, key), FAINT), justify="right", min_width=width, no_wrap=True)  # type: ignore[call-overload]
        for key, width in _WIDTHS.items()
    ]
    table = Table(*columns, box=None, pad_edge=False, expand=True, padding=(0, 1, 0, 0))
    for each, score in scores.items():
        table.add_row(Text(name(each)), *_cells(score))
    yield Padding(table, (0, 0, 0, 1))
    yield from _incomplete(list(scores.values()))
    yield ""


def _cells(score: ScoreChange) -> Iterator[Text]:
    yield Text(number(score.before), score_style(score.before))
    yield Text(number(score.after), score_style(score.after))
    if score.parts is None:
        yield Text(change_figures.difference(score), FAINT)
        return
    yield Text(change_figures.difference(score), HEADING)
    for points in change_figures.parts(score).values():
        yield Text(change_figures.signed(points), colour(points))


def pointed(rows: Sequence[tuple[float, Text]]) -> RenderableType:
    """Return texts below each other, each behind its points."""
    grid = Table.grid(
        Column(justify="right", min_width=7),
        Column(overflow="fold", ratio=1),
        expand=True,
        padding=(0, 2, 0, 0),
    )
    for points, body in rows:
        grid.add_row(Text(change_figures.signed(points), colour(points)), body)
    return grid
