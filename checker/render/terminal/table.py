"""The report for people in a terminal or a log: verdict, what to do next, evidence."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import accumulate, groupby, islice

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Column, Table
from rich.text import Text

from checker.engine.guidance import Guide
from checker.model.audit import Audit, Group, PolicyStamp, Score, Subject, Uncollected
from checker.model.report_input import Audience, ReportInput
from checker.model.result import Outcome
from checker.render import Style
from checker.render.shared import sorting
from checker.render.shared.text import clean, count, name, number, sentence
from checker.render.terminal import gate, score_history, upcoming
from checker.render.terminal import subject as terminal_subject
from checker.render.terminal.style import FAINT, HEADING, headline, printed, score_style

SUBJECT_LIMIT = 10
"""Subjects of each kind that are told of one by one, unless all are asked for."""
_OFTEN = 5
_NAMED = 4
# The two tables of the overview stand below each other: what both have is equally wide.
_NUMBERS = 55
_TEAM = 20
_WIDTHS = {
    "trend": 12,
    "score": 5,
    "at least": 8,
    "coverage": 8,
    "level": 8,
    "failed": 6,
    "unknown": 7,
    "repositories": 15,
}


def render(audit: Audit, style: Style) -> str:
    """Return the report at a width, in plain text unless colours are asked for."""
    return tell(ReportInput(audit), Audience.ENGINEER, style)


def tell(story: ReportInput, audience: Audience, style: Style) -> str:
    """Return the report with what is known of the past; for teams, what fits a meeting."""
    made = _standup(story, style) if audience is Audience.TEAM else _blocks(story, style)
    return printed((*made, *_end(story.audit, style)), style)


def _standup(story: ReportInput, style: Style) -> Iterator[RenderableType]:
    from checker.render.terminal import team as terminal_team

    yield from terminal_team.blocks(story, style)


def _blocks(story: ReportInput, style: Style) -> Iterator[RenderableType]:
    """Yield what the report is made of, from top to bottom."""
    audit = story.audit
    subjects, guide = sorting.by_kind(audit.subjects), Guide(audit)
    if len(subjects) > 1:
        yield from _overview(story, subjects, style)
        yield from upcoming.next_levels(audit, guide, style)
        yield from upcoming.initiatives(audit)
    if audit.gate is not None and subjects:
        yield from gate.blocks(audit.gate, subjects[0], style)
    told = subjects if style.verbose else _worst(subjects)
    for subject in told:
        way, changed = guide.of_subject(subject), audit.gate is not None
        here = score_history.lines(story, style) if len(subjects) == 1 else []
        yield from terminal_subject.blocks(
            subject, audit.policy, style, way, of_change=changed, way_here=here
        )
    if len(subjects) <= 1:
        yield from upcoming.initiatives(audit)
    if len(told) < len(subjects):
        yield Text(f"{_left_out(subjects, told)} left out; --verbose tells of all", FAINT)
        yield ""


def _worst(subjects: Sequence[Subject]) -> Sequence[Subject]:
    """Return the first of each kind: many repositories must not hide what teams and organization fail."""
    kinds = groupby(subjects, key=lambda subject: subject.kind)
    return [subject for _, alike in kinds for subject in islice(alike, SUBJECT_LIMIT)]


def _left_out(subjects: Sequence[Subject], told: Sequence[Subject]) -> str:
    """Say how many repositories, and how many groups, are not told of one by one."""
    repositories = len(sorting.repositories(subjects)) - len(sorting.repositories(told))
    groups = len(subjects) - len(told) - repositories
    better = [f"{count(repositories, 'repository')} with a better score"] if repositories else []
    return " and ".join([*better, *([f"what rules ask of {count(groups, 'group')}"] if groups else [])])


def _end(audit: Audit, style: Style) -> Iterator[RenderableType]:
    """Yield what every edition ends with."""
    yield from _listed("Not audited", [_uncollected(each) for each in audit.uncollected])
    yield from _listed("Warnings", [Text(clean(warning), "yellow") for warning in audit.warnings])
    if style.verbose:
        off = audit.policy.off.items()
        yield from _listed("Switched off", [Text(clean(f"{rule}: {reason}")) for rule, reason in off])
    if more := sorting.github_rules(audit.policy):
        yield Text(clean(more), FAINT)
    yield Text(clean(f"{audit.tool}, {_policy(audit.policy)}, as of {audit.started_at}"), FAINT)


def _policy(policy: PolicyStamp) -> str:
    """Name what was in force; of several policies with one version, the version once."""
    names, versions = policy.id.split("+"), policy.version.split("+")
    if len(names) > _NAMED:
        return f"{len(names)} policies"
    version = versions[0] if len(set(versions)) == 1 else policy.version
    return f"policy {policy.id} {version}"


def _overview(story: ReportInput, subjects: Sequence[Subject], style: Style) -> Iterator[RenderableType]:
    audit, width = story.audit, style.width
    repositories = sorting.repositories(subjects)
    yield headline(clean(audit.policy.title or audit.policy.id), count(len(repositories), "repository"))
    yield ""
    yield Padding(_repositories(repositories, max(10, width - _NUMBERS)), (0, 0, 1, 1))
    yield Padding(_groups(story, style), (0, 0, 1, 1))
    owed = score_history.debt(score_history.points(story, audit.organization), audit.organization.owed, style)
    yield from _listed("Recorded debt", [owed] if owed else [])
    yield from _objectives(audit, width)
    often = _often(subjects)
    if often.row_count:
        yield Text("MOST OFTEN FAILED", HEADING)
        yield Padding(often, (0, 0, 1, 1))


def _repositories(subjects: Sequence[Subject], width: int) -> Table:
    table = _grid("repository", "score", "at least", "coverage", "level", "failed", "unknown")
    for subject in subjects:
        tally = sorting.tally(subject.results)
        table.add_row(
            Text(_ending(terminal_subject.title(subject), width)),
            _score(subject.score),
            Text(number(subject.score_at_least)),
            Text(number(subject.coverage)),
            Text(name(subject.level) or "none"),
            Text(str(tally[Outcome.FAIL])),
            Text(str(tally[Outcome.UNKNOWN] + tally[Outcome.ERROR])),
        )
    return table


def _groups(story: ReportInput, style: Style) -> Table:
    # Bars of one audit would say nothing.
    told = any(len(line.points) > 1 for line in story.lines)
    trend = ["trend"] if told else []
    table = _grid("team", *trend, "score", "at least", "coverage", "level", "repositories")
    for group in sorting.groups(story.audit):
        table.add_row(
            Text(_group(group), HEADING if group.kind == "organization" else ""),
            *(
                [score_history.bars(score_history.points(story, group), _WIDTHS["trend"], style)]
                if told
                else []
            ),
            _score(group.score),
            Text(number(group.score_at_least)),
            Text(number(group.coverage)),
            Text(name(group.level) or "none"),
            Text(sorting.members(group)),
        )
    return table


def _objectives(audit: Audit, width: int) -> Iterator[RenderableType]:
    """Yield how well the teams serve each objective, as many objectives as the width holds."""
    names = sorting.objectives(audit)
    widths = accumulate(max(_WIDTHS["score"], len(each)) + 1 for each in map(name, names))
    fitting = sum(used <= max(width // 2, width - _TEAM) for used in widths)
    told = names[:fitting]
    if not told:
        return
    yield Text("SCORES BY OBJECTIVE", HEADING)
    table = _grid("team", *map(name, told))
    for group in sorting.groups(audit):
        scores = [group.objectives.get(each, Score()).score for each in told]
        table.add_row(
            Text(_group(group), HEADING if group.kind == "organization" else ""), *map(_score, scores)
        )
    yield Padding(table, (0, 0, int(fitting == len(names)), 1))
    if fitting < len(names):
        yield Text(f" {len(names) - fitting} more in JSON reports", FAINT)
        yield ""


def _ending(text: str, width: int) -> str:
    """Cut a long name at its start: the end of a path says more."""
    return text if len(text) <= width else f"…{text[1 - width :]}"


def _group(group: Group) -> str:
    return name(group.name) or "all repositories"


def _often(subjects: Sequence[Subject]) -> Table:
    failed = Counter(
        (result.rule, subject.kind)
        for subject in subjects
        for result in sorting.of(subject.results, Outcome.FAIL)
    )
    judged = Counter(subject.kind for subject in subjects)
    titles = {result.rule: result.title for subject in subjects for result in subject.results}
    table = Table.grid(Column(justify="right"), Column(), Column(overflow="fold"), padding=(0, 2))
    often = sorted((-times, rule, kind) for (rule, kind), times in failed.items() if times > 1)[:_OFTEN]
    for times, rule, kind in often:
        whom = f"{judged[kind]} teams" if kind == "team" else judged[kind]
        table.add_row(Text(f"{-times} of {whom}"), Text(name(rule), "bold"), Text(clean(titles[rule])))
    return table


def _grid(first: str, *others: str) -> Table:
    columns = [Column(header=Text(first, FAINT), overflow="fold", ratio=1)]
    columns += [
        Column(
            header=Text(other, FAINT),
            justify="left" if other in ("level", "trend") else "right",
            min_width=_WIDTHS.get(other, _WIDTHS["score"]),
            no_wrap=True,
        )
        for other in others
    ]
    return Table(*columns, box=None, pad_edge=False, expand=True)


def _score(value: float | None) -> Text:
    return Text(number(value), score_style(value))


def _uncollected(each: Uncollected) -> Text:
    why = clean(sentence((each.reason, each.hint)))
    return Text.assemble((name(each.target), "bold red"), "  ", why)


def _listed(title: str, lines: Sequence[Text]) -> Iterator[RenderableType]:
    if lines:
        yield Text(title.upper(), HEADING)
        for line in lines:
            yield Padding(line, (0, 0, 0, 2))
        yield ""
