"""What the terminal report says of a change."""

from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.text import Text

from checker.model.audit import Subject
from checker.model.gate import Gate
from checker.model.result import Result
from checker.render import Style, failures, gate
from checker.render.paint import FAINT, HEADING, headline, row
from checker.render.text import clean, count, name


def blocks(told: Gate, subject: Subject, style: Style) -> Iterator[RenderableType]:
    """Yield before and after, what became worse, what became better, and what the change could mend."""
    yield headline("This change", gate.commits(told))
    yield Text.assemble(" ", (f"Score {gate.score(told)}", HEADING), f"  level {gate.level(told)}")
    yield Text(f"  {_counts(told)}")
    yield ""
    yield from _failures("WORSE", gate.worse(told), subject, style)
    yield from _better(told, style)
    yield from _failures("STILL OPEN IN TOUCHED FILES", gate.remaining(told), subject, style)
    yield from _unclear(told)


def _counts(told: Gate) -> str:
    kinds = (("worse", told.worse), ("better", told.better), ("still open in touched files", told.remaining))
    found = [f"{len(rules)} {kind}" for kind, rules in kinds if rules]
    return " · ".join(found) or "no rule became worse or better"


def _failures(
    title: str, results: Sequence[Result], subject: Subject, style: Style
) -> Iterator[RenderableType]:
    if results:
        yield Text(title, HEADING)
    for result in results:
        yield failures.block(result, subject, style)
        yield ""


def _better(told: Gate, style: Style) -> Iterator[RenderableType]:
    if not told.better:
        return
    yield Text("BETTER", HEADING)
    listed = told.better if style.verbose else told.better[: gate.LIMIT]
    for each in listed:
        body = Text.assemble(clean(each.title), "  ", (name(each.rule), "cyan"))
        yield row(Text("", FAINT), body.append(f"  {gate.gain(each)}", "green"))
    if len(listed) < len(told.better):
        yield row(Text(""), Text(f"and {len(told.better) - len(listed)} more", FAINT))
    yield ""


def _unclear(told: Gate) -> Iterator[RenderableType]:
    if not told.unclear:
        return
    yield Text("NOT CLEAR", HEADING)
    why = f"{count(len(told.unclear), 'rule')} cannot be judged at the base: this change is not blamed"
    yield row(Text(""), Text(why))
    named = ", ".join(map(name, told.unclear[: gate.LIMIT]))
    yield row(Text(""), Text(", ".join((named, *gate.beyond(len(told.unclear)))), FAINT))
    yield ""
