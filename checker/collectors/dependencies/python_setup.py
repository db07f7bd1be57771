"""What setuptools and other backends of Python read: setup.py, setup.cfg, and lists in files of their own."""

import re
from collections.abc import Iterable, Sequence

from checker.collectors.dependencies.declared import Dependency, ManifestContent, Missed, beside
from checker.collectors.dependencies.requirement import is_requirements, requirement
from checker.documents import Document
from checker.documents.lines import Lines
from checker.documents.shapes import at, string, strings, table
from checker.files import Files
from checker.model.json_value import Json
from checker.patterns import lazy

_REQUIRES = lazy(r"\binstall_requires\s{0,20}=(?!=)\s{0,20}")
_LIST = lazy(r"\[([^\]]*)\]")
_NAME = lazy(r"([A-Za-z_]\w*)\s*[,)\n]")
_QUOTED = lazy(r"\"([^\"\n]+)\"|'([^'\n]+)'")
_COMMENT = lazy(r"#[^\n]*")
_WORD = lazy(r"\w")
_FILE = lazy(r"[\"']([\w./-]+\.(?:txt|in))[\"']")


def dynamic(files: Files, path: str, document: Document) -> tuple[Sequence[Dependency], Sequence[Missed]]:
    """Return what a project leaves to its backend: lists in other files, and what nobody can see."""
    if "dependencies" not in strings(at(document.data, "project", "dynamic")):
        return (), ()
    setuptools = at(document.data, "tool", "setuptools", "dynamic", "dependencies", "file")
    hatch = at(document.data, "tool", "hatch", "metadata", "hooks", "requirements_txt", "files")
    if listed := [*strings(setuptools), *strings(hatch)]:
        return _listed(files, path, listed, document.line("project", "dynamic")), ()
    elsewhere = any(files.entry(beside(path, name)) for name in ("setup.py", "setup.cfg"))
    if elsewhere or at(document.data, "tool", "poetry") is not None:
        return (), ()
    return (), [Missed(document.line("project", "dynamic"), "dependencies are left to the build backend")]


def _listed(files: Files, path: str, names: Iterable[str], line: int) -> list[Dependency]:
    """Return the requirements in files that are not manifests by their own names."""
    found: list[Dependency] = []
    for name in names:
        place = beside(path, name.strip().removeprefix("./"))
        if not is_requirements(place):
            rows = (re.sub(r"(?:^|\s)#.*", "", row).strip() for row in files.text(place).splitlines()[:1000])
            found += [requirement(row, line) for row in rows if row and not row.startswith("-")]
    return found


def setup_cfg(files: Files, path: str) -> ManifestContent:
    """Read the requirements in setup.cfg.

    Raises Malformed, Unobserved.
    """
    document = files.document(path)
    listed = _lines(at(document.data, "options", "install_requires"))
    extras = table(at(document.data, "options.extras_require"))
    found = [requirement(text, document.line("install_requires", text)) for text in listed]
    found += [
        requirement(text, document.line("options.extras_require", extra, text), "optional")
        for extra, content in extras.items()
        for text in _lines(content)
    ]
    return ManifestContent(found, empty=at(document.data, "metadata") is None and not found)


def _lines(value: Json) -> Sequence[str]:
    lines = (line.strip() for line in string(value).splitlines())
    return [line for line in lines if line and not line.startswith(("#", "file:"))]


def setup_py(files: Files, path: str) -> ManifestContent:
    """Read an install_requires that is a literal or the name of one; the file itself is never run.

    Raises Unobserved.
    """
    text = files.text(path)
    stated = _REQUIRES.search(text)
    if stated is None:
        return ManifestContent()
    lines, listed = Lines(text), _LIST.match(text, stated.end())
    if listed is None and (name := _NAME.match(text, stated.end())):
        assigned = re.search(rf"(?m)^{name[1]}\s{{0,20}}=\s{{0,20}}(?=\[)", text)
        listed = _LIST.match(text, assigned.end()) if assigned else None
    computed = [Missed(lines.at(stated.start()), "install_requires by an expression")]
    if listed:
        found = [
            requirement(quoted[1] or quoted[2], lines.at(listed.start(1) + quoted.start()))
            for quoted in _QUOTED.finditer(listed[1])
        ]
        literal = _WORD.search(_COMMENT.sub("", _QUOTED.sub("", listed[1]))) is None
        return ManifestContent(found, missed=() if literal else computed)
    # A list that stands in a file of requirements is read there.
    if any(is_requirements(beside(path, name[1].removeprefix("./"))) for name in _FILE.finditer(text)):
        return ManifestContent()
    return ManifestContent(missed=computed)
