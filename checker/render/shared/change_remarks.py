"""What each part of a comparison was about, in a few words."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from checker.model.change import (
    Change,
    Difference,
    GroupChange,
    OutcomeChange,
    RuleChange,
    ScoreStep,
    SubjectChange,
    Turn,
)
from checker.model.result import Outcome
from checker.render.shared.change_sorting import members
from checker.render.shared.text import count

STEPS = {
    ScoreStep.SCOPE: "scope",
    ScoreStep.UPGRADE: "upgrade",
    ScoreStep.POLICY: "policy",
    ScoreStep.WAIVERS: "waivers",
    ScoreStep.COVERAGE: "coverage",
    ScoreStep.REPOSITORIES: "repositories and time",
}
"""What the steps are called."""
TURNS = {
    Turn.WORSE: "worse",
    Turn.BETTER: "better",
    Turn.NEW: "new rules",
    Turn.GONE: "rules that are gone",
    Turn.OTHER: "neither better nor worse",
}
"""What the turns are called, what matters most first."""
OWN = ScoreStep.REPOSITORIES
_DECIDED = (Outcome.PASS, Outcome.FAIL)


def remarks(change: Change, group: GroupChange) -> dict[ScoreStep, str]:
    """Return in a few words what each step was about."""
    subjects = members(change, group)
    outcomes = [each for subject in subjects for each in subject.outcomes]
    own = [each for each in outcomes if each.step is ScoreStep.REPOSITORIES]
    return {
        ScoreStep.SCOPE: _counted(
            (len(group.came), "repository", "came"), (len(group.went), "repository", "went")
        ),
        ScoreStep.POLICY: policy(change),
        **_of_results(outcomes),
        ScoreStep.REPOSITORIES: _better(own),
    }


def of_subject(change: Change, subject: SubjectChange) -> dict[ScoreStep, str]:
    """Return in a few words what each step was about for one subject."""
    own = [each for each in subject.outcomes if each.step is ScoreStep.REPOSITORIES]
    return {
        ScoreStep.POLICY: policy(change),
        **_of_results(subject.outcomes),
        ScoreStep.REPOSITORIES: _better(own),
    }


def _better(outcomes: Sequence[OutcomeChange]) -> str:
    turns = [each.turn for each in outcomes]
    return _counted(*((turns.count(turn), "result", turn.value) for turn in (Turn.BETTER, Turn.WORSE)))


def _of_results(outcomes: Iterable[OutcomeChange]) -> dict[ScoreStep, str]:
    """Say how many results are waived or decided now that were not, and the reverse."""
    tally: defaultdict[str, int] = defaultdict(int)
    for each in outcomes:
        if each.step is ScoreStep.WAIVERS:
            tally["waived" if each.after is Outcome.WAIVED else "no longer waived"] += 1
        if each.step is ScoreStep.UPGRADE:
            tally["judged otherwise"] += 1
        if each.step is ScoreStep.COVERAGE:
            tally["newly decided" if each.after in _DECIDED else "no longer decided"] += 1
    return {
        ScoreStep.UPGRADE: _counted(
            (tally["judged otherwise"], "result", "judged otherwise by this version")
        ),
        ScoreStep.WAIVERS: _counted(
            *((tally[word], "result", word) for word in ("waived", "no longer waived"))
        ),
        ScoreStep.COVERAGE: _counted(
            *((tally[word], "result", word) for word in ("newly decided", "no longer decided"))
        ),
    }


def policy(change: Change) -> str:
    """Return in a few words what is different about the policy."""
    kinds = [each.difference for each in change.policy.rules]
    words = {Difference.CAME: "came", Difference.WENT: "went", Difference.CHANGED: "changed"}
    said = _counted(*((kinds.count(kind), "rule", word) for kind, word in words.items()))
    weights = [
        what
        for what, moved in (("objectives", change.policy.objectives), ("tiers", change.policy.tiers))
        if moved
    ]
    return ", ".join(filter(None, (said, f"other weights of {' and '.join(weights)}" if weights else "")))


def _counted(*amounts: tuple[int, str, str]) -> str:
    return ", ".join(f"{count(amount, noun)} {verb}" for amount, noun, verb in amounts if amount)


def what(rule: RuleChange) -> str:
    """Return what became of a rule of the policy."""
    if rule.difference is Difference.CHANGED:
        return f"another {', '.join(rule.what)}"
    return rule.difference.value


def outcome(each: OutcomeChange) -> str:
    """Return what became of a result: both outcomes, shares where they differ, and findings."""
    before, after = (value.value if value else "" for value in (each.before, each.after))
    if before and after and each.share_before != each.share_after and before == after:
        before, after = (_share(value, share) for value, share in _shares(each))
    said = " \N{RIGHTWARDS ARROW} ".join(filter(None, (before, after) if before != after else (after,)))
    if each.before is None or each.after is None:
        return said
    return ", ".join((said, *_findings(each))) if each.before is each.after else said


def _findings(each: OutcomeChange) -> Iterator[str]:
    if each.new_findings:
        yield count(len(each.new_findings), "new finding")
    if each.fixed_findings:
        yield f"{len(each.fixed_findings)} fixed"


def _shares(each: OutcomeChange) -> Sequence[tuple[str, float | None]]:
    return [(str(each.before), each.share_before), (str(each.after), each.share_after)]


def _share(outcome: str, share: float | None) -> str:
    return outcome if share is None else f"{outcome} {100 * share:.0f} %"


def dates(change: Change) -> tuple[str, str]:
    """Return the days of both audits; their minutes, too, where the day is the same."""
    before, after = change.before.started_at, change.after.started_at
    length = len("2026-11-22") if before[:10] != after[:10] else len("2026-11-22T09:30")
    return before[:length].replace("T", " "), after[:length].replace("T", " ")
