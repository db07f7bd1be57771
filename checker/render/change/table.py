"""The comparison for people in a terminal or a log: what moved, why, and where."""

from collections.abc import Iterator, Mapping, Sequence

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Column, Table
from rich.text import Text

from checker.model.change import Change, CoverageChange, GroupChange, LevelChange, ScoreChange, Step
from checker.render import Style
from checker.render.change import figures, listing, order, remarks
from checker.render.paint import FAINT, HEADING, headline, printed, score_style
from checker.render.text import clean, count, name, number

_ARROW = "\N{RIGHTWARDS ARROW}"
_MOST = 5
_STEP_WIDTH = 21
_WIDTHS = {
    "before": 6,
    "after": 5,
    "change": 6,
    Step.SCOPE: 5,
    Step.POLICY: 6,
    Step.WAIVERS: 7,
    Step.COVERAGE: 8,
    Step.REPOSITORIES: 5,
}
_SHORT = {Step.REPOSITORIES: "own"}


def render(change: Change, style: Style) -> str:
    """Return the comparison at a width, in plain text unless colours are asked for."""
    return printed(blocks(change, style), style)


def blocks(change: Change, style: Style) -> Iterator[RenderableType]:
    """Yield what the comparison tells, from top to bottom."""
    only = order.alone(change)
    if only:
        yield _headline(only.name, change)
        yield from _moved(only.score, only.coverage, only.level)
        yield from _why(only.score, remarks.of_subject(change, only))
        yield from _table("OBJECTIVES", "objective", only.objectives)
    else:
        for group in order.heads(change):
            yield from _group(change, group, style)
        yield from _teams(change)
        yield from _levels(change)
    yield from listing.blocks(change, style, bool(only))
    yield from _policy(change, style)
    yield from _notes(change)
    yield from _footer(change)


def _headline(title: str, change: Change) -> RenderableType:
    return headline(name(title), clean(f" {_ARROW} ".join(remarks.dates(change))))


def _group(change: Change, group: GroupChange, style: Style) -> Iterator[RenderableType]:
    yield _headline(group.name or "all repositories", change)
    yield from _moved(group.score, group.coverage, group.level)
    yield from _why(group.score, remarks.remarks(change, group))
    yield from _table("OBJECTIVES", "objective", group.objectives)
    yield from _most(change, group, style)


def _moved(score: ScoreChange, coverage: CoverageChange, level: LevelChange) -> Iterator[RenderableType]:
    yield Text.assemble(
        "  ",
        (number(score.before), score_style(score.before)),
        f" {_ARROW} ",
        (number(score.after), score_style(score.after)),
        "  ",
        (figures.difference(score), HEADING),
        "   ",
        (f"coverage {_both(number(coverage.before), number(coverage.after))} %", FAINT),
        "   ",
        _level(level),
    )
    yield ""


def _both(before: str, after: str) -> str:
    return after if before == after else f"{before} {_ARROW} {after}"


def _level(level: LevelChange) -> str:
    if not level.before and not level.after:
        return "no level"
    return f"level {_both(name(level.before) or 'none', name(level.after) or 'none')}"


def _why(score: ScoreChange, said: Mapping[Step, str]) -> Iterator[RenderableType]:
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
    for step, points in figures.parts(score).items():
        style = "" if points else FAINT
        grid.add_row(
            Text(figures.signed(points), style or _colour(points)),
            Text(remarks.STEPS[step], style),
            Text(said.get(step, ""), FAINT),
        )
    yield grid
    yield from _incomplete([score])
    yield ""


def _colour(points: float | None) -> str:
    return FAINT if not points else "green" if points > 0 else "red"


def _incomplete(scores: Sequence[ScoreChange]) -> Iterator[RenderableType]:
    if figures.incomplete(scores):
        yield Text(f"  {figures.INCOMPLETE}", FAINT)


def _teams(change: Change) -> Iterator[RenderableType]:
    asked = {group.name for group in order.heads(change)}
    teams = [team for team in order.improved(change.teams) if team.name not in asked]
    yield from _table("TEAMS, MOST IMPROVED FIRST", "team", {team.name: team.score for team in teams})


def _table(title: str, first: str, scores: Mapping[str, ScoreChange]) -> Iterator[RenderableType]:
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
        yield Text(figures.difference(score), FAINT)
        return
    yield Text(figures.difference(score), HEADING)
    for points in figures.parts(score).values():
        yield Text(figures.signed(points), _colour(points))


def _most(change: Change, group: GroupChange, style: Style) -> Iterator[RenderableType]:
    """Yield the rules and the repositories that moved a group's score most."""
    names = {each.subject: each for each in change.subjects}
    for title, contributions in (
        ("RULES THAT MOVED IT MOST", group.rules),
        ("REPOSITORIES THAT MOVED IT MOST", group.movers),
    ):
        told = [each for each in contributions if style.verbose or abs(each.points) >= 0.05]
        told = told if style.verbose else told[:_MOST]
        if not told or (group.repositories == 1 and contributions is group.movers):
            continue
        yield Text(title, HEADING)
        grid = Table.grid(
            Column(justify="right", min_width=7),
            Column(overflow="fold", ratio=1),
            expand=True,
            padding=(0, 2, 0, 0),
        )
        for each in told:
            label, score = name(each.title or each.id), names.get(each.id)
            body = (
                Text.assemble((name(each.id), "cyan"), "  ", clean(each.title))
                if each.kind == "rule"
                else Text(label)
            )
            if each.kind != "rule" and score:
                body.append(f"  {number(score.score.before)} {_ARROW} {number(score.score.after)}", FAINT)
            grid.add_row(Text(figures.signed(each.points), _colour(each.points)), body)
        yield grid
        yield ""


def _levels(change: Change) -> Iterator[RenderableType]:
    moved = order.levels(change)
    if not moved:
        return
    yield Text("LEVELS", HEADING)
    for who, level in moved:
        before, after = name(level.before) or "none", name(level.after) or "none"
        word = {"gained": "green", "lost": "red"}.get(level.direction.value, "")
        yield Text.assemble(
            "  ",
            (f"{level.direction.value:7}", word),
            f"{name(who) or 'all repositories'}  {before} {_ARROW} {after}",
        )
    yield ""


def _policy(change: Change, style: Style) -> Iterator[RenderableType]:
    rules = change.policy.rules if style.verbose else change.policy.rules[:_MOST]
    weights = (*change.policy.objectives, *change.policy.tiers)
    if not rules and not weights:
        return
    yield Text("POLICY", HEADING)
    for rule in rules:
        yield Text.assemble("  ", (name(rule.rule), "cyan"), f"  {clean(remarks.what(rule))}")
    if len(rules) < len(change.policy.rules):
        yield Text(f"  and {len(change.policy.rules) - len(rules)} more; --verbose tells of all", FAINT)
    for each in weights:
        yield Text(f"  weight of {name(each.name)}: {each.before:g} {_ARROW} {each.after:g}")
    yield ""


def _notes(change: Change) -> Iterator[RenderableType]:
    if change.notes:
        yield Text("NOTES", HEADING)
        yield from (Padding(Text(clean(note), "yellow"), (0, 0, 0, 2)) for note in change.notes)
        yield ""


def _footer(change: Change) -> Iterator[RenderableType]:
    if change.unchanged:
        yield Text(f"{count(change.unchanged, 'subject')} without any difference", FAINT)
    before, after = change.before, change.after
    policies = _both(
        f"{before.policy} {before.policy_version}".strip(), f"{after.policy} {after.policy_version}".strip()
    )
    yield Text(
        clean(f"{after.tool}, policy {policies}, {before.started_at} {_ARROW} {after.started_at}"), FAINT
    )
