"""Markdown for job summaries and pull requests, as GitHub shows it."""

from collections.abc import Iterable, Iterator, Sequence

from checker.engine.initiatives import progress
from checker.model.audit import Audit, Group, PolicyStamp, Subject
from checker.model.policy import Objective
from checker.model.result import Enforcement, Finding, Outcome, Result
from checker.render import Style, inert, links, order
from checker.render.tabular import details, table
from checker.render.text import clean, count, name, number, sentence, shown

_LIMIT = 10
"""Places of one failure that are listed."""
_ACTIONS = 5
_SIGNS = {
    Outcome.PASS: "✅",
    Outcome.FAIL: "❌",
    Outcome.UNKNOWN: "❔",
    Outcome.ERROR: "💥",
    Outcome.WAIVED: "🔕",
    Outcome.NOT_APPLICABLE: "➖",  # noqa: RUF001  # a sign, not a minus
}
_SHOWN = {Outcome.UNKNOWN: "unknown", Outcome.ERROR: "broken", Outcome.WAIVED: "waived"}


def render(audit: Audit, style: Style) -> str:  # noqa: ARG001  # Markdown has one look
    """Return a summary of all subjects, then what each of them should mend."""
    parts = [_title(audit)]
    if len(audit.subjects) > 1:
        parts += [_subjects(audit), _groups(audit)]
    parts.append(_initiatives(audit))
    for subject in audit.subjects:
        parts += _subject(subject, audit.policy)
    parts += [_uncollected(audit), _warnings(audit), _footer(audit)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _title(audit: Audit) -> str:
    return f"# {_text(audit.policy.title or audit.policy.id)}"


def _subjects(audit: Audit) -> str:
    rows = [
        (
            _text(_name(subject)),
            number(subject.score),
            _percent(subject.coverage),
            _text(subject.level) or "none",
            *(str(order.tally(subject.results)[outcome]) for outcome in (Outcome.FAIL, Outcome.UNKNOWN)),
        )
        for subject in order.by_score(audit.subjects)
    ]
    return table(("repository", "score", "coverage", "level", "failed", "unknown"), rows)


def _groups(audit: Audit) -> str:
    rows = [_group(group) for group in order.groups(audit)]
    return table(("team", "score", "coverage", "level", "repositories"), rows)


def _group(group: Group) -> tuple[str, ...]:
    title = _text(group.name or "all repositories")
    return (
        f"**{title}**" if group.kind == "organization" else title,
        number(group.score),
        _percent(group.coverage),
        _text(group.level) or "none",
        str(len(group.repositories)),
    )


def _initiatives(audit: Audit) -> str:
    rows = [
        (
            _text(each.title),
            f"{_percent(each.share)} of {each.target:g} %",
            str(each.status),
            str(each.due),
            str(each.projected or number(None)),
        )
        for each in progress(audit)
    ]
    header = ("initiative", "met", "status", "due", "at the present rate done on")
    return f"## Initiatives\n\n{table(header, rows)}" if rows else ""


def _subject(subject: Subject, policy: PolicyStamp) -> Iterator[str]:
    page = links.page(subject.repository)
    title = _text(_name(subject))
    yield f"## [{title}](<{page}>)" if page else f"## {title}"
    yield _verdict(subject)
    yield _blocked(subject, policy)
    yield _next(subject, policy)
    yield _failures(subject)
    for outcome in _SHOWN:
        yield _undecided(subject, outcome)
    yield _objectives(subject, policy.objectives)
    yield _passed(subject)
    yield _list((*subject.notes, *(subject.repository.assumptions if subject.repository else ())))


def _verdict(subject: Subject) -> str:
    tally = order.tally(subject.results)
    counts = " · ".join(f"{_SIGNS[o]} {tally[o]} {o.value.replace('-', ' ')}" for o in _SIGNS if tally[o])
    score = "Not scored" if subject.score is None else f"Score {number(subject.score)}"
    level = f"level {_text(subject.level)}" if subject.level else "no level yet"
    covered = f" · coverage {_percent(subject.coverage)}" if subject.coverage is not None else ""
    return f"**{score}** · {level}{covered}  \n{counts or 'No rule was judged.'}"


def _blocked(subject: Subject, policy: PolicyStamp) -> str:
    level, blockers = order.blocking(subject, policy.levels)
    if not blockers:
        return ""
    rules = ", ".join(f"{_code(b.rule)} ({b.outcome})" for b in blockers[:_LIMIT])
    more = f" and {len(blockers) - _LIMIT} more" if len(blockers) > _LIMIT else ""
    return f"To reach **{_text(level)}**: {rules}{more}."


def _next(subject: Subject, policy: PolicyStamp) -> str:
    steps = [
        f"{index}. {_prose(action.result.fix.text or action.result.title)} "
        f"{_code(action.result.rule)}{_gain(action.gain)}{_effort(action.result)}"
        for index, action in enumerate(order.actions(subject, policy)[:_ACTIONS], 1)
    ]
    return "### What to do next\n\n" + "\n".join(steps) if steps else ""


def _gain(gain: float) -> str:
    return f", +{gain:.1f} points" if gain >= 0.05 else ""


def _effort(result: Result) -> str:
    return f", {_text(result.fix.effort)} effort" if result.fix.effort else ""


def _failures(subject: Subject) -> str:
    found = [_failure(each, subject) for each in order.failures(subject.results)]
    return "\n\n".join(["### Failures, worst first", *found]) if found else ""


def _failure(failure: order.Failure, subject: Subject) -> str:
    result = failure.result
    warns = result.enforcement is Enforcement.WARN
    sign = "⚠️" if warns else _SIGNS[Outcome.FAIL]
    warning = f" (only a warning: {_text(result.enforcement_reason)})" if warns else ""
    lines = [f"{sign} **{_prose(result.title)}** {_code(result.rule)}, {result.severity}{warning}", ""]
    lines += [f"- {line}" for line in _evidence(result, subject)]
    if result.fix.text:
        lines.append(f"- **Fix:** {_prose(result.fix.text)}")
    lines += [f"- also fails until then: {_code(caused.rule)}" for caused in failure.caused]
    return "\n".join(lines)


def _evidence(result: Result, subject: Subject) -> Iterator[str]:
    if result.expired_waiver:
        yield f"no longer waived: {_text(result.expired_waiver)}"
    telling = [f for f in result.findings if f.path or f.message != result.title]
    for finding in telling[:_LIMIT]:
        yield _finding(finding, subject)
    if len(telling) > _LIMIT:
        yield f"and {order.beyond(telling, _LIMIT)} more"
    if result.value is not None:
        yield f"observed {_text(shown(result.value))}" + _expected(result)
    if result.looked_at and not any(finding.path for finding in result.findings):
        yield "looked at " + ", ".join(map(_code, result.looked_at[:_LIMIT]))


def _expected(result: Result) -> str:
    return f", expected {_text(result.expected)}" if result.expected else ""


def _finding(finding: Finding, subject: Subject) -> str:
    if not finding.path:
        return _text(finding.message)
    place = _code(f"{name(finding.path)}:{finding.line}" if finding.line else name(finding.path))
    address = links.place(subject.repository, subject.commit, finding.path, finding.line)
    return f"{f'[{place}](<{address}>)' if address else place} {_text(finding.message)}"


def _undecided(subject: Subject, outcome: Outcome) -> str:
    rows = [
        (f"{_code(result.rule)} {_prose(result.title)}", _text(_why(result)))
        for result in order.of(subject.results, outcome)
    ]
    title = f"{_SIGNS[outcome]} {count(len(rows), 'rule')} {_SHOWN[outcome]}"
    return details(title, table(("rule", "why"), rows)) if rows else ""


def _why(result: Result) -> str:
    if result.outcome is Outcome.WAIVED:
        return sentence((result.waiver, result.waiver_source)) or result.reason
    permissions = [f"{each.permission} would decide it" for each in result.unknown if each.permission]
    return sentence((result.reason, *dict.fromkeys(permissions)))


def _objectives(subject: Subject, objectives: Sequence[Objective]) -> str:
    titles = {objective.id: objective.title for objective in objectives}
    ids = [*(i for i in titles if i in subject.objectives), *sorted(set(subject.objectives) - set(titles))]
    rows = [
        (
            _text(titles.get(i, i)),
            number(subject.objectives[i].score),
            _percent(subject.objectives[i].coverage),
        )
        for i in ids
    ]
    return details("Scores by objective", table(("objective", "score", "coverage"), rows)) if rows else ""


def _passed(subject: Subject) -> str:
    rows = [
        (f"{_SIGNS[outcome]} {_code(result.rule)}", _text(sentence((result.title, result.reason))))
        for outcome in (Outcome.PASS, Outcome.NOT_APPLICABLE)
        for result in order.of(subject.results, outcome)
    ]
    title = "Passed and not applicable"
    return details(title, table(("rule", "what"), rows)) if rows else ""


def _uncollected(audit: Audit) -> str:
    rows = [(_text(each.target), _text(sentence((each.reason, each.hint)))) for each in audit.uncollected]
    return "## Not audited\n\n" + table(("target", "why"), rows) if rows else ""


def _warnings(audit: Audit) -> str:
    return "## Warnings\n\n" + _list(audit.warnings) if audit.warnings else ""


def _footer(audit: Audit) -> str:
    policy = f"{_text(audit.policy.id)} {_text(audit.policy.version)}"
    return f"<sub>{_text(audit.tool)}, policy {policy}, judged as of {_text(audit.started_at)}</sub>"


def _list(items: Iterable[str]) -> str:
    return "\n".join(f"- {_text(item)}" for item in dict.fromkeys(items))


def _name(subject: Subject) -> str:
    return name(subject.repository.name if subject.repository else subject.subject) or name(subject.subject)


def _percent(value: float | None) -> str:
    return number(value) if value is None else f"{number(value)} %"


def _text(text: str) -> str:
    return inert.markdown(clean(text))


def _code(text: str) -> str:
    return inert.code(clean(text))


def _prose(text: str) -> str:
    return inert.prose(clean(text))
