"""Which program this is, as far as outcomes depend on it: its version, its code and data, its libraries."""

import hashlib
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from checker._version import __version__
from checker.installed import note, version

_DISTRIBUTION = "standards-checker"
_DIGITS = 32
_KINDS = (".py", ".yml", ".json", ".txt")
_SHOWING = ("checker/cli/", "checker/policies/", "checker/render/", "checker/reports/", "checker/store/")
"""What is installed and judges nothing, or, as policies, is told from others by digests of its own."""


@cache
def fingerprint() -> str:
    """Return a text that two processes have in common only if they come to the same outcomes."""
    python = ".".join(map(str, sys.version_info[:2]))
    code = digest() if any(_installed()) else _of(*_contents())
    return f"standards-checker {__version__} (code {code[:12]}), Python {python}"


@cache
def digest() -> str:
    """Return what identifies an installed program, by the digests of its files that the installer recorded.

    A checkout has its version alone: to read its files would take longer than many an audit.
    """
    return _of(*_installed())


def _of(*files: str) -> str:
    python = f"{sys.version_info[0]}.{sys.version_info[1]}"
    parts = [__version__, python, *files, *_libraries()]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:_DIGITS]


def _installed() -> Iterator[str]:
    """Yield a line for each file that judges, as the installer recorded them; none for a checkout."""
    record = note(_DISTRIBUTION, "RECORD")
    lines = (line for line in record.splitlines() if line.startswith("checker/"))
    yield from sorted(line for line in lines if not line.startswith(_SHOWING) and ".pyc," not in line)


def _contents() -> Iterator[str]:
    """Yield a line for each file that judges, read now."""
    root = Path(__file__).parents[1]
    for path in sorted((root / "checker").rglob("*")):
        name = path.relative_to(root).as_posix()
        if path.suffix in _KINDS and not name.startswith(_SHOWING):
            yield f"{name},{hashlib.sha256(path.read_bytes()).hexdigest()}"


def _libraries() -> Iterator[str]:
    """Yield name and version of each library that the program cannot do without."""
    lines = re.findall(r"^Requires-Dist: (.+)", note(_DISTRIBUTION, "METADATA"), re.MULTILINE)
    needed = {re.split(r"[^\w.-]", line, maxsplit=1)[0] for line in lines if "extra ==" not in line}
    found = {name: version(name) for name in sorted(needed)}
    # What is for another platform or another Python has no version.
    yield from (f"{name} {number}" for name, number in found.items() if number)
