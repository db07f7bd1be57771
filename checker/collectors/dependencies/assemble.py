"""Puts the facts about dependencies together."""

from checker.collectors import Checkout, bounded
from checker.collectors.dependencies import covering, survey, updates
from checker.collectors.dependencies.declared import Manifest, Survey, doubtful
from checker.model.facts import Facts, Problem, merge
from checker.model.plain import Plain

_UPDATES = frozenset(("update_tools", "update_errors", "updates", "uncovered"))


def facts(checkout: Checkout, wanted: frozenset[str]) -> Facts:
    """Return the dependencies and, where wanted, what keeps them current."""
    found, locks = survey.read(checkout.files)
    parts = [_declared(found, locks)]
    if any(path.rpartition(".")[2] in _UPDATES for path in wanted):
        bots = updates.read(checkout.files)
        parts.append(_bots(bots, covering.uncovered(checkout.files, bots, found.manifests)))
    facts = merge(parts)
    return _partly(facts, found.unread) if found.unread else facts


def _declared(found: Survey, locks: dict[str, str]) -> Facts:
    ecosystems = sorted({manifest.ecosystem for manifest in found.manifests})
    languages = sorted({language for name in ecosystems for language in survey.LANGUAGES[name]})
    manifests: list[Plain] = [_manifest(manifest) for manifest in found.manifests]
    lockfiles: list[Plain] = [
        {"path": path, "line": 1, "ecosystem": name} for path, name in sorted(locks.items())
    ]
    return merge(
        (
            bounded("dependencies", [item for manifest in found.manifests for item in _items(manifest)]),
            bounded("dependencies.manifests", manifests),
            bounded("dependencies.broken", found.broken),
            bounded("dependencies.lockfiles", lockfiles),
            bounded("dependencies.untrusted", _untrusted(found)),
            Facts({"dependencies.ecosystems": ecosystems, "dependencies.languages": languages}),
        )
    )


def _manifest(manifest: Manifest) -> Plain:
    return {
        "path": manifest.path,
        "line": 1,
        "ecosystem": manifest.ecosystem,
        "application": manifest.declared.application,
        "lockfile": manifest.lockfile,
        "dependencies": len(manifest.declared.dependencies) if manifest.declared.read else -1,
    }


def _items(manifest: Manifest) -> list[Plain]:
    return [
        {
            "path": manifest.path,
            "line": dependency.line,
            "name": dependency.name,
            "version": dependency.version,
            "ecosystem": manifest.ecosystem,
            "source": dependency.source,
            "scope": dependency.scope,
            "pinned": dependency.pinned,
        }
        for dependency in manifest.declared.dependencies
    ]


def _untrusted(found: Survey) -> list[Plain]:
    return [
        {"path": manifest.path, "line": place.line, "source": place.source, "kind": place.kind}
        for manifest in found.manifests
        for place in (
            *manifest.declared.untrusted,
            *doubtful(manifest.declared.dependencies, bool(manifest.lockfile)),
        )
    ]


def _bots(bots: updates.Bots, missed: list[Plain]) -> Facts:
    watches: list[Plain] = [
        {
            "path": watch.path,
            "line": watch.line,
            "tool": watch.tool,
            "ecosystem": watch.label,
            "cooldown": watch.cooldown or 0,
            "external_code": watch.external_code,
        }
        for watch in bots.watches
        if watch.cooldown is not None
    ]
    facts = merge(
        (
            Facts({"dependencies.update_tools": sorted(bots.tools)}),
            bounded("dependencies.update_errors", bots.errors),
            bounded("dependencies.updates", watches),
            bounded("dependencies.uncovered", missed),
        )
    )
    if bots.unread:
        return _hidden(facts, ("updates", "uncovered", "update_errors"), bots.unread[0])
    if len(watches) < len(bots.watches):
        return _hidden(facts, ("updates",), "the settings refer to some that are kept elsewhere")
    return facts


def _hidden(facts: Facts, names: tuple[str, ...], reason: str) -> Facts:
    """Turn some facts into problems that hold what was seen."""
    paths = [path for name in names if (path := f"dependencies.{name}") in facts.values]
    values = {path: value for path, value in facts.values.items() if path not in paths}
    problems = [Problem(path, reason, seen=facts.values[path]) for path in paths]
    return Facts(values, (*facts.problems, *problems))


def _partly(facts: Facts, unread: list[str]) -> Facts:
    """Say of every fact that reads manifests that some were not read."""
    reason = f"{len(unread)} manifests were not read, {unread[0]} among them"
    names = ("manifests", "ecosystems", "languages", "broken", "untrusted", "uncovered")
    partly = _hidden(facts, names, reason)
    if "dependencies" not in partly.values:
        return partly
    values = {path: value for path, value in partly.values.items() if path != "dependencies"}
    problem = Problem("dependencies", reason, seen=partly.values["dependencies"])
    return Facts(values, (*partly.problems, problem))
