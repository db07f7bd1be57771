"""Adjustments applied to rules, within what the policies above have locked."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from checker.model.json_value import Json
from checker.model.policy import Adjustment, Position, Rule
from checker.policy.loading.merge import Draft, LocatedValue
from checker.policy.rule_selection import selected
from checker.policy.suggestions import did_you_mean, shown


class Locks(Struct, frozen=True):
    """Which rules are locked against which units."""

    draft: Draft
    ancestors: Mapping[str, frozenset[str]]

    def against(self, rule: str, unit: str) -> Position | None:
        """Return where *rule* was locked against *unit*, None where it was not.

        A lock binds everything but the unit that set it and those that this one extends.
        """
        for lock in self.draft.locks:
            pattern, position = lock.value
            if unit not in self.ancestors.get(lock.unit, frozenset()) and selected([rule], [pattern]):
                found: Position = position
                return found
        return None


def adjust(draft: Draft, locks: Locks) -> tuple[Adjustment, ...]:
    """Apply the adjustments without `where` and return those with one."""
    conditional: list[Adjustment] = []
    for said in draft.adjustments:
        if said.value.where:
            conditional.append(said.value)
            _check_off(draft, said)
        elif said.section.get("off") is False:
            conditional = list(_on_again(draft, conditional, said))
        for rule_id in selected(draft.rules, said.value.rules):
            _apply(draft, locks, draft.rules[rule_id], said)
    return tuple(conditional)


def check_required(draft: Draft, conditional: Sequence[Adjustment]) -> None:
    """Record rules that are switched off alone while rules in force require them.

    Without what it requires, a rule would be judged where it makes no sense.
    """
    for rule in draft.rules.values():
        for name in rule.requires if rule.id not in draft.off else ():
            if name in draft.off:
                _alone(draft, name, rule.id, draft.origins[f"rules.{name}.off"])
            for each in conditional:
                if _turns_off(draft, each, name) and not any(
                    _turns_off(draft, other, rule.id) and other.where == each.where for other in conditional
                ):
                    _alone(draft, name, rule.id, each.positions["off"])


def _turns_off(draft: Draft, adjustment: Adjustment, rule: str) -> bool:
    return bool(adjustment.off) and rule in selected(draft.rules, adjustment.rules)


def _alone(draft: Draft, rule: str, dependent: str, position: Position) -> None:
    draft.wrong(position, f"switches off {rule}, which {dependent} requires: switch that off as well")


def _on_again(draft: Draft, conditional: Iterable[Adjustment], said: LocatedValue) -> Iterator[Adjustment]:
    """Yield the adjustments without what they switched off and *said* switches on again."""
    on = set(selected(draft.rules, said.value.rules))
    for each in conditional:
        left = tuple(name for name in selected(draft.rules, each.rules) if name not in on)
        if not each.off or len(left) == len(list(selected(draft.rules, each.rules))):
            yield each
        elif left:
            yield replace(each, rules=left)


def _check_off(draft: Draft, said: LocatedValue) -> None:
    if said.section.get("off") is False:
        why = "'off: false' holds everywhere; switch the rule off where the opposite is true instead"
        draft.wrong(said.section.at("off"), why)


def _apply(draft: Draft, locks: Locks, rule: Rule, said: LocatedValue) -> None:
    """Check one adjustment of one rule and apply it unless it depends on `where`."""
    params = _params(draft, rule, said)
    lock = locks.against(rule.id, said.unit)
    refused = list(_weakened(draft, rule, said)) if lock else []
    for key, what in refused:
        draft.wrong(said.section.at(key), f"{what} {rule.id}, which is locked at {lock}")
    if refused or said.value.where:
        return
    _switch(draft, rule, said)
    draft.rules[rule.id] = _changed(rule, said.value, params)
    for key in said.value.positions:
        if key in said.section.values and key not in ("rules", "where"):
            draft.origins[f"rules.{rule.id}.{key}"] = said.section.at(key)


def _switch(draft: Draft, rule: Rule, said: LocatedValue) -> None:
    off = said.section.get("off")
    if off is False:
        draft.off.pop(rule.id, None)
    elif off is not None:
        draft.off[rule.id] = off


def _changed(rule: Rule, change: Adjustment, params: Mapping[str, Json]) -> Rule:
    keys = ("severity", "level", "objective", "enforce_from", *(f"params.{name}" for name in params))
    moved = {key: change.positions[key] for key in keys if key in change.positions}
    return replace(
        rule,
        severity=change.severity or rule.severity,
        level=rule.level if change.level is None else change.level,
        objective=rule.objective if change.objective is None else change.objective,
        enforce_from=change.enforce_from or rule.enforce_from,
        params={**rule.params, **params},
        positions={**rule.positions, **moved},
    )


def _params(draft: Draft, rule: Rule, said: LocatedValue) -> Mapping[str, Json]:
    """Return the new parameters that the rule has and whose types are as before."""
    fitting: dict[str, Json] = {}
    for name, value in said.value.params.items():
        new = _as_number(value, rule.params.get(name))
        why = _misfit(rule, name, new)
        if why:
            draft.wrong(said.section.at("params", name), why)
        else:
            fitting[name] = new
    return fitting


def _as_number(value: Json, default: Json) -> Json:
    """Return 2 as 2.0 where the default has a fraction."""
    return float(value) if isinstance(default, float) and type(value) is int else value


def _misfit(rule: Rule, name: str, value: Json) -> str:
    if name not in rule.params:
        return f"{rule.id} has no parameter {shown(name)}{did_you_mean(name, rule.params)}"
    default = rule.params[name]
    if value == [] and isinstance(default, list):
        return ""
    old, new = _type(default), _type(value)
    return "" if old == new else f"{rule.id} takes {old} as {name!r}, found {new}"


_TYPES = {bool: "true or false", int: "a whole number", float: "a number", str: "a text"}
_LISTS = {bool: "a list of flags", int: "a list of whole numbers", float: "a list of numbers"}


def _type(value: Json) -> str:
    if isinstance(value, list):
        return _LISTS.get(type(value[0]) if value else str, "a list of texts")
    return _TYPES.get(type(value), "a value")


def _weakened(draft: Draft, rule: Rule, said: LocatedValue) -> Iterator[tuple[str, str]]:
    """Yield the keys of an adjustment that would weaken a locked rule, and how."""
    change, section = said.value, said.section
    if change.off:
        yield "off", "switches off"
    if change.severity is not None and not change.severity.at_least(rule.severity):
        yield "severity", "lowers the severity of"
    if change.level is not None and _later(draft, rule.level, change.level):
        yield "level", "asks later for"
    if change.enforce_from is not None and change.enforce_from > (rule.enforce_from or date.min):
        yield "enforce_from", "puts off"
    if change.objective is not None and _lighter(draft, rule.objective, change.objective):
        yield "objective", "gives less weight to"
    if section.get("params"):
        yield "params", "changes parameters of"


def _later(draft: Draft, old: str, new: str) -> bool:
    if not old or new == old:
        return False
    levels = draft.levels
    return new not in levels or old not in levels or levels.index(new) > levels.index(old)


def _lighter(draft: Draft, old: str, new: str) -> bool:
    weights = {key: objective.weight for key, objective in draft.objectives.items()}
    return weights.get(new, 1.0) < weights.get(old, 1.0)
