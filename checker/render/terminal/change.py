"""The comparison for people in a terminal or a log: what moved, why, and where."""

from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text

from checker.model.change import Change, Contribution, GroupChange, ScoreChange, SubjectChange
from checker.render import Style
from checker.render.shared import change_remarks, change_sorting
from checker.render.shared.text import clean, count, name, number
from checker.render.terminal import change_results
from checker.render.terminal.blocks import ARROW, both, moved, pointed, scores, why
from checker.render.terminal.style import FAINT, HEADING, headline, printed

_MOST = 5


def render(change: Change, style: Style) -> str:
    """Return the comparison at a width, in plain text unless colours are asked for."""
    return printed(blocks(change, style), style)


def blocks(change: Change, style: Style) -> Iterator[RenderableType]:
    """Yield what the comparison tells, from top to bottom."""
    singles, heads = change_sorting.singles(change), change_sorting.heads(change)
    told = singles if style.verbose else singles[:_MOST]
    for subject in told:
        yield from _single(change, subject)
    if len(told) < len(singles):
        yield Text(f"{count(len(singles) - len(told), 'more repository')}; --verbose tells of all", FAINT)
        yield ""
    for group in heads:
        yield from _group(change, group, style)
    if not singles and not heads:
        yield _headline(change.organization.name, change)
    yield from _teams(change, heads)
    yield from _levels(change) if len(singles) != 1 else ()
    yield from change_results.blocks(change, style, len(singles) == 1)
    yield from _policy(change, style)
    yield from _notes(change)
    yield from _footer(change)


def _single(change: Change, subject: SubjectChange) -> Iterator[RenderableType]:
    yield _headline(subject.name, change)
    yield from moved(subject.score, subject.coverage, subject.level)
    yield from why(subject.score, change_remarks.of_subject(change, subject))
    yield from scores("OBJECTIVES", "objective", subject.objectives)


def _headline(title: str, change: Change) -> RenderableType:
    return headline(name(title) or "all repositories", clean(f" {ARROW} ".join(change_remarks.dates(change))))


def _group(change: Change, group: GroupChange, style: Style) -> Iterator[RenderableType]:
    yield _headline(group.name, change)
    yield from moved(group.score, group.coverage, group.level)
    yield from why(group.score, change_remarks.remarks(change, group))
    yield from scores("OBJECTIVES", "objective", group.objectives)
    yield from _most(change, group, style)


def _teams(change: Change, heads: Sequence[GroupChange]) -> Iterator[RenderableType]:
    """Yield a line for each team that was not told of, where groups are told of at all."""
    told = {group.name for group in heads}
    teams = [team for team in change_sorting.improved(change.teams) if heads and team.name not in told]
    yield from scores("TEAMS, MOST IMPROVED FIRST", "team", {team.name: team.score for team in teams})


def _most(change: Change, group: GroupChange, style: Style) -> Iterator[RenderableType]:
    """Yield the rules and the repositories that moved a group's score most."""
    known = {each.subject: each.score for each in change.subjects}
    rules = [(each.points, _rule(each)) for each in _told(group.rules, style)]
    members = [(each.points, _member(each, known.get(each.id))) for each in _told(group.movers, style)]
    if rules:
        yield from (Text("RULES THAT MOVED IT MOST", HEADING), pointed(rules), "")
    if members and group.repositories > 1:
        yield from (Text("REPOSITORIES THAT MOVED IT MOST", HEADING), pointed(members), "")


def _told(contributions: Sequence[Contribution], style: Style) -> list[Contribution]:
    """Return what moved a score enough to be seen, the first of them, or all."""
    seen = [each for each in contributions if abs(each.points) >= 0.05]
    return list(contributions) if style.verbose else seen[:_MOST]


def _rule(each: Contribution) -> Text:
    return Text.assemble((name(each.id), "cyan"), "  ", clean(each.title))


def _member(each: Contribution, score: ScoreChange | None) -> Text:
    ends = f"  {number(score.before)} {ARROW} {number(score.after)}" if score else ""
    return Text.assemble(name(each.title or each.id), (ends, FAINT))


def _levels(change: Change) -> Iterator[RenderableType]:
    moved = change_sorting.levels(change)
    if not moved:
        return
    yield Text("LEVELS", HEADING)
    for who, level in moved:
        before, after = name(level.before) or "none", name(level.after) or "none"
        word = {"gained": "green", "lost": "red"}.get(level.direction.value, "")
        yield Text.assemble(
            "  ",
            (f"{level.direction.value:7}", word),
            f"{name(who) or 'all repositories'}  {before} {ARROW} {after}",
        )
    yield ""


def _policy(change: Change, style: Style) -> Iterator[RenderableType]:
    rules = change.policy.rules if style.verbose else change.policy.rules[:_MOST]
    weights = (*change.policy.objectives, *change.policy.tiers)
    if not rules and not weights:
        return
    yield Text("POLICY", HEADING)
    for rule in rules:
        yield Text.assemble("  ", (name(rule.rule), "cyan"), f"  {clean(change_remarks.what(rule))}")
    if len(rules) < len(change.policy.rules):
        yield Text(f"  and {len(change.policy.rules) - len(rules)} more; --verbose tells of all", FAINT)
    for each in weights:
        yield Text(f"  weight of {name(each.name)}: {each.before:g} {ARROW} {each.after:g}")
    yield ""


def _notes(change: Change) -> Iterator[RenderableType]:
    if change.notes:
        yield Text("NOTES", HEADING)
        yield from (Padding(Text(clean(note), "yellow"), (0, 0, 0, 2)) for note in change.notes)
        yield ""


def _footer(change: Change) -> Iterator[RenderableType]:
    if change.unchanged:
        yield Text(f"{count(change.unchanged, 'subject')} without any difference", FAINT)
    before, after = change.before, change.after
    policies = both(
        f"{before.policy} {before.policy_version}".strip(), f"{after.policy} {after.policy_version}".strip()
    )
    yield Text(
        clean(f"{after.tool}, policy {policies}, {before.started_at} {ARROW} {after.started_at}"), FAINT
    )
