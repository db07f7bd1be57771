"""What a repository is for: code, infrastructure, data or documentation, told by what it holds."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache

from msgspec import Struct

from checker.documents import Malformed
from checker.documents.shapes import at, string, strings, table
from checker.ecosystems.catalog import catalog
from checker.ecosystems.schema import Ecosystem
from checker.errors import Cause, Unobserved
from checker.files import technologies
from checker.files.file_names import FileNames
from checker.files.gaps import UnseenFile
from checker.files.languages import ending_of, glue
from checker.files.technologies import UsedTechnology
from checker.files.view import Files
from checker.model.tree import PathClass, TreeEntry
from checker.patterns import lazy

_HELPERS = lazy(
    r"(?:^|/)(?:\.[^/]+|scripts?|tools?|hack|ci|docs?|utils?|bin|benchmarks?|install|support)/",
    re.IGNORECASE,
)
"""Folders of scripts that help with something else."""
_SETTINGS = lazy(r"(?:.*/)?(?:(?:conf|setup|noxfile|tasks|fabfile|dodo)\.py|[^/]*\.config\.[cm]?[jt]s)")
_SOURCES = lazy(r"(?:^|/)(?:src|lib|libs|sources?|app|apps|internal|pkg|main|crates)/", re.IGNORECASE)
"""Folders of the product, below which `utils` is a part of it."""
_PAGES = frozenset(
    ("md", "mdx", "markdown", "rst", "adoc", "asciidoc", "tex", "textile", "mediawiki", "wiki", "org")
)
_SHARE = 0.1
"""The part of the files beside pages of prose that is enough to be the purpose."""
_SHARE_OF_ALL = 0.05
"""The same where the pages of folders for documentation count as well."""
_MOST = 0.5
_GLUE_BYTES = 10_000
_FEW = 3
_OFFERS = ("main", "module", "exports", "bin", "browser", "types", "typings", "files")
"""Keys of package.json that name what the package offers."""


class Purpose(Struct, frozen=True):
    """What a repository is for. *strange* are files that may be the purpose and that nobody knows."""

    kinds: tuple[str, ...] = ()
    strange: tuple[str, ...] = ()


class SourceContent(Struct, frozen=True):
    """The own source: its languages by path, without helper scripts (*proper*), and the technologies *used*.

    *taught* are the files that somebody taught to be a technology.
    """

    files: Files
    code: Mapping[str, str]
    proper: Mapping[str, str]
    used: Sequence[UsedTechnology] = ()
    taught: Collection[str] = ()

    @property
    def sources(self) -> Sequence[TreeEntry]:
        """The source files, links left out."""
        return [entry for entry in self.files.index.of(PathClass.SOURCE) if entry.is_file]


class _Pages(Struct, frozen=True):
    """How many pages of prose there are, and how many of them outside folders for documentation."""

    everywhere: int
    near: int


def is_helper(path: str) -> bool:
    """Tell a script that helps with something else, by where it stands or what it is called."""
    return bool(_folder_of_helpers(path)) or _SETTINGS.fullmatch(path) is not None


def _folder_of_helpers(path: str) -> str:
    """Return the outermost folder that is called as those of helpers are, "" for none or in the sources."""
    match = _HELPERS.search(path)
    if match is None or _SOURCES.search(path[: match.start() + 1]):
        return ""
    return path[: match.end() - 1]


def product(files: Files, code: Mapping[str, str]) -> Mapping[str, str]:
    """Return, of the languages of source files by their paths, those that are no helper scripts."""
    helpers = {path for path in code if is_helper(path)}
    folders = {_folder_of_helpers(path) for path in helpers}
    offered = {folder for folder in folders if _is_offered(files, folder)}
    proper = {
        path: name
        for path, name in code.items()
        if path not in helpers or _folder_of_helpers(path) in offered or _is_conventional(path, name)
    }
    many = len(helpers) > max(_FEW, _MOST * len(files.index.of(PathClass.SOURCE)))
    return proper or (code if many else {})


def purpose(content: SourceContent) -> Purpose:
    """Return what the source is for."""
    sources = content.sources
    written = [entry.path for entry in sources if ending_of(entry.path) in _PAGES]
    pages = _Pages(len(written), sum(not is_helper(path) for path in written))
    kinds = ["code"] if content.taught or _is_code(content, pages) else []
    for kind in ("infrastructure", "data"):
        paths = {path for each in content.used if each.kind == kind for path in each.paths}
        if _is_purpose(content, pages, paths):
            kinds.append(kind)
    if not kinds:
        kinds += _held(content, pages)
    if len(written) > _MOST * len(sources) or (written and not kinds):
        kinds.append("documentation")
    if set(kinds) <= {"documentation"}:
        return Purpose(tuple(kinds), _strange(content))
    return Purpose(tuple(kinds))


def _is_code(content: SourceContent, pages: _Pages) -> bool:
    names = set(content.proper.values())
    if any(names & _languages_of(each) for each in marked(content.files)):
        return True
    if names <= glue():
        sizes = (entry.size or 0 for entry in content.sources if entry.path in content.proper)
        return sum(sizes) >= _GLUE_BYTES
    if _manifests(content.files):
        shown = _is_purpose(content, pages, content.proper) and not _is_aside(content)
        return shown or _offers_a_package(content.files)
    return len(content.proper) >= _SHARE * len(content.sources)


def _is_aside(content: SourceContent) -> bool:
    """Tell whether there is next to no code beside infrastructure and data, such as a script of notebooks."""
    others = {path for each in content.used if each.kind != "code" for path in each.paths}
    return len(content.proper) < _SHARE * len(others | content.proper.keys())


def _is_purpose(content: SourceContent, pages: _Pages, paths: Iterable[str]) -> bool:
    """Tell whether enough files that are no helpers stand beside the pages of prose."""
    number = sum(path in content.proper or not is_helper(path) for path in paths)
    near = number >= _SHARE * (number + pages.near)
    return number > 0 and near and number >= _SHARE_OF_ALL * (number + pages.everywhere)


def marked(files: Files) -> Sequence[Ecosystem]:
    """Return the ecosystems of which a file says that what they make is the product."""
    matching = {
        name for entry, name in _products().found(files.index) if entry.path_class is PathClass.SOURCE
    }
    return [each for each in catalog().ecosystems if each.ecosystem in matching]


@cache
def _products() -> FileNames:
    return FileNames({each.ecosystem: each.products for each in catalog().ecosystems if each.products})


def _manifests(files: Files) -> bool:
    """Tell whether a file declares dependencies of code."""
    found = _declaring().found(files.index)
    return any(entry.path_class is PathClass.SOURCE for entry, _ in found)


@cache
def _declaring() -> FileNames:
    code = [each for each in catalog().ecosystems if each.kind == "code"]
    managers = [manager for each in code for manager in each.packages.values()]
    return FileNames({"": [name for manager in managers for name in manager.manifest_names]})


def _languages_of(ecosystem: Ecosystem) -> frozenset[str]:
    managers = ecosystem.packages.values()
    return frozenset((*ecosystem.languages, *(name for each in managers for name in each.languages)))


def _offers_a_package(files: Files) -> bool:
    """Tell whether a manifest at the top is one of a package that others install."""
    try:
        project = table(files.document("pyproject.toml").data)
        if "project" in project or "build-system" in project or at(project, "tool", "poetry"):
            return True
        package = table(files.document("package.json").data)
    except (Malformed, Unobserved):
        return False
    return any(package.get(key) for key in _OFFERS)


def _is_offered(files: Files, folder: str) -> bool:
    """Tell whether the manifest beside a folder says that it is a package."""
    above, slash, name = folder.rpartition("/")
    if not name or name.startswith("."):
        return False
    quoted = (f'"{name}"', f"'{name}'", f'"{name}/', f'"./{name}/', f'"{name}.', f'"{name}:')
    try:
        text = files.text(f"{above}{slash}pyproject.toml") + files.text(f"{above}{slash}setup.py")
        data = files.document(f"{above}{slash}package.json").data
    except (Malformed, Unobserved):
        return False
    offered = [text for key in _OFFERS for text in _texts(at(data, key))]
    starts = (f"{name}/", f"./{name}/")
    package = files.entry(f"{folder}/__init__.py") is not None and any(each in text for each in quoted)
    return package or any(text.startswith(starts) or text in (name, f"./{name}") for text in offered)


def _texts(value: object) -> Sequence[str]:
    nested = [string(each) for each in table(value).values()]  # type: ignore[arg-type]
    return [*strings(value), *nested]  # type: ignore[arg-type]


def _is_conventional(path: str, name: str) -> bool:
    folders = catalog().languages[name].folders
    return any(f"/{folder}/" in f"/{path}" for folder in folders)


def _held(content: SourceContent, pages: _Pages) -> Sequence[str]:
    """Return the kinds that the contents of files show, where their names show none."""
    found = technologies.held(content.files)
    paths: dict[str, list[str]] = {}
    for name, shown in found.items():
        paths.setdefault(technologies.kind(name), []).extend(shown)
    return [kind for kind in ("infrastructure", "data") if _is_purpose(content, pages, paths.get(kind, ()))]


def _strange(content: SourceContent) -> tuple[str, ...]:
    """Return the files of no known kind, where they are as many as those that are known."""
    neutral = catalog().neutral
    strange = [
        entry.path
        for entry in content.sources
        if (ending := ending_of(entry.path))
        and ending not in neutral
        and entry.path not in content.code
        and not is_helper(entry.path)
    ]
    return tuple(strange) if len(strange) >= max(_FEW, _MOST * len(content.sources)) else ()


def unseen(found: Purpose) -> Iterable[UnseenFile]:
    """Say of which files nobody knows what they are."""
    reason = "neither a language nor a technology that is known; `recognize: {technologies: …}` names one"
    return (UnseenFile(path, reason, Cause.NOT_UNDERSTOOD) for path in found.strange)
