"""Failures in Markdown, and text of strangers in it."""

from collections.abc import Iterator, Sequence

from checker.model.audit import Subject
from checker.model.result import Enforcement, Finding, Outcome, Result
from checker.render.markdown import escape
from checker.render.shared import links, sorting
from checker.render.shared.text import clean, name, number, scored, shown

LIMIT = 10
"""Places of one failure that are listed, and of other things as many."""

SIGNS = {
    Outcome.PASS: "✅",
    Outcome.FAIL: "❌",
    Outcome.UNKNOWN: "❔",
    Outcome.ERROR: "💥",
    Outcome.WAIVED: "🔕",
    Outcome.NOT_APPLICABLE: "➖",  # noqa: RUF001  # a sign, not a minus
}
"""What stands for each outcome."""


def text(given: str) -> str:
    """Return a text as it stands."""
    return escape.markdown(clean(given))


def code(given: str) -> str:
    """Return a name in the type of code."""
    return escape.code(clean(given))


def prose(given: str) -> str:
    """Return what a rule says, with what stands between backticks in the type of code."""
    return escape.prose(clean(given))


def failure(told: sorting.Failure, subject: Subject) -> str:
    """Return one failure: what fails, where, its fix, and what it causes."""
    result = told.result
    warns = result.enforcement is Enforcement.WARN
    sign = "⚠️" if warns else "❌"
    warning = f" (only a warning: {text(result.enforcement_reason)})" if warns else ""
    lines = [f"{sign} **{prose(result.title)}** {code(result.rule)}, {result.severity}{warning}", ""]
    lines += [f"- {line}" for line in _evidence(result, subject)]
    if result.fix.text:
        lines.append(f"- **Fix:** {prose(result.fix.text)}")
    lines += [f"- also fails until then: {code(caused.rule)}" for caused in told.caused]
    return "\n".join(lines)


def _evidence(result: Result, subject: Subject) -> Iterator[str]:
    if result.expired_waiver:
        yield f"no longer waived: {text(result.expired_waiver)}"
    telling = [f for f in result.findings if f.path or f.message != result.title]
    for finding in telling[:LIMIT]:
        yield _finding(finding, subject)
    if len(telling) > LIMIT:
        yield f"and {sorting.beyond(telling, LIMIT)} more"
    if result.value is not None:
        yield f"observed {text(shown(result.value))}" + _expected(result)
    if result.looked_at and not any(finding.path for finding in result.findings):
        yield "looked at " + ", ".join(map(code, result.looked_at[:LIMIT]))


def _expected(result: Result) -> str:
    return f", expected {text(result.expected)}" if result.expected else ""


def _finding(finding: Finding, subject: Subject) -> str:
    if not finding.path:
        return text(finding.message)
    place = code(f"{name(finding.path)}:{finding.line}" if finding.line else name(finding.path))
    address = links.place(subject.repository, subject.commit, finding.path, finding.line)
    return f"{f'[{place}](<{address}>)' if address else place} {text(finding.message)}"


def heading(subject: Subject) -> str:
    """Return the heading of a subject, which leads to its pages where they are known."""
    page = links.page(subject.repository)
    shown = text(title(subject))
    return f"## [{shown}](<{page}>)" if page else f"## {shown}"


def title(subject: Subject) -> str:
    """Return the name by which people know a subject."""
    if subject.kind != "repository":
        return name(f"{subject.kind} {subject.subject}")
    return name(subject.repository.name if subject.repository else subject.subject) or name(subject.subject)


def verdict(subject: Subject, levels: Sequence[str] = ()) -> str:
    """Return score, level and coverage, and how many results came to each outcome.

    *levels* are those of the policy, where the level that may be held is told too.
    """
    tally = sorting.tally(subject.results)
    counts = " · ".join(f"{SIGNS[o]} {tally[o]} {o.value.replace('-', ' ')}" for o in SIGNS if tally[o])
    told = scored(subject.score, subject.score_at_least)
    score = "Not scored" if subject.score is None else f"Score {told}"
    level = f"level {text(subject.level)}" if subject.level else "no level yet"
    if possible := sorting.level_range(subject, levels):
        level = f"{level}, {text(possible)}"
    covered = f" · coverage {percent(subject.coverage)}" if subject.coverage is not None else ""
    applied = f" · {subject.rules_applied} of {len(subject.results)} rules applied" if counts else ""
    return f"**{score}** · {level}{covered}  \n{counts or 'No rule was judged.'}{applied}"


def percent(value: float | None) -> str:
    """Return a percentage, a dash where there is none."""
    return number(value) if value is None else f"{number(value)} %"
