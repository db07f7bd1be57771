"""Test suites: files that runners look for by name, and tests that stand beside the code."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from checker.collectors import hidden
from checker.ecosystems.catalog import catalog
from checker.errors import Cause
from checker.files import Files, technologies
from checker.files.file_names import FileNames
from checker.files.gaps import UnseenFile
from checker.files.languages import ending_of
from checker.model.facts import Facts, Problem
from checker.model.json_value import Json
from checker.model.tree import PathClass, TreeEntry
from checker.patterns import lazy, linear

_NAMED = lazy(r"(?:^|[_.-])(?:tests?|spec)\.[a-z+]+$|^tests?[_-]|_unittest\.|(?:Tests?|Spec)\.[a-z]+$")
_SUPPORT = lazy(
    r"(?:__init__|conftest|setup|noxfile|manage|spec_helper|rails_helper|test_helper|testing_helper|helpers?"
    r"|package|karma\.conf|jest\.config|vitest\.config)\.\w+"
)
"""Files that belong to tests and are none."""
_INLINE_LIMIT = 400
"""Source files that are read in search of tests beside the code."""
_BATCH = 50


def facts(files: Files) -> Facts:
    """Return testing.exists, testing.files and testing.languages."""
    paths = {entry.path for entry in tests(files)}
    if paths:
        return Facts(_values(Counter(files.languages.of(path) or "other" for path in paths)))
    candidates = [path for path in _sources(files) if _inline_pattern(files.languages.of(path))]
    with files.watching() as gaps:
        found = _inline(files, candidates[:_INLINE_LIMIT])
        found = found or ("other" if technologies.holds_tests(files) else "")
        if not found:
            for path in _strange(files):
                files.note(UnseenFile(path, _STRANGE, Cause.NOT_UNDERSTOOD))
    values = Facts(_values(Counter([found] if found else [])))
    if found or len(candidates) <= _INLINE_LIMIT:
        return values if found else hidden(values, gaps)
    reason = f"no tests in {_INLINE_LIMIT} of {len(candidates)} files that may hold some beside their code"
    return Facts(problems=(Problem("testing", reason, files=tuple(candidates[_INLINE_LIMIT:])),))


_STRANGE = "stands in a folder of tests, in a format that is not known"


def _values(tally: Counter[str]) -> dict[str, Json]:
    ranked = sorted(tally, key=lambda name: (-tally[name], name))
    return {
        "testing.exists": bool(tally),
        "testing.files": tally.total(),
        "testing.languages": [name for name in ranked if name != "other"],
    }


def tests(files: Files) -> Iterator[TreeEntry]:
    """Yield the files that are called or placed as tests are; some twice."""
    for entry, _ in _names().found(files.index):
        if entry.is_file and entry.path_class in (PathClass.TEST, PathClass.SOURCE) and _may_test(entry):
            yield entry
    for entry in files.index.of(PathClass.TEST, PathClass.SOURCE):
        if entry.is_file and _may_test(entry) and _is_named(files, entry):
            yield entry


def _may_test(entry: TreeEntry) -> bool:
    name = entry.path.rpartition("/")[2]
    return entry.size != 0 and not entry.path.startswith(".github/") and not _SUPPORT.fullmatch(name)


def _is_named(files: Files, entry: TreeEntry) -> bool:
    if entry.path_class is PathClass.TEST:
        return bool(files.languages.of(entry.path))
    name = entry.path.rpartition("/")[2]
    telling = "est" in name or "pec" in name
    return telling and bool(_NAMED.search(name)) and bool(files.languages.of(entry.path))


@cache
def _names() -> FileNames:
    return FileNames({"": [pattern for each in catalog().ecosystems for pattern in each.tests]})


def _sources(files: Files) -> Sequence[str]:
    return [entry.path for entry in files.index.of(PathClass.SOURCE) if entry.is_file]


def _inline(files: Files, paths: Sequence[str]) -> str:
    """Return the language of the first file that holds tests beside its code."""
    for start in range(0, len(paths), _BATCH):
        for path, text in files.texts(paths[start : start + _BATCH]).items():
            language = files.languages.of(path)
            if _compiled(_inline_pattern(language)).search(text):
                return language
    return ""


def _inline_pattern(language: str) -> str:
    return _languages().get(language, "")


@cache
def _languages() -> Mapping[str, str]:
    return {name: each.tests for name, each in catalog().languages.items() if each.tests}


@cache
def _compiled(pattern: str) -> Any:
    return linear(f"(?m){pattern}")


def _strange(files: Files) -> Iterator[str]:
    """Yield what stands in folders of tests and may be one: neither prose, settings, data nor pictures."""
    neutral = catalog().neutral
    for entry in files.index.of(PathClass.TEST):
        ending = ending_of(entry.path)
        if entry.is_file and _may_test(entry) and ending and ending not in neutral:
            yield entry.path
