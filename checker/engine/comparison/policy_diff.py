"""What two policies make of outcomes: which rules are other ones, and what everything weighs."""

from collections.abc import Iterator, Mapping

from msgspec import Struct

from checker.engine.score import objective_weights
from checker.model.audit import Audit, PolicyStamp, RuleStamp
from checker.model.change import Difference, PolicyChange, RuleChange, WeightChange


class Weights(Struct, frozen=True):
    """The weights that one policy gives to objectives and tiers."""

    objectives: Mapping[str, float]
    tiers: Mapping[str, float]


class Terms(Struct, frozen=True):
    """The weights of two policies; *others* are the rules that came, went or are judged in another way.

    *upgraded* are rules that another program judged in the newer audit, and that a commit alone decides.
    """

    before: Weights
    after: Weights
    others: frozenset[str]
    upgraded: frozenset[str] = frozenset()

    def judged_otherwise(self, rule: str) -> bool:
        """Tell whether outcomes of a rule in the two audits answer different questions."""
        return rule in self.others


def terms(first: Audit, second: Audit) -> Terms:
    """Return what the policies and the programs of two audits make of outcomes."""
    before, after = first.policy, second.policy
    old, new = _by_id(before), _by_id(after)
    others = {name for name in old.keys() & new.keys() if _other(old[name], new[name])}
    others |= old.keys() ^ new.keys()
    known = bool(first.tool_digest and second.tool_digest)
    settled = {name for name in old.keys() & new.keys() if old[name].of_commit and new[name].of_commit}
    upgraded = settled - others if known and first.tool_digest != second.tool_digest else ()
    return Terms(_weights(before), _weights(after), frozenset(others), frozenset(upgraded))


def policy_change(before: PolicyStamp, after: PolicyStamp) -> PolicyChange:
    """Return what is different between two policies, rules by their names."""
    old, new = _weights(before), _weights(after)
    return PolicyChange(
        tuple(_rules(_by_id(before), _by_id(after))),
        tuple(_weighed(old.objectives, new.objectives)),
        tuple(_weighed(old.tiers, new.tiers)),
    )


def _rules(old: Mapping[str, RuleStamp], new: Mapping[str, RuleStamp]) -> Iterator[RuleChange]:
    for name in sorted(old.keys() | new.keys()):
        if name not in old:
            yield RuleChange(name, new[name].title, Difference.CAME)
        elif name not in new:
            yield RuleChange(name, old[name].title, Difference.WENT)
        elif what := tuple(_what(old[name], new[name])):
            yield RuleChange(name, new[name].title, Difference.CHANGED, what)


def _what(old: RuleStamp, new: RuleStamp) -> Iterator[str]:
    if _other(old, new):
        yield "judgement"
    for what in ("severity", "objective", "level"):
        if getattr(old, what) != getattr(new, what):
            yield what


def _weighed(old: Mapping[str, float], new: Mapping[str, float]) -> Iterator[WeightChange]:
    for name in sorted(old.keys() | new.keys()):
        before, after = old.get(name, 1.0), new.get(name, 1.0)
        if before != after:
            yield WeightChange(name, before, after)


def _other(old: RuleStamp, new: RuleStamp) -> bool:
    """Tell whether a rule is judged in another way; a report that does not say how blames nobody."""
    return bool(old.digest and new.digest) and old.digest != new.digest


def _weights(policy: PolicyStamp) -> Weights:
    return Weights(objective_weights(policy.objectives), policy.tiers)


def _by_id(policy: PolicyStamp) -> dict[str, RuleStamp]:
    return {rule.id: rule for rule in policy.rules}
