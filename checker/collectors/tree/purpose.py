"""Which paths hold data for tests, demonstrations and examples."""

import re

from checker.model.plain import Plain
from checker.model.tree import Entry, PathClass

_FOLDER = re.compile(
    r"(?:^|/)(?:[^/]{0,40}[-_])?(?:tests?|specs?|testing|testdata|tester|fixtures?|mocks?|stubs?|e2e|examples?"
    r"|samples?|demos?|playgrounds?|tutorials?|benchmarks?|bench|benches|fuzz|corpus|corpora|snapshots?|golden"
    r"|goldens|cassettes|__[a-z]{1,20}__)(?:[-_][^/]{0,40})?/",
    re.IGNORECASE,
)


def is_fixture(entry: Entry) -> bool:
    """Tell whether a file lies among tests, fixtures or examples."""
    if entry.path_class in (PathClass.FIXTURE, PathClass.EXAMPLE, PathClass.TEST):
        return True
    return _FOLDER.search(entry.path) is not None


def blob(entry: Entry, kind: str) -> Plain:
    """Return the record of one binary file."""
    return {
        "path": entry.path,
        "line": 0,
        "size": entry.size or 0,
        "oid": entry.oid,
        "kind": kind,
        "fixture": is_fixture(entry),
    }
