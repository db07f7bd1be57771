"""What must hold between the parts of a united policy."""

from collections.abc import Collection, Iterable

from checker.model.policy import Position
from checker.packs.adjust import Locks
from checker.packs.merge import Draft, Said
from checker.packs.reading import Section
from checker.packs.select import objection, selected
from checker.packs.words import did_you_mean, shown


def check_names(draft: Draft) -> None:
    """Record levels, objectives, rules and patterns that nothing stands behind."""
    for section in draft.sections.values():
        _group_names(draft, section)
        for index, required in enumerate(section.get("requires", ())):
            _known(draft, "rule", required, draft.known["rules"], section.at("requires", index))
    for said in (*draft.adjustments, *draft.initiatives):
        _group_names(draft, said.section)
    _patterns(draft, [*draft.waivers, *draft.initiatives])


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
        draft.wrong(position, f"unknown {what} {shown(word)}{did_you_mean(word, known)}")


def _patterns(draft: Draft, entries: Iterable[Said]) -> None:
    rules = draft.known.get("rules", {})
    for said in entries:
        for index, pattern in enumerate(said.value.rules):
            if why := objection(pattern, rules):
                draft.wrong(said.section.at("rules", index), why)
    for lock in draft.locks:
        pattern, position = lock.value
        if why := objection(pattern, rules):
            draft.wrong(position, why)


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
        _refuse(draft, locks, said, "waives", said.value.rules)
    for said in draft.initiatives:
        if said.value.grace:
            _refuse(
                draft, locks, said, "gives grace to", said.value.rules or _at_level(draft, said.value.level)
            )


def _at_level(draft: Draft, level: str) -> list[str]:
    """Return the rules that a level needs."""
    if level not in draft.levels:
        return []
    needed = draft.levels[: draft.levels.index(level) + 1]
    return [rule.id for rule in draft.rules.values() if rule.level in needed]


def _refuse(draft: Draft, locks: Locks, said: Said, what: str, patterns: Collection[str]) -> None:
    for rule in selected(draft.rules, patterns):
        if lock := locks.against(rule, said.unit):
            draft.wrong(said.section.at("rules"), f"{what} {rule}, which is locked at {lock}")


def check_days(draft: Draft, longest: int) -> None:
    """Record initiatives that end before they start or give grace for too long."""
    for said in draft.initiatives:
        start, due = said.value.start, said.value.due
        if due < start:
            draft.wrong(said.section.at("due"), f"due {due} is before the start, {start}")
        elif said.value.grace and (due - start).days > longest:
            why = f"grace for {(due - start).days} days, more than max_waiver_days ({longest})"
            draft.wrong(said.section.at("due"), why)
