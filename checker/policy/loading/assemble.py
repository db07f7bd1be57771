"""A policy from its sources, without the cache: read, united, checked and adjusted."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import Any

from msgspec import to_builtins
from msgspec.structs import replace

from checker.model.policy import Mistake, Policy, Rule
from checker.policy.loading import checks
from checker.policy.loading.adjust import Locks, adjust, check_required
from checker.policy.loading.gather import Gathered, gather
from checker.policy.loading.merge import Draft, merge
from checker.policy.loading.sources import Library

_DEFAULT_DAYS = 365


def assemble(library: Library, sources: Sequence[str]) -> tuple[Policy | None, list[Mistake], list[str]]:
    """Return the policy of what could be read, every mistake, and the folders that were listed."""
    gathered, named = gather(library, sources)
    draft = merge(gathered)
    policy = _finished(draft, gathered, named) if gathered.parts else None
    return policy, draft.mistakes, gathered.folders


def _finished(draft: Draft, gathered: Gathered, named: Sequence[str]) -> Policy:
    """Check and adjust a draft and make the policy of it."""
    locks = Locks(draft, gathered.ancestors)
    longest = draft.scalars.get("max_waiver_days", _DEFAULT_DAYS)
    if not gathered.lost:
        checks.check_names(draft, gathered.parts)
    checks.check_circles(draft)
    checks.check_days(draft, longest)
    checks.check_locked(draft, locks)
    conditional = adjust(draft, locks)
    check_required(draft, conditional)
    policy = Policy(
        **_names(gathered, named),
        rules=(*_in_force(draft), *draft.sketches),
        objectives=tuple(draft.objectives.values()),
        locked=tuple(dict.fromkeys(lock.value[0] for lock in draft.locks)),
        adjustments=conditional,
        waivers=tuple(said.value for said in draft.waivers),
        initiatives=tuple(said.value for said in draft.initiatives),
        tiers=draft.tiers,
        origins=draft.origins,
        off=draft.off,
        recognize=tuple(draft.recognize),
        **draft.scalars,
    )
    return replace(policy, digest=digest(policy))


def _in_force(draft: Draft) -> Iterable[Rule]:
    """Return the rules that are not off."""
    return (rule for rule in draft.rules.values() if rule.id not in draft.off)


def _names(gathered: Gathered, named: Sequence[str]) -> dict[str, Any]:
    headers = {part.unit: part.section for part in gathered.parts if part.section.file == part.unit}
    roots = [headers[name] for name in named if name in headers]

    def joined(key: str, default: str, mark: str) -> str:
        return mark.join(root.get(key, root.get(default, "")) for root in roots)

    versions = [version for root in roots if (version := root.get("version"))]
    return {
        "id": joined("policy", "", "+"),
        "title": joined("title", "policy", " + "),
        "version": "+".join(versions),
    }


def digest(policy: Policy) -> str:
    """Return what identifies the content of a policy, wherever it was said."""
    content = replace(
        policy,
        digest="",
        origins={},
        rules=tuple(replace(rule, positions={}) for rule in policy.rules),
        adjustments=tuple(replace(each, position=None, positions={}) for each in policy.adjustments),
        waivers=tuple(replace(waiver, position=None) for waiver in policy.waivers),
        recognize=tuple(replace(each, path="", line=0) for each in policy.recognize),
    )
    return hashlib.sha256(json.dumps(to_builtins(content), sort_keys=True).encode()).hexdigest()
