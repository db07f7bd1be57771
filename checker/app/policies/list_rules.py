"""The rules that a user asks for."""

from difflib import get_close_matches

from checker.engine.compile import Plan
from checker.errors import UsageError
from checker.model.policy import Rule


def chosen(plan: Plan, rule_id: str | None) -> tuple[Rule, ...]:
    """Return all rules of a plan, or the one that was asked for.

    Raises UsageError when there is none of this id.
    """
    if rule_id is None:
        return plan.policy.rules
    rule = plan.policy.rule(rule_id)
    if rule is None:
        close = get_close_matches(rule_id, [each.id for each in plan.policy.rules], 1)
        reason = plan.policy.off.get(rule_id)
        why = f"; it is switched off: {reason}" if reason else ""
        raise UsageError(
            f"no rule in force is called {rule_id!r}{why}",
            f"did you mean {close[0]}?" if close else "`checker rules` lists them",
        )
    return (rule,)
