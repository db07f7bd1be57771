"""The rules of which results of the same commit differ only between versions of this program."""

from checker.collectors import github, repo
from checker.engine import group_facts
from checker.engine.compile import Plan
from checker.engine.waivers import matched

_HISTORY = "history."
_BESIDE = frozenset(spec.path for spec in (*github.FACTS, *repo.FACTS, *group_facts.FACTS))
"""Facts that do not come from a repository's Git objects."""


def of_commit(plan: Plan) -> frozenset[str]:
    """Return the rules that the files of a commit alone decide."""
    rules = {rule.id: rule for rule in plan.policy.rules}
    adjusted = [each for each in plan.policy.adjustments if each.where]
    beyond = {
        name
        for name, rule in rules.items()
        if rule.subject != "repository"
        or name in plan.timed
        or any(path in _BESIDE or path.startswith(_HISTORY) for path in plan.wanted_by(name))
        or any(matched(each.rules, name) for each in adjusted)
    }
    while more := {
        name for name, rule in rules.items() if name not in beyond and not beyond.isdisjoint(rule.requires)
    }:
        beyond |= more
    return frozenset(rules.keys() - beyond)
