"""Which results another version of this program alone can move."""

from checker.collectors import github, repo
from checker.engine import group_facts
from checker.engine.compile import Plan
from checker.files.globs import matches

_HISTORY = "history."
_BESIDE = frozenset(spec.path for spec in (*github.FACTS, *repo.FACTS, *group_facts.FACTS))
"""Facts that do not come from a repository's Git objects."""


def of_commit(plan: Plan) -> frozenset[str]:
    """Return the rules that the files of a commit decide, so that only another program decides otherwise."""
    rules = {rule.id: rule for rule in plan.policy.rules}
    adjusted = [each for each in plan.policy.adjustments if each.where]
    beyond = {
        name
        for name, rule in rules.items()
        if rule.subject != "repository"
        or name in plan.timed
        or any(path in _BESIDE or path.startswith(_HISTORY) for path in plan.wanted_by(name))
        or any(matches(name, glob) for each in adjusted for glob in each.rules)
    }
    while more := {
        name for name, rule in rules.items() if name not in beyond and not beyond.isdisjoint(rule.requires)
    }:
        beyond |= more
    return frozenset(rules.keys() - beyond)
