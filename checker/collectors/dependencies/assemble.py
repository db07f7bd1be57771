"""Puts the facts about dependencies together."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

from checker.collectors import Checkout, bounded, fact, hidden, problem
from checker.collectors.dependencies import bots as update_bots
from checker.collectors.dependencies import covering, survey, updates
from checker.collectors.dependencies.bots import Bots, Watch
from checker.collectors.dependencies.declared import DependencySurvey, FoundManifest, doubtful
from checker.ecosystems.catalog import catalog
from checker.errors import Cause
from checker.files.gaps import UnseenFile, UnseenFiles
from checker.model.facts import Facts, merge
from checker.model.json_value import Json

_UPDATES = frozenset(("update_tools", "update_errors", "updates", "uncovered"))
_NOT_READ = frozenset(("dependencies.broken", "dependencies.lockfiles"))
"""The facts that take no reading of manifests, or tell what of it failed."""
_UNDERSTANDING = frozenset(("dependencies", "dependencies.untrusted"))
"""The facts that take more than finding manifests: each declaration has to be understood."""
_BY_SUBMODULE = "submodules"
"""The ecosystem that has no releases to wait for."""


def facts(checkout: Checkout, wanted: frozenset[str]) -> Facts:
    """Return the dependencies and, where wanted, what keeps them current."""
    files = checkout.files
    found, locks = survey.read(files)
    parts = [_partly(_declared(found, locks), found)]
    if any(path.rpartition(".")[2] in _UPDATES for path in wanted):
        with files.watching() as gaps:
            bots = updates.read(files, checkout.repository.web)
        with files.watching() as places:
            missed = covering.uncovered(files, bots, found.manifests)
        parts.append(_bots(bots, gaps, found))
        parts.append(_uncovered(missed, gaps, places | found.gaps))
    return merge(parts)


def _declared(found: DependencySurvey, locks: Mapping[str, Sequence[str]]) -> Facts:
    ecosystems = sorted({manifest.ecosystem for manifest in found.manifests})
    packages = catalog().packages
    languages = sorted({language for name in ecosystems for language in packages[name].languages})
    manifests: list[Json] = [_manifest(manifest) for manifest in found.manifests]
    lockfiles: list[Json] = [
        {"path": path, "line": 1, "ecosystem": name}
        for path, names in sorted(locks.items())
        for name in names
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
        "dependencies": manifest.declared.count,
        "updatable": manifest.ecosystem in update_bots.updatable(),
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
    places = [
        (manifest.path, place)
        for manifest in found.manifests
        for place in (
            *manifest.declared.untrusted,
            *doubtful(manifest.declared.dependencies, bool(manifest.lockfile)),
        )
    ]
    return [
        {"path": path, "line": place.line, "source": place.source, "kind": place.kind}
        for path, place in (*places, *found.untrusted)
    ]


def _bots(bots: Bots, gaps: UnseenFiles, found: DependencySurvey) -> Facts:
    present = {manifest.ecosystem for manifest in found.manifests if manifest.declared.count > 0}
    watches: list[Json] = [
        {
            "path": watch.path,
            "line": watch.line,
            "tool": watch.tool,
            "ecosystem": label,
            "cooldown": days,
            "external_code": watch.external_code,
        }
        for watch in bots.watches
        if watch.releases
        for label, days in _waits(watch, present)
        if days is not None
    ]
    elsewhere = UnseenFiles(
        UnseenFile(watch.path, "how long it waits is decided elsewhere", Cause.NOT_UNDERSTOOD)
        for watch in bots.watches
        if watch.releases and any(days is None for _, days in _waits(watch, present))
    )
    return merge(
        (
            fact("dependencies.update_tools", sorted(bots.tools), gaps.unread if bots.tools else gaps),
            fact("dependencies.update_errors", bots.errors, gaps.unread),
            fact("dependencies.updates", watches, gaps | elsewhere),
        )
    )


def _waits(watch: Watch, present: AbstractSet[str]) -> list[tuple[str, int | None]]:
    """Return how long a bot waits for releases: once for all, else for each ecosystem that is here."""
    own = [(name, watch.cooldowns[name]) for name in sorted(present & watch.cooldowns.keys())]
    watched = present & watch.ecosystems if watch.ecosystems else present
    others = watched - watch.cooldowns.keys() - {_BY_SUBMODULE}
    general = [(watch.label, watch.cooldown)] if others or not own else []
    return [*general, *own]


def _uncovered(missed: list[Json], bots: UnseenFiles, places: UnseenFiles) -> Facts:
    """Return what no bot looks after; where its settings were not seen, that is none of it."""
    path = "dependencies.uncovered"
    return Facts(problems=(problem(path, bots | places),)) if bots else fact(path, missed, places)


def _partly(facts: Facts, found: DependencySurvey) -> Facts:
    """Say of every fact that reads manifests that some were not read, or not understood."""
    reading = [path for path in facts.values if path not in (*_NOT_READ, *_UNDERSTANDING)]
    facts = hidden(hidden(facts, found.gaps, reading), found.gaps.unread, ["dependencies.broken"])
    facts = hidden(facts, found.gaps | _missed(found, sources=False), ["dependencies"])
    return hidden(facts, found.gaps | _missed(found, sources=True), ["dependencies.untrusted"])


def _missed(found: DependencySurvey, sources: bool) -> UnseenFiles:
    """Return the declarations that are not understood; *sources*: those that hide their sources, too."""
    return UnseenFiles(
        UnseenFile(manifest.path, missed.reason, Cause.NOT_UNDERSTOOD, line=missed.line)
        for manifest in found.manifests
        for missed in manifest.declared.missed
        if missed.source or not sources
    )
