"""Clojure: deps.edn and Leiningen."""

import re

from checker.collectors.dependencies.declared import (
    Dependency,
    ManifestContent,
    Untrusted,
    plain_http,
)
from checker.collectors.dependencies.literals import calls, without_comments
from checker.documents.lines import Lines
from checker.files import Files
from checker.patterns import lazy

_DEPS_EDN = lazy(r":(?:extra-|override-|replace-)?deps\s*\{")

_EDN_ENTRY = lazy(r"(?<![:\w./'-])([\w.*+!?-]+(?:/[\w.*+!?-]+)?)[\s,]*\{")

_EDN_FIELD = lazy(r":((?:mvn|git|local|deps)/[\w-]+|sha|tag|git/\w+)[\s,]+\"([^\"\n]*)\"")

_LEIN = lazy(r":(?:dependencies|plugins|managed-dependencies)\s*\[")

_LEIN_ENTRY = lazy(r"\s*([\w.*+!?/-]+)\s*(?:\"([^\"\n]*)\")?")
_VECTOR = lazy(r"\[")
_REPOSITORIES = lazy(r":(?:(?:plugin-)?repositories|mvn/repos|mirrors)\s*[\[{]")

_EXACT = lazy(r"\d[\w.+-]*")


def deps_edn(files: Files, path: str) -> ManifestContent:
    """Read deps.edn.

    Raises Unobserved.
    """
    text = without_comments(files.text(path), ";", "")
    lines = Lines(text)
    found = []
    for block in calls(text, _DEPS_EDN):
        for entry in calls(block.body, _EDN_ENTRY):
            name, line = entry.head[1], lines.at(block.start + entry.head.start(1))
            stated = {match[1]: match[2] for match in _EDN_FIELD.finditer(entry.body)}
            if "local/root" in stated:
                found.append(Dependency(name, "", line, "path", pinned=True))
            elif any(key in stated for key in ("git/url", "git/sha", "git/tag", "sha")):
                sha = stated.get("git/sha") or stated.get("sha") or ""
                # A tag has to lead to the commit beside it, whose id may be short there.
                held = bool(sha) and ("git/tag" in stated or len(sha) >= 40)
                address = stated.get("git/url") or name
                found.append(Dependency(name, f"{address}#{sha}", line, "git", pinned=held))
            else:
                version = stated.get("mvn/version", "")
                found.append(Dependency(name, version, line, pinned=_EXACT.fullmatch(version) is not None))
    return ManifestContent(found, _repositories(text, lines))


def _repositories(text: str, lines: Lines) -> list[Untrusted]:
    """Return the repositories without TLS, which both tools list in a map or a vector."""
    return [
        Untrusted(lines.at(block.start + block.body.find(place.source)), place.source, place.kind)
        for block in calls(text, _REPOSITORIES)
        for place in plain_http(block.body)
    ]


def project_clj(files: Files, path: str) -> ManifestContent:
    """Read a Leiningen project.

    Raises Unobserved.
    """
    text = without_comments(files.text(path), ";", "")
    lines = Lines(text)
    found = []
    for block in calls(text, _LEIN):
        for entry in calls(block.body, _VECTOR):
            if match := _LEIN_ENTRY.match(entry.body):
                version = match[2] or ""
                pinned = _EXACT.fullmatch(version) is not None and "SNAPSHOT" not in version
                line = lines.at(block.start + entry.start)
                found.append(Dependency(match[1], version, line, pinned=pinned))
    return ManifestContent(
        found,
        _repositories(text, lines),
        application=re.search(r":uberjar-name|:ring\s*\{", text) is not None,
        lock=bool(found) and all(item.pinned for item in found),
    )
