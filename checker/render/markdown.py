"""Markdown for job summaries and pull requests, as GitHub shows it."""

from collections.abc import Iterable, Iterator, Sequence

from checker.engine.initiatives import progress
from checker.model.audit import Audit, Group, PolicyStamp, Score, Subject
from checker.model.policy import Objective
from checker.model.result import Outcome, Result
from checker.render import Style, links, order
from checker.render.gate import markdown as gate
from checker.render.marked import LIMIT, code, failure, prose, text
from checker.render.tabular import details, table
from checker.render.text import count, name, number, sentence

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
    parts = [_title(audit), *_gate(audit)]
    if len(audit.subjects) > 1:
        parts += [_subjects(audit), _groups(audit), _served(audit)]
    parts.append(_initiatives(audit))
    for subject in audit.subjects:
        parts += _subject(subject, audit.policy, folded=audit.gate is not None)
    parts += [_uncollected(audit), _warnings(audit), _footer(audit)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _title(audit: Audit) -> str:
    return f"# {text(audit.policy.title or audit.policy.id)}"


def _gate(audit: Audit) -> Iterator[str]:
    if audit.gate is not None and audit.subjects:
        yield from gate.parts(audit.gate, audit.subjects[0])


def _subjects(audit: Audit) -> str:
    rows = [
        (
            text(_name(subject)),
            number(subject.score),
            _percent(subject.coverage),
            text(subject.level) or "none",
            *(str(order.tally(subject.results)[outcome]) for outcome in (Outcome.FAIL, Outcome.UNKNOWN)),
        )
        for subject in order.by_score(audit.subjects)
    ]
    return table(("repository", "score", "coverage", "level", "failed", "unknown"), rows)


def _groups(audit: Audit) -> str:
    rows = [_group(group) for group in order.groups(audit)]
    return table(("team", "score", "coverage", "level", "repositories"), rows)


def _group(group: Group) -> tuple[str, ...]:
    return (
        _called(group),
        number(group.score),
        _percent(group.coverage),
        text(group.level) or "none",
        str(len(group.repositories)),
    )


def _called(group: Group) -> str:
    title = text(group.name or "all repositories")
    return f"**{title}**" if group.kind == "organization" else title


def _served(audit: Audit) -> str:
    """Return how well the teams serve each objective."""
    names = order.objectives(audit)
    rows = [
        (_called(group), *(number(group.objectives.get(each, Score()).score) for each in names))
        for group in order.groups(audit)
    ]
    return "## Scores by objective\n\n" + table(("team", *map(text, names)), rows) if names else ""


def _initiatives(audit: Audit) -> str:
    rows = [
        (
            text(each.title),
            f"{_percent(each.share)} of {each.target:g} %",
            str(each.status),
            str(each.due),
            str(each.projected or number(None)),
        )
        for each in progress(audit)
    ]
    header = ("initiative", "met", "status", "due", "at the present rate done on")
    return f"## Initiatives\n\n{table(header, rows)}" if rows else ""


def _subject(subject: Subject, policy: PolicyStamp, folded: bool) -> Iterator[str]:
    page = links.page(subject.repository)
    title = text(_name(subject))
    yield f"## [{title}](<{page}>)" if page else f"## {title}"
    yield _verdict(subject)
    mending = (_blocked(subject, policy), _next(subject, policy), _failures(subject))
    yield from _folded(mending) if folded else mending
    for outcome in _SHOWN:
        yield _undecided(subject, outcome)
    yield _objectives(subject, policy.objectives)
    yield _passed(subject)
    yield _list((*subject.notes, *(subject.repository.assumptions if subject.repository else ())))


def _folded(parts: Iterable[str]) -> Iterator[str]:
    found = "\n\n".join(part for part in parts if part)
    if found:
        yield details("What fails in all", found)


def _verdict(subject: Subject) -> str:
    tally = order.tally(subject.results)
    counts = " · ".join(f"{_SIGNS[o]} {tally[o]} {o.value.replace('-', ' ')}" for o in _SIGNS if tally[o])
    score = "Not scored" if subject.score is None else f"Score {number(subject.score)}"
    level = f"level {text(subject.level)}" if subject.level else "no level yet"
    covered = f" · coverage {_percent(subject.coverage)}" if subject.coverage is not None else ""
    return f"**{score}** · {level}{covered}  \n{counts or 'No rule was judged.'}"


def _blocked(subject: Subject, policy: PolicyStamp) -> str:
    level, blockers = order.blocking(subject, policy.levels)
    if not blockers:
        return ""
    rules = ", ".join(f"{code(b.rule)} ({b.outcome})" for b in blockers[:LIMIT])
    more = f" and {len(blockers) - LIMIT} more" if len(blockers) > LIMIT else ""
    return f"To reach **{text(level)}**: {rules}{more}."


def _next(subject: Subject, policy: PolicyStamp) -> str:
    steps = [
        f"{index}. {prose(action.result.fix.text or action.result.title)} "
        f"{code(action.result.rule)}{_gain(action.gain)}{_effort(action.result)}"
        for index, action in enumerate(order.actions(subject, policy)[:_ACTIONS], 1)
    ]
    return "### What to do next\n\n" + "\n".join(steps) if steps else ""


def _gain(gain: float) -> str:
    return f", +{gain:.1f} points" if gain >= 0.05 else ""


def _effort(result: Result) -> str:
    return f", {text(result.fix.effort)} effort" if result.fix.effort else ""


def _failures(subject: Subject) -> str:
    found = [failure(each, subject) for each in order.failures(subject.results)]
    return "\n\n".join(["### Failures, worst first", *found]) if found else ""


def _undecided(subject: Subject, outcome: Outcome) -> str:
    rows = [
        (f"{code(result.rule)} {prose(result.title)}", text(_why(result)))
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
            text(titles.get(i, i)),
            number(subject.objectives[i].score),
            _percent(subject.objectives[i].coverage),
        )
        for i in ids
    ]
    return details("Scores by objective", table(("objective", "score", "coverage"), rows)) if rows else ""


def _passed(subject: Subject) -> str:
    rows = [
        (f"{_SIGNS[outcome]} {code(result.rule)}", text(sentence((result.title, result.reason))))
        for outcome in (Outcome.PASS, Outcome.NOT_APPLICABLE)
        for result in order.of(subject.results, outcome)
    ]
    title = "Passed and not applicable"
    return details(title, table(("rule", "what"), rows)) if rows else ""


def _uncollected(audit: Audit) -> str:
    rows = [(text(each.target), text(sentence((each.reason, each.hint)))) for each in audit.uncollected]
    return "## Not audited\n\n" + table(("target", "why"), rows) if rows else ""


def _warnings(audit: Audit) -> str:
    return "## Warnings\n\n" + _list(audit.warnings) if audit.warnings else ""


def _footer(audit: Audit) -> str:
    policy = f"{text(audit.policy.id)} {text(audit.policy.version)}"
    return f"<sub>{text(audit.tool)}, policy {policy}, judged as of {text(audit.started_at)}</sub>"


def _list(items: Iterable[str]) -> str:
    return "\n".join(f"- {text(item)}" for item in dict.fromkeys(items))


def _name(subject: Subject) -> str:
    return name(subject.repository.name if subject.repository else subject.subject) or name(subject.subject)


def _percent(value: float | None) -> str:
    return number(value) if value is None else f"{number(value)} %"
