"""What a team needs to know standing before a screen: where it is, what moved, what to do first."""

from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Column, Table
from rich.text import Text

from checker.engine.guidance import Guide
from checker.model.audit import Group
from checker.model.report_input import ReportInput
from checker.render import Style
from checker.render.html import components, waivers
from checker.render.html.audit_index import AuditIndex
from checker.render.html.changes import MoverRow, moved
from checker.render.shared.change_figures import signed
from checker.render.shared.text import clean, count, name, number
from checker.render.terminal import score_history, upcoming
from checker.render.terminal.style import (
    FAINT,
    HEADING,
    headline,
    numbered,
    prose,
    row,
    score_bar,
    score_style,
)

_TASKS = 3
_MOVERS = 3
_GROUPS = 5
_REPOSITORIES = 10
_EVERYTHING = 1000
_WORK = {"low": "LITTLE WORK", "medium": "SOME WORK", "high": "MUCH WORK", "": "WORK THAT NOBODY ESTIMATED"}


def blocks(story: ReportInput, style: Style) -> Iterator[RenderableType]:
    """Yield the standing of the organization (or of the team that stands in its place) on one screen."""
    survey, group = AuditIndex(story), story.audit.organization
    members = components.members(group, survey) or survey.repositories
    right = f"{count(len(members), 'repository')}, as of {story.audit.started_at[:10]}"
    yield headline(name(group.name) or "all repositories", clean(right))
    yield score_bar(group)
    yield from score_history.lines(story, style)
    yield ""
    yield from _moved(survey, group)
    yield from upcoming.next_levels(story.audit, Guide(story.audit), style, _GROUPS)
    limit = _EVERYTHING if style.verbose else _TASKS
    yield from _efforts(components.efforts(survey.deeds(members), limit))
    yield from _waivers([row for row in waivers.rows(survey) if style.verbose or row.soon or row.ended])
    yield from upcoming.initiatives(story.audit)
    rows = [components.row(each, survey) for each in members]
    yield from _repositories(rows, len(rows) if style.verbose else _REPOSITORIES)


def _moved(survey: AuditIndex, group: Group) -> Iterator[RenderableType]:
    found = moved(survey.story.change, survey.change(group), _MOVERS)
    if found is None:
        return
    yield Text(clean(f"SINCE {found.since[:10]}"), HEADING)
    yield Text(f"  {signed(found.difference)} points" if found.difference is not None else f"  {found.said}")
    for each in (*found.rules.items, *found.repositories.items):
        yield _mover(each)
    yield ""


def _mover(each: MoverRow) -> RenderableType:
    colour = "green" if each.points > 0 else "red"
    what = Text.assemble((name(each.link.name), "cyan"), f"  {clean(each.title)}")
    return row(Text(f"{signed(each.points):>6}", colour), what, 7)


def _efforts(efforts: Sequence[components.Effort]) -> Iterator[RenderableType]:
    for effort in efforts:
        places = f"{count(effort.places, 'place')}, {signed(effort.gain)} points"
        yield Text.assemble((_WORK.get(effort.name, _WORK[""]), HEADING), (f"  {places}", FAINT))
        grid = numbered()
        for number_, task in enumerate(effort.tasks.items, 1):
            grid.add_row(Text(f"{number_}.", "bold"), _task(task), Text(signed(task.gain), "green"))
        yield grid
        if effort.tasks.more:
            yield Text(f"    and {count(effort.tasks.more, 'other')}; --verbose tells of all", FAINT)
        yield ""


def _task(task: components.TodoItem) -> Text:
    what = prose(task.what)
    what.append(f"\n{name(task.rule.name)}", "cyan")
    named = ", ".join(name(each.name) for each in task.examples)
    more = task.places - len(task.examples)
    return what.append(f"  {named}{f' and {more} more' if more else ''}", FAINT)


def _waivers(rows: Sequence[waivers.WaiverRow]) -> Iterator[RenderableType]:
    if not rows:
        return
    yield Text("WAIVERS THAT END", HEADING)
    for each in rows:
        left = "has ended" if each.ended else f"ends in {count(each.left or 0, 'day')}"
        rules = ", ".join(name(rule.name) for rule in each.rules)
        yield Padding(
            Text.assemble((left, "yellow"), f"  {rules}\n", (clean(each.text), FAINT)), (0, 0, 0, 2)
        )
    yield ""


def _repositories(rows: Sequence[components.RepositoryRow], limit: int) -> Iterator[RenderableType]:
    yield Text("REPOSITORIES, WORST FIRST", HEADING)
    grid = Table.grid(
        Column(justify="right", width=7),
        Column(min_width=8, no_wrap=True),
        Column(overflow="fold", ratio=1),
        Column(justify="right", no_wrap=True),
        expand=True,
        padding=(0, 1),
    )
    for each in rows[:limit]:
        seen = f"{each.failed} failed" + (f", {each.unknown} unknown" if each.unknown else "")
        grid.add_row(
            Text(number(each.score), score_style(each.score)),
            Text(name(each.level) or "none"),
            Text(name(each.name)),
            Text(seen, FAINT),
        )
    yield grid
    if len(rows) > limit:
        yield Text(f"    and {len(rows) - limit} more; --verbose tells of all", FAINT)
    yield ""
