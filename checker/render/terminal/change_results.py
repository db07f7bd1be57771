"""What a comparison in a terminal says about single results: worse, better, new, gone."""

from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.text import Text

from checker.model.change import Change, OutcomeChange, SubjectChange, Turn
from checker.render import Style
from checker.render.shared import change_figures, change_remarks, change_sorting
from checker.render.shared.text import clean, count, name
from checker.render.terminal.failures import SEVERITIES
from checker.render.terminal.style import FAINT, HEADING, row

_RULES = 8
_SUBJECTS = 3
_PLACES = 3


def blocks(change: Change, style: Style, alone: bool) -> Iterator[RenderableType]:
    """Yield the rules by what became of them; *alone*: there is one repository, which needs no name.

    Findings are told of where somebody will look: not of all repositories at once.
    """
    detailed = alone or style.verbose or bool(change.focus.repositories)
    for turn, title in change_remarks.TURNS.items():
        told = change_sorting.by_rule(change.subjects, turn)
        limit = len(told) if style.verbose else _RULES
        if told:
            yield Text(title.upper(), HEADING)
        for each in told[:limit]:
            yield row(
                Text(each.severity.upper(), SEVERITIES[each.severity]), _rule(each, style, alone, detailed)
            )
        if len(told) > limit:
            yield Text(f"and {count(len(told) - limit, 'rule')} more; --verbose tells of all", FAINT)
        if told:
            yield ""


def _rule(told: change_sorting.RuleGroup, style: Style, alone: bool, detailed: bool) -> Text:
    lines = [Text.assemble((clean(told.title), "bold"), "  ", (name(told.rule), "cyan"))]
    limit = len(told.outcomes) if style.verbose else _SUBJECTS
    for subject, outcome in told.outcomes[:limit]:
        lines.append(_outcome(subject, outcome, alone))
        lines += _places([outcome], style) if detailed else ()
    if len(told.outcomes) > limit:
        lines.append(Text(f"and {len(told.outcomes) - limit} more", FAINT))
    return Text("\n").join(lines)


def _outcome(subject: SubjectChange, outcome: OutcomeChange, alone: bool) -> Text:
    text = Text("" if alone else f"{name(subject.name)}  ").append(change_remarks.outcome(outcome))
    if outcome.points is not None and abs(outcome.points) >= 0.05:
        text.append(f"  {change_figures.signed(outcome.points)}", "green" if outcome.points > 0 else "red")
    if outcome.step is not change_remarks.OWN and outcome.turn in (Turn.WORSE, Turn.BETTER):
        text.append(f"  by {change_remarks.STEPS[outcome.step]}", FAINT)
    return text


def _places(outcomes: Sequence[OutcomeChange], style: Style) -> Iterator[Text]:
    places = list(change_sorting.places(outcomes))
    limit = len(places) if style.verbose else _PLACES
    for new, path, line, message in places[:limit]:
        where = f"{name(path)}:{line}" if line else name(path)
        yield Text.assemble(("+ " if new else "- ", FAINT), (where, "blue"), f"  {clean(message)}")
    if len(places) > limit:
        yield Text(f"  and {count(len(places) - limit, 'more place')}", FAINT)
