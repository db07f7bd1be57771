"""Source files that do not say which licence they are under, as SPDX and REUSE want it or in words."""

import re
from collections.abc import Callable, Iterator
from fnmatch import fnmatchcase

from checker.collectors import measured
from checker.documents import Malformed
from checker.documents.shapes import at, items, strings
from checker.errors import Unobserved
from checker.files import Files
from checker.model.facts import Facts
from checker.model.json_value import Json
from checker.model.tree import PathClass, TreeEntry
from checker.patterns import lazy

FACT = "license.unmarked"
FILES_LIMIT = 2000
"""Files that are read."""
HEAD_LIMIT = 5000
"""Characters of a file in which the mark is looked for: licence texts often stand above it."""
PATTERN_LIMIT = 200
# SPDX's tag, or a notice in words: of what Apache, MIT, BSD and GNU ask for, and the short ones in use.
_MARK = lazy(
    r"SPDX-License-Identifier:|\blicen[cs]ed under\b|\bunder the terms of\b|\bpermission is hereby granted\b"
    r"|\bredistribution and use in source\b|\bgoverned by an?\b[\w\s/*#;-]{0,60}\blicen[cs]e|@licen[cs]e\b"
    r"|\b(?:MIT|BSD|Apache|A?L?GPL|MPL|ISC)\b[\w .,-]{0,20}\blicen[cs]e|\bsee\b[^\n]{0,60}\blicen[cs]e"
    r"|\bfor (?:the )?licen[cs]e information\b|^[\W_]{0,5}licen[cs]e:[ \t]*\w",
    re.IGNORECASE | re.MULTILINE,
)
_BESIDE = ".license"
_FILES = lazy(r"(?m)^Files:[ \t]*(.{0,2000}(?:\n[ \t].{0,2000}){0,200})")


def facts(files: Files) -> Facts:
    """Read the beginnings of the source files that no other file speaks for."""
    return measured(files, FACT, lambda: _unmarked(files))


def _unmarked(files: Files) -> list[Json]:
    covered = _covered(files)
    of_debian = _of_debian(files)
    open_ = [
        entry.path
        for entry in files.tree.entries
        if _is_judged(files, entry) and entry.path not in covered and not of_debian(entry.path)
    ]
    texts = files.texts(files.within(open_, FILES_LIMIT))
    return [{"path": path, "line": 1} for path, text in texts.items() if not _MARK.search(text[:HEAD_LIMIT])]


def _is_judged(files: Files, entry: TreeEntry) -> bool:
    own = entry.path_class in (PathClass.SOURCE, PathClass.TEST)
    return own and entry.is_file and entry.size != 0 and bool(files.languages.of(entry.path))


def _covered(files: Files) -> frozenset[str]:
    """Return the paths for which REUSE.toml or a file called like them states the licence."""
    beside = {path.removesuffix(_BESIDE) for path in files.all_paths if path.endswith(_BESIDE)}
    annotated = [path for pattern in _annotations(files) for path in files.glob(pattern)]
    return frozenset((*beside, *annotated))


def _annotations(files: Files) -> Iterator[str]:
    """Yield the patterns of all REUSE.toml that state a licence, from the top of the tree.

    Raises Unobserved where one cannot be read: it may speak for any file.
    """
    for path in ("REUSE.toml", *files.glob("*/**/REUSE.toml"))[:PATTERN_LIMIT]:
        folder = path.rpartition("/")[0]
        try:
            data = files.document(path).data
        except Malformed as error:
            raise Unobserved(path, f"does not parse: {error.reason}", files=(path,)) from error
        for annotation in items(at(data, "annotations"))[:PATTERN_LIMIT]:
            if at(annotation, "SPDX-License-Identifier"):
                patterns = strings(at(annotation, "path"))[:PATTERN_LIMIT]
                yield from (f"{folder}/{pattern}".lstrip("/") for pattern in patterns)


def _of_debian(files: Files) -> Callable[[str], bool]:
    """Return whether .reuse/dep5 states the licence of a path; its stars match slashes too."""
    found = [each for match in _FILES.finditer(files.text(".reuse/dep5")) for each in match[1].split()]
    patterns = [pattern for pattern in found if len(pattern) < 200][:PATTERN_LIMIT]
    return lambda path: any(fnmatchcase(path, pattern) for pattern in patterns)
