"""Source files that do not say which licence they are under, by the conventions of SPDX and REUSE."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from fnmatch import fnmatchcase

from checker.collectors import bounded
from checker.documents import Malformed
from checker.documents.shapes import at, items, strings
from checker.errors import Unobserved
from checker.files import Files
from checker.files.languages import language
from checker.model.facts import Facts, Problem
from checker.model.plain import Plain
from checker.model.tree import Entry, PathClass
from checker.patterns import lazy

FACT = "license.unmarked"
FILES_LIMIT = 2000
"""Files that are read."""
HEAD_LIMIT = 5000
"""Characters of a file in which the mark is looked for: licence texts often stand above it."""
PATTERN_LIMIT = 200
_MARK = "SPDX-License-Identifier:"
_BESIDE = ".license"
_FILES = lazy(r"(?m)^Files:[ \t]*(.{0,2000}(?:\n[ \t].{0,2000}){0,200})")


def facts(files: Files) -> Facts:
    """Read the beginnings of the source files that no other file speaks for."""
    try:
        covered = _covered(files)
        of_debian = _of_debian(files)
    except Unobserved as error:
        return Facts(problems=(Problem(FACT, str(error)),))
    open_ = [
        entry.path
        for entry in files.tree.entries
        if _is_judged(entry) and entry.path not in covered and not of_debian(entry.path)
    ]
    texts = files.texts(open_[:FILES_LIMIT])
    records: list[Plain] = [
        {"path": path, "line": 1} for path, text in texts.items() if _MARK not in text[:HEAD_LIMIT]
    ]
    unread = len(open_) - len(texts)
    if not unread:
        return bounded(FACT, records)
    return Facts(problems=(Problem(FACT, f"{unread} source files were not read", seen=records[:1000]),))


def _is_judged(entry: Entry) -> bool:
    own = entry.path_class in (PathClass.SOURCE, PathClass.TEST)
    return own and entry.is_file and entry.size != 0 and bool(language(entry.path))


def _covered(files: Files) -> frozenset[str]:
    """Return the paths for which REUSE.toml or a file called like them states the licence."""
    beside = {path.removesuffix(_BESIDE) for path in files.all_paths if path.endswith(_BESIDE)}
    annotated = [path for pattern in _annotations(files) for path in files.glob(pattern)]
    return frozenset((*beside, *annotated))


def _annotations(files: Files) -> Iterator[str]:
    """Yield the patterns of all REUSE.toml that state a licence, from the top of the tree."""
    for path in ("REUSE.toml", *files.glob("*/**/REUSE.toml"))[:PATTERN_LIMIT]:
        folder = path.rpartition("/")[0]
        with suppress(Malformed):
            for annotation in items(at(files.document(path).data, "annotations"))[:PATTERN_LIMIT]:
                if at(annotation, "SPDX-License-Identifier"):
                    patterns = strings(at(annotation, "path"))[:PATTERN_LIMIT]
                    yield from (f"{folder}/{pattern}".lstrip("/") for pattern in patterns)


def _of_debian(files: Files) -> Callable[[str], bool]:
    """Return whether .reuse/dep5 states the licence of a path; its stars match slashes too."""
    found = [each for match in _FILES.finditer(files.text(".reuse/dep5")) for each in match[1].split()]
    patterns = [pattern for pattern in found if len(pattern) < 200][:PATTERN_LIMIT]
    return lambda path: any(fnmatchcase(path, pattern) for pattern in patterns)
