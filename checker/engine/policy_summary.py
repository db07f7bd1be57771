"""What a report says about the policy that was in force, so that two reports can be told apart."""

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping

from msgspec import to_builtins

from checker.engine.rule_order import topological
from checker.engine.waivers import matched
from checker.model.audit import PolicyStamp, RuleStamp
from checker.model.json_value import Json
from checker.model.policy import Policy, Rule

_DIGITS = 32


def stamp(policy: Policy, of_commit: Collection[str] = ()) -> PolicyStamp:
    """Return what a report says about a policy; *of_commit* are the rules that files of a commit decide."""
    known = digests(policy)
    return PolicyStamp(
        id=policy.id,
        version=policy.version,
        digest=policy.digest,
        title=policy.title,
        levels=policy.levels,
        origins={key: str(position) for key, position in policy.origins.items()},
        objectives=policy.objectives,
        rules=tuple(RuleStamp.of(rule, known[rule.id], rule.id in of_commit) for rule in policy.rules),
        tiers=policy.tiers,
        level_share=policy.level_share,
        initiatives=policy.initiatives,
        off=dict(sorted(policy.off.items())),
        with_github=policy.with_github,
    )


def digests(policy: Policy) -> Mapping[str, str]:
    """Return for each rule what identifies how it comes to an outcome.

    In it are the expressions and parameters, the adjustments that depend on the repository, and the
    same of every rule that is required. Not in it are texts, and what a rule counts for: severity,
    objective and level.
    """
    found: dict[str, str] = {}
    rules = {rule.id: rule for rule in policy.rules}
    for name in topological(policy.rules):
        rule = rules[name]
        required = [found[each] for each in rule.requires if each in found]
        content = [_judged_by(rule), list(_adjusted(rule, policy)), required]
        text = json.dumps(to_builtins(content), sort_keys=True)
        found[name] = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]
    return found


def _judged_by(rule: Rule) -> Json:
    return [
        rule.subject,
        rule.when,
        rule.requires,
        rule.assert_,
        rule.findings,
        rule.each,
        rule.partial,
        rule.params,
    ]


def _adjusted(rule: Rule, policy: Policy) -> Iterator[Json]:
    """Yield what adjustments of some repositories change about the outcome of a rule."""
    for each in policy.adjustments:
        params = {name: value for name, value in each.params.items() if name in rule.params}
        if (params or each.off) and matched(each.rules, rule.id):
            yield [each.where, bool(each.off), params]
