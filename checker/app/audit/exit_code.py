"""From an audit to an exit code, and the reasons for it."""

from collections.abc import Collection, Iterable, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from checker.errors import UsageError
from checker.model.audit import Audit, Subject
from checker.model.gate import Gate, RegressionKind, Turned
from checker.model.policy import Severity
from checker.model.result import UNDECIDED, Enforcement, Outcome
from checker.render.shared.text import sentence

COMPLIANT, NOT_COMPLIANT, UNCHECKED = 0, 1, 3
_FAILURES = "failures"


class Demands(Struct, frozen=True):
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


class Violation(Struct, frozen=True):
    """A demand that is not met: of what kind, by which rules of which subject, and why in a sentence."""

    subject: str
    kind: str
    code: int
    why: str
    rules: frozenset[str] = frozenset()

    def is_older_than(self, other: "Violation") -> bool:
        """Tell whether this one is all that there is to the other."""
        return (self.subject, self.kind) == (other.subject, other.kind) and other.rules <= self.rules


class ExitVerdict(Struct, frozen=True):
    """The exit code with one sentence for each reason."""

    code: int
    reasons: tuple[str, ...]


def verdict(audit: Audit, demands: Demands, before: Audit | None = None) -> ExitVerdict:
    """Judge an audit by demands that were checked; not compliant wins over not checked.

    Of a change, only those demands count that its base (*before*) met, and only rules that became worse or
    stay open where the change is at work.
    """
    if audit.gate is None or before is None:
        found = (*_uncollected(audit), *_violations(audit, demands))
        return _summed(sorted(found, key=lambda each: each.why))
    told = tuple(_of_change(audit.gate, demands))
    named = frozenset(rule for each in told for rule in each.rules)
    old = list(_violations(before, demands))
    known = _gaps_of(before)
    new = (each for each in _violations(audit, demands, known, named) if each.kind != _FAILURES)
    fresh = [each for each in new if not any(earlier.is_older_than(each) for earlier in old)]
    return _summed((*told, *fresh))


def _of_change(gate: Gate, demands: Demands) -> Iterator[Violation]:
    """Yield what blocks a change, the worst first within each kind, each rule by name."""
    for each in _blocking(gate.worse, demands):
        why = "became worse with this change"
        if each.kind is RegressionKind.UNJUDGED:
            why = f"can no longer be judged: {each.reason}"
        elif each.unseen:
            why += f", and can no longer be judged as a whole: {each.reason}"
        yield _told(each, NOT_COMPLIANT, why)
    for each in _blocking(gate.unjudged, demands):
        yield _told(each, UNCHECKED, f"cannot be judged where this change is at work: {each.reason}")
    for each in _worst_first(gate.not_understood) if demands.no_unknown else ():
        yield _told(each, UNCHECKED, f"can no longer be judged: {each.reason}")


def _blocking(turned: Iterable[Turned], demands: Demands) -> Iterator[Turned]:
    for each in _worst_first(turned):
        if each.decides and demands.fail_on is not None and each.severity.at_least(demands.fail_on):
            yield each


def _worst_first(turned: Iterable[Turned]) -> list[Turned]:
    return sorted(turned, key=lambda each: (-each.severity.weight, each.rule))


def _told(turned: Turned, code: int, why: str) -> Violation:
    said = f"{turned.rule} ({turned.severity}) {why}"
    return Violation("", _FAILURES, code, said, frozenset((turned.rule,)))


def _summed(found: Iterable[Violation]) -> ExitVerdict:
    listed = sorted(found, key=lambda each: each.code)
    codes = {each.code for each in listed}
    code = NOT_COMPLIANT if NOT_COMPLIANT in codes else UNCHECKED if codes else COMPLIANT
    return ExitVerdict(code, tuple(each.why for each in listed))


def _gaps_of(audit: Audit) -> frozenset[tuple[str, Outcome]]:
    """Return the rules that an audit did not decide."""
    results = (result for subject in audit.subjects for result in subject.results)
    return frozenset((each.rule, each.outcome) for each in results if each.outcome in UNDECIDED)


def _violations(
    audit: Audit,
    demands: Demands,
    known: Collection[tuple[str, Outcome]] = (),
    named: Collection[str] = (),
) -> Iterator[Violation]:
    """Yield the demands that the subjects of an audit do not meet.

    Rules that are not decided and were not before are *known*, others are *named* elsewhere.
    """
    for subject in audit.subjects:
        for each in _reasons(subject, audit, demands, known, named):
            yield replace(each, subject=subject.subject, why=f"{_name(subject)}: {each.why}")


def _name(subject: Subject) -> str:
    return subject.repository.name if subject.repository else subject.subject


def _uncollected(audit: Audit) -> Iterator[Violation]:
    for each in audit.uncollected:
        why = f"{each.target}: {sentence((each.reason, each.hint))}"
        yield Violation("", "uncollected", UNCHECKED, why)
    if not audit.subjects and not audit.uncollected:
        yield Violation("", "uncollected", UNCHECKED, "there was nothing to audit")


def _reasons(
    subject: Subject,
    audit: Audit,
    demands: Demands,
    known: Collection[tuple[str, Outcome]],
    named: Collection[str],
) -> Iterator[Violation]:
    yield from _failures(subject, demands)
    yield from _gaps(subject, demands, known, named)
    yield from _level(subject, audit, demands)
    yield from _score(subject, demands)


def _failures(subject: Subject, demands: Demands) -> Iterator[Violation]:
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
        why = f"{_counted(blocking, 'rule')} of severity {demands.fail_on} or worse failed"
        yield Violation("", _FAILURES, NOT_COMPLIANT, why, frozenset(blocking))


def _gaps(
    subject: Subject, demands: Demands, known: Collection[tuple[str, Outcome]], named: Collection[str]
) -> Iterator[Violation]:
    told = [
        each for each in subject.results if (each.rule, each.outcome) not in known and each.rule not in named
    ]
    errors = [result.rule for result in told if result.outcome is Outcome.ERROR]
    unknown = [result.rule for result in told if result.outcome is Outcome.UNKNOWN]
    if errors:
        why = f"{_counted(errors, 'rule')} could not be judged for an error: {', '.join(errors)}"
        yield Violation("", "errors", UNCHECKED, why, frozenset(errors))
    if demands.no_unknown and unknown:
        why = f"{_counted(unknown, 'rule')} unknown: {', '.join(unknown)}"
        yield Violation("", "unknown", UNCHECKED, why, frozenset(unknown))
    if subject.score is None and any(each.outcome is Outcome.UNKNOWN for each in subject.results):
        yield Violation("", "undecided", UNCHECKED, "nothing was decided")
    if demands.coverage is not None and (subject.coverage is None or subject.coverage < demands.coverage):
        why = f"coverage {_percent(subject.coverage)} is below {demands.coverage:g}"
        yield Violation("", "coverage", UNCHECKED, why)


def _score(subject: Subject, demands: Demands) -> Iterator[Violation]:
    """Yield a score that is too low: what was not decided counts as failed."""
    certain = subject.score_at_least
    if demands.score is None or (certain is not None and certain >= demands.score):
        return
    told = _percent(subject.score)
    if subject.score is not None and subject.score >= demands.score:
        told += f", at least {_percent(certain)},"
    why = f"score {told} is below {demands.score:g}"
    yield Violation("", "score", NOT_COMPLIANT, why)


def _level(subject: Subject, audit: Audit, demands: Demands) -> Iterator[Violation]:
    ranks = audit.policy.levels
    if not demands.level or (
        subject.level in ranks and ranks.index(subject.level) >= ranks.index(demands.level)
    ):
        return
    below = ranks[: ranks.index(demands.level) + 1]
    outcomes = {blocker.outcome for blocker in subject.level_blockers if blocker.level in below}
    only_unseen = bool(outcomes) and Outcome.FAIL not in outcomes
    why = f"level {subject.level or 'none'} is below {demands.level}"
    yield (
        Violation("", "level", UNCHECKED, f"{why}, only for unknowns")
        if only_unseen
        else Violation("", "level", NOT_COMPLIANT, why)
    )


def _counted(rules: list[str], what: str) -> str:
    return f"{len(rules)} {what}{'s' if len(rules) != 1 else ''}"


def _percent(value: float | None) -> str:
    return "none" if value is None else f"{value:.1f}"
