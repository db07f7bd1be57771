"""What the terminal report says about where things are going: initiatives, and next levels."""

from collections.abc import Iterator, Mapping

from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text

from checker.engine.guidance import Guide
from checker.engine.initiatives import progress
from checker.model.audit import Audit, Group
from checker.model.guidance import NextLevel
from checker.model.initiative import Progress, Status
from checker.render import Style
from checker.render.shared import sorting
from checker.render.shared.text import clean, count, name, number, sentence
from checker.render.terminal.style import FAINT, HEADING, row

GROUP_LIMIT = 10
"""Groups whose next level is usually told."""
_BAR = 20
_RULES = 5
_COLOURS = {
    Status.DONE: "bold green",
    Status.ON_TRACK: "green",
    Status.AT_RISK: "bold yellow",
    Status.LATE: "bold red",
    Status.UNKNOWN: "magenta",
}


def initiatives(audit: Audit) -> Iterator[RenderableType]:
    """Yield how far each initiative has come."""
    found = progress(audit)
    if found:
        yield Text("INITIATIVES", HEADING)
    for each in found:
        yield Padding(_initiative(each), (0, 0, 0, 2))
    if found:
        yield ""


def _initiative(found: Progress) -> Text:
    filled = round(_BAR * min(found.share or 0.0, 100.0) / 100)
    colour = _COLOURS[found.status]
    return Text.assemble(
        (clean(found.title), "bold"),
        ("\n" + "█" * filled, colour),
        ("░" * (_BAR - filled), FAINT),
        f"  {_percent(found.share)} of {found.target:g} %  ",
        (found.status, colour),
        f", due {found.due}",
        (f"\n{'; '.join(_details(found))}", FAINT),
    )


def _details(found: Progress) -> Iterator[str]:
    counted = (f"{found.met} met", f"{len(found.unmet)} not met")
    yield ", ".join((*counted, *([f"{len(found.unknown)} unknown"] if found.unknown else [])))
    if found.outlook:
        yield found.outlook
    yield f"owner {clean(found.owner)}"


def _percent(value: float | None) -> str:
    return number(value) if value is None else f"{number(value)} %"


def next_levels(
    audit: Audit, guide: Guide, style: Style, limit: int = GROUP_LIMIT
) -> Iterator[RenderableType]:
    """Yield what leads groups to their next levels, *limit* of them unless all are asked for."""
    found = [(group, way) for group in sorting.groups(audit) if (way := guide.of_group(group))]
    titles = {each.subject: each.repository.name for each in audit.subjects if each.repository}
    told = found if style.verbose else found[:limit]
    width = min(20, max((len(_title(group)) for group, _ in told), default=0)) + 1
    if told:
        yield Text("NEXT LEVELS", HEADING)
    for group, way in told:
        yield row(Text(f" {_title(group)}"), Text(_way(way, titles)), width)
    if len(told) < len(found):
        yield Text(f"{len(found) - len(told)} more; --verbose tells of all", FAINT)
    if told:
        yield ""


def _title(group: Group) -> str:
    return name(group.name) or "all repositories"


def _way(way: NextLevel, titles: Mapping[str, str]) -> str:
    begin = way.repositories[0] if way.repositories else ""
    rules = [step.rule for step in way.fixes if step.repository == begin]
    rules += [f"{doubt.rule} (find out)" for doubt in way.unknown if doubt.repository == begin]
    more = f" and {len(rules) - _RULES} more" if len(rules) > _RULES else ""
    first = f"begin with {name(titles.get(begin, '') or begin)}: {', '.join(map(name, rules[:_RULES]))}{more}"
    places = f" in {count(len(way.repositories), 'repository')}"
    return f"to {name(way.level)}: {effort(way, places)}\n{first}"


def effort(way: NextLevel, places: str = "") -> str:
    """Return how much it takes to a next level, and in which *places*."""
    fixes = f"{count(len(way.fixes), 'fix')}{places} (effort {way.effort})" if way.fixes else ""
    doubts = f"{count(len(way.unknown), 'rule')} to find out" if way.unknown else ""
    return sentence((fixes, doubts if fixes or not doubts else f"{doubts}{places}"))
