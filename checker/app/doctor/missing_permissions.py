"""Which rules become unknown because something is hidden, and what would show it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from checker.collectors import github as topics
from checker.engine.compile import Plan
from checker.github.permissions import (
    IN_WORKFLOWS,
    LEVELS,
    Grant,
    PermissionReach,
    grants,
    is_possible,
    scope,
)
from checker.github.responses import TokenKind
from checker.model.audit import Subject
from checker.model.diagnosis import Permission, PermissionGap
from checker.model.facts import Facts
from checker.model.result import Outcome, Result

_REACHES = tuple(PermissionReach)


class MissingPermissions(Struct, frozen=True):
    """Rules that are unknown for lack of something, those unknown for other reasons, and who lacks what.

    *lacking* are the grants that each rule needs to be decided.
    """

    gaps: tuple[PermissionGap, ...] = ()
    others: tuple[PermissionGap, ...] = ()
    lacking: Mapping[str, frozenset[Grant]] = field(default_factory=dict)


def find(subjects: Sequence[Subject], facts: Mapping[str, Facts], plan: Plan) -> MissingPermissions:
    """Return what is unknown; *facts* are those of each subject, what could not be seen included."""
    gaps: dict[str, PermissionGap] = {}
    others: dict[str, PermissionGap] = {}
    lacking: dict[str, frozenset[Grant]] = {}
    for subject in subjects:
        own = _lacking(subject, facts.get(subject.subject, Facts()), plan)
        for result in subject.results:
            if result.outcome is Outcome.UNKNOWN:
                needed = own[result.rule]
                lacking[result.rule] = lacking.get(result.rule, frozenset()) | needed
                _add(gaps if needed else others, result, subject.subject)
    judged = Counter(result.rule for subject in subjects for result in subject.results)
    order = [rule.id for rule in plan.policy.rules]
    return MissingPermissions(
        tuple(_finished(gaps, judged, lacking, order)),
        tuple(_finished(others, judged, {}, order)),
        {rule: needed for rule, needed in lacking.items() if needed},
    )


def _add(found: dict[str, PermissionGap], result: Result, subject: str) -> None:
    gap = found.setdefault(result.rule, PermissionGap(result.rule, result.title, 0, (), ()))
    found[result.rule] = replace(gap, subjects=(*gap.subjects, subject))


def _finished(
    found: Mapping[str, PermissionGap],
    judged: Mapping[str, int],
    lacking: Mapping[str, frozenset[Grant]],
    order: Sequence[str],
) -> Iterator[PermissionGap]:
    for rule in order:
        if rule in found:
            needs = tuple(map(named, ordered(lacking.get(rule, ()))))
            yield replace(found[rule], judged=judged[rule], needs=needs)


def _lacking(subject: Subject, facts: Facts, plan: Plan) -> Mapping[str, frozenset[Grant]]:
    """Return what each unknown rule lacks; nothing for those that no permission would decide."""
    unknown = {each.rule: each for each in subject.results if each.outcome is Outcome.UNKNOWN}
    shown = _shown(facts, plan.wanted)
    found = {rule: _own(result, facts, shown, plan) for rule, result in unknown.items()}
    for _ in found:  # a chain of requirements is no longer than that
        changed = {
            rule: frozenset().union(*(found.get(each.path, frozenset()) for each in unknown[rule].unknown))
            for rule, needed in found.items()
            if not needed
        }
        if not any(changed.values()):
            break
        found.update(changed)
    return found


def _own(result: Result, facts: Facts, shown: frozenset[Grant], plan: Plan) -> frozenset[Grant]:
    """Return what a rule lacks by itself: first what decided, then whatever else it would have read."""
    texts = [each.permission for each in result.unknown if each.permission]
    if texts:
        missing = plan.wanted_by(result.rule) - facts.values.keys()
        problems = [facts.problem(path) for path in missing]
        texts += [problem.permission for problem in problems if problem]
    return _telling(frozenset(grant for text in texts for grant in _unmet(text, shown)))


def _telling(found: frozenset[Grant]) -> frozenset[Grant]:
    """Leave out what every token has, where there is more to say."""
    return frozenset(grant for grant in found if grant.name != "Metadata") or found


def _unmet(text: str, shown: frozenset[Grant]) -> Sequence[Grant]:
    """Return what a permission asks for beyond what is there: of two, often one."""
    asked = grants(text)
    return [grant for grant in asked if grant not in shown] or asked


def _shown(facts: Facts, wanted: frozenset[str]) -> frozenset[Grant]:
    """Return the grants under which something was seen of one subject."""
    seen = [path for path in topics.paths(wanted) if path in facts.values]
    found = {grant for path in seen for grant in grants(topics.permission(path))}
    return frozenset(grant for grant in found if grant.reach is not PermissionReach.ROLE)


def permissions(
    asked: Iterable[tuple[Facts, frozenset[str]]], lacking: Mapping[str, frozenset[Grant]], token: TokenKind
) -> tuple[Permission, ...]:
    """Return each permission that facts need: for how many subjects it was there, and not.

    *asked* are the facts of each subject with the paths that were asked for.
    """
    seen: Counter[Grant] = Counter()
    hidden: Counter[Grant] = Counter()
    for facts, paths in asked:
        shown, kept_back = _sight(facts, paths)
        seen.update(shown - kept_back)
        hidden.update(kept_back)
    needed = {grant for of_rule in lacking.values() for grant in of_rule}
    return tuple(
        _permission(each, (seen[each], hidden[each]), lacking, token)
        for each in ordered({*seen, *hidden, *needed})
    )


def _sight(facts: Facts, paths: frozenset[str]) -> tuple[frozenset[Grant], frozenset[Grant]]:
    """Return the grants under which something was seen of one subject, and under which not."""
    shown = _shown(facts, paths)
    problems = [facts.problem(path) for path in paths if path not in facts.values]
    texts = {problem.permission for problem in problems if problem and problem.permission}
    return shown, frozenset(grant for text in texts for grant in _unmet(text, shown))


def _permission(
    grant: Grant, times: tuple[int, int], lacking: Mapping[str, frozenset[Grant]], token: TokenKind
) -> Permission:
    return Permission(
        reach=grant.reach,
        name=grant.name,
        level=LEVELS.get(grant.level, grant.level),
        seen=times[0],
        hidden=times[1],
        rules=tuple(sorted(rule for rule, needed in lacking.items() if grant in needed)),
        possible=is_possible(grant, token),
        key=IN_WORKFLOWS.get(grant.name, "") if grant.reach is PermissionReach.REPOSITORY else "",
        scope=scope(grant),
    )


def ordered(found: Iterable[Grant]) -> list[Grant]:
    """Return grants as GitHub's settings list them: by heading, then by name."""
    return sorted(found, key=lambda each: (_REACHES.index(each.reach), each.name.lower(), each.level))


def named(grant: Grant) -> str:
    """Return a grant as it reads in a sentence."""
    if grant.reach is PermissionReach.ROLE:
        return grant.name
    heading = "organization " if grant.reach is PermissionReach.ORGANIZATION else ""
    return f"{heading}{grant.name}: {LEVELS.get(grant.level, grant.level)}"
