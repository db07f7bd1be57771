"""An audit looked at from all sides: by rule, by team, by what to do. Made once, read by every page."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from math import fsum

from msgspec import Struct, field

from checker.engine.conformance import conformance
from checker.engine.guidance import Guide
from checker.engine.initiatives import progress
from checker.model.audit import Audit, Group, RuleStamp, Score, Subject
from checker.model.change import GroupChange
from checker.model.framework import Conformance
from checker.model.initiative import Progress
from checker.model.report_input import ReportInput
from checker.model.result import Outcome, Result
from checker.model.trend import TrendPoint
from checker.render.html import address
from checker.render.shared import sorting
from checker.render.shared.text import name

REPOSITORY = "repository"
_WHOLE = "organization"
_SERIOUS = frozenset((Outcome.FAIL, Outcome.UNKNOWN, Outcome.ERROR, Outcome.WAIVED))


class SubjectResult(Struct, frozen=True):
    """What a rule came to for one subject."""

    subject: Subject
    result: Result


class RuleStanding(Struct, frozen=True):
    """What a rule came to everywhere; *cases* are those that are neither passed nor not applicable."""

    rule: RuleStamp
    tally: Mapping[Outcome, int] = field(default_factory=dict)
    cases: tuple[SubjectResult, ...] = ()

    @property
    def decided(self) -> int:
        """Return for how many subjects the rule passed or failed."""
        return self.tally.get(Outcome.PASS, 0) + self.tally.get(Outcome.FAIL, 0)

    @property
    def share(self) -> float | None:
        """Return the percentage of those that pass, None where nothing was decided."""
        return 100 * self.tally.get(Outcome.PASS, 0) / self.decided if self.decided else None


class Deed(Struct, frozen=True):
    """Something to do in many places: one rule's failures, and the points that ending all of them brings.

    *unlocks* counts the other failures that end with them.
    """

    rule: RuleStamp
    subjects: tuple[Subject, ...]
    gain: float
    unlocks: int = 0

    @property
    def effort(self) -> str:
        """Return how much work it is at each place."""
        return self.rule.fix.effort


class AuditIndex:
    """What the pages ask of a story; nothing in it is rounded."""

    def __init__(self, story: ReportInput) -> None:
        self.story = story
        self.audit: Audit = story.audit
        self.repositories = tuple(
            sorting.by_score(each for each in self.audit.subjects if each.kind == REPOSITORY)
        )
        self._by_id = {each.subject: each for each in self.repositories}

    @cached_property
    def rules(self) -> Mapping[str, RuleStanding]:
        """Return the standing of every rule in the order of the policy, those that only results know last."""
        tallies: defaultdict[str, Counter[Outcome]] = defaultdict(Counter)
        cases: defaultdict[str, list[SubjectResult]] = defaultdict(list)
        known = {rule.id: rule for rule in self.audit.policy.rules}
        for subject in (*self.repositories, *self.groups_judged):
            for result in subject.results:
                tallies[result.rule][result.outcome] += 1
                known.setdefault(result.rule, _stamp(result))
                if result.outcome in _SERIOUS:
                    cases[result.rule].append(SubjectResult(subject, result))
        return {name: RuleStanding(rule, tallies[name], tuple(cases[name])) for name, rule in known.items()}

    def points(self, group: Group) -> tuple[TrendPoint, ...]:
        """Return what a group came to over time."""
        key = (group.kind == _WHOLE, group.name)
        found = (line.points for line in self.story.lines if (line.kind == _WHOLE, line.name) == key)
        return next(found, ())

    def change(self, group: Group) -> GroupChange | None:
        """Return what became of a group since the audit before, None where that is not known."""
        change = self.story.change
        if change is None:
            return None
        if group == self.audit.organization:  # or the team that stands in its place
            return change.organization
        return next((each for each in change.teams if each.name == group.name), None)

    def page(self, team: str) -> str:
        """Return where a team is told of, "" where it is not."""
        if team in self.groups:
            return address.team(team)
        whole = self.audit.organization
        return "index.html" if team and (whole.kind, whole.name) == ("team", team) else ""

    @cached_property
    def initiatives(self) -> tuple[Progress, ...]:
        """Return how far the initiatives of the policy have come."""
        return progress(self.audit)

    @cached_property
    def guide(self) -> Guide:
        """Return what finds the least effort to the next level."""
        return Guide(self.audit)

    @cached_property
    def conformance(self) -> tuple[Conformance, ...]:
        """Return how far the controls of every framework are met that a rule speaks for."""
        rules = [standing.rule for standing in self.rules.values()]
        return conformance(rules, self.audit.subjects, self.story.frameworks)

    @cached_property
    def groups_judged(self) -> tuple[Subject, ...]:
        """Return the teams and the organization, as far as rules are about them."""
        return tuple(each for each in self.audit.subjects if each.kind != REPOSITORY)

    @cached_property
    def groups(self) -> Mapping[str, Group]:
        """Return teams and departments by name."""
        return {group.name: group for group in self.audit.teams}

    def members(self, group: Group) -> tuple[Subject, ...]:
        """Return the repositories of a group that were judged, worst score first."""
        wanted = set(group.repositories)
        return tuple(each for each in self.repositories if each.subject in wanted)

    def own(self, group: Group) -> Subject | None:
        """Return what the group itself was judged by."""
        kind = _WHOLE if group.kind == _WHOLE else "team"
        found = (each for each in self.groups_judged if (each.kind, each.subject) == (kind, group.name))
        return next(found, None)

    def weight(self, subject: Subject) -> float:
        """Return how much a subject counts in its groups."""
        tier = subject.repository.attributes.get("tier", "") if subject.repository else ""
        return self.audit.policy.tiers.get(str(tier), 1.0)

    @cached_property
    def actions(self) -> Mapping[str, Sequence[sorting.Action]]:
        """Return what to do for each repository, by its id."""
        return {each.subject: sorting.actions(each, self.audit.policy) for each in self.repositories}

    def deeds(self, members: Sequence[Subject]) -> list[Deed]:
        """Return what to do in a group, what brings it the most points first."""
        whole = fsum(self.weight(each) for each in members if each.score is not None)
        found: defaultdict[str, list[tuple[Subject, sorting.Action]]] = defaultdict(list)
        for subject in members:
            for action in self.actions[subject.subject]:
                found[action.result.rule].append((subject, action))
        deeds = [self._deed(rule, each, whole) for rule, each in found.items()]
        return sorted(
            deeds, key=lambda deed: (-round(deed.gain, 2), sorting.effort(deed.effort), deed.rule.id)
        )

    def _deed(self, rule: str, where: Sequence[tuple[Subject, sorting.Action]], whole: float) -> Deed:
        gain = fsum(self.weight(subject) * action.gain for subject, action in where) / whole if whole else 0.0
        unlocks = sum(action.unlocks for _, action in where)
        return Deed(self.rules[rule].rule, tuple(subject for subject, _ in where), gain, unlocks)

    def packs(self, members: Sequence[Subject]) -> Mapping[str, Score]:
        """Return the scores of a group's repositories by pack, added up as scores of groups are."""
        names = sorted({pack for each in members for pack in each.packs})
        return {pack: self._pooled([(each, each.packs.get(pack)) for each in members]) for pack in names}

    def _pooled(self, parts: Iterable[tuple[Subject, Score | None]]) -> Score:
        known = [(self.weight(subject), part) for subject, part in parts if part]
        return Score(
            _mean((weight, part.score) for weight, part in known),
            _mean((weight, part.coverage) for weight, part in known),
        )


def title(subject: Subject) -> str:
    """Return the name by which people know a subject."""
    return name(subject.repository.name if subject.repository else "") or name(subject.subject) or "(no name)"


def tally(subjects: Iterable[Subject]) -> Mapping[Outcome, int]:
    """Count the outcomes of all results."""
    return Counter(result.outcome for subject in subjects for result in subject.results)


def levels(subjects: Iterable[Subject], ranks: Sequence[str]) -> list[tuple[str, int]]:
    """Count the subjects that hold each level at most, the highest first; "" are those with none."""
    held = Counter(subject.level for subject in subjects)
    known = [*reversed(ranks), ""]
    other = sorted(held.keys() - set(known))
    return [(level, held[level]) for level in [*other, *known]]


def _mean(weighed: Iterable[tuple[float, float | None]]) -> float | None:
    known = [(weight, value) for weight, value in weighed if value is not None]
    whole = fsum(weight for weight, _ in known)
    return fsum(weight * value for weight, value in known) / whole if whole else None


def _stamp(result: Result) -> RuleStamp:
    return RuleStamp(
        id=result.rule,
        title=result.title,
        why="",
        pack=result.pack,
        severity=result.severity,
        fix=result.fix,
        level=result.level,
        objective=result.objective,
    )
