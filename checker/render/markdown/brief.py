"""More failures than a Markdown report has room for: the worst of all repositories, and what is left out."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from checker.model.audit import Audit, Subject
from checker.model.policy import Severity
from checker.model.result import Outcome, Result
from checker.render.markdown.failures import code, failure, heading, prose, verdict
from checker.render.markdown.tables import table
from checker.render.markdown.truncate import utf8
from checker.render.shared import sorting
from checker.render.shared.text import count

_RULES_LIMIT = 300
_SEPARATOR = 2
_SUMMARY = 400
"""Bytes kept free for the sentence that says what is left out."""


class _Told(Struct, frozen=True):
    """One failure as it is told; *number* is the place of its subject."""

    number: int
    text: str


def parts(audit: Audit, room: int) -> Iterator[str]:
    """Yield the rules that fail, then failures by repository, as many as take *room* bytes at most.

    Those of all repositories come in the order of their severity; one that does not fit ends it.
    """
    rules = _rules(audit)
    yield rules
    left = sorting.by_score(audit.subjects)
    chosen = _chosen(left, room - utf8(rules) - _SUMMARY)
    yield _left_out(left, chosen)
    for number, told in sorted(chosen.items()):
        yield from (_head(left[number]), *told)


def _rules(audit: Audit) -> str:
    """Return the rules by how much they matter, and for how many subjects they fail or are unknown."""
    results = [result for subject in audit.subjects for result in subject.results]
    failed, unknown = (_counted(results, outcome) for outcome in (Outcome.FAIL, Outcome.UNKNOWN))
    known = {result.rule: result for result in results if result.rule in failed}
    listed = sorted(known.values(), key=lambda each: (-each.severity.weight, -failed[each.rule], each.rule))
    rows = [
        (
            f"{code(each.rule)} {prose(each.title)}",
            each.severity.value,
            str(failed[each.rule]),
            str(unknown[each.rule]),
        )
        for each in listed[:_RULES_LIMIT]
    ]
    more = f"\n\nand {count(len(listed) - _RULES_LIMIT, 'rule')} more" if len(listed) > _RULES_LIMIT else ""
    return (
        "## Rules that fail, worst first\n\n" + table(("rule", "severity", "fails", "unknown"), rows) + more
    )


def _counted(results: Iterable[Result], outcome: Outcome) -> Counter[str]:
    return Counter(result.rule for result in results if result.outcome is outcome)


def _chosen(subjects: list[Subject], room: int) -> Mapping[int, list[str]]:
    """Return the failures that are told, by the place of their subject."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    for told in _worst(subjects):
        room -= utf8(told.text) + _SEPARATOR
        room -= 0 if told.number in found else utf8(_head(subjects[told.number])) + _SEPARATOR
        if room < 0:
            break
        found[told.number].append(told.text)
    return found


def _worst(subjects: list[Subject]) -> Iterator[_Told]:
    """Yield the failures of all, the severest first; those that others cause stand with their cause."""
    failures = [(subject, sorting.failures(subject.results)) for subject in subjects]
    for severity in Severity:
        for number, (subject, listed) in enumerate(failures):
            yield from (
                _Told(number, failure(each, subject)) for each in listed if each.result.severity is severity
            )


def _head(subject: Subject) -> str:
    return f"{heading(subject)}\n\n{verdict(subject)}"


def _left_out(subjects: list[Subject], chosen: Mapping[int, list[str]]) -> str:
    """Say what is not told of here."""
    missing: Counter[Severity] = Counter()
    silent: Counter[bool] = Counter()
    for number, subject in enumerate(subjects):
        told = len(chosen.get(number, ()))
        severities = _severities(subject)[told:]
        missing.update(severities)
        silent[subject.kind == "repository"] += bool(severities) and not told
    if not missing:
        return "What passed, what is unknown and what to do next is left out: the other formats have it."
    by_severity = ", ".join(f"{missing[each]} {each}" for each in Severity if missing[each])
    named = [
        count(silent[kind], noun) for kind, noun in ((True, "repository"), (False, "group")) if silent[kind]
    ]
    rest = f"; of {' and '.join(named)} none is told" if named else ""
    return (
        f"**GitHub shows no longer summary: {count(missing.total(), 'failure')} ({by_severity}) left out "
        f"below{rest}.** So is what passed or is unknown. The other formats have everything."
    )


def _severities(subject: Subject) -> list[Severity]:
    """Return the severities of the failures that would be told, in the order in which they are."""
    found = [each.result.severity for each in sorting.failures(subject.results)]
    return [severity for severity in Severity for each in found if each is severity]
