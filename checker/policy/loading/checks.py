"""What must hold between the parts of a united policy."""

from collections.abc import Collection, Iterable, Iterator

from checker.model.policy import Position
from checker.policy.loading.adjust import Locks
from checker.policy.loading.gather import PolicyPart
from checker.policy.loading.merge import Draft, LocatedValue
from checker.policy.rule_selection import objection, selected
from checker.policy.schema.reader import Section
from checker.policy.suggestions import did_you_mean, shown

_FEW = 8
"""How many names a message lists when none is like the one that was given."""


def check_names(draft: Draft, parts: Iterable[PolicyPart]) -> None:
    """Record levels, objectives, rules and patterns that nothing stands behind.

    Entries that have other mistakes are looked at as well, so that all are found in one go.
    """
    rules = draft.known.get("rules", {})
    for part in parts:
        for collection in ("rules", "adjust", "waivers", "initiatives"):
            for section in part.section.get(collection, ()):
                _group_names(draft, section)
                _patterns(draft, section, "rules", rules)
                for index, required in enumerate(section.get("requires", ())):
                    _known(draft, "rule", required, rules, section.at("requires", index))
        _patterns(draft, part.section, "locked", rules)


def _patterns(draft: Draft, section: Section, key: str, rules: Collection[str]) -> None:
    for index, pattern in enumerate(section.get(key, ())):
        if isinstance(pattern, str) and (why := objection(pattern, rules)):
            draft.wrong(section.at(key, index), why)


def _group_names(draft: Draft, section: Section) -> None:
    """Check the level and the objective that a section names."""
    level, objective = section.get("level"), section.get("objective")
    if level and not draft.levels:
        draft.wrong(section.at("level"), f"unknown level {shown(level)}: the policy has no levels")
    elif level:
        _known(draft, "level", level, draft.levels, section.at("level"))
    if objective:
        known = draft.known.get("objectives", {})
        _known(draft, "objective", objective, known, section.at("objective"))


def _known(draft: Draft, what: str, word: str, known: Collection[str], position: Position) -> None:
    if word not in known:
        few = f"; there are {', '.join(known)}" if 0 < len(known) <= _FEW else ""
        draft.wrong(position, f"unknown {what} {shown(word)}{did_you_mean(word, known) or few}")


def check_circles(draft: Draft) -> None:
    """Record rules that require themselves, each circle once."""
    done: set[str] = set()
    for rule in draft.rules:
        if rule not in done:
            _follow(draft, rule, done)


def _follow(draft: Draft, start: str, done: set[str]) -> None:
    """Walk from one rule to all that it requires, depth first, without recursion."""
    trail = {start: enumerate(draft.rules[start].requires)}
    while trail:
        rule = next(reversed(trail))
        index, required = next(trail[rule], (0, ""))
        if not required:
            done.add(rule)
            trail.popitem()
        elif required in trail:
            names = list(trail)
            circle = " → ".join([*names[names.index(required) :], required])
            draft.wrong(draft.sections[rule].at("requires", index), f"rules require each other: {circle}")
        elif required in draft.rules and required not in done:
            trail[required] = enumerate(draft.rules[required].requires)


def check_locked(draft: Draft, locks: Locks) -> None:
    """Record waivers of locked rules, and initiatives that let them off with a warning."""
    for said in draft.waivers:
        for rule in _locked(draft, locks, said, said.value.rules):
            draft.wrong(said.section.at("rules"), f"waives {rule}")
    for said in draft.initiatives:
        patterns = said.value.rules or _at_level(draft, said.value.level)
        for rule in _locked(draft, locks, said, patterns) if said.value.grace else ():
            draft.wrong(said.section.at("grace"), f"gives grace to {rule}")


def _at_level(draft: Draft, level: str) -> list[str]:
    """Return the rules that a level needs."""
    if level not in draft.levels:
        return []
    needed = draft.levels[: draft.levels.index(level) + 1]
    return [rule.id for rule in draft.rules.values() if rule.level in needed]


def _locked(draft: Draft, locks: Locks, said: LocatedValue, patterns: Collection[str]) -> Iterator[str]:
    """Yield the rules that are locked against what was said, and where."""
    for rule in selected(draft.rules, patterns):
        if lock := locks.against(rule, said.unit):
            yield f"{rule}, which is locked at {lock}"


def check_days(draft: Draft, longest: int) -> None:
    """Record initiatives that end before they start or give grace for too long."""
    for said in draft.initiatives:
        start, due = said.value.start, said.value.due
        if due < start:
            draft.wrong(said.section.at("due"), f"due {due} is before the start, {start}")
        elif said.value.grace and (due - start).days > longest:
            why = f"grace for {(due - start).days} days, more than max_waiver_days ({longest})"
            draft.wrong(said.section.at("due"), why)
