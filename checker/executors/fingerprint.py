"""Which code this is: two processes with the same fingerprint come to the same outcomes."""

import hashlib
import sys
from functools import cache
from pathlib import Path

from checker._version import __version__
from checker.expressions.cel_expression import library_version

_KINDS = (".py", ".yml", ".json", ".txt")


@cache
def fingerprint() -> str:
    """Return the version, a digest of the code and its data files, and the versions that judge beside it."""
    root = Path(__file__).parents[1]
    digest = hashlib.sha256()
    for path in sorted(path for path in root.rglob("*") if path.suffix in _KINDS and path.is_file()):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        digest.update(f"{path.relative_to(root).as_posix()}\0{content}\n".encode())
    python = ".".join(map(str, sys.version_info[:2]))
    return (
        f"standards-checker {__version__} (code {digest.hexdigest()[:12]}), CEL {library_version()}, "
        f"Python {python}"
    )
