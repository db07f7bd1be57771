"""Test suites, found by the names their runners look for."""

import re
from collections import Counter

from checker.collectors import hidden
from checker.files import Files
from checker.files.languages import language
from checker.model.facts import Facts, Problem
from checker.model.json_value import Json
from checker.model.tree import PathClass, TreeEntry
from checker.patterns import lazy

_NAMED = lazy(r"(?:^|_)tests?\.[a-z+]+$|^test_|_unittest\.|(?:Tests?|Spec)\.[a-z]+$")
_ANYWHERE = (".bats", ".feature", ".robot", ".hurl", ".tftest.hcl", ".tofutest.hcl")
_BELOW_TESTS = (".t", ".test", ".tests", ".shtest")
_SUPPORT = frozenset(("__init__.py", "conftest.py", "setup.py"))
_INLINE = {
    "Rust": lazy(r"#\[(?:cfg\(test\)|(?:\w+::)?test\b)"),
    "Zig": lazy(r"^test\s+[\"{\w]", re.MULTILINE),
    "D": lazy(r"^\s*unittest\b", re.MULTILINE),
}
_INLINE_LIMIT = 400
"""Source files that are read in search of tests beside the code."""
_BATCH = 50


def facts(files: Files) -> Facts:
    """Return testing.exists, testing.files and testing.languages."""
    tally = Counter(
        language(entry.path) or "other"
        for entry in files.index.of(PathClass.TEST, PathClass.SOURCE)
        if entry.is_file and _is_test(entry)
    )
    if tally:
        return Facts(_values(tally))
    candidates = [
        entry
        for entry in files.index.of(PathClass.SOURCE)
        if not entry.is_submodule and language(entry.path) in _INLINE
    ]
    with files.watching() as gaps:
        found = _inline(files, candidates[:_INLINE_LIMIT])
    values = Facts(_values(Counter([found] if found else [])))
    if found or len(candidates) <= _INLINE_LIMIT:
        return values if found else hidden(values, gaps)
    reason = f"no tests in {_INLINE_LIMIT} of {len(candidates)} files that may hold some beside their code"
    return Facts(
        problems=(Problem("testing", reason, files=tuple(e.path for e in candidates[_INLINE_LIMIT:])),)
    )


def _values(tally: Counter[str]) -> dict[str, Json]:
    ranked = sorted(tally, key=lambda name: (-tally[name], name))
    return {
        "testing.exists": bool(tally),
        "testing.files": tally.total(),
        "testing.languages": [name for name in ranked if name != "other"],
    }


def _is_test(entry: TreeEntry) -> bool:
    path = entry.path
    name = path.rpartition("/")[2]
    if entry.size == 0 or name in _SUPPORT or path.startswith(".github/"):
        return False
    if entry.path_class is PathClass.TEST:
        return bool(language(path)) or path.endswith(_BELOW_TESTS + _ANYWHERE)
    return path.endswith(_ANYWHERE) or (path.startswith("t/") and path.endswith(".t")) or _is_named(name)


def _is_named(name: str) -> bool:
    if "est" not in name and "Spec" not in name:
        return False
    return bool(_NAMED.search(name)) and bool(language(name))


def _inline(files: Files, candidates: list[TreeEntry]) -> str:
    """Return the language of the first file that holds tests beside its code."""
    paths = [entry.path for entry in candidates]
    for start in range(0, len(paths), _BATCH):
        for path, text in files.texts(paths[start : start + _BATCH]).items():
            if _INLINE[language(path)].search(text):
                return language(path)
    return ""
