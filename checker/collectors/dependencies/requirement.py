"""One requirement of Python, and which files list requirements by their names."""

import re

from checker.collectors.dependencies.declared import Dependency, is_commit
from checker.patterns import lazy

_DIRECT = lazy(r"(?:git|hg|svn|bzr)\+\S+|https?://\S+")
_EGG = lazy(r"\begg=([A-Za-z0-9._-]+)")
_FILE = lazy(r"(?:[\w.-]+[-_.])?requirements(?:[-_.][\w.-]+)?\.(?:txt|in)", re.IGNORECASE)


def lists_requirements(name: str) -> bool:
    """Tell the name of a file of requirements."""
    return _FILE.fullmatch(name) is not None


def is_requirements(path: str) -> bool:
    """Tell a file of requirements, by its name or its folder."""
    folder, _, name = path.rpartition("/")
    if not name.endswith((".txt", ".in")):
        return False
    return folder.rpartition("/")[2] == "requirements" or lists_requirements(name)


def requirement(text: str, line: int, scope: str = "runtime") -> Dependency:
    """Return one requirement; what is none (a path, say) keeps its text as its name."""
    from packaging.requirements import InvalidRequirement, Requirement

    bare = re.split(r"\s--hash", text, maxsplit=1)[0].strip()
    if _DIRECT.match(bare):
        egg = _EGG.search(bare.partition("#")[2])
        return _direct(egg[1] if egg else bare.split("@")[0], bare, line, scope)
    if re.match(r"\.|/|file:|\w+/", bare) or len(bare) > 1000:
        return Dependency(bare[:200], "", line, "path", pinned=True, scope=scope)
    try:
        parsed = Requirement(bare)
    except InvalidRequirement:
        return Dependency(bare[:200], "", line, "path", pinned=True, scope=scope)
    if parsed.url:
        return _direct(parsed.name, parsed.url, line, scope)
    version = str(parsed.specifier)
    pinned = any(part.operator in ("==", "===") and "*" not in part.version for part in parsed.specifier)
    return Dependency(parsed.name, version, line, pinned=pinned, scope=scope)


def _direct(name: str, url: str, line: int, scope: str) -> Dependency:
    """Return a dependency on an address: Git by commit and archives by hash are pinned."""
    if url.startswith("file:"):
        return Dependency(name, url, line, "path", pinned=True, scope=scope)
    if url.startswith(("http://", "https://")):
        return Dependency(
            name=name,
            version=url,
            line=line,
            source="url",
            pinned="sha256=" in url or "--hash" in url,
            scope=scope,
        )
    reference = url.partition("#")[0].partition("://")[2].rpartition("@")[2]
    return Dependency(
        name=name, version=url, line=line, source="git", pinned=is_commit(reference), scope=scope
    )
