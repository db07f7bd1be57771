"""What several pages show in the same way."""

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct, field

from checker.model.audit import Group, Score, Subject
from checker.model.policy import Objective
from checker.model.result import Outcome
from checker.render.html import address
from checker.render.html.audit_index import AuditIndex, Deed, tally, title
from checker.render.html.page import Cut, cut
from checker.render.shared import sorting

_EXAMPLES = 3
_EFFORTS = ("low", "medium", "high", "")


class PageLink(Struct, frozen=True):
    """A name that leads somewhere, "" where there is nowhere to go."""

    name: str
    href: str = ""


class Measure(Struct, frozen=True):
    """Something that has a score: an objective, a pack, a team."""

    name: str
    score: float | None
    coverage: float | None
    href: str = ""
    change: float | None = None


class Share(Struct, frozen=True):
    """A part of a whole that a bar shows; *kind* says how it looks."""

    name: str
    amount: int
    kind: str


class RepositoryRow(Struct, frozen=True, kw_only=True):
    """One repository in a table."""

    name: str
    href: str
    team: PageLink
    tier: str
    score: float | None
    score_at_least: float | None
    coverage: float | None
    level: str
    failed: int
    unknown: int
    waived: int


class TodoItem(Struct, frozen=True, kw_only=True):
    """Something to do in many places: what exactly, and the standard that is met then."""

    what: str
    title: str
    rule: PageLink
    severity: str
    effort: str
    gain: float
    places: int
    unlocks: int
    examples: tuple[PageLink, ...] = ()


class Effort(Struct, frozen=True):
    """The tasks that take about as much work, and in how many places that work is open."""

    name: str
    tasks: Cut[TodoItem]
    places: int
    gain: float


class UnseenRow(Struct, frozen=True):
    """What kept facts from being seen, how often, and what would let us see them."""

    reason: str
    permission: str
    results: int
    rules: tuple[PageLink, ...] = field(default_factory=tuple)


def row(subject: Subject, survey: AuditIndex) -> RepositoryRow:
    """Return a repository as a row."""
    counts = sorting.tally(subject.results)
    known = subject.repository
    team = known.team if known else ""
    return RepositoryRow(
        name=title(subject),
        href=address.repository(subject.subject),
        team=PageLink(team, survey.page(team)),
        tier=str(known.attributes.get("tier", "")) if known else "",
        score=subject.score,
        score_at_least=subject.score_at_least,
        coverage=subject.coverage,
        level=subject.level,
        failed=counts[Outcome.FAIL],
        unknown=counts[Outcome.UNKNOWN] + counts[Outcome.ERROR],
        waived=counts[Outcome.WAIVED],
    )


def task(deed: Deed) -> TodoItem:
    """Return something to do, with some of the places where."""
    rule = deed.rule
    return TodoItem(
        what=rule.fix.text or rule.title,
        title=rule.title,
        rule=PageLink(rule.id, address.rule(rule.id)),
        severity=rule.severity,
        effort=rule.fix.effort,
        gain=deed.gain,
        places=len(deed.subjects),
        unlocks=deed.unlocks,
        examples=tuple(
            PageLink(title(each), address.repository(each.subject)) for each in deed.subjects[:_EXAMPLES]
        ),
    )


def efforts(deeds: Sequence[Deed], limit: int) -> tuple[Effort, ...]:
    """Return what to do by how much work it is, the least first."""
    found = []
    for name in _EFFORTS:
        own = [deed for deed in deeds if deed.effort == name or (not name and deed.effort not in _EFFORTS)]
        if own:
            places = sum(len(deed.subjects) for deed in own)
            gain = sum(deed.gain for deed in own)
            found.append(Effort(name, cut(list(map(task, own)), limit), places, gain))
    return tuple(found)


def measures(scores: Mapping[str, Score], titles: Mapping[str, str]) -> tuple[Measure, ...]:
    """Return scores under their titles, in the order of the titles, those without one last."""
    names = [*(name for name in titles if name in scores), *sorted(scores.keys() - titles.keys())]
    return tuple(Measure(titles.get(name, name), scores[name].score, scores[name].coverage) for name in names)


def titles(objectives: Iterable[Objective]) -> Mapping[str, str]:
    """Return the titles of objectives by their ids."""
    return {objective.id: objective.title for objective in objectives}


def outcomes(subjects: Iterable[Subject]) -> tuple[Share, ...]:
    """Return how the results of subjects came out, for a bar."""
    counts = tally(subjects)
    return tuple(Share(each.value, counts[each], each.value) for each in Outcome if counts[each])


def level_shares(counts: Sequence[tuple[str, int]], ranks: Sequence[str]) -> tuple[Share, ...]:
    """Return how many hold each level, for a bar; the highest level looks strongest."""
    top = len(ranks)
    kinds = {level: f"l{round(4 * (rank + 1) / top)}" for rank, level in enumerate(ranks)}
    return tuple(Share(level, count, kinds.get(level, "l0")) for level, count in counts if count)


def unseen(subjects: Iterable[Subject], limit: int) -> Cut[UnseenRow]:
    """Return why results are unknown, the most frequent reason first."""
    found: dict[tuple[str, str], list[str]] = {}
    for subject in subjects:
        for result in subject.results:
            if result.outcome is Outcome.UNKNOWN:
                first = next(iter(result.unknown), None)
                key = (first.reason, first.permission) if first else (result.reason, "")
                found.setdefault(key, []).append(result.rule)
    listed = [
        UnseenRow(reason, permission, len(rules), _links(rules))
        for (reason, permission), rules in found.items()
    ]
    return cut(sorted(listed, key=lambda each: (-each.results, each.reason)), limit)


def _links(rules: Iterable[str]) -> tuple[PageLink, ...]:
    return tuple(PageLink(rule, address.rule(rule)) for rule in sorted(set(rules)))


def members(group: Group, survey: AuditIndex) -> tuple[Subject, ...]:
    """Return the repositories of a group, worst first; those of the organization are all."""
    return survey.repositories if group.kind == "organization" else survey.members(group)
