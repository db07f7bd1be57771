"""References of the interfaces that stand in the code: what a tool makes of it, or that it holds."""

import re
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from checker.collectors.readme.places import by_depth
from checker.files import Files
from checker.files.path_classes import OWN
from checker.model.tree import PathClass
from checker.patterns import lazy

_GENERATORS: Mapping[str, tuple[str, ...]] = {
    "make.jl": ("makedocs", "Documenter"),
    "project.clj": ("codox", "cljdoc"),
    "deps.edn": ("codox",),
    "build.sbt": ("unidoc",),
    "rebar.config": ("ex_doc", "edoc_opts"),
    "directory.build.props": ("GenerateDocumentationFile", "DocumentationFile"),
    "conf.py": ("autodoc", "autoapi", "breathe", "sphinx_click", "autosummary", "sphinxarg"),
    "mkdocs.yml": ("mkdocstrings", "mkdocs-click", "swagger", "openapi"),
    "mix.exs": ("ex_doc",),
    ".spi.yml": ("documentation_targets",),
    "package.swift": ("swift-docc-plugin",),
    "build.gradle": ("dokka", "javadoc"),
    "build.gradle.kts": ("dokka", "javadoc"),
    "pom.xml": ("maven-javadoc-plugin",),
}
"""What a file says that makes a reference of the code."""
_READ_LIMIT = 20


class _InCode(Struct, frozen=True):
    """Files with this ending, below this folder, that hold a reference if they hold *pattern*."""

    ending: str
    folder: str
    pattern: re.Pattern[str]


_IN_CODE = (
    _InCode(
        "pm",
        "",
        lazy(
            r"(?im)^=head1\s+(?:\w+ ){0,2}(?:methods?|functions?|synopsis|options|interface|attributes|usage"
            r"|subroutines(?:/methods)?|api|arguments|constructors?|exports?)\b"
        ),
    ),
    _InCode("py", "plugins/", lazy(r"(?m)^DOCUMENTATION\s{0,3}=")),
    _InCode("txt", "doc/", lazy(r"\A\*[\w.-]{1,60}\.txt\*|\bvim?:[^\n]{0,60}\bft=help\b")),
    _InCode("csproj", "", lazy(r"<(?:GenerateDocumentationFile>\s*true|DocumentationFile>)")),
)
"""POD of Perl, modules of Ansible, the help of Vim, and the switch of .NET that keeps the comments."""


def written(files: Files) -> str:
    """Return the settings of a documentation that is made of the code, or the first code that holds it."""
    return _generated(files) or next(_held(files), "")


def _generated(files: Files) -> str:
    found = files.index.named(*_GENERATORS)
    texts = _texts(files, [entry.path for entry in found if entry.is_file and entry.path_class in OWN])
    held = (path for path, text in texts.items() if any(word in text for word in _words(path)))
    return next(held, "")


def _words(path: str) -> Sequence[str]:
    return _GENERATORS.get(path.rpartition("/")[2].lower(), ())


def _held(files: Files) -> Iterator[str]:
    for way in _IN_CODE:
        paths = [
            entry.path
            for entry in files.index.named(endings=[way.ending])
            if entry.is_file and entry.path_class is PathClass.SOURCE and f"/{way.folder}" in f"/{entry.path}"
        ]
        yield from (path for path, text in _texts(files, paths).items() if way.pattern.search(text))


def _texts(files: Files, paths: Sequence[str]) -> Mapping[str, str]:
    """Read the files nearest to the top."""
    return files.texts(files.within(sorted(paths, key=by_depth), _READ_LIMIT))
