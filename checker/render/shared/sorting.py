"""What all formats agree on: what comes first, what is folded under what, what to do next."""

import re
from collections.abc import Iterable, Iterator, Sequence
from math import fsum

from msgspec import Struct

from checker.engine.levels import within_reach
from checker.model.audit import Audit, Blocker, Group, PolicyStamp, Subject
from checker.model.policy import Severity
from checker.model.result import Enforcement, Finding, Outcome, Result
from checker.patterns import lazy
from checker.render.shared.text import count, name

_SEVERITIES = {severity: rank for rank, severity in enumerate(Severity)}
_EFFORTS = {"low": 0, "medium": 1, "high": 3}
_UNSAID_EFFORT = 2
_UNSCORED = 101.0
_KINDS = {"repository": 0, "team": 1, "organization": 2}
# The engine keeps some hundred findings of a rule and ends them with this one.
_COUNTED = lazy(r"and (\d{1,9}) more", re.ASCII)
_LEVELS = {Severity.CRITICAL: "error", Severity.HIGH: "error", Severity.MEDIUM: "warning"}


class Failure(Struct, frozen=True):
    """A failure and those that it causes: they cannot pass before it does."""

    result: Result
    caused: tuple[Result, ...] = ()


class Action(Struct, frozen=True):
    """Something to do: the failure it ends and the points of score it brings."""

    result: Result
    gain: float
    unlocks: int = 0


def of(results: Iterable[Result], *outcomes: Outcome) -> list[Result]:
    """Return the results with one of these outcomes, worst severity first."""
    return sorted((r for r in results if r.outcome in outcomes), key=lambda r: _SEVERITIES[r.severity])


def failures(results: Sequence[Result]) -> list[Failure]:
    """Return the failures worst first, those that only need another one folded under it."""
    failed = of(results, Outcome.FAIL)
    roots = {result.rule: _root(result, {r.rule: r for r in failed}) for result in failed}
    return [
        Failure(result, tuple(r for r in failed if r is not result and roots[r.rule] == result.rule))
        for result in failed
        if roots[result.rule] == result.rule
    ]


def _root(result: Result, failed: dict[str, Result]) -> str:
    """Follow the needs of a failure to the one that needs no other; in a circle each stays."""
    seen, current = {result.rule}, result
    while current.needs in failed:
        if current.needs in seen:
            return result.rule
        current = failed[current.needs]
        seen.add(current.rule)
    return current.rule


def actions(subject: Subject, policy: PolicyStamp) -> list[Action]:
    """Return what to do, the best gain first and, for the same gain, the least effort."""
    weights = {objective.id: objective.weight for objective in policy.objectives}
    decided = of(subject.results, Outcome.PASS, Outcome.FAIL)
    whole = fsum(_weight(result, weights) for result in decided)
    found = [
        Action(f.result, _gain(f.result, weights, whole), len(f.caused)) for f in failures(subject.results)
    ]
    return sorted(found, key=lambda action: (-round(action.gain, 1), effort(action.result.fix.effort)))


def _weight(result: Result, weights: dict[str, float]) -> float:
    return result.severity.weight * weights.get(result.objective, 1.0)


def _gain(result: Result, weights: dict[str, float], whole: float) -> float:
    return 100 * _weight(result, weights) * (1 - (result.score or 0.0)) / whole if whole else 0.0


def effort(named: str) -> int:
    """Return the rank of an effort, the least first; one that nobody said stands before high."""
    return _EFFORTS.get(named, _UNSAID_EFFORT)


def blocking(subject: Subject, levels: Sequence[str]) -> tuple[str, list[Blocker]]:
    """Return the next level to reach and what keeps the subject from it, ("", []) at the top."""
    blocked = {blocker.level for blocker in subject.level_blockers}
    upcoming = next((level for level in levels if level in blocked), "")
    return upcoming, [blocker for blocker in subject.level_blockers if blocker.level == upcoming]


def rank(whole: Group | Subject) -> float:
    """Return the score that rankings go by: what was not decided counts as failed; none comes last."""
    return _UNSCORED if whole.score_at_least is None else whole.score_at_least


def github_rules(policy: PolicyStamp) -> str:
    """Return how many more rules a token for GitHub would let be judged, "" for none."""
    if not policy.github_rules:
        return ""
    more = count(policy.github_rules, "more rule")
    return f"With a token for GitHub, the policy {name(policy.with_github)} judges {more}."


def not_assessed(subject: Subject) -> str:
    """Return what no rule looked at ("COBOL (12 files), make"), "" for nothing."""
    return ", ".join(f"{name(each.name)} ({count(each.files, 'file')})" for each in subject.not_assessed)


def level_range(subject: Subject, levels: Sequence[str]) -> str:
    """Return which level the subject may hold above its own ("silver if 3 unknowns pass"), "" for none."""
    found = within_reach(subject.results, levels, subject.level)
    if found is None:
        return ""
    return f"{name(found.at_most)} if {count(found.unknown, 'unknown')} pass{'es' * (found.unknown == 1)}"


def by_score(subjects: Iterable[Subject]) -> list[Subject]:
    """Return the subjects from the worst score to the best, those without one last."""
    return sorted(subjects, key=lambda subject: (rank(subject), subject.subject))


def by_kind(subjects: Iterable[Subject]) -> list[Subject]:
    """Return the repositories from the worst score to the best, then likewise teams, then organizations."""
    return sorted(by_score(subjects), key=lambda subject: _KINDS.get(subject.kind, len(_KINDS)))


def repositories(subjects: Iterable[Subject]) -> list[Subject]:
    """Return the repositories among some subjects, in their order."""
    return [subject for subject in subjects if subject.kind == "repository"]


def members(group: Group) -> str:
    """Return how many repositories a group has, and how many of them could not be read."""
    judged = str(len(group.repositories))
    return f"{judged} + {len(group.unread)} unread" if group.unread else judged


def groups(audit: Audit) -> Iterator[Group]:
    """Yield the teams from the worst score to the best, and the organization last."""
    yield from sorted(audit.teams, key=lambda team: (rank(team), team.name))
    yield audit.organization


def objectives(audit: Audit) -> list[str]:
    """Return the objectives that any group is scored by, as the policy orders them, then the others."""
    scored = {name for group in groups(audit) for name in group.objectives}
    declared = [objective.id for objective in audit.policy.objectives if objective.id in scored]
    return [*declared, *sorted(scored.difference(declared))]


def level(result: Result) -> str:
    """Return how loud a failure is: error, warning or note; what does not block warns at most."""
    loud = loudness(result.severity)
    return "warning" if loud == "error" and result.enforcement is Enforcement.WARN else loud


def loudness(severity: Severity) -> str:
    """Return how loud failures of a severity are: error, warning or note."""
    return _LEVELS.get(severity, "note")


def beyond(findings: Sequence[Finding], limit: int) -> int:
    """Count the findings after the first *limit*, those that the engine only counted included."""
    counted = _COUNTED.fullmatch(findings[-1].message) if findings and not findings[-1].path else None
    return len(findings) - limit + (int(counted[1]) - 1 if counted else 0)


def tally(results: Iterable[Result]) -> dict[Outcome, int]:
    """Count the results by outcome, in the order in which outcomes are declared."""
    found = [result.outcome for result in results]
    return {outcome: found.count(outcome) for outcome in Outcome}
