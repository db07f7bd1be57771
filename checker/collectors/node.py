"""JavaScript packages and how strictly TypeScript checks them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from posixpath import dirname, join, normpath

from checker.collectors import Checkout, measured
from checker.documents import Document, Malformed
from checker.documents.shapes import at, items, string, strings, table
from checker.errors import Cause, Unobserved
from checker.files import Files
from checker.files.gaps import UnseenFile
from checker.files.globs import matches
from checker.model.facts import Facts, FactSpec, FactType, merge
from checker.model.json_value import Json
from checker.model.tree import PathClass
from checker.patterns import lazy

_PLACE = {"path": FactType.STRING, "line": FactType.INT}
FACTS = (
    FactSpec(
        "node.packages",
        FactType.RECORDS,
        "The package.json files of the own source. *member*: part of a workspace above; *published*: named, "
        "not private, and it offers something; *missing*: which of name, version, license, repository, "
        "engines it lacks; *test*, *lint*: it has a script that tests or lints.",
        grows=True,
        item={
            **_PLACE,
            "name": FactType.STRING,
            "private": FactType.BOOL,
            "member": FactType.BOOL,
            "published": FactType.BOOL,
            "missing": FactType.STRINGS,
            "test": FactType.BOOL,
            "lint": FactType.BOOL,
        },
    ),
    FactSpec(
        "node.lockfiles",
        FactType.STRINGS,
        "Lock files of npm, yarn, pnpm and bun among the own source.",
    ),
    FactSpec(
        "node.yarn_modern",
        FactType.BOOL,
        "Whether yarn 2 or newer is set up: a .yarnrc.yml stands beside or above every lock file of yarn.",
    ),
    FactSpec(
        "node.tsconfigs",
        FactType.RECORDS,
        "The TypeScript configurations that compile something. *strict*: yes, no, or unknown where "
        "a parent or a default that is not in the tree decides.",
        grows=True,
        item={**_PLACE, "strict": FactType.STRING},
    ),
)

PACKAGE_LIMIT = 300
_FIELDS = ("name", "version", "license", "repository", "engines")
_OFFERS = ("main", "module", "exports", "bin", "browser", "types", "typings", "files", "publishConfig")
"""Keys by which a package offers something to others."""
_ASIDE = re.compile(r"(?:hack|scripts?|tools?|docs?|site|website|www|ci|\.[^/]+|benchmarks?)/")
_LOCKS = frozenset(
    ("package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml", "bun.lock", "bun.lockb")
)
_TEMPLATE = lazy(r"(?:^|/)(?:template[-_][^/]*|skeleton|scaffold|boilerplate)/|\{\{")
_NPM_STUB = "no test specified"
_LINTS = lazy(r"\b(?:eslint|xo|biome|oxlint|standard|tslint|prettier|deno lint|rome|vp lint|jshint)\b")
_LINT_NAME = lazy(r"(?:.*[:-])?(?:lint|eslint|format|prettier|check|style)(?:[:-].*)?")
_CONFIG = lazy(r"(?:^|/)tsconfig(?:\.[\w-]+)?\.json$")
_EXTENDS_LIMIT = 10
_UNKNOWN = "unknown"
_STRICT_PARENT = lazy(
    r"@tsconfig/|astro/tsconfigs/strict|@vue/tsconfig|@sindresorhus/tsconfig|@total-typescript/tsconfig"
)
"""Packages of settings that are all strict."""
_STRICT_SINCE = 6
"""The major version of TypeScript from which on `strict` is the default."""


def collect(checkout: Checkout, wanted: frozenset[str]) -> Facts:
    """Return what is *wanted* about JavaScript packages."""
    files = checkout.files
    names: dict[str, list[str]] = {}
    for entry in files.index.of(PathClass.SOURCE):
        name = entry.path.rpartition("/")[2]
        interesting = name == "package.json" or name in _LOCKS or name.startswith("tsconfig")
        if interesting and not _TEMPLATE.search(entry.path):
            names.setdefault(name, []).append(entry.path)
    locks = sorted(path for name in names if name in _LOCKS for path in names[name])
    modern = _is_modern(files, names.get("yarn.lock", ["yarn.lock"]))
    parts = [Facts({"node.lockfiles": locks, "node.yarn_modern": modern})]
    if "node.packages" in wanted:
        packages = names.get("package.json", [])
        parts.append(measured(files, "node.packages", lambda: _packages(files, packages)))
    if "node.tsconfigs" in wanted:
        configs = [path for paths in names.values() for path in paths if _CONFIG.search(path)]
        parts.append(measured(files, "node.tsconfigs", lambda: _tsconfigs(files, sorted(configs))))
    return merge(parts)


def _is_modern(files: Files, locks: Sequence[str]) -> bool:
    """Tell whether each lock file belongs to a yarn with the settings that only yarn 2 and newer reads."""
    return all(any(files.entry(join(folder, ".yarnrc.yml")) for folder in _above(lock)) for lock in locks)


def _above(path: str) -> Iterator[str]:
    """Return the folders that a file stands in, the innermost first and the root last."""
    while path:
        path = dirname(path)
        yield path


def _packages(files: Files, paths: Sequence[str]) -> list[Json]:
    documents = files.parsed(paths, PACKAGE_LIMIT)
    workspaces = _workspaces(files, documents)
    return [
        _package(path, document, workspaces)
        for path, document in documents.items()
        if _is_package(document.data)
    ]


def _is_package(data: Json) -> bool:
    """Tell a package from a file that only sets the module type of a folder."""
    keys = ("name", "dependencies", "devDependencies", "scripts", "workspaces")
    return any(key in table(data) for key in keys)


def _workspaces(files: Files, documents: Mapping[str, Document]) -> list[tuple[str, str]]:
    """Return the folders that hold workspaces, with the globs of their members."""
    found: list[tuple[str, str]] = []
    for path, document in documents.items():
        stated = at(document.data, "workspaces")
        listed = strings(stated) or strings(at(stated, "packages"))
        found += [(dirname(path), pattern) for pattern in listed]
    try:
        pnpm = files.document("pnpm-workspace.yaml").data
    except (Malformed, Unobserved):
        pnpm = {"packages": ["**"]}
    return found + [("", pattern) for pattern in strings(at(pnpm, "packages"))]


def _package(path: str, document: Document, workspaces: Sequence[tuple[str, str]]) -> Json:
    data = document.data
    private = at(data, "private") is True
    scripts = {name: string(command) for name, command in table(at(data, "scripts")).items()}
    return {
        "path": path,
        "line": document.line("name"),
        "name": string(at(data, "name")),
        "private": private,
        "member": any(_is_member(path, folder, pattern) for folder, pattern in workspaces),
        "published": not private and _is_offered(path, data),
        "missing": [field for field in _FIELDS if not at(data, field)],
        "test": any(name.startswith("test") and _NPM_STUB not in text for name, text in scripts.items()),
        "lint": any(_LINT_NAME.fullmatch(name) or _LINTS.search(text) for name, text in scripts.items()),
    }


def _is_offered(path: str, data: Json) -> bool:
    """Tell a package for others from the settings of a site or of helper scripts."""
    return bool(at(data, "name")) and not _ASIDE.match(path) and any(key in table(data) for key in _OFFERS)


def _is_member(path: str, folder: str, pattern: str) -> bool:
    below = dirname(path)
    if pattern.startswith("!") or below == folder:
        return False
    try:
        return matches(below, normpath(join(folder, pattern)))
    except Unobserved:
        return True


def _tsconfigs(files: Files, paths: Sequence[str]) -> list[Json]:
    records: list[dict[str, Json]] = [
        {
            "path": path,
            "line": document.line("compilerOptions", "strict"),
            "strict": _strict(files, path),
        }
        for path, document in files.parsed(paths, PACKAGE_LIMIT).items()
        if _compiles(document.data)
    ]
    for record in records:
        if record["strict"] == _UNKNOWN:
            reason = "what decides whether it is strict is not in the repository"
            files.note(UnseenFile(str(record["path"]), reason, Cause.NOT_UNDERSTOOD))
    return [*records]


def _compiles(data: Json) -> bool:
    """Tell a configuration that compiles files from one that only points at others."""
    settings = table(data)
    return "references" not in settings or bool(items(settings.get("files")) or settings.get("include"))


def _strict(files: Files, path: str) -> str:
    """Follow `extends` inside the repository until a file says whether it is strict."""
    pending, seen = [path], 0
    while pending and seen < _EXTENDS_LIMIT:
        seen += 1
        current = pending.pop()
        if files.entry(current) is None:
            return _UNKNOWN  # generated, as some frameworks do
        try:
            data = files.document(current).data
        except (Malformed, Unobserved):
            return _UNKNOWN
        stated = at(data, "compilerOptions", "strict")
        if isinstance(stated, bool):
            return "yes" if stated else "no"
        for parent in strings(at(data, "extends")):
            if not parent.startswith("."):
                return "yes" if _STRICT_PARENT.match(parent) else _UNKNOWN
            pending.append(_parent(files, current, parent))
    return _UNKNOWN if pending else _default(files, path)


def _parent(files: Files, path: str, reference: str) -> str:
    target = normpath(join(dirname(path), reference))
    return target if files.entry(target) is not None else f"{target}.json"


def _default(files: Files, path: str) -> str:
    """Return what the nearest TypeScript that is asked for does without being told."""
    folder = dirname(path)
    while True:
        try:
            data = files.document(join(folder, "package.json")).data
        except (Malformed, Unobserved):
            return _UNKNOWN
        stated = [at(data, key, "typescript") for key in ("devDependencies", "dependencies")]
        if version := re.search(r"\d+", " ".join(string(value) for value in stated)):
            return "yes" if int(version[0]) >= _STRICT_SINCE else "no"
        if not folder:
            return _UNKNOWN
        folder = dirname(folder)
