"""What leads to the next level with the least effort, for a repository and for a group.

For a repository there is no choice: every rule that keeps it from the level has to be mended, and
every failing rule that those require. For a group there is one: it needs the level in some share of
its repositories, so the cheapest are the best to begin with.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from msgspec import Struct

from checker.engine import levels
from checker.model.audit import Audit, Group, PolicyStamp, Subject
from checker.model.guidance import Doubt, LevelStep, NextLevel
from checker.model.result import Finding, Outcome, Result

EFFORT = {"low": 1, "medium": 3, "high": 8}
"""Points of effort of a fix; one that does not say counts as medium."""
_UNSAID = EFFORT["medium"]


class _Way(Struct, frozen=True):
    """What leads one repository to a level."""

    subject: str
    level: str
    fixes: tuple[LevelStep, ...]
    unknown: tuple[Doubt, ...]

    @property
    def effort(self) -> int:
        """The points of all fixes."""
        return sum(step.effort for step in self.fixes)


class Guide:
    """Finds the least effort to the next level in one audit."""

    def __init__(self, audit: Audit) -> None:
        self._policy = audit.policy
        self._repositories = {each.subject: each for each in audit.subjects if each.kind == "repository"}
        self._requires = {rule.id: rule.requires for rule in audit.policy.rules}
        self._known: dict[str, _Repository] = {}

    def of_subject(self, subject: Subject) -> NextLevel | None:
        """Return what leads a repository to its next level; None where there is none to reach."""
        if subject.kind != "repository":
            return None
        known = self._of(subject)
        above = _above(known.possible, subject.level, self._policy)
        return next((_united(way.level, [way]) for level in above if (way := known.way(level))), None)

    def of_group(self, group: Group) -> NextLevel | None:
        """Return what leads a group to its next level; None where no fix leads to any.

        Repositories that nothing unknown stands in the way of come first, the cheapest of them first.
        """
        members = [self._repositories[name] for name in group.repositories if name in self._repositories]
        # As `groups` decides it: one to which nothing applies neither holds a group back nor lifts it.
        asked = [self._of(each) for each in members if each.coverage is not None]
        possible = {level for each in asked for level in each.possible}
        for level in _above(possible, group.level, self._policy):
            ways = sorted(filter(None, (each.way(level) for each in asked)), key=_cost)
            needed = self._needed(len(asked))
            if len(ways) >= needed:
                chosen = ways[:needed]
                return _united(min((way.level for way in chosen), key=self._policy.levels.index), chosen)
        return None

    def _needed(self, repositories: int) -> int:
        """Return how many repositories have to hold a level for their group to hold it."""
        share = self._policy.level_share
        return next(number for number in range(1, repositories + 1) if 100 * number >= share * repositories)

    def _of(self, subject: Subject) -> "_Repository":
        if subject.subject not in self._known:
            self._known[subject.subject] = _Repository(subject, self._policy, self._requires)
        return self._known[subject.subject]


def _above(possible: Iterable[str], level: str, policy: PolicyStamp) -> list[str]:
    """Return the possible levels above one, lowest first."""
    ranks = levels.by_rank(policy.levels)
    found = {each for each in possible if ranks[each] > ranks.get(level, -1)}
    return sorted(found, key=lambda each: ranks[each])


def _cost(way: _Way) -> tuple[bool, int, int, str]:
    return bool(way.unknown), way.effort, len(way.unknown), way.subject


def _united(level: str, ways: Sequence[_Way]) -> NextLevel:
    return NextLevel(
        level=level,
        effort=sum(way.effort for way in ways),
        repositories=tuple(way.subject for way in ways if way.fixes or way.unknown),
        fixes=tuple(step for way in ways for step in way.fixes),
        unknown=tuple(doubt for way in ways for doubt in way.unknown),
    )


class _Repository:
    """One repository: its results by rule, and what stands between it and its levels."""

    def __init__(self, subject: Subject, policy: PolicyStamp, requires: Mapping[str, Sequence[str]]) -> None:
        self._subject = subject
        self._requires = requires
        self._ranks = levels.by_rank(policy.levels)
        self._results = {result.rule: result for result in subject.results}
        self.possible = levels.possible(policy, subject.kind, subject.results)

    def way(self, level: str) -> _Way | None:
        """Return what leads to a level, or to a higher one where none of the rules up to it applies.

        None where nothing does.
        """
        for reached in self.possible:
            rank = self._ranks[reached]
            if rank < self._ranks[level]:
                continue
            asked = [result for result in self._subject.results if self._counts(result, rank)]
            blocking = [result for result in asked if result.outcome in levels.BLOCKING]
            if blocking or any(result.outcome is Outcome.PASS for result in asked):
                return self._way(reached, blocking)
        return None

    def _counts(self, result: Result, rank: int) -> bool:
        """Tell whether a level of this rank asks for a result."""
        return levels.counts(result) and self._ranks.get(result.level, rank + 1) <= rank

    def _way(self, level: str, blocking: Sequence[Result]) -> _Way:
        involved = list(self._with_required(blocking))
        steps = [self._step(result) for result in involved if _fails_by_itself(result)]
        doubts = [result.rule for result in involved if _is_unclear(result)]
        return _Way(
            self._subject.subject,
            level,
            tuple(sorted(steps, key=lambda step: (step.effort, step.rule))),
            tuple(Doubt(self._subject.subject, rule) for rule in sorted(doubts)),
        )

    def _step(self, result: Result) -> LevelStep:
        effort = EFFORT.get(result.fix.effort, _UNSAID)
        return LevelStep(
            self._subject.subject, result.rule, effort, tuple(self._cleared.get(result.rule, ()))
        )

    def _with_required(self, blocking: Iterable[Result]) -> Iterator[Result]:
        """Yield results and those of all rules that they require, each once."""
        waiting, seen = list(blocking), set[str]()
        while waiting:
            result = waiting.pop()
            if result.rule not in seen:
                seen.add(result.rule)
                yield result
                required = self._requires.get(result.rule, ())
                waiting += [self._results[rule] for rule in required if rule in self._results]

    @cached_property
    def _cleared(self) -> Mapping[str, Sequence[str]]:
        """The rules that fail for nothing but another one, by that one."""
        found: dict[str, list[str]] = {}
        for result in self._subject.results:
            if result.outcome is Outcome.FAIL and not (_fails_by_itself(result) or result.unknown):
                found.setdefault(self._root(result), []).append(result.rule)
        return found

    def _root(self, result: Result) -> str:
        """Follow what a failure needs to the first rule that fails by itself."""
        seen: set[str] = set()
        while not _fails_by_itself(result) and result.needs in self._results and result.rule not in seen:
            seen.add(result.rule)
            result = self._results[result.needs]
        return result.rule


def _fails_by_itself(result: Result) -> bool:
    """Tell whether a rule would fail if all that it requires passed: it has evidence of its own."""
    needs = Finding(f"needs {result.needs}")
    return result.outcome is Outcome.FAIL and (not result.needs or any(f != needs for f in result.findings))


def _is_unclear(result: Result) -> bool:
    """Tell whether it takes more than what a rule requires to decide it."""
    if result.outcome is Outcome.FAIL:
        return bool(result.unknown) and not _fails_by_itself(result)
    passed_on = result.needs and all(each.path == result.needs for each in result.unknown)
    return result.outcome in (Outcome.UNKNOWN, Outcome.ERROR) and not passed_on
