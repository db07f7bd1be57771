"""From an audit to an exit code, and the reasons for it."""

from collections.abc import Iterator, Sequence

from checker.errors import UsageError
from checker.model.audit import Audit, Subject
from checker.model.policy import Severity
from checker.model.result import Enforcement, Outcome
from checker.model.value import dataclass
from checker.render.text import sentence

COMPLIANT, NOT_COMPLIANT, UNCHECKED = 0, 1, 3


@dataclass(frozen=True, slots=True)
class Demands:
    """What the user wants to hold for every repository; *fail_on* None means never."""

    fail_on: Severity | None = Severity.HIGH
    level: str = ""
    score: float | None = None
    coverage: float | None = None
    no_unknown: bool = False

    def check(self, levels: Sequence[str]) -> None:
        """Raise UsageError when the policy has no such level, before any work is done."""
        if self.level and self.level not in levels:
            known = ", ".join(levels) or "none"
            raise UsageError(f"the policy has no level {self.level!r}", f"its levels: {known}")


@dataclass(frozen=True, slots=True)
class Verdict:
    """The exit code with one sentence for each reason."""

    code: int
    reasons: tuple[str, ...]


def verdict(audit: Audit, demands: Demands) -> Verdict:
    """Judge an audit by demands that were checked; not compliant wins over not checked."""
    found = [*_uncollected(audit)]
    for subject in audit.subjects:
        found.extend((code, f"{_name(subject)}: {why}") for code, why in _reasons(subject, audit, demands))
    codes = {code for code, _ in found}
    code = NOT_COMPLIANT if NOT_COMPLIANT in codes else UNCHECKED if codes else COMPLIANT
    return Verdict(code, tuple(why for _, why in sorted(found)))


def _name(subject: Subject) -> str:
    return subject.repository.name if subject.repository else subject.subject


def _uncollected(audit: Audit) -> Iterator[tuple[int, str]]:
    for each in audit.uncollected:
        yield UNCHECKED, f"{each.target}: {sentence((each.reason, each.hint))}"
    if not audit.subjects and not audit.uncollected:
        yield UNCHECKED, "there was nothing to audit"


def _reasons(subject: Subject, audit: Audit, demands: Demands) -> Iterator[tuple[int, str]]:
    yield from _failures(subject, demands)
    yield from _gaps(subject, demands)
    yield from _level(subject, audit, demands)
    if demands.score is not None and (subject.score is None or subject.score < demands.score):
        yield NOT_COMPLIANT, f"score {_percent(subject.score)} is below {demands.score:g}"


def _failures(subject: Subject, demands: Demands) -> Iterator[tuple[int, str]]:
    if demands.fail_on is None:
        return
    blocking = [
        result.rule
        for result in subject.results
        if result.outcome is Outcome.FAIL
        and result.enforcement is Enforcement.BLOCK
        and result.severity.at_least(demands.fail_on)
    ]
    if blocking:
        yield NOT_COMPLIANT, f"{_counted(blocking, 'rule')} of severity {demands.fail_on} or worse failed"


def _gaps(subject: Subject, demands: Demands) -> Iterator[tuple[int, str]]:
    errors = [result.rule for result in subject.results if result.outcome is Outcome.ERROR]
    unknown = [result.rule for result in subject.results if result.outcome is Outcome.UNKNOWN]
    if errors:
        yield UNCHECKED, f"{_counted(errors, 'rule')} could not be judged for an error: {', '.join(errors)}"
    if demands.no_unknown and unknown:
        yield UNCHECKED, f"{_counted(unknown, 'rule')} unknown: {', '.join(unknown)}"
    if subject.score is None and unknown:
        yield UNCHECKED, "nothing was decided"
    if demands.coverage is not None and (subject.coverage is None or subject.coverage < demands.coverage):
        yield UNCHECKED, f"coverage {_percent(subject.coverage)} is below {demands.coverage:g}"


def _level(subject: Subject, audit: Audit, demands: Demands) -> Iterator[tuple[int, str]]:
    ranks = audit.policy.levels
    if not demands.level or (
        subject.level in ranks and ranks.index(subject.level) >= ranks.index(demands.level)
    ):
        return
    below = ranks[: ranks.index(demands.level) + 1]
    outcomes = {blocker.outcome for blocker in subject.level_blockers if blocker.level in below}
    only_unseen = bool(outcomes) and Outcome.FAIL not in outcomes
    yield (
        UNCHECKED if only_unseen else NOT_COMPLIANT,
        f"level {subject.level or 'none'} is below {demands.level}"
        + (", only for unknowns" if only_unseen else ""),
    )


def _counted(rules: list[str], what: str) -> str:
    return f"{len(rules)} {what}{'s' if len(rules) != 1 else ''}"


def _percent(value: float | None) -> str:
    return "none" if value is None else f"{value:.1f}"
