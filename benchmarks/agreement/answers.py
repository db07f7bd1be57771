"""Both sides' answers about a subject, kept in a cache so that judgements can be written without waiting."""

import subprocess
import sys
from pathlib import Path

import msgspec

from benchmarks import installs
from benchmarks.agreement import facts, peers
from benchmarks.agreement.values import Report
from benchmarks.subjects import Store, Subject

_PACKS = "actions ci community containers deps docs licence python security source testing"
NOW = "2026-11-30T00:00:00Z"
"""As of when we judge, so that a later run finds the same."""


class Answers:
    """Asks our program and the peers; what a peer of one version said of a commit is kept."""

    def __init__(self, cache: Path, store: Store) -> None:
        self._cache = cache
        self._store = store

    def ours(self, subject: Subject, *, again: bool = True) -> facts.Facts:
        """Collect the facts that the packs' rules ask for, or take what was collected last."""
        snapshot = self._cache / "ours" / subject.commit[:12] / f"{subject.name}.json"
        if snapshot.is_file() and not again:
            return facts.read(snapshot)
        snapshot.parent.mkdir(parents=True, exist_ok=True)
        packs = [option for pack in _PACKS.split() for option in ("-p", pack)]
        command = [sys.executable, "-I", "-m", "checker", "collect", *packs, "--now", NOW]
        subprocess.run(
            [*command, self._store.work_tree(subject), snapshot],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=True,
        )
        return facts.read(snapshot)

    def peer(self, name: str, commands: Path, subject: Subject) -> Report:
        """Return what a peer says; raises peers.Broken."""
        version = "+".join(installs.peers()[name].packages).replace("/", "-")
        kept = self._cache / "peers" / version / subject.commit[:12] / f"{subject.name}.json"
        if kept.is_file():
            return msgspec.json.decode(kept.read_bytes(), type=Report)
        report = peers.READERS[name](commands, self._store.work_tree(subject))
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_bytes(msgspec.json.encode(report))
        return report
