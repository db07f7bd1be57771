"""How far the controls of frameworks are met: another view over the same outcomes, apart from any score."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from checker.model.audit import RuleStamp, Subject
from checker.model.framework import Assessment, Conformance, ControlState, Framework
from checker.model.result import UNDECIDED, Outcome, Result

FULL = "full"
_RANKS = {state: rank for rank, state in enumerate(ControlState)}


def conformance(
    rules: Iterable[RuleStamp], subjects: Sequence[Subject], frameworks: Iterable[Framework]
) -> tuple[Conformance, ...]:
    """Return every framework that a rule speaks for, by its title.

    A framework that nobody describes has its id for a title and the controls that rules name.
    """
    mapped = _mapped(rules)
    known = {each.id: each for each in frameworks}
    outcomes = [{result.rule: result for result in subject.results} for subject in subjects]
    found = [
        _assessed(known.get(name, Framework(name, name)), controls, outcomes)
        for name, controls in mapped.items()
    ]
    return tuple(sorted(found, key=lambda each: (each.framework.title, each.framework.id)))


Speaking = Mapping[str, Sequence[str]]
"""The ids of the rules that speak for a control, by how far they do."""


def _mapped(rules: Iterable[RuleStamp]) -> Mapping[str, Mapping[str, Speaking]]:
    """Return the rules by framework, control and extent."""
    found: dict[str, dict[str, defaultdict[str, list[str]]]] = {}
    for rule in rules:
        for framework, controls in rule.maps.items():
            for control, extent in controls.items():
                listed = found.setdefault(framework, {}).setdefault(control, defaultdict(list))
                listed[FULL if extent == FULL else "partial"].append(rule.id)
    return found


def _assessed(
    framework: Framework, controls: Mapping[str, Speaking], outcomes: Sequence[Mapping[str, Result]]
) -> Conformance:
    others = sorted(controls.keys() - framework.controls.keys(), key=natural)
    return Conformance(
        framework,
        tuple(
            _assessment(control, framework.controls.get(control, ""), controls.get(control, {}), outcomes)
            for control in (*framework.controls, *others)
        ),
    )


def _assessment(
    control: str, title: str, rules: Speaking, outcomes: Sequence[Mapping[str, Result]]
) -> Assessment:
    full, partial = (tuple(rules.get(extent, ())) for extent in (FULL, "partial"))
    states: Counter[ControlState] = Counter(
        state_of(_results(full, judged), _results(partial, judged)) for judged in outcomes
    )
    del states[ControlState.NOT_ASSESSED]
    counted = {state: states[state] for state in ControlState if states[state]}
    return Assessment(
        control=control, title=title, state=weightiest(counted), subjects=counted, full=full, partial=partial
    )


def _results(rules: Iterable[str], judged: Mapping[str, Result]) -> list[Result]:
    return [judged[rule] for rule in rules if rule in judged]


def state_of(full: Sequence[Result], partial: Sequence[Result]) -> ControlState:
    """Return how far one subject meets a control.

    Rules that cover all of it decide alone where any of them applies: all of them have to pass. Without
    one, those that cover a part of it can say at most that it is partly met.
    """
    if not full and not partial:
        return ControlState.NOT_ASSESSED
    for results, best in ((full, ControlState.MET), (partial, ControlState.PARTLY)):
        applying = [each for each in results if each.outcome is not Outcome.NOT_APPLICABLE]
        if applying:
            return min((_state(each, best) for each in applying), key=_RANKS.__getitem__)
    return ControlState.NOT_APPLICABLE


def _state(result: Result, best: ControlState) -> ControlState:
    if result.outcome is Outcome.WAIVED:
        undecided = result.unwaived_outcome in UNDECIDED
        return ControlState.UNKNOWN if undecided else ControlState.RISK_ACCEPTED
    if result.outcome in UNDECIDED:
        return ControlState.UNKNOWN
    return best if result.outcome is Outcome.PASS else ControlState.NOT_MET


def weightiest(states: Iterable[ControlState]) -> ControlState:
    """Return the state of a whole: whatever one subject lacks, all of them lack."""
    return min(states, key=_RANKS.__getitem__, default=ControlState.NOT_ASSESSED)


def natural(control: str) -> list[tuple[int, str]]:
    """Return what orders 1.2 before 1.10."""
    return list(_parts(control))


def _parts(control: str) -> Iterator[tuple[int, str]]:
    for part in re.split(r"([0-9]+)", control):
        yield (int(part), "") if part.isdecimal() and part.isascii() else (0, part)
