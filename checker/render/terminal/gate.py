"""What the terminal report says of a change."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text

from checker.model.audit import Subject
from checker.model.gate import Gate, Turned
from checker.model.result import Result
from checker.render import Style
from checker.render.shared import gate
from checker.render.shared.text import clean, count, name
from checker.render.terminal import failures
from checker.render.terminal.style import FAINT, HEADING, headline, row


def blocks(told: Gate, subject: Subject, style: Style) -> Iterator[RenderableType]:
    """Yield before and after, what became worse, what became better, and what the change could mend."""
    yield headline("This change", gate.commits(told))
    yield Text.assemble(" ", (f"Score {gate.score(told)}", HEADING), f"  level {gate.level(told)}")
    yield Padding(Text(_counts(told)), (0, 0, 0, 2))
    yield ""
    yield from _failures("NOT UNDERSTOOD ANY MORE", gate.not_understood(told), subject, style)
    yield from _failures("WORSE", gate.worse(told), subject, style)
    yield from _failures("NOT JUDGED, AND TOUCHED BY THIS CHANGE", gate.unjudged(told), subject, style)
    yield from _listed("BETTER", told.better, gate.gain, "green", style)
    yield from _listed("NEITHER BETTER NOR WORSE", told.neither, gate.fate, "yellow", style)
    yield from _failures("STILL OPEN IN TOUCHED FILES", gate.remaining(told), subject, style)
    yield from _unclear(told)


def _counts(told: Gate) -> str:
    kinds: Mapping[str, Sequence[object]] = {
        "not understood any more": told.not_understood,
        "worse": told.worse,
        "not judged, and touched": told.unjudged,
        "better": told.better,
        "neither better nor worse": told.neither,
        "still open in touched files": told.remaining,
    }
    found = [f"{len(rules)} {kind}" for kind, rules in kinds.items() if rules]
    return " · ".join(found) or "no rule became worse or better"


def _failures(
    title: str, results: Sequence[Result], subject: Subject, style: Style
) -> Iterator[RenderableType]:
    if results:
        yield Text(title, HEADING)
    for result in results:
        yield failures.block(result, subject, style)
        yield ""


def _listed(
    title: str, turned: Sequence[Turned], say: Callable[[Turned], str], colour: str, style: Style
) -> Iterator[RenderableType]:
    """Yield rules with what became of each in a few words."""
    if not turned:
        return
    yield Text(title, HEADING)
    listed = turned if style.verbose else turned[: gate.LIMIT]
    for each in listed:
        body = Text.assemble(clean(each.title), "  ", (name(each.rule), "cyan"))
        yield row(Text("", FAINT), body.append(f"  {clean(say(each))}", colour))
    if len(listed) < len(turned):
        yield row(Text(""), Text(f"and {len(turned) - len(listed)} more", FAINT))
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
