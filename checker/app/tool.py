"""What of the program itself can change an outcome: its version, its judging code and data, its libraries."""

import hashlib
import re
import sys
from collections.abc import Iterator
from functools import cache

from checker import __version__
from checker.collectors import github, repo
from checker.engine import pooling
from checker.engine.compile import Plan
from checker.files.globs import matches
from checker.installed import note, version

_DISTRIBUTION = "standards-checker"
_DIGITS = 32
_SHOWING = ("checker/cli/", "checker/policies/", "checker/render/", "checker/reports/", "checker/store/")
"""What is installed and judges nothing, or, as policies, is told from others by digests of its own."""
_HISTORY = "history."
_BESIDE = frozenset(spec.path for spec in (*github.FACTS, *repo.FACTS, *pooling.FACTS))
"""Facts that do not come from a repository's Git objects."""


@cache
def digest() -> str:
    """Return what identifies the program as far as outcomes depend on it.

    Of an installed program that are the digests of its files, as the installer recorded them; a checkout has
    its version alone.
    """
    parts = [__version__, f"{sys.version_info[0]}.{sys.version_info[1]}", *_files(), *_libraries()]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:_DIGITS]


def _files() -> Iterator[str]:
    """Yield a line for each file that judges."""
    record = note(_DISTRIBUTION, "RECORD")
    lines = (line for line in record.splitlines() if line.startswith("checker/"))
    yield from sorted(line for line in lines if not line.startswith(_SHOWING) and ".pyc," not in line)


def _libraries() -> Iterator[str]:
    """Yield name and version of each library that the program requires and that is there."""
    required = re.findall(r"^Requires-Dist: ([\w.-]+)", note(_DISTRIBUTION, "METADATA"), re.MULTILINE)
    found = {name: version(name) for name in sorted(set(required))}
    # An extra that nobody asked for has no version.
    yield from (f"{name} {number}" for name, number in found.items() if number)


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
