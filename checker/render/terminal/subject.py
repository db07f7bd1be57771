"""What the terminal report says about one subject."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text

from checker.model.audit import PolicyStamp, Subject
from checker.model.guidance import NextLevel
from checker.model.result import Outcome, Result
from checker.render import Style
from checker.render.shared import sorting
from checker.render.shared.text import clean, count, name, sentence
from checker.render.terminal import failures
from checker.render.terminal.style import FAINT, HEADING, effort, headline, numbered, prose, row, score_bar
from checker.render.terminal.upcoming import effort as effort_of

ACTION_LIMIT = 5
_OUTCOMES = {
    Outcome.PASS: ("passed", "green"),
    Outcome.FAIL: ("failed", "red"),
    Outcome.ERROR: ("broken", "bold red"),
    Outcome.UNKNOWN: ("unknown", "magenta"),
    Outcome.WAIVED: ("waived", "blue"),
    Outcome.NOT_APPLICABLE: ("not applicable", FAINT),
}


def blocks(  # noqa: PLR0913  # all that is known beside the subject
    subject: Subject,
    policy: PolicyStamp,
    style: Style,
    way: NextLevel | None = None,
    *,
    of_change: bool = False,
    way_here: Sequence[Text] = (),
) -> Iterator[RenderableType]:
    """Yield the verdict, what to do next, failures, what is not known, and what was assumed.

    *way* is what leads to the next level, *way_here* how the score came to be. *of_change*: what a
    change made worse was told already, so that the failures as a whole are told only if all is.
    """
    actions = sorting.actions(subject, policy)
    told = actions if style.verbose else actions[:ACTION_LIMIT]
    yield from _verdict(subject, policy, way, way_here)
    yield from _next(told)
    if style.verbose or not of_change:
        yield from failures.blocks(subject, style, {action.result.rule for action in told})
    yield from _undecided(subject, style)
    yield from _waived(subject)
    yield from _passed(subject) if style.verbose else ()
    yield from _not_assessed(subject)
    yield from _notes(subject)


def title(subject: Subject) -> str:
    """Return the name by which people know a subject."""
    if subject.kind != "repository":
        return name(f"{subject.kind} {subject.subject}")
    return name(subject.repository.name if subject.repository else "") or name(subject.subject)


def _verdict(
    subject: Subject, policy: PolicyStamp, way: NextLevel | None, way_here: Sequence[Text]
) -> Iterator[RenderableType]:
    yield headline(title(subject), f"at {name(subject.commit[:8])}" if subject.commit else "")
    yield score_bar(subject, sorting.level_range(subject, policy.levels))
    yield _counts(subject)
    yield from way_here
    level, blockers = sorting.blocking(subject, policy.levels)
    if blockers:
        yield ""
        body = Text(", ".join(_blocker(b.rule, b.outcome) for b in blockers))
        if way and way.level == level:
            body.append(f"\n{effort_of(way)}", FAINT)
        yield row(Text(f"To reach {name(level)}", "bold"), body, width=len(name(level)) + 10)
    yield ""


def _blocker(rule: str, outcome: Outcome) -> str:
    return name(rule) if outcome is Outcome.FAIL else f"{name(rule)} ({outcome})"


def _counts(subject: Subject) -> Text:
    tally = sorting.tally(subject.results)
    text = Text(" ")
    for outcome, (word, colour) in _OUTCOMES.items():
        if tally[outcome]:
            text.append(" · " if len(text) > 1 else " ", FAINT)
            text.append(f"{tally[outcome]} {word}", colour)
    return text.append(f"\n  {subject.rules_applied} of {count(len(subject.results), 'rule')} applied", FAINT)


def _next(actions: Sequence[sorting.Action]) -> Iterator[RenderableType]:
    if not actions:
        return
    yield Text("WHAT TO DO NEXT", HEADING)
    grid = numbered()
    for index, action in enumerate(actions, 1):
        result = action.result
        what = prose(result.fix.text or result.title)
        what.append(f"\n{name(result.rule)}", "cyan")
        what.append(effort(result), FAINT)
        grid.add_row(Text(f"{index}.", "bold"), what, Text(_gain(action.gain), "green"))
    yield grid
    yield ""


def _gain(gain: float) -> str:
    return f"+{gain:.1f}" if gain >= 0.05 else ""


def _undecided(subject: Subject, style: Style) -> Iterator[RenderableType]:
    unknown = sorted(sorting.of(subject.results, Outcome.UNKNOWN), key=_why)
    if unknown:
        yield Text("UNKNOWN", HEADING)
        for reason, same in groupby(unknown, key=lambda result: _why(result)[0]):
            yield Padding(Text(clean(reason), "magenta"), (0, 0, 0, 2))
            yield from _needed(list(same), style)
        yield ""
    broken = sorting.of(subject.results, Outcome.ERROR)
    yield from _titled("BROKEN RULES", [_said(result, result.reason) for result in broken])


def _why(result: Result) -> tuple[str, str]:
    reasons = dict.fromkeys(each.reason for each in result.unknown)
    permissions = dict.fromkeys(each.permission for each in result.unknown if each.permission)
    return sentence(reasons) or result.reason, sentence(permissions)


def _needed(results: Sequence[Result], style: Style) -> Iterator[RenderableType]:
    """Yield the rules that one reason keeps open, below the permission that would decide them."""
    for permission, same in groupby(results, key=lambda result: _why(result)[1]):
        if permission:
            yield Padding(Text(f"would decide it: {clean(permission)}", FAINT), (0, 0, 0, 4))
        rules = list(same)
        if style.verbose or len(rules) == 1:
            said = [_said(result, "") for result in rules]
        else:
            said = [Text(", ".join(name(result.rule) for result in rules), "cyan")]
        yield from (Padding(text, (0, 0, 0, 6 if permission else 4)) for text in said)


def _waived(subject: Subject) -> Iterator[RenderableType]:
    waived = sorting.of(subject.results, Outcome.WAIVED)
    yield from _titled("WAIVED", [_said(result, _accepted(result)) for result in waived])


def _accepted(result: Result) -> str:
    return sentence((result.waiver, result.waiver_source)) or result.reason


def _passed(subject: Subject) -> Iterator[RenderableType]:
    for outcome, heading in ((Outcome.PASS, "PASSED"), (Outcome.NOT_APPLICABLE, "NOT APPLICABLE")):
        yield from _titled(
            heading, [_said(result, result.reason) for result in sorting.of(subject.results, outcome)]
        )


def _said(result: Result, why: str) -> Text:
    text = Text.assemble((name(result.rule), "cyan"), "  ", clean(result.title))
    return text.append(f"\n{clean(why)}", FAINT) if why else text


def _not_assessed(subject: Subject) -> Iterator[RenderableType]:
    if said := sorting.not_assessed(subject):
        yield from _titled("NOT ASSESSED", [Text(f"no rule that applied looks at {said}")])


def _notes(subject: Subject) -> Iterator[RenderableType]:
    assumptions = subject.repository.assumptions if subject.repository else ()
    unneeded = [
        sentence((f"the waiver of {r.rule} is not needed: {r.outcome}", r.waiver_source))
        for r in subject.results
        if r.unneeded_waiver
    ]
    yield from _titled(
        "NOTES",
        [Text(clean(note), FAINT) for note in dict.fromkeys((*subject.notes, *assumptions, *unneeded))],
    )


def _titled(heading: str, texts: Sequence[Text]) -> Iterator[RenderableType]:
    if texts:
        yield Text(heading, HEADING)
        for text in texts:
            yield Padding(text, (0, 0, 0, 2))
        yield ""
