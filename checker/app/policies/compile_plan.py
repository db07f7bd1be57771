"""From the names of policies to a plan that can judge."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from checker import cache as stored_values
from checker._version import __version__
from checker.app.policies.remote import fetch
from checker.collectors.registry import table
from checker.ecosystems.catalog import catalog
from checker.ecosystems.schema import Ecosystem
from checker.engine.compile import Plan, compile_policy, with_fixes
from checker.engine.fixes import EcosystemFix, FixesByRule
from checker.engine.plan_cache import pack, unpack
from checker.errors import PolicyError
from checker.expressions.cel_expression import library_version
from checker.model.policy import Mistake, Policy, Rule
from checker.policy.loading.load import load
from checker.policy.loading.sources import Sources
from checker.policy.settings.configuration import Configuration

KIND = "plans"
"""The folder of the cache that plans lie in."""


def named(policies: Sequence[str], configuration: Configuration) -> Sources:
    """Return the policies that the user names, else those of the configuration, else the pack `baseline`."""
    if policies:
        return Sources(tuple(policies), Path.cwd())
    return Sources(configuration.policy or ("baseline",), configuration.folder, configuration.access)


def prepare(names: Sequence[str], root: Path, today: date) -> Plan:
    """Load and compile policies that the user vouches for; relative names start at *root*.

    Raises PolicyError, as `planned` does.
    """
    return planned(Sources(tuple(names), root), today)


def planned(sources: Sources, today: date) -> Plan:
    """Load and compile policies; waivers are measured from *today*.

    Raises PolicyError with every mistake, one a line.
    """
    plan, mistakes = check(sources, today)
    if plan is None or mistakes:
        raise PolicyError("\n".join(str(mistake) for mistake in mistakes), _counted(mistakes))
    return plan


def compiled(policy: Policy) -> Plan:
    """Compile a policy that is loaded; its digest must be that of its content.

    Raises PolicyError with every mistake, one a line.
    """
    plan, mistakes = _compiled(policy)
    if mistakes:
        raise PolicyError("\n".join(map(str, mistakes)), _counted(mistakes))
    return plan


def check(sources: Sources, today: date) -> tuple[Plan | None, tuple[Mistake, ...]]:
    """Load and compile policies, and return every mistake in the order of the files."""
    loaded = load(sources.names, sources.root, fetch, today, sources.access)
    if loaded.policy is None:
        return None, loaded.mistakes
    plan, mistakes = _compiled(loaded.policy)
    return plan, tuple(sorted(dict.fromkeys((*loaded.mistakes, *mistakes)), key=_place))


def _compiled(policy: Policy) -> tuple[Plan, tuple[Mistake, ...]]:
    key = f"{__version__} {library_version()} {table().digest} {policy.digest}"
    kept = stored_values.get(KIND, key) if policy.digest else None
    plan = unpack(kept, policy, table()) if kept else None
    if plan is not None:
        return with_fixes(plan, _fixes(policy)), ()
    plan, mistakes = compile_policy(policy, table())
    if policy.digest and not mistakes:
        stored_values.put(KIND, key, pack(plan))
    return with_fixes(plan, _fixes(policy)), mistakes


def _fixes(policy: Policy) -> FixesByRule:
    """Return what the ecosystem files say to the rules of our packs; who writes a rule writes its fix."""
    ours = [rule.id for rule in policy.rules if _is_of_a_pack(rule)]
    fixes = {rule: [_fix(each, rule) for each in catalog().ecosystems if rule in each.fixes] for rule in ours}
    return {rule: known for rule, known in fixes.items() if known}


def _is_of_a_pack(rule: Rule) -> bool:
    place = rule.positions.get("")
    return place is not None and place.file.startswith(f"policies/{rule.pack}/")


def _fix(ecosystem: Ecosystem, rule: str) -> EcosystemFix:
    manifests = (name for manager in ecosystem.packages.values() for name in manager.manifest_names)
    files = (*manifests, *ecosystem.products)
    return EcosystemFix(
        ecosystem.ecosystem, ecosystem.title, ecosystem.fixes[rule], tuple(dict.fromkeys(files))
    )


def _place(mistake: Mistake) -> tuple[str, int, int, str]:
    position = mistake.position
    return position.file, position.line, position.column, mistake.message


def _counted(mistakes: Sequence[Mistake]) -> str:
    return f"{len(mistakes)} mistake{'s' if len(mistakes) != 1 else ''} in the policy; nothing was audited"
