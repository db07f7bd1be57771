"""What a project's own `.gitattributes` says about vendored and generated files.

An audited repository must not silence its auditor, so its word counts only where little hangs on
it: never at the top or below folders with a leading dot, where policies look for configuration;
never for lock files; and not at all where it would take away more than half of the files that
the team answers for. It may always bring files back. Rules that read `all_files` do not ask.
"""

import re
from collections.abc import Sequence

from checker.errors import Unobserved
from checker.files.path_classes import OWN, classes
from checker.files.paths import PathIndex
from checker.model.tree import PathClass
from checker.patterns import lazy

LINE_LIMIT = 100
"""Lines about vendored and generated files that are heard."""
COMPARISON_LIMIT = 2_000_000
"""Comparisons of a path with a line: fewer lines are heard where there are very many files."""
_LINE = lazy(
    r'(?P<pattern>"(?:[^"\\]|\\.){1,500}"|[^\s"#]\S{0,500})\s(?P<attributes>.{0,500}linguist-(?:vendored|generated).{0,500})'
)
_ATTRIBUTE = lazy(r"(?<!\S)(?P<minus>[-!]?)linguist-(?P<name>vendored|generated)(?:=(?P<value>\S*))?(?!\S)")
_RESERVED = lazy(
    r"[^/]*|(?:.*/)?\.[^/]+/.*|(?:.*/)?(?:[^/]*[-.]lock(?:\.(?:json|ya?ml|hcl))?|[^/]*lockb?|go\.sum|npm-shrinkwrap\.json)"
)
_BRACE = lazy(r"([{}])")


def classified(paths: Sequence[str], text: str = "") -> list[PathClass]:
    """Return the class of each of the sorted *paths*; *text* is the top-level `.gitattributes`."""
    by_name = classes(paths)
    if "linguist-" not in text:
        return by_name
    changes = _changes(text, paths)
    result = [changes.get(path, path_class) for path, path_class in zip(paths, by_name, strict=True)]
    before, after = (sum(each in OWN for each in some) for some in (by_name, result))
    if 2 * after >= before:
        return result
    return [new if new in OWN else old for old, new in zip(by_name, result, strict=True)]


def _changes(text: str, paths: Sequence[str]) -> dict[str, PathClass]:
    """Return what the lines say; a later one wins."""
    changes: dict[str, PathClass] = {}
    lines = dict.fromkeys(line.strip() for line in text.splitlines() if "linguist-" in line)
    telling = list(lines)[: min(LINE_LIMIT, COMPARISON_LIMIT // (len(paths) + 1) + 1)]
    index = PathIndex(paths)
    for line in filter(None, map(_LINE.fullmatch, telling)):
        said = _said(line["attributes"])
        for path in _matching(line["pattern"], index):
            if said and not _RESERVED.fullmatch(path):
                changes[path] = said
    return changes


def _said(attributes: str) -> PathClass | None:
    """Return the class that a line gives; SOURCE where it takes one away."""
    said = None
    for match in _ATTRIBUTE.finditer(attributes):
        off = match["minus"] or (match["value"] or "").lower() == "false"
        said = PathClass.SOURCE if off else PathClass(match["name"])
    return said


def _matching(pattern: str, paths: PathIndex) -> Sequence[str]:
    """Return the paths that a pattern of gitattributes(5) names."""
    if pattern.startswith('"'):
        pattern = re.sub(r"\\(.)", r"\1", pattern[1:-1])
    anchored = "/" in pattern
    pattern = _BRACE.sub(r"\\\1", pattern.removeprefix("/"))
    try:
        return paths.matching(pattern if anchored else f"**/{pattern}")
    except Unobserved:
        return ()
