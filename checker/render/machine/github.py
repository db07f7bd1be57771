"""Workflow commands: GitHub Actions shows them as annotations of the change.

https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain

from msgspec import Struct

from checker.model.audit import Audit, Subject
from checker.model.gate import Gate
from checker.model.result import Finding, Outcome, Result
from checker.render import Style
from checker.render.shared import gate, sorting
from checker.render.shared.text import clean, count, sentence

_LIMIT = 10
"""Annotations of one kind: GitHub itself shows no more of a step."""
_COMMANDS = {"error": "error", "warning": "warning", "note": "notice"}
_NOTICE = "notice"


class _Command(Struct, frozen=True):
    """One annotation."""

    kind: str
    properties: tuple[tuple[str, str], ...]
    message: str

    def line(self) -> str:
        """Return it as GitHub reads it."""
        written = ",".join(f"{key}={_property(value)}" for key, value in self.properties)
        return f"::{self.kind} {written}::{_data(self.message)}"


def render(audit: Audit, style: Style) -> str:  # noqa: ARG001  # GitHub sees no style
    """Return one command a finding, the worst failures first, as many as GitHub shows of a step.

    Of a change, only what it made worse is loud.
    """
    several = len(audit.subjects) > 1
    found = [_uncollected(audit), *(_subject(subject, audit.gate, several) for subject in audit.subjects)]
    return "".join(f"{each.line()}\n" for each in _shown(list(chain.from_iterable(found))))


def problem(title: str, text: str) -> str:
    """Return the command that shows why there is nothing else to show."""
    return f"{_Command('error', (('title', title),), sentence(text.splitlines())).line()}\n"


def _shown(commands: list[_Command]) -> Iterator[_Command]:
    """Yield at most ten of a kind; the last notice says how many more there are."""
    counts = Counter(each.kind for each in commands)
    over = sum(max(0, number - _LIMIT) for number in counts.values())
    room = {kind: _LIMIT - (kind == _NOTICE and over > 0) for kind in counts}
    for each in commands:
        room[each.kind] -= 1
        if room[each.kind] >= 0:
            yield each
    left = {kind: -number for kind, number in room.items() if number < 0}
    if left:
        told = ", ".join(count(left[kind], kind) for kind in _COMMANDS.values() if kind in left)
        title = (("title", "More than GitHub shows of one step"),)
        yield _Command(_NOTICE, title, f"{told} left out here; the other reports have them all")


def _uncollected(audit: Audit) -> Iterator[_Command]:
    for each in audit.uncollected:
        title = (("title", f"Not audited: {each.target}"),)
        yield _Command("error", title, sentence((each.reason, each.hint)))


def _subject(subject: Subject, change: Gate | None, several: bool) -> Iterator[_Command]:
    prefix = f"{subject.subject}: " if several else ""
    failed = sorting.of(subject.results, Outcome.FAIL)
    yield from _of_change(change, failed) if change else _failures(failed, prefix, several)
    told = {each.rule for each in _turned(change)} if change else set()
    undecided = sorting.of(subject.results, Outcome.UNKNOWN, Outcome.ERROR)
    for result in (each for each in undecided if each.rule not in told):
        title = (("title", f"{prefix}{result.rule} ({result.outcome})"),)
        yield _Command(_NOTICE, title, sentence((result.title, result.reason)))


def _of_change(change: Gate, failed: Iterable[Result]) -> Iterator[_Command]:
    """Yield what became worse or cannot be judged as errors and warnings, then as notices what was there."""
    worse, remaining = _turned(change), gate.remaining(change)
    told = set()
    for result in worse:
        kind = "error" if sorting.level(result) == "error" else "warning"
        for finding in _findings(result):
            yield _failure(result, finding, kind)
        told |= {(result.rule, finding) for finding in _findings(result)}
    silent = {result.rule for result in worse if not result.findings}
    for result in (*remaining, *(each for each in failed if each.rule not in silent)):
        fresh = [each for each in _findings(result) if (result.rule, each) not in told]
        told |= {(result.rule, each) for each in fresh}
        yield from (_failure(result, each, _NOTICE) for each in fresh)


def _turned(change: Gate) -> list[Result]:
    return [*gate.worse(change), *gate.unjudged(change), *gate.not_understood(change)]


def _failures(failed: Iterable[Result], prefix: str, several: bool) -> Iterator[_Command]:
    for result in failed:
        for finding in _findings(result):
            yield _failure(result, finding, _COMMANDS[sorting.level(result)], prefix, several)


def _findings(result: Result) -> Iterator[Finding]:
    yield from result.findings or (Finding(result.reason or result.title),)


def _failure(
    result: Result, finding: Finding, kind: str, prefix: str = "", several: bool = False
) -> _Command:
    title = ("title", f"{prefix}{result.rule} ({result.severity})")
    parts = [finding.message]
    if finding.message != result.title:
        parts.insert(0, result.title)
    message = sentence((*parts, result.enforcement_reason, result.fix.text and f"fix: {result.fix.text}"))
    return _Command(kind, (*(() if several else _place(finding)), title), message)


def _place(finding: Finding) -> Iterator[tuple[str, str]]:
    """Yield where a finding lies; paths of other repositories would hit files of this one."""
    if finding.path:
        yield "file", finding.path
        if finding.line:
            yield "line", str(finding.line)


def _data(text: str) -> str:
    return clean(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
