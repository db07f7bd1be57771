"""Fuzz and property tests: what feeds code with inputs that nobody thought of.

Looked for from cheap to dear, and only until some are found.
"""

from collections.abc import Iterator, Sequence
from functools import cache

from checker.collectors import measured
from checker.ecosystems.catalog import catalog
from checker.files import Files
from checker.files.file_names import FileNames
from checker.files.path_classes import OWN
from checker.model.facts import Facts
from checker.model.json_value import Json
from checker.model.tree import PathClass, TreeEntry
from checker.patterns import lazy

FACT = "testing.fuzzing"
_PATH_LIMIT = 100
_MANIFESTS_LIMIT = 200
_TESTS_LIMIT = 400
"""Go test files that are read in search of fuzz tests."""
_NAMED = lazy(r"(?:^|[^A-Za-z])[Ff]uzz(?!y|iness|ies|ily)|[a-z]Fuzz(?!y|iness|ies|ily)")
"""Fuzzing in a path, and not what is merely fuzzy."""
_SETTINGS = (".clusterfuzzlite/", ".fuzz/", "oss-fuzz/", "ossfuzz/")
_TARGET_ENDINGS = (".dict", ".options", ".proto", ".yaml", ".yml", ".toml")
_LISTS = ("*.txt", "*.in", "tox.ini", "noxfile.py", "*.versions.toml")
"""Files that list what tests need, beside the manifests of package managers."""
_LIBRARY = lazy(
    r"(?<![\w/-])(?P<tool>hypothesis|atheris|schemathesis|fast-check|jsverify|jsfuzz|@jazzer\.js/core|@fast-check/\w+"
    r"|proptest|quickcheck|libfuzzer-sys|honggfuzz|bolero|arbtest|afl|pgregory\.net/rapid|rapidcheck"
    r"|(?:github\.com/)?leanovate/gopter|gopter|dvyukov/go-fuzz|stream_data|propcheck|scalacheck|jqwik|jazzer-junit"
    r"|jazzer|junit-quickcheck-\w+|kotest-property|QuickCheck|hedgehog|FsCheck[\w.]*|CsCheck|SharpFuzz|rantly"
    r"|prop_check|eris|SwiftCheck|qcheck(?:-core)?|fuzztest|crowbar|glados)(?![\w-])"
)
_GO_FUZZ = lazy(r"(?m)^func Fuzz[A-Z_]\w{0,100}\(\w{1,20} \*testing\.F\)")
_BADGE = lazy(
    r"oss-fuzz-build-logs|introspector\.oss-fuzz|github\.com/google/oss-fuzz|google\.github\.io/oss-fuzz"
)


def facts(files: Files) -> Facts:
    """Return where fuzz and property tests are, each place with what it is."""
    looks = (_named, _declared, _in_go, _announced)
    return measured(
        files,
        FACT,
        lambda: next((found[:_PATH_LIMIT] for look in looks if (found := [*look(files)])), []),
        final=True,
    )


def _record(path: str, tool: str, line: int = 1) -> Json:
    return {"path": path, "line": line, "tool": tool}


def _named(files: Files) -> Iterator[Json]:
    """Find what is called so: targets, their folders, the settings of services."""
    for entry in files.index.files:
        if (
            "uzz" in entry.path
            and entry.path_class is not PathClass.VENDORED
            and _is_target(files, entry.path)
        ):
            yield _record(entry.path, "fuzzing")


def _is_target(files: Files, path: str) -> bool:
    if path.startswith(_SETTINGS) or f"/{path}".rpartition("/")[0].endswith(
        tuple(f"/{s[:-1]}" for s in _SETTINGS)
    ):
        return True
    code = bool(files.languages.of(path)) or path.endswith(_TARGET_ENDINGS)
    return code and not path.startswith(("docs/", ".github/")) and _NAMED.search(path) is not None


def _declared(files: Files) -> Iterator[Json]:
    """Find libraries for it among what manifests depend on."""
    paths = [entry.path for entry, _ in _manifests().found(files.index) if _is_near(entry)]
    paths.sort(key=lambda path: (path.count("/"), path))
    for path, text in files.texts(files.within(paths, _MANIFESTS_LIMIT)).items():
        if match := _LIBRARY.search(text):
            yield _record(path, match["tool"], text.count("\n", 0, match.start()) + 1)


@cache
def _manifests() -> FileNames:
    managers = [manager for each in catalog().ecosystems for manager in each.packages.values()]
    declaring = [name for manager in managers for name in manager.manifest_names]
    products = [name for each in catalog().ecosystems for name in each.products]
    return FileNames({"": list(dict.fromkeys((*declaring, *products, *_LISTS)))})


def _is_near(entry: TreeEntry) -> bool:
    return entry.path.count("/") <= 3 and entry.path_class in OWN


def _in_go(files: Files) -> Iterator[Json]:
    """Find fuzz tests of Go, which stand among others."""
    tests = [path for path in files.own_paths if path.endswith("_test.go")]
    for path, text in files.texts(files.within(tests, _TESTS_LIMIT)).items():
        if match := _GO_FUZZ.search(text):
            yield _record(path, "go test", text.count("\n", 0, match.start()) + 1)


def _announced(files: Files) -> Iterator[Json]:
    """Find a README that says that OSS-Fuzz does it, whose targets may stand elsewhere."""
    readmes: Sequence[str] = [path for path in files.own_paths if path.lower().startswith("readme")]
    for path, text in files.texts(readmes).items():
        if match := _BADGE.search(text):
            yield _record(path, "oss-fuzz", text.count("\n", 0, match.start()) + 1)
