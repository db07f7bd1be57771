"""Where Rust leaves soundness to the programmer, and whether the programmer says why it holds."""

import re
from collections.abc import Iterator, Mapping, Sequence

from checker.collectors import fact
from checker.collectors.rust.packages import manifests
from checker.documents import Malformed
from checker.documents.shapes import at, string
from checker.errors import Unobserved
from checker.files import Files
from checker.model.facts import Facts
from checker.model.json_value import Json
from checker.model.tree import PathClass, TreeEntry
from checker.patterns import lazy

FACT = "rust.unsafe"
FILES_LIMIT = 1500
"""Source files that are read."""
LINE_LIMIT = 1000
_BEFORE, _INSIDE = 12, 3
"""Lines before an unsafe block, and in it, in which its reason may stand."""
_TEXT = lazy(r"\"(?:\\.|[^\"\\]){0,1000}\"|'(?:\\.|[^'\\])'")
_USE = lazy(r"\bunsafe\s*(?:\{|impl\b|$)")
_REASON = lazy(
    r"(?i)\b(?:un)?safe(?:ty|ly)?\b|\bsound(?:ness)?\b|\binvariants?\b|\bguarantee|\b(?:in)?valid\b"
)
_COMMENT = lazy(r"(?://|/\*|^\s*\*)(.*)")
_HELPERS = lazy(r"(?:^|/)(?:benches|fuzz|xtask|test_utils)/|(?:^|/)tests?\.rs$")
_TESTS = lazy(r"\s*#\[cfg\((?:all\()?test\b")
_FORBIDDEN = lazy(r"(?m)^[^\S\n]*+#!\[\s*forbid\((?:[^)\n]{0,200}\W)?unsafe_code\b")


def facts(files: Files) -> Facts:
    """Search the source files beside and below manifests, but for crates in which the compiler does."""
    found = manifests(files)
    spared = tuple(f"{path.removesuffix('Cargo.toml')}src/" for path in found if _forbids(files, path))
    paths = [
        entry.path
        for entry in files.index.named(endings=["rs"] if found else ())
        if entry.path.endswith(".rs") and not entry.is_submodule and _is_product(entry)
    ]
    left = [path for path in paths if not path.startswith(spared or ("\0",))]
    with files.watching() as gaps:
        texts = files.texts(files.within(left, FILES_LIMIT))
        _miss_long_lines(files, texts)
    records: list[Json] = [
        {"path": path, "line": line, "explained": explained}
        for path, text in texts.items()
        if "unsafe" in text
        for line, explained in uses(text)
    ]
    # What is not explained is told first, should there be too many.
    records.sort(key=lambda each: at(each, "explained") is True)
    return fact(FACT, records, gaps)


def _miss_long_lines(files: Files, texts: Mapping[str, str]) -> None:
    for path, text in texts.items():
        if "unsafe" in text and any(len(line) > LINE_LIMIT for line in text.splitlines()):
            files.miss(path, f"lines were read to their character {LINE_LIMIT} only")


def _is_product(entry: TreeEntry) -> bool:
    return entry.path_class is PathClass.SOURCE and not _HELPERS.search(entry.path)


def _forbids(files: Files, manifest: str) -> bool:
    """Tell whether the compiler refuses unsafe code in a package, by its manifest or its root."""
    folder = manifest.removesuffix("Cargo.toml")
    try:
        lint = at(files.document(manifest).data, "lints", "rust", "unsafe_code")
        roots = [files.text(f"{folder}src/{name}.rs") for name in ("lib", "main")]
    except (Malformed, Unobserved):
        return False
    level = string(at(lint, "level")) or string(lint)
    stated = [root for root in roots if root]
    return level == "forbid" or (bool(stated) and all(_FORBIDDEN.search(root) for root in stated))


def uses(text: str) -> Iterator[tuple[int, bool]]:
    """Yield the line of each unsafe block or implementation, and whether a comment there explains it."""
    lines = [line[:LINE_LIMIT] for line in text.splitlines()]
    for number in _product(lines):
        code = _TEXT.sub('""', lines[number]).partition("//")[0]
        if "unsafe" in code and _USE.search(code.rstrip()) and not code.lstrip().startswith(("*", "/*")):
            yield number + 1, _explained(lines, number)


def _product(lines: Sequence[str]) -> Iterator[int]:
    """Yield the places of the lines outside modules of tests, which end at a brace as far out as they."""
    end = ""
    for number, line in enumerate(lines):
        if end:
            end = "" if line.rstrip() == end else end
        elif _TESTS.match(line) and any(
            re.match(r"\s*(?:pub )?mod \w+ \{", each) for each in lines[number + 1 : number + 4]
        ):
            end = line[: len(line) - len(line.lstrip())] + "}"
        else:
            yield number


def _explained(lines: Sequence[str], number: int) -> bool:
    near = lines[max(0, number - _BEFORE) : number + _INSIDE + 1]
    return any((said := _COMMENT.search(line)) and _REASON.search(said[1]) for line in near)
