"""Both sides' answers about a subject, kept in a cache so that judgements can be written without waiting.

What a peer said is kept by its version and the commit: remove `agreement/peers` from the cache after a change
of how a peer is called.
"""

import sys
from pathlib import Path

import msgspec

from benchmarks import children, installs
from benchmarks.agreement import facts, peers
from benchmarks.agreement.values import Report
from benchmarks.subjects import Missing, Store, Subject

_PACKS = (
    "actions", "ci", "community", "containers", "deps", "docs", "licence", "python", "security", "source",
    "testing",
)  # fmt: skip
_COLLECT_SECONDS = 900
NOW = "2026-11-30T00:00:00Z"
"""As of when we judge, so that a later run finds the same."""


class Answers:
    """Asks our program and the peers; what a peer of one version said of a commit is kept."""

    def __init__(self, cache: Path, store: Store) -> None:
        self._cache = cache
        self._store = store
        self._home = children.Home.made(cache.parent / "home")

    def ours(self, subject: Subject, *, again: bool = True) -> facts.Facts:
        """Collect the facts that the rules of our packs ask for, or take the last ones; raises Missing."""
        snapshot = self._cache / "ours" / subject.commit[:12] / f"{subject.name}.json"
        if again or not snapshot.is_file():
            snapshot.parent.mkdir(parents=True, exist_ok=True)
            self._collect(subject, snapshot)
        return facts.read(snapshot)

    def _collect(self, subject: Subject, snapshot: Path) -> None:
        packs = [option for pack in _PACKS for option in ("-p", pack)]
        options: list[str | Path] = ["--now", NOW, "--config", self._home.settings]
        tree, new = self._store.work_tree(subject), snapshot.with_suffix(".new")
        command: list[str | Path] = [
            sys.executable,
            "-I",
            "-m",
            "checker",
            "collect",
            *packs,
            *options,
            tree,
            new,
        ]
        try:
            children.run(
                command, seconds=_COLLECT_SECONDS, folder=self._home.folder, variables=self._home.variables
            )
        except children.Failed as failed:
            raise Missing(f"{subject.name}: {failed}") from None
        new.replace(snapshot)

    def peer(self, name: str, commands: Path, subject: Subject) -> Report:
        """Return what a peer says; raises peers.Broken."""
        version = "+".join(installs.peers()[name].packages).replace("/", "-")
        kept = self._cache / "peers" / version / subject.commit[:12] / f"{subject.name}.json"
        if kept.is_file():
            return msgspec.json.decode(kept.read_bytes(), type=Report)
        report = peers.READERS[name](commands, self._store.work_tree(subject))
        kept.parent.mkdir(parents=True, exist_ok=True)
        new = kept.with_suffix(".new")
        new.write_bytes(msgspec.json.encode(report))
        new.replace(kept)
        return report
