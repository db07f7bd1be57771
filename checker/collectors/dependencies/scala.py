"""Scala: sbt and Mill."""

import re

from checker.collectors.dependencies.declared import (
    Dependency,
    ManifestContent,
    Missed,
    plain_http,
)
from checker.collectors.dependencies.literals import without_comments
from checker.documents.lines import Lines
from checker.files import Files
from checker.patterns import lazy

_SBT = lazy(
    r"\"([\w.-]+)\"\s*%{1,3}\s*\"([\w.-]+)\"\s*%\s*(?:\"([^\"\n]+)\"|([\w.]+))(?:\s*%\s*(?:\"(\w+)[^\"\n]*\"|(\w+)))?"
)

_SBT_DECLARES = lazy(r"\b(?:libraryDependencies|dependencyOverrides|addSbtPlugin)\b")

_MILL = lazy(r"(?:\b(?:ivy|mvn)\"|^[ \t]*-[ \t]+\"?)([\w.-]+:{1,3}[\w.-]+):{1,2}([\w.+-]++)", re.MULTILINE)
_MILL_DECLARES = lazy(r"\b(?:ivyDeps|mvnDeps|\w+(?:Ivy|Mvn)Deps)\b")
_MILL_PLACES = lazy(r"(?i)reposit|\bresolver")
_SBT_RUN = lazy(
    r"\b(?:enablePlugins\([^)]*(?:JavaAppPackaging|JavaServerAppPackaging|PlayScala|PlayJava|DockerPlugin)|assembly\s*/\s*mainClass|assemblyJarName)"
)


def sbt(files: Files, path: str) -> ManifestContent:
    """Read the modules that a build of sbt, or the Scala code of its definition, names.

    Raises Unobserved.
    """
    text = without_comments(files.text(path))
    lines = Lines(text)
    found = [_module(match, lines.at(match.start())) for match in _SBT.finditer(text)]
    missed = []
    if not found and (declares := _SBT_DECLARES.search(text)):
        missed.append(Missed(lines.at(declares.start()), f"{declares[0]} by an expression", source=False))
    rows = "\n".join(
        row if re.search(r"\bresolvers\b|\bat\s+\"|\bMavenRepository\b", row) else ""
        for row in text.splitlines()
    )
    untrusted = plain_http(rows)
    build = path.rpartition("/")[2] == "build.sbt"
    return ManifestContent(
        found,
        untrusted,
        application=_SBT_RUN.search(text) is not None,
        lock=bool(found) and all(item.pinned for item in found),
        empty=not (build or found or untrusted or missed),
        missed=missed,
    )


def mill(files: Files, path: str) -> ManifestContent:
    """Read the modules that a build of Mill names.

    Raises Unobserved.
    """
    text = files.text(path)
    if not path.endswith(".yaml"):
        text = without_comments(text)
    lines = Lines(text)
    found = [
        Dependency(match[1], match[2], lines.at(match.start()), pinned="SNAPSHOT" not in match[2])
        for match in _MILL.finditer(text)
    ]
    missed = []
    if not found and (declares := _MILL_DECLARES.search(text)):
        missed.append(Missed(lines.at(declares.start()), f"{declares[0]} by an expression", source=False))
    rows = "\n".join(row if _MILL_PLACES.search(row) else "" for row in text.splitlines())
    return ManifestContent(found, plain_http(rows), lock=bool(found) and not missed, missed=missed)


def _module(match: "re.Match[str]", line: int) -> Dependency:
    version = match[3] or match[4]
    scope = "dev" if (match[5] or match[6] or "").lower() in ("test", "it", "integrationtest") else "runtime"
    moving = bool(re.search(r"SNAPSHOT|latest\.|\+$", version))
    return Dependency(f"{match[1]}:{match[2]}", version, line, pinned=not moving, scope=scope)
