"""Which paths hold data for tests, demonstrations and examples."""

from checker.model.json_value import Json
from checker.model.tree import PathClass, TreeEntry

_CLASSES = frozenset((PathClass.FIXTURE, PathClass.EXAMPLE, PathClass.TEST))
_WORDS = (
    "test tests testing testdata tester testsuite spec specs fixture fixtures mock mocks stub stubs e2e "
    "example examples sample samples demo demos playground playgrounds tutorial tutorials benchmark "
    "benchmarks bench benches fuzz corpus corpora snapshot snapshots golden goldens cassettes"
)
_FOLDERS = frozenset(_WORDS.split())


def is_fixture(entry: TreeEntry) -> bool:
    """Tell whether a file lies among tests, fixtures or examples."""
    return entry.path_class in _CLASSES or bool(_FOLDERS & words(entry.path.rpartition("/")[0]))


def words(path: str) -> frozenset[str]:
    """Return the words that a path is made of, in lower case."""
    return frozenset(path.lower().translate(_SEPARATORS).split())


_SEPARATORS = str.maketrans("/-_.", "    ")


def blob(entry: TreeEntry, kind: str) -> Json:
    """Return the record of one binary file."""
    return {
        "path": entry.path,
        "line": 0,
        "size": entry.size or 0,
        "oid": entry.oid,
        "kind": kind,
        "fixture": is_fixture(entry),
    }
