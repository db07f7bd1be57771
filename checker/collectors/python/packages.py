"""Python packages: how they are built, for which Pythons, under which licence."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress

from msgspec import Struct, field

from checker.documents import Document, Malformed
from checker.documents.shapes import at, string, strings, table
from checker.errors import Unobserved
from checker.files import Files
from checker.model.json_value import Json
from checker.model.releases import PYTHON
from checker.model.tree import PathClass
from checker.patterns import lazy

PACKAGE_LIMIT = 200
ROOT_LIMIT = 20
_NAMES = ("pyproject.toml", "setup.cfg", "setup.py")
_TEMPLATE = lazy(r"(?:^|/)(?:template[-_][^/]*|skeleton|scaffold|boilerplate)/|\{\{")
_SETUP_CALL = lazy(r"\bsetup\s*\(")
_PYTHON_REQUIRES = lazy(r"\bpython_requires\s*=\s*(?:[\"']([^\"'\n]*)[\"'])?")
_CARET = lazy(r"\^\s*(\d+(?:\.\d+)*)")
_UPPER = lazy(r"(<=?|===?|~=)\s*([\d.*]+)")


class Package(Struct, frozen=True):
    """A folder that holds a package: its documents by name, and where it says what it is."""

    folder: str
    project: Document = field(default_factory=lambda: Document({}))
    config: Document = field(default_factory=lambda: Document({}))
    script: str = ""
    has: frozenset[str] = frozenset()

    @property
    def path(self) -> str:
        """The file that describes the package: pyproject.toml if there is one."""
        return self.at(next(name for name in _NAMES if name in self.has))

    def at(self, name: str) -> str:
        """Return the path of a file in the folder."""
        return f"{self.folder}/{name}" if self.folder else name

    @property
    def name(self) -> str:
        """The name of the package, else that of its folder."""
        stated = (
            at(self.project.data, "project", "name"),
            at(self.project.data, "tool", "poetry", "name"),
            at(self.config.data, "metadata", "name"),
        )
        return next((name for value in stated if (name := string(value))), self.folder.rpartition("/")[2])


def find(files: Files) -> list[Package]:
    """Return the packages among the own source, those left out that cannot be read."""
    folders = _folders(files)
    chosen = _chosen(files, sorted(folders), folders, PACKAGE_LIMIT)
    files.texts(path for folder in chosen for path in _paths(folder, folders[folder]))
    packages = []
    for folder in chosen:
        with suppress(Malformed, Unobserved):
            package = _package(files, folder, frozenset(folders[folder]))
            if _is_package(package):
                packages.append(package)
    return packages


def roots(files: Files) -> list[str]:
    """Return the folders in which tools look for settings: the top, then those nearest to it."""
    folders = _folders(files)
    below = sorted(folders.keys() - {""}, key=lambda folder: (folder.count("/"), folder))
    return ["", *_chosen(files, below, folders, ROOT_LIMIT)]


def _chosen(
    files: Files, ranked: Sequence[str], folders: Mapping[str, Iterable[str]], limit: int
) -> Sequence[str]:
    """Return the first folders; the files of the others are missed."""
    for folder in ranked[limit:]:
        for path in _paths(folder, folders[folder]):
            files.miss(path, f"not read: there are more than {limit} folders with Python packages")
    return ranked[:limit]


def _paths(folder: str, names: Iterable[str]) -> list[str]:
    return [f"{folder}/{name}".lstrip("/") for name in sorted(names)]


def _folders(files: Files) -> dict[str, set[str]]:
    """Return which of the files that describe packages stand where."""
    folders: dict[str, set[str]] = {}
    for entry in files.index.named(*_NAMES):
        folder, _, name = entry.path.rpartition("/")
        if name in _NAMES and entry.path_class is PathClass.SOURCE and not _TEMPLATE.search(entry.path):
            folders.setdefault(folder, set()).add(name)
    return folders


def _package(files: Files, folder: str, has: frozenset[str]) -> Package:
    bare = Package(folder, has=has)
    return Package(
        folder,
        files.document(bare.at("pyproject.toml")),
        files.document(bare.at("setup.cfg")),
        files.text(bare.at("setup.py")),
        has,
    )


def _is_package(package: Package) -> bool:
    """Tell a package from settings for tools and from an application that is run in place."""
    data = package.project.data
    if at(data, "tool", "uv", "package") is False or at(data, "tool", "poetry", "package-mode") is False:
        return False
    if _SETUP_CALL.search(package.script) or at(package.config.data, "metadata", "name") is not None:
        return True
    described = table(at(data, "project")) or table(at(data, "tool", "poetry"))
    if at(data, "build-system") is not None:
        return bool(described)
    return any(key in described for key in ("classifiers", "scripts", "entry-points", "gui-scripts"))


def built(files: Files, packages: list[Package]) -> list[Json]:
    """Describe how each package is built, at its [build-system] where there is one."""
    typed = {
        entry.path.rpartition("/")[0]
        for entry in files.index.named(endings=["typed"])
        if entry.path.endswith("py.typed")
    }
    return [_built(package, typed) for package in packages]


def _built(package: Package, typed: set[str]) -> Json:
    data = package.project.data
    system = table(at(data, "build-system"))
    requires = [re.split(r"[^\w.-]", text, maxsplit=1)[0].lower() for text in strings(system.get("requires"))]
    backend = string(system.get("build-backend")) or ("setuptools" if "setuptools" in requires else "")
    prefix = f"{package.folder}/" if package.folder else ""
    return {
        "path": package.path,
        "line": package.project.line("build-system") if system else 1,
        "name": package.name,
        "build_backend": backend,
        "requires_wheel": "wheel" in requires,
        "typed": any(text == "Typing :: Typed" for text in _classifiers(package)),
        "py_typed": any(folder.startswith(prefix) for folder in typed),
    }


def _classifiers(package: Package) -> list[str]:
    data = package.project.data
    listed = strings(at(data, "project", "classifiers")) + strings(at(data, "tool", "poetry", "classifiers"))
    lines = string(
        at(package.config.data, "metadata", "classifiers")
        or at(package.config.data, "metadata", "classifier")
    )
    listed += [line.strip() for line in lines.splitlines()]
    return listed + re.findall(r"[\"']((?:Typing|License|Private) :: [^\"'\n]+)[\"']", package.script)


def required(packages: list[Package]) -> list[Json]:
    """Return which Pythons each package admits; those that compute it are left out."""
    return [item for package in packages if (item := _required(package)) is not None]


def _required(package: Package) -> dict[str, Json] | None:
    place = _specifier(package)
    if place is None:
        return None
    path, line, specifier = place
    return {
        "path": path,
        "line": line,
        "name": package.name,
        "specifier": specifier,
        "capped": _is_capped(specifier),
        "minimum": _minimum(specifier),
    }


def _specifier(package: Package) -> tuple[str, int, str] | None:
    data, path = package.project.data, package.at("pyproject.toml")
    if stated := string(at(data, "project", "requires-python")):
        return path, package.project.line("project", "requires-python"), stated
    if stated := string(at(data, "tool", "poetry", "dependencies", "python")):
        return path, package.project.line("tool", "poetry", "dependencies", "python"), stated
    if stated := string(at(package.config.data, "options", "python_requires")):
        return package.at("setup.cfg"), package.config.line("options", "python_requires"), stated
    if match := _PYTHON_REQUIRES.search(package.script):
        line = package.script.count("\n", 0, match.start()) + 1
        return (package.at("setup.py"), line, match[1]) if match[1] else None
    return (package.path, 1, "") if _is_static(package) else None


def _is_static(package: Package) -> bool:
    """Tell whether what is not written is not there: no script computes it."""
    dynamic = strings(at(package.project.data, "project", "dynamic"))
    return "requires-python" not in dynamic and "python_requires" not in package.script


def _is_capped(specifier: str) -> bool:
    """Tell whether a coming Python 3 is shut out; a limit below Python 4 shuts out nothing."""
    for part in _CARET.sub("", specifier).split(","):
        if match := _UPPER.match(part.strip()):
            numbers = match[2].split(".")
            # ~=3.8 allows every later minor release, ~=3.8.1 does not.
            if numbers[0] == "3" and len(numbers) > (2 if match[1] == "~=" else 1) and numbers[1] != "*":
                return True
    return False


def _minimum(specifier: str) -> str:
    """Return the oldest release of Python that is admitted, "" when that cannot be told."""
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    text = _CARET.sub(r">=\1", specifier)
    if not text or re.search(r"[|]", text) or len(text) > 200:
        return ""
    try:
        admitted = SpecifierSet(text)
    except InvalidSpecifier:
        return ""
    versions = sorted(PYTHON, key=lambda name: tuple(int(part) for part in name.split(".")))
    return next((version for version in versions if admitted.contains(f"{version}.99")), "")


def ends(requirements: list[Json]) -> list[Json]:
    """Return when the oldest Python of each package gets its last security fixes, where that is known."""
    return [item for requirement in requirements if (item := _end(table(requirement)))]


def _end(requirement: Mapping[str, Json]) -> dict[str, Json] | None:
    end = PYTHON.get(string(requirement.get("minimum")))
    if end is None:
        return None
    return {
        "path": requirement["path"],
        "line": requirement["line"],
        "name": requirement["name"],
        "version": requirement["minimum"],
        "date": end.isoformat(),
    }


def licences(packages: list[Package]) -> list[Json]:
    """Return how the packages with a [project] or poetry table state their licence."""
    return [item for package in packages for item in _licence(package)]


def _licence(package: Package) -> Iterator[Json]:
    data = package.project.data
    keys = ("project",) if at(data, "project") is not None else ("tool", "poetry")
    described = table(at(data, *keys))
    classifiers = _classifiers(package)
    if not described or "license" in strings(described.get("dynamic")) or _is_private(classifiers):
        return
    stated = described.get("license")
    old = sum(text.startswith("License ::") for text in classifiers)
    if package.folder and not stated and not old:
        return  # one package of several, perhaps never published
    yield {
        "path": package.at("pyproject.toml"),
        "line": package.project.line(*keys, "license"),
        "name": package.name,
        "expression": string(stated),
        "valid": _is_expression(string(stated)),
        "classifiers": old,
    }


def _is_private(classifiers: list[str]) -> bool:
    return any(text.startswith("Private ::") for text in classifiers)


def _is_expression(text: str) -> bool:
    from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

    if not text or len(text) > 200:
        return False
    try:
        canonicalize_license_expression(text)
    except InvalidLicenseExpression:
        return False
    return True
