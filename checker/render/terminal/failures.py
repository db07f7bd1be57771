"""What the terminal report says about the failures of a subject."""

from collections.abc import Iterator, Sequence
from textwrap import wrap

from rich.console import RenderableType
from rich.text import Text

from checker.model.audit import Subject
from checker.model.policy import Severity
from checker.model.result import Enforcement, Finding, Result
from checker.render import Style
from checker.render.shared import links, sorting
from checker.render.shared.text import clean, name, shown
from checker.render.terminal.style import FAINT, HEADING, LABEL, effort, prose, row

EVIDENCE_LIMIT = 5
"""Places of one failure that are listed, unless all are asked for."""
_LOOKED_LIMIT = 4
SEVERITIES = {
    Severity.CRITICAL: "bold white on red",
    Severity.HIGH: "bold red",
    Severity.MEDIUM: "bold yellow",
    Severity.LOW: "bold cyan",
    Severity.INFO: "bold",
}
"""The colours of severities."""


def blocks(subject: Subject, style: Style, told: set[str]) -> Iterator[RenderableType]:
    """Yield the failures worst first; the fixes of *told* have been shown already."""
    failures = sorting.failures(subject.results)
    if failures:
        yield Text("FAILURES", HEADING)
    for failure in failures:
        result = failure.result
        yield block(result, subject, style, failure.caused, fix=result.rule not in told)
        yield ""


def block(
    result: Result, subject: Subject, style: Style, caused: Sequence[Result] = (), *, fix: bool = True
) -> RenderableType:
    """Return one failure: what fails, where, its fix if it is to be told, and what it causes."""
    lines = [_title(result, style), *_evidence(result, subject, style)]
    if fix and result.fix.text:
        lines.append(Text.assemble(("fix: ", "green"), prose(result.fix.text), (effort(result), FAINT)))
    lines += [_caused(each, style) for each in caused]
    return row(Text(result.severity.upper(), SEVERITIES[result.severity]), Text("\n").join(lines))


def _title(result: Result, style: Style) -> Text:
    text = _beside(Text(clean(result.title), "bold"), Text(name(result.rule), "cyan"), style)
    if result.enforcement is Enforcement.WARN:
        text.append(f"\nonly a warning: {clean(result.enforcement_reason)}", "yellow")
    if result.expired_waiver:
        text.append(f"\nno longer waived: {clean(result.expired_waiver)}", "yellow")
    return text


def _caused(result: Result, style: Style) -> Text:
    first = Text.assemble(("└ also fails until then: ", FAINT), clean(result.title))
    return _beside(first, Text(name(result.rule), "cyan"), style)


def _beside(first: Text, second: Text, style: Style) -> Text:
    """Put two texts on one line where they fit, else below each other."""
    return Text.assemble(first, "  ", second) if _fits(first, second, style) else _below(first, second, style)


def _fits(first: Text, second: Text, style: Style) -> bool:
    return first.cell_len + 2 + second.cell_len <= style.width - LABEL - 2


def _below(first: Text, second: Text, style: Style) -> Text:
    """Put the second text on lines of its own, set in."""
    lines = wrap(second.plain, max(20, style.width - LABEL - 4), break_on_hyphens=False)
    return Text.assemble(first, *((f"\n  {line}", second.style) for line in lines))


def _evidence(result: Result, subject: Subject, style: Style) -> Iterator[Text]:
    known = (result.title, f"needs {result.needs}")
    telling = [finding for finding in result.findings if finding.path or finding.message not in known]
    limit = len(telling) if style.verbose else EVIDENCE_LIMIT
    yield from _findings(telling[:limit], result, subject, style)
    if len(telling) > limit:
        yield Text(f"and {sorting.beyond(telling, limit)} more", FAINT)
    if result.value is not None:
        expected = f", expected {clean(result.expected)}" if result.expected else ""
        yield Text(f"observed {clean(shown(result.value))}{expected}")
    if result.looked_at and not any(finding.path for finding in telling):
        yield Text(f"looked at {', '.join(map(clean, result.looked_at[:_LOOKED_LIMIT]))}", FAINT)


def _findings(findings: Sequence[Finding], result: Result, subject: Subject, style: Style) -> Iterator[Text]:
    """Yield the findings of a rule, each on one line if all of them fit."""
    told = [
        (
            _place(finding, subject, style),
            Text("" if finding.message == result.title else clean(finding.message)),
        )
        for finding in findings
    ]
    join = _beside if all(_fits(place, message, style) for place, message in told) else _below
    for place, message in told:
        yield join(place, message, style) if place and message else place or message


def _place(finding: Finding, subject: Subject, style: Style) -> Text:
    address = links.place(subject.repository, subject.commit, finding.path, finding.line)
    link = f" link {address}" if style.links and address else ""
    path = name(finding.path)
    return Text(f"{path}:{finding.line}" if finding.path and finding.line else path, f"blue{link}")
