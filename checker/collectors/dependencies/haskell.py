"""Haskell: Cabal, hpack and Stack."""

import re

from checker.collectors.dependencies.declared import (
    Dependency,
    ManifestContent,
    from_git,
)
from checker.documents.lines import Lines
from checker.documents.shapes import at, items, string, table
from checker.files import Files
from checker.model.json_value import Json
from checker.patterns import lazy

_CABAL_FIELD = lazy(
    r"(?im)^([ \t]*)(build-depends|build-tool-depends|setup-depends)[ \t]*:"
    r"([^\n]*(?:\n\1[ \t]+[^\n]*|\n[ \t]*(?=\n|$))*+)"
)

_CABAL_NAME = lazy(r"([A-Za-z][\w-]*+)(?::[\w{},-]+)?[ \t]*([^,]*)")

_CABAL_SOURCE = lazy(r"(?m)^source-repository-package[ \t]*\n((?:[ \t]+[^\n]*\n?)++)")


def cabal(files: Files, path: str) -> ManifestContent:
    """Read the packages that a Cabal package builds with.

    Raises Unobserved.
    """
    text = without_cabal_comments(files.text(path))
    lines = Lines(text)
    own = re.search(r"(?im)^name[ \t]*:[ \t]*(\S+)", text)
    found: dict[str, Dependency] = {}
    for field in _CABAL_FIELD.finditer(text):
        for match in _CABAL_NAME.finditer(field[3]):
            name, version = match[1], " ".join(match[2].split())
            if own and name == own[1]:
                continue
            line = lines.at(field.start(3) + match.start())
            found.setdefault(
                name, Dependency(name, version, line, pinned=version.startswith("==") and "*" not in version)
            )
    return ManifestContent([*found.values()])


def without_cabal_comments(text: str) -> str:
    """Blank the comment lines of a Cabal file."""
    return re.sub(r"(?m)^([ \t]*)--[^\n]*", r"\1", text)


def cabal_project(files: Files, path: str) -> ManifestContent:
    """Read the Git repositories that a Cabal project builds with.

    Raises Unobserved.
    """
    text = without_cabal_comments(files.text(path))
    lines = Lines(text)
    found = []
    for block in _CABAL_SOURCE.finditer(text):
        stated = dict(re.findall(r"(?m)^[ \t]+([\w-]+)[ \t]*:[ \t]*(\S+)", block[1]))
        address = stated.get("location", "")
        found.append(from_git(address, address, lines.at(block.start()), stated.get("tag", "")))
    return ManifestContent(found, empty=not found)


def hpack(files: Files, path: str) -> ManifestContent:
    """Read hpack's package.yaml.

    Raises Malformed, Unobserved.
    """
    document = files.document(path)
    data = document.data
    sections = ["library", "executables", "tests", "benchmarks", "internal-libraries", "executable"]
    parts: list[Json] = [data, at(data, "library"), at(data, "executable")]
    parts += [part for section in sections for part in table(at(data, section)).values()]
    found: dict[str, Dependency] = {}
    for part in parts:
        listed = at(part, "dependencies")
        texts = [string(each) or string(at(each, "name")) for each in items(listed)] or [*table(listed)]
        texts += [string(listed)]
        for text in filter(None, texts):
            name, _, version = text.strip().partition(" ")
            found.setdefault(name, Dependency(name, version, document.line("dependencies")))
    return ManifestContent([*found.values()], empty=at(data, "name") is None and not found)


def stack_yaml(files: Files, path: str) -> ManifestContent:
    """Read the extra dependencies of a Stack project; its snapshot fixes the others.

    Raises Malformed, Unobserved.
    """
    document = files.document(path)
    found = []
    for number, stated in enumerate(items(at(document.data, "extra-deps"))):
        line = document.line("extra-deps", number)
        address = string(at(stated, "git")) or string(at(stated, "github"))
        if address:
            found.append(from_git(address, address, line, string(at(stated, "commit"))))
        elif archive := string(at(stated, "archive")) or string(at(stated, "url")):
            hashed = at(stated, "sha256") is not None
            found.append(Dependency(archive, archive, line, "url", pinned=hashed))
        elif text := string(stated):
            source = (
                "url"
                if text.startswith(("http://", "https://"))
                else "path"
                if text[0] in "./"
                else "registry"
            )
            found.append(
                Dependency(text, text if source == "url" else "", line, source, pinned=source != "url")
            )
    return ManifestContent(found)
