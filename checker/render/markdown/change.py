"""Markdown for job summaries, pull requests and wikis: what moved, and why."""

from collections.abc import Iterator, Mapping

from checker.model.change import Change, GroupChange, ScoreChange, ScoreStep, SubjectChange, Turn
from checker.render import Style
from checker.render.markdown import escape
from checker.render.markdown.tables import details, table
from checker.render.shared import change_figures, change_remarks, change_sorting
from checker.render.shared.text import clean, count, name, number

_RULES = 50
_SUBJECTS = 10
_MOST = 10
_ARROW = "\N{RIGHTWARDS ARROW}"


def render(change: Change, style: Style) -> str:  # noqa: ARG001  # Markdown has one look
    """Return why the scores moved, then what became of rules and repositories."""
    return "\n\n".join(part for part in _parts(change) if part) + "\n"


def _parts(change: Change) -> Iterator[str]:
    before, after = change_remarks.dates(change)
    singles, heads = change_sorting.singles(change), change_sorting.heads(change)
    title = singles[0].name if len(singles) == 1 else change.organization.name or "all repositories"
    yield f"# {_text(title)}: {_text(before)} {_ARROW} {_text(after)}"
    for subject in singles[:_MOST]:
        yield from _subject(change, subject, len(singles) > 1)
    for group in heads:
        yield from _group(change, group)
    yield _teams(change) if heads else ""
    yield _levels(change) if len(singles) != 1 else ""
    for turn in Turn:
        yield _outcomes(change, turn, len(singles) == 1)
    yield from (_policy(change), _notes(change), _footer(change))


def _subject(change: Change, subject: SubjectChange, titled: bool) -> Iterator[str]:
    yield f"## {_text(subject.name)}" if titled else ""
    level = _both(subject.level.before, subject.level.after)
    yield _moved(subject.score, subject.coverage.before, subject.coverage.after, level)
    yield _why(subject.score, change_remarks.of_subject(change, subject))
    yield _scores("objective", subject.objectives)


def _group(change: Change, group: GroupChange) -> Iterator[str]:
    if group.kind != "organization":
        yield f"## {_text(group.name)}"
    level = _both(group.level.before, group.level.after)
    yield _moved(group.score, group.coverage.before, group.coverage.after, level)
    yield _why(group.score, change_remarks.remarks(change, group))
    yield _scores("objective", group.objectives)
    yield _most(group)


def _moved(score: ScoreChange, before: float | None, after: float | None, level: str) -> str:
    ends = f"{number(score.before)} {_ARROW} {number(score.after)}"
    covered = f"coverage {number(before)} {_ARROW} {number(after)} %"
    return f"**{ends}** ({change_figures.difference(score)}) · {covered} · level {level}"


def _both(before: str, after: str) -> str:
    old, new = _text(before) or "none", _text(after) or "none"
    return new if old == new else f"{old} {_ARROW} {new}"


def _why(score: ScoreChange, said: Mapping[ScoreStep, str]) -> str:
    if score.parts is None:
        return ""
    rows = [
        (change_figures.signed(points), change_remarks.STEPS[step], _text(said.get(step, "")))
        for step, points in change_figures.parts(score).items()
    ]
    note = f"\n\n{change_figures.INCOMPLETE}" if change_figures.incomplete([score]) else ""
    return table(("points", "come from", "of which"), rows) + note


def _scores(first: str, scores: Mapping[str, ScoreChange]) -> str:
    header = (first, "before", "after", "change", *(change_remarks.STEPS[step] for step in ScoreStep))
    rows = [(_text(each), *_cells(score)) for each, score in scores.items()]
    return table(header, rows) if rows else ""


def _cells(score: ScoreChange) -> tuple[str, ...]:
    ends = number(score.before), number(score.after), change_figures.difference(score)
    parts = (
        map(change_figures.signed, change_figures.parts(score).values())
        if score.parts
        else [""] * len(ScoreStep)
    )
    return (*ends, *parts)


def _most(group: GroupChange) -> str:
    rules = [
        (change_figures.signed(each.points), f"{_code(each.id)} {_prose(each.title)}")
        for each in group.rules[:_MOST]
    ]
    movers = [
        (change_figures.signed(each.points), _text(each.title or each.id)) for each in group.movers[:_MOST]
    ]
    found = [
        table(("points", what), rows)
        for what, rows in (("rules that moved it most", rules), ("repositories that moved it most", movers))
        if rows
    ]
    return "\n\n".join(found)


def _teams(change: Change) -> str:
    teams = {team.name: team.score for team in change_sorting.improved(change.teams)}
    return "## Teams, most improved first\n\n" + _scores("team", teams) if teams else ""


def _levels(change: Change) -> str:
    rows = [
        (level.direction.value, _text(who or "all repositories"), _both(level.before, level.after))
        for who, level in change_sorting.levels(change)
    ]
    return "## Levels\n\n" + table(("", "who", "level"), rows) if rows else ""


def _outcomes(change: Change, turn: Turn, alone: bool) -> str:
    told = change_sorting.by_rule(change.subjects, turn)
    rows = [
        (f"{_code(each.rule)} {_prose(each.title)}", each.severity.value, _of(each, alone))
        for each in told[:_RULES]
    ]
    if not rows:
        return ""
    more = f"\n\nand {count(len(told) - _RULES, 'rule')} more" if len(told) > _RULES else ""
    body = table(("rule", "severity", "what"), rows) + more
    title = change_remarks.TURNS[turn].capitalize()
    if turn in (Turn.WORSE, Turn.BETTER):
        return f"## {title}\n\n{body}"
    return details(f"{title}: {count(len(told), 'rule')}", body)


def _of(told: change_sorting.RuleGroup, alone: bool) -> str:
    said = [
        _text(
            change_remarks.outcome(outcome) if alone else f"{subject.name}: {change_remarks.outcome(outcome)}"
        )
        for subject, outcome in told.outcomes[:_SUBJECTS]
    ]
    beyond = len(told.outcomes) - _SUBJECTS
    return "; ".join([*said, *([f"and {beyond} more"] if beyond > 0 else [])])


def _policy(change: Change) -> str:
    rows = [
        (_code(rule.rule), _prose(rule.title), _text(change_remarks.what(rule)))
        for rule in change.policy.rules[:_RULES]
    ]
    rows += [
        (_code(each.name), "weight", f"{each.before:g} {_ARROW} {each.after:g}")
        for each in (*change.policy.objectives, *change.policy.tiers)
    ]
    return details("Policy: what is different", table(("what", "", "how"), rows)) if rows else ""


def _notes(change: Change) -> str:
    return "## Notes\n\n" + "\n".join(f"- {_text(note)}" for note in change.notes) if change.notes else ""


def _footer(change: Change) -> str:
    before, after = change.before, change.after
    policies = _both(f"{before.policy} {before.policy_version}", f"{after.policy} {after.policy_version}")
    times = f"{_text(before.started_at)} {_ARROW} {_text(after.started_at)}"
    return f"<sub>{_text(after.tool)}, policy {policies}, {times}</sub>"


def _text(text: str) -> str:
    return escape.markdown(clean(text))


def _code(text: str) -> str:
    return escape.code(name(text))


def _prose(text: str) -> str:
    return escape.prose(clean(text))
