"""What a path is for, after the conventions of GitHub's Linguist.

A name that projects use for their own code as well (`mocks`, `external`, `demo`) counts only where
it cannot be that: Java's `com.example.demo` is no example.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace

from checker.model.tree import PathClass
from checker.patterns import lazy

OWN = frozenset((PathClass.SOURCE, PathClass.TEST))
"""The classes whose files a team answers for: what `files()` returns."""
DEPTH_LIMIT = 60
"""Folders above a file that are looked at."""
_RANK = {path_class: rank for rank, path_class in enumerate(PathClass)}

_ALWAYS: Mapping[str, PathClass] = {
    **dict.fromkeys(
        (
            "_vendor",
            "node_modules",
            "bower_components",
            "jspm_packages",
            "third_party",
            "third-party",
            "thirdparty",
            "3rdparty",
            "3rd_party",
            "3rd-party",
            "Godeps",
            "Pods",
            "Carthage",
            ".yarn",
        ),
        PathClass.VENDORED,
    ),
    **dict.fromkeys(("__generated__", "_generated", "generated", "_site"), PathClass.GENERATED),
    **dict.fromkeys(
        (
            "fixture",
            "fixtures",
            "__fixtures__",
            "testdata",
            "test-data",
            "test_data",
            "testfixtures",
            "test-fixtures",
            "test_fixtures",
            "test-assets",
            "__snapshots__",
            "__mocks__",
            "cassettes",
        ),
        PathClass.FIXTURE,
    ),
    **dict.fromkeys(
        ("test", "tests", "Test", "Tests", "__tests__", "e2e", "integration-tests", "integration_tests"),
        PathClass.TEST,
    ),
}
"""Folders that are what they are called, wherever they stand."""
_OUTSIDE_SOURCE: Mapping[str, PathClass] = {
    **dict.fromkeys(("vendor", "vendored"), PathClass.VENDORED),
    "dist": PathClass.GENERATED,
    **dict.fromkeys(
        ("snapshots", "golden", "goldens", "corpus", "mock", "mocks"),
        PathClass.FIXTURE,
    ),
    **dict.fromkeys(
        (
            "example",
            "examples",
            "sample",
            "samples",
            "demo",
            "demos",
            "playground",
            "playgrounds",
            "tutorial",
            "tutorials",
            "docs_src",
        ),
        PathClass.EXAMPLE,
    ),
    **dict.fromkeys(("testing", "spec", "specs"), PathClass.TEST),
}
"""Folders that may be part of the product, so they do not count below its sources."""
_AT_TOP: Mapping[str, PathClass] = dict.fromkeys(
    ("vendors", "deps", "extern", "external", "externals"), PathClass.VENDORED
)
"""Folders that hold other people's code at the top, and often the own code about others below."""
_TEST_DATA = frozenset(("data", "resources", "assets", "files", "input", "inputs", "expected", "snapshots"))
"""Folders that are data when they stand below a folder of tests."""
_SOURCES = frozenset(("src", "app", "internal", "main"))
_STATIC = frozenset(("assets", "static", "public", "js", "css", "javascripts", "stylesheets", "lib", "libs"))
"""Folders whose `vendor` holds other people's scripts, even in an application's sources."""
_DOCUMENTS = frozenset(("doc", "docs", "documentation", "site", "website"))
_TELLING = frozenset((*_ALWAYS, *_OUTSIDE_SOURCE, *_AT_TOP, *_TEST_DATA, *_SOURCES, *_DOCUMENTS, ".github"))
_SUITES = ("integration/", "acceptance/", "functional/", "conformance/")
"""Folders that are tests where tests stand right inside, else a part of the product."""
_OF_PERL = ("t/", "xt/")
"""Folders that are tests where any `.t` stands in them."""
_TEMPLATE = lazy(r"cookiecutter|\{\{")
_TESTS_OF = "tests_"
"""How a folder of tests begins that is named for what it tests: `tests_azure`."""
_SCRIPT = (
    (
        PathClass.VENDORED,
        r"jquery(?:[-.](?:ui|slim|min|\d)[\w.-]*)?|modernizr.*|d3(?:\.v\d+)?(?:\.min)?",
    ),
    (PathClass.VENDORED, r"bootstrap(?:\.bundle|[-.]\d)[\w.-]*"),
    (PathClass.GENERATED, r".*\.min"),
    (PathClass.TEST, r".*\.(?:test|spec)"),
)
_STYLE = ((PathClass.VENDORED, r"bootstrap(?:[-.]\d[\w.-]*)?(?:\.min)?"), (PathClass.GENERATED, r".*\.min"))
_CLASS = ((PathClass.TEST, r"Test[A-Z].*|.*[a-z0-9](?:Tests?|IT)"),)
_STEM: Mapping[str, tuple[tuple[PathClass, str], ...]] = {
    "py": ((PathClass.GENERATED, r".*_pb2(?:_grpc)?"), (PathClass.TEST, r"test_.*|.*_test|conftest")),
    "pyi": ((PathClass.GENERATED, r".*_pb2(?:_grpc)?"),),
    "go": ((PathClass.GENERATED, r".*\.(?:pb|pb\.gw|grpc)|zz_generated.*"), (PathClass.TEST, r".*_test")),
    "dart": ((PathClass.GENERATED, r".*\.(?:g|freezed|pb)"), (PathClass.TEST, r".*_test")),
    "cs": ((PathClass.GENERATED, r".*\.(?:[dD]esigner|g)"), *_CLASS),
    "rb": ((PathClass.GENERATED, r".*_pb"), (PathClass.TEST, r".*_(?:test|spec)")),
    "map": ((PathClass.GENERATED, r".*\.(?:[cm]?js|css)"),),
    "snap": ((PathClass.FIXTURE, r".*"),),
    "css": _STYLE,
    **dict.fromkeys(("js", "cjs", "mjs", "jsx", "ts", "cts", "mts", "tsx"), _SCRIPT),
    **dict.fromkeys(("java", "kt", "swift", "scala", "groovy"), _CLASS),
    **dict.fromkeys(("rs", "exs", "c", "cc", "cpp"), ((PathClass.TEST, r".*_test"),)),
}
"""What the name before the last dot says, by what comes after it."""
_STEMS = {
    ending: tuple((path_class, lazy(pattern)) for path_class, pattern in patterns)
    for ending, patterns in _STEM.items()
}
_PROSE = frozenset(("md", "rst", "adoc", "txt"))
_DATA = frozenset(("yml", "yaml", "json", "proto", "html"))
_PRODUCT_SHARE = 0.9
_PRODUCT_SIZE = 20
"""Examples that are enough to be taken for a product."""


class _Folder(Struct, frozen=True):
    """What the folders above a file say about it; nothing below a *fixed* one changes its class."""

    path_class: PathClass = PathClass.SOURCE
    fixed: bool = False
    in_sources: bool = False
    in_tests: bool = False
    in_documents: bool = False
    in_specification: bool = False


_TOP = _Folder()


def classify(path: str) -> PathClass:
    """Return the class of one path by its name alone.

    A fixture is data for tests; a plain test is still the team's own source. Files below
    `.github/` are always source.
    """
    folder, _, name = path.rpartition("/")
    if len(folder) > 2 * DEPTH_LIMIT:
        folder = "/".join(folder.split("/", DEPTH_LIMIT)[:DEPTH_LIMIT])
    above = _folder(folder)
    if above.fixed:
        return above.path_class
    stem, _, ending = name.rpartition(".")
    named = _by_name(stem, ending) if ending in _STEMS or stem.endswith(".generated") else PathClass.SOURCE
    if above.path_class is PathClass.SOURCE or _is_document(above, ending):
        return named
    return above.path_class if named is PathClass.SOURCE else _first(above.path_class, named)


def _is_document(above: _Folder, ending: str) -> bool:
    """Tell prose about examples, and written specifications, from examples and tests."""
    if above.path_class is PathClass.EXAMPLE:
        return above.in_documents and ending in _PROSE
    specified = above.in_specification and above.path_class is PathClass.TEST
    return specified and (ending in _PROSE or ending in _DATA)


def _by_name(stem: str, ending: str) -> PathClass:
    for path_class, pattern in _STEMS.get(ending, ()):
        if pattern.fullmatch(stem):
            return path_class
    return PathClass.GENERATED if stem.endswith(".generated") else PathClass.SOURCE


def _first(one: PathClass, other: PathClass) -> PathClass:
    return one if _RANK[one] < _RANK[other] else other


def classes(paths: Sequence[str]) -> list[PathClass]:
    """Return the class of each path of one tree.

    A repository that holds next to nothing but examples is about them: they are its source.
    """
    suites = tuple(f"{folder}/" for folder in _suites(paths))
    result = [classify(f"tests/{path}" if suites and path.startswith(suites) else path) for path in paths]
    counts = Counter(result)
    examples = counts[PathClass.EXAMPLE]
    judged = examples + sum(counts[own] for own in OWN)
    if examples >= max(_PRODUCT_SIZE, judged * _PRODUCT_SHARE):
        return [PathClass.SOURCE if each is PathClass.EXAMPLE else each for each in result]
    return result


def _suites(paths: Sequence[str]) -> set[str]:
    """Return the folders at the top that hold a suite."""
    inside = (path.partition("/") for path in paths if path.startswith(_SUITES))
    found = {folder for folder, _, name in inside if "/" not in name and classify(name) is PathClass.TEST}
    return found | {
        path.partition("/")[0] for path in paths if path.startswith(_OF_PERL) and path.endswith(".t")
    }


@lru_cache(maxsize=20_000)
def _folder(path: str) -> _Folder:
    if not path:
        return _TOP
    parent, _, name = path.rpartition("/")
    above = _folder(parent)
    if name not in _TELLING and not _TEMPLATE.match(name) and not name.startswith(_TESTS_OF):
        return above
    return _inside(above, parent, name)


def _inside(above: _Folder, parent: str, name: str) -> _Folder:
    """Return what the folder *name* in the folder *parent* is."""
    if above.fixed or (not parent and name == ".github"):
        return replace(above, fixed=True)
    by_name = _by_folder(above, parent, name)
    path_class = _first(above.path_class, by_name)
    return _Folder(
        path_class,
        fixed=path_class is PathClass.VENDORED,
        in_sources=above.in_sources or name in _SOURCES,
        in_tests=above.in_tests or by_name is PathClass.TEST,
        in_documents=above.in_documents or name in _DOCUMENTS,
        in_specification=above.in_specification or name in ("spec", "specs"),
    )


def _by_folder(above: _Folder, parent: str, name: str) -> PathClass:
    if not parent and name in _AT_TOP:
        return _AT_TOP[name]
    if above.in_tests and name in _TEST_DATA:
        return PathClass.FIXTURE
    if _TEMPLATE.match(name):
        return PathClass.EXAMPLE
    if name.startswith(_TESTS_OF):
        return PathClass.TEST
    scripts = name == "vendor" and parent.rpartition("/")[2] in _STATIC
    outside = _OUTSIDE_SOURCE if scripts or not above.in_sources else {}
    return _ALWAYS.get(name) or outside.get(name) or PathClass.SOURCE
