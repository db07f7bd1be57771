"""R, Julia, Conda and Pixi."""

import re

from checker.collectors.dependencies.declared import (
    Dependency,
    ManifestContent,
    Untrusted,
    from_git,
    plain_http,
)
from checker.documents.lines import Lines
from checker.documents.shapes import at, items, string, table
from checker.files import Files
from checker.patterns import lazy
from checker.word_lists import wordset

_DCF = lazy(r"(?m)^(Depends|Imports|LinkingTo|Suggests|Enhances|Remotes):((?:[^\n]*(?:\n[ \t]+[^\n]*)*+))")

_R_NAME = lazy(r"([A-Za-z][\w.]*+)\s*(?:\(([^)]*)\))?")


def description(files: Files, path: str) -> ManifestContent:
    """Read the DESCRIPTION of an R package.

    Raises Unobserved.
    """
    text = files.text(path)
    if not re.search(r"(?m)^Package:", text):
        return ManifestContent(empty=True)
    lines = Lines(text)
    found = []
    for field in _DCF.finditer(text):
        scope = "optional" if field[1] in ("Suggests", "Enhances") else "runtime"
        for part in re.finditer(r"[^,]+", field[2]):
            entry = part[0].strip()
            line = lines.at(field.start(2) + part.start() + len(part[0]) - len(part[0].lstrip()))
            if not entry:
                continue
            if field[1] == "Remotes":
                place, _, reference = entry.partition("@")
                kept = place.startswith(("bioc::", "local::", "cran::"))
                found.append(
                    Dependency(place, "", line, "path", pinned=True)
                    if kept
                    else from_git(place, place, line, reference)
                )
            elif (name := _R_NAME.match(entry)) and name[1] != "R":
                found.append(Dependency(name[1], name[2] or "", line, scope=scope))
    return ManifestContent(found)


_STANDARD = wordset("""
    Artifacts Base64 CRC32c Dates DelimitedFiles Distributed Downloads FileWatching Future InteractiveUtils
    LazyArtifacts LibCURL LibGit2 Libdl LinearAlgebra Logging Markdown Mmap NetworkOptions Pkg Printf Profile
    REPL Random SHA Serialization SharedArrays Sockets SparseArrays Statistics StyledStrings SuiteSparse TOML
    Tar Test UUIDs Unicode
""")
"""The packages of Julia's standard library, which come with it."""


def project_toml(files: Files, path: str) -> ManifestContent:
    """Read a Julia project.

    Raises Malformed, Unobserved.
    """
    document = files.document(path)
    data = document.data
    sources, compat = table(at(data, "sources")), table(at(data, "compat"))
    found = []
    for section, scope in (("deps", "runtime"), ("weakdeps", "optional"), ("extras", "dev")):
        for name in table(at(data, section)):
            if name in _STANDARD:
                continue
            line = document.line(section, name)
            stated = sources.get(name)
            if address := string(at(stated, "url")):
                found.append(from_git(name, address, line, string(at(stated, "rev")), scope))
            elif at(stated, "path") is not None:
                found.append(Dependency(name, "", line, "path", pinned=True, scope=scope))
            else:
                found.append(Dependency(name, string(compat.get(name)), line, scope=scope))
    return ManifestContent(found, empty=at(data, "deps") is None and at(data, "uuid") is None)


def conda_environment(files: Files, path: str) -> ManifestContent:
    """Read an environment of Conda and the packages of pip in it.

    Raises Malformed, Unobserved.
    """
    from checker.collectors.dependencies.requirement import requirement

    document = files.document(path)
    found = []
    for number, stated in enumerate(items(at(document.data, "dependencies"))):
        line = document.line("dependencies", number)
        if text := string(stated):
            name, _, version = text.rpartition("::")[2].partition("=")
            found.append(Dependency(name.strip(), version, line, pinned=bool(version) and "*" not in version))
        listed = [each for each in map(string, items(at(stated, "pip"))) if each and each[0] != "-"]
        found += [requirement(each, line) for each in listed]
    channels = [string(each) for each in items(at(document.data, "channels"))]
    untrusted = [
        Untrusted(document.line("channels"), place.source, place.kind)
        for each in channels
        for place in plain_http(each)
    ]
    return ManifestContent(found, untrusted, empty=at(document.data, "dependencies") is None)


def pixi(files: Files, path: str) -> ManifestContent:
    """Read a Pixi workspace.

    Raises Malformed, Unobserved.
    """
    document = files.document(path)
    data = document.data
    holders = [data, *table(at(data, "feature")).values(), *table(at(data, "target")).values()]
    found = []
    for holder in holders:
        for section in ("dependencies", "host-dependencies", "build-dependencies", "pypi-dependencies"):
            for name, stated in table(at(holder, section)).items():
                line = document.line(section, name)
                if address := string(at(stated, "git")):
                    found.append(from_git(name, address, line, string(at(stated, "rev"))))
                elif at(stated, "path") is not None:
                    found.append(Dependency(name, "", line, "path", pinned=True))
                else:
                    found.append(Dependency(name, string(stated) or string(at(stated, "version")), line))
    return ManifestContent(found)
