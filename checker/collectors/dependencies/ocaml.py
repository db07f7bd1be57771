"""OCaml: opam and dune."""

from checker.collectors.dependencies.declared import (
    Dependency,
    ManifestContent,
    from_git,
)
from checker.collectors.dependencies.literals import calls, quoted, without_comments
from checker.documents.lines import Lines
from checker.files import Files
from checker.patterns import lazy

_OPAM_DEPENDS = lazy(r"(?m)^(depends|depopts):\s*\[")

_OPAM_PINS = lazy(r"(?m)^pin-depends:\s*\[")

_OPAM_NAME = lazy(r"\"([\w.+-]+)\"(?:\s*\{([^}]*)\})?")

_DUNE_NAME = lazy(r"\(\s{0,20}([\w.-]++)([^()]*+(?:\([^()]*+\)[^()]*+)*+)\)|([\w.-]++)")


def opam(files: Files, path: str) -> ManifestContent:
    """Read an opam package.

    Raises Unobserved.
    """
    text = without_comments(files.text(path), "#", "")
    lines = Lines(text)
    found = []
    for block in calls(text, _OPAM_DEPENDS):
        for match in _OPAM_NAME.finditer(block.body):
            stated = match[2] or ""
            scope = "dev" if "with-test" in stated or "with-doc" in stated else "runtime"
            found.append(
                Dependency(match[1], stated.strip(), lines.at(block.start + match.start()), scope=scope)
            )
    for block in calls(text, _OPAM_PINS):
        for pair in calls(block.body, lazy(r"\[")):
            name, address = [*quoted(pair.body), "", ""][:2]
            place, _, reference = address.partition("#")
            found.append(from_git(name, place, lines.at(block.start + pair.start), reference))
    return ManifestContent(found)


def dune_project(files: Files, path: str) -> ManifestContent:
    """Read the packages that dune-project describes.

    Raises Unobserved.
    """
    text = without_comments(files.text(path), ";", "")
    lines = Lines(text)
    found: dict[str, Dependency] = {}
    for block in calls(text, lazy(r"\((?=\s*depends\b)")):
        body = block.body.replace("depends", "       ", 1)
        for match in _DUNE_NAME.finditer(body):
            name = match[1] or match[3]
            version = " ".join((match[2] or "").split())
            found.setdefault(name, Dependency(name, version, lines.at(block.start + match.start())))
    return ManifestContent([*found.values()], empty="(package" not in text)
