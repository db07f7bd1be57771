"""Markdown for job summaries and pull requests, as GitHub shows it."""

from collections.abc import Iterable, Iterator, Sequence

from checker.engine.initiatives import progress
from checker.model.audit import Audit, Group, PolicyStamp, Score, Subject
from checker.model.policy import Objective
from checker.model.result import Outcome, Result
from checker.render import Style
from checker.render.markdown import brief, gate
from checker.render.markdown.failures import (
    LIMIT,
    SIGNS,
    code,
    failure,
    heading,
    percent,
    prose,
    text,
    title,
    verdict,
)
from checker.render.markdown.tables import details, table
from checker.render.markdown.truncate import cut, utf8
from checker.render.shared import sorting
from checker.render.shared.text import count, number, scored, sentence

SIZE_LIMIT = 1_000_000
"""Bytes; GitHub drops a job summary of more than 1 MiB altogether."""
ROWS_LIMIT = 1000
"""Repositories and teams of which the tables at the head tell."""
_ACTIONS = 5
_CUT = "**Cut here: GitHub shows no longer summary.** The JSON report has everything."
_SHOWN = {Outcome.UNKNOWN: "unknown", Outcome.ERROR: "broken", Outcome.WAIVED: "waived"}


def render(audit: Audit, style: Style) -> str:
    """Return a summary of all subjects, then what each of them should mend.

    What is too much for GitHub is told in brief, the worst failures first, unless nothing may be left out.
    """
    head = _joined((_title(audit), *_gate(audit), *_wholes(audit)))
    tail = _joined((_uncollected(audit), _warnings(audit), _footer(audit)))
    room = None if style.verbose else SIZE_LIMIT - utf8(head) - utf8(tail)
    body = _joined(_within(_subjects(audit), room))
    if room is not None and utf8(body) > room:
        body = _joined(brief.parts(audit, room))
    found = _joined((head, body, tail)) + "\n"
    return found if style.verbose else cut(found, SIZE_LIMIT, utf8, _CUT)


def _joined(parts: Iterable[str]) -> str:
    return "\n\n".join(part for part in parts if part)


def _within(parts: Iterable[str], room: int | None) -> Iterator[str]:
    """Yield parts as long as there is room, and the first for which there is none."""
    for part in parts:
        yield part
        if room is not None:
            room -= utf8(part)
            if room < 0:
                return


def _title(audit: Audit) -> str:
    return f"# {text(audit.policy.title or audit.policy.id)}"


def _gate(audit: Audit) -> Iterator[str]:
    if audit.gate is not None and audit.subjects:
        yield from gate.parts(audit.gate, audit.subjects[0])


def _wholes(audit: Audit) -> Iterator[str]:
    if len(audit.subjects) > 1:
        yield from (_table(audit), _groups(audit), _served(audit))
    yield _initiatives(audit)


def _subjects(audit: Audit) -> Iterator[str]:
    for subject in audit.subjects:
        yield from _subject(subject, audit.policy, folded=audit.gate is not None)


def _table(audit: Audit) -> str:
    repositories = sorting.repositories(sorting.by_score(audit.subjects))
    rows = [
        (
            text(title(subject)),
            scored(subject.score, subject.score_at_least),
            percent(subject.coverage),
            text(subject.level) or "none",
            *(str(sorting.tally(subject.results)[outcome]) for outcome in (Outcome.FAIL, Outcome.UNKNOWN)),
        )
        for subject in repositories[:ROWS_LIMIT]
    ]
    header = ("repository", "score", "coverage", "level", "failed", "unknown")
    return table(header, rows) + _more(len(repositories), "repository")


def _groups(audit: Audit) -> str:
    rows = [_group(group) for group in _shown(audit)]
    return table(("team", "score", "coverage", "level", "repositories"), rows) + _more(
        len(audit.teams), "team"
    )


def _shown(audit: Audit) -> Iterator[Group]:
    """Yield the teams from the worst, as many as are told of, and the organization last."""
    *teams, whole = sorting.groups(audit)
    yield from (*teams[:ROWS_LIMIT], whole)


def _more(number: int, noun: str) -> str:
    return f"\n\nand {count(number - ROWS_LIMIT, noun)} more" if number > ROWS_LIMIT else ""


def _group(group: Group) -> tuple[str, ...]:
    return (
        _called(group),
        scored(group.score, group.score_at_least),
        percent(group.coverage),
        text(group.level) or "none",
        sorting.members(group),
    )


def _called(group: Group) -> str:
    title = text(group.name or "all repositories")
    return f"**{title}**" if group.kind == "organization" else title


def _served(audit: Audit) -> str:
    """Return how well the teams serve each objective."""
    names = sorting.objectives(audit)
    rows = [
        (_called(group), *(number(group.objectives.get(each, Score()).score) for each in names))
        for group in _shown(audit)
    ]
    return "## Scores by objective\n\n" + table(("team", *map(text, names)), rows) if names else ""


def _initiatives(audit: Audit) -> str:
    rows = [
        (
            text(each.title),
            f"{percent(each.share)} of {each.target:g} %",
            str(each.status),
            str(each.due),
            each.outlook or number(None),
        )
        for each in progress(audit)
    ]
    header = ("initiative", "met", "status", "due", "outlook")
    return f"## Initiatives\n\n{table(header, rows)}" if rows else ""


def _subject(subject: Subject, policy: PolicyStamp, folded: bool) -> Iterator[str]:
    yield heading(subject)
    yield verdict(subject, policy.levels)
    mending = (_blocked(subject, policy), _next(subject, policy), _failures(subject))
    yield from _folded(mending) if folded else mending
    for outcome in _SHOWN:
        yield _undecided(subject, outcome)
    yield _objectives(subject, policy.objectives)
    yield _passed(subject)
    if missed := sorting.not_assessed(subject):
        yield f"No rule that applied looks at {text(missed)}."
    yield _list((*subject.notes, *(subject.repository.assumptions if subject.repository else ())))


def _folded(parts: Iterable[str]) -> Iterator[str]:
    found = "\n\n".join(part for part in parts if part)
    if found:
        yield details("What fails in all", found)


def _blocked(subject: Subject, policy: PolicyStamp) -> str:
    level, blockers = sorting.blocking(subject, policy.levels)
    if not blockers:
        return ""
    rules = ", ".join(f"{code(b.rule)} ({b.outcome})" for b in blockers[:LIMIT])
    more = f" and {len(blockers) - LIMIT} more" if len(blockers) > LIMIT else ""
    return f"To reach **{text(level)}**: {rules}{more}."


def _next(subject: Subject, policy: PolicyStamp) -> str:
    steps = [
        f"{index}. {prose(action.result.fix.text or action.result.title)} "
        f"{code(action.result.rule)}{_gain(action.gain)}{_effort(action.result)}"
        for index, action in enumerate(sorting.actions(subject, policy)[:_ACTIONS], 1)
    ]
    return "### What to do next\n\n" + "\n".join(steps) if steps else ""


def _gain(gain: float) -> str:
    return f", +{gain:.1f} points" if gain >= 0.05 else ""


def _effort(result: Result) -> str:
    return f", {text(result.fix.effort)} effort" if result.fix.effort else ""


def _failures(subject: Subject) -> str:
    found = [failure(each, subject) for each in sorting.failures(subject.results)]
    return "\n\n".join(["### Failures, worst first", *found]) if found else ""


def _undecided(subject: Subject, outcome: Outcome) -> str:
    rows = [
        (f"{code(result.rule)} {prose(result.title)}", text(_why(result)))
        for result in sorting.of(subject.results, outcome)
    ]
    title = f"{SIGNS[outcome]} {count(len(rows), 'rule')} {_SHOWN[outcome]}"
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
            percent(subject.objectives[i].coverage),
        )
        for i in ids
    ]
    return details("Scores by objective", table(("objective", "score", "coverage"), rows)) if rows else ""


def _passed(subject: Subject) -> str:
    rows = [
        (f"{SIGNS[outcome]} {code(result.rule)}", text(sentence((result.title, result.reason))))
        for outcome in (Outcome.PASS, Outcome.NOT_APPLICABLE)
        for result in sorting.of(subject.results, outcome)
    ]
    title = "Passed and not applicable"
    return details(title, table(("rule", "what"), rows)) if rows else ""


def _uncollected(audit: Audit) -> str:
    rows = [
        (text(each.target), text(sentence((each.reason, each.hint))))
        for each in audit.uncollected[:ROWS_LIMIT]
    ]
    told = "## Not audited\n\n" + table(("target", "why"), rows) if rows else ""
    return told + _more(len(audit.uncollected), "target")


def _warnings(audit: Audit) -> str:
    return "## Warnings\n\n" + _list(audit.warnings) if audit.warnings else ""


def _footer(audit: Audit) -> str:
    policy = f"{text(audit.policy.id)} {text(audit.policy.version)}"
    return f"<sub>{text(audit.tool)}, policy {policy}, judged as of {text(audit.started_at)}</sub>"


def _list(items: Iterable[str]) -> str:
    return "\n".join(f"- {text(item)}" for item in dict.fromkeys(items))
