"""Puts the facts about dependencies together."""

from checker.collectors import Checkout, bounded, fact, hidden, problem
from checker.collectors.dependencies import covering, survey, updates
from checker.collectors.dependencies.declared import DependencySurvey, FoundManifest, doubtful
from checker.errors import Cause
from checker.files.gaps import UnseenFile, UnseenFiles
from checker.model.facts import Facts, merge
from checker.model.json_value import Json

_UPDATES = frozenset(("update_tools", "update_errors", "updates", "uncovered"))
_NOT_READ = frozenset(("dependencies.broken", "dependencies.lockfiles"))
"""The facts that take no reading of manifests, or tell what of it failed."""


def facts(checkout: Checkout, wanted: frozenset[str]) -> Facts:
    """Return the dependencies and, where wanted, what keeps them current."""
    files = checkout.files
    found, locks = survey.read(files)
    parts = [_partly(_declared(found, locks), found.gaps)]
    if any(path.rpartition(".")[2] in _UPDATES for path in wanted):
        with files.watching() as gaps:
            bots = updates.read(files)
        with files.watching() as places:
            missed = covering.uncovered(files, bots, found.manifests)
        parts.append(_bots(bots, gaps))
        parts.append(_uncovered(missed, gaps, places | found.gaps))
    return merge(parts)


def _declared(found: DependencySurvey, locks: dict[str, str]) -> Facts:
    ecosystems = sorted({manifest.ecosystem for manifest in found.manifests})
    languages = sorted({language for name in ecosystems for language in survey.LANGUAGES[name]})
    manifests: list[Json] = [_manifest(manifest) for manifest in found.manifests]
    lockfiles: list[Json] = [
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


def _manifest(manifest: FoundManifest) -> Json:
    return {
        "path": manifest.path,
        "line": 1,
        "ecosystem": manifest.ecosystem,
        "application": manifest.declared.application,
        "lockfile": manifest.lockfile,
        "dependencies": len(manifest.declared.dependencies) if manifest.declared.read else -1,
    }


def _items(manifest: FoundManifest) -> list[Json]:
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


def _untrusted(found: DependencySurvey) -> list[Json]:
    return [
        {"path": manifest.path, "line": place.line, "source": place.source, "kind": place.kind}
        for manifest in found.manifests
        for place in (
            *manifest.declared.untrusted,
            *doubtful(manifest.declared.dependencies, bool(manifest.lockfile)),
        )
    ]


def _bots(bots: updates.Bots, gaps: UnseenFiles) -> Facts:
    watches: list[Json] = [
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
    elsewhere = UnseenFiles(
        UnseenFile(watch.path, "refers to settings that are kept elsewhere", Cause.NOT_UNDERSTOOD)
        for watch in bots.watches
        if watch.cooldown is None
    )
    return merge(
        (
            fact("dependencies.update_tools", sorted(bots.tools), gaps.unread if bots.tools else gaps),
            fact("dependencies.update_errors", bots.errors, gaps.unread),
            fact("dependencies.updates", watches, gaps | elsewhere),
        )
    )


def _uncovered(missed: list[Json], bots: UnseenFiles, places: UnseenFiles) -> Facts:
    """Return what no bot looks after; where its settings were not seen, that is none of it."""
    path = "dependencies.uncovered"
    return Facts(problems=(problem(path, bots | places),)) if bots else fact(path, missed, places)


def _partly(facts: Facts, gaps: UnseenFiles) -> Facts:
    """Say of every fact that reads manifests that some were not read."""
    reading = [path for path in facts.values if path not in _NOT_READ]
    return hidden(hidden(facts, gaps, reading), gaps.unread, ["dependencies.broken"])
