"""Questions about the files of one tree, each answered once."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any

from checker.documents import Document, Malformed, parse
from checker.errors import Unobserved
from checker.files.classes import OWN
from checker.files.kept import Kept
from checker.files.paths import Paths
from checker.model.tree import Entry, Tree
from checker.model.value import dataclass

GREP_LIMIT = 2000
"""Files that one `grep` reads at most."""
LINE_LIMIT = 500
"""Characters of a line that is quoted."""
TEXT_MEMORY = 32 * 1024 * 1024
"""Characters of text that are kept."""
DOCUMENT_MEMORY = 8 * 1024 * 1024
"""Characters of text of which the parsed documents are kept: they take many times as much."""
PARSE_LIMIT = 64 * 1024 * 1024
"""Characters that are parsed of one tree: what takes a second a megabyte must end."""
_OVERHEAD = 1000


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a file; *line* counts from 1."""

    path: str
    line: int
    text: str


class Files:
    """The files of a tree. Nothing is followed, unpacked or executed; answers are memoised.

    Links and submodules are listed but have no text. Methods raise Unobserved where the
    repository does not hold the answer (missing objects, sizes over the limit).
    """

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self._entries = {entry.path: entry for entry in tree.entries}
        self._globs: dict[tuple[str, bool], tuple[str, ...]] = {}
        self._texts: Kept[str] = Kept(TEXT_MEMORY)
        self._parsed = 0
        self._documents: Kept[Document | Malformed] = Kept(DOCUMENT_MEMORY)

    @cached_property
    def _all(self) -> Paths:
        return Paths(self.all_paths)

    @cached_property
    def _own(self) -> Paths:
        return Paths(self.own_paths)

    @cached_property
    def all_paths(self) -> Sequence[str]:
        """Every path, sorted."""
        return [entry.path for entry in self.tree.entries]

    @cached_property
    def own_paths(self) -> Sequence[str]:
        """The paths that the team answers for: not vendored, generated, fixture or example."""
        return [entry.path for entry in self.tree.entries if entry.path_class in OWN]

    def entry(self, path: str) -> Entry | None:
        """Return what stands at exactly this path."""
        return self._entries.get(path)

    def glob(self, pattern: str, everything: bool = False) -> tuple[str, ...]:
        """Return the own paths (or *everything*) that match, sorted."""
        key = (pattern, everything)
        if key not in self._globs:
            paths = self._all if everything else self._own
            self._globs[key] = tuple(paths.matching(pattern))
        return self._globs[key]

    def any(self, *patterns: str) -> str:
        """Return the first own path that matches any of the patterns, tried in order, or ""."""
        return next((found[0] for pattern in patterns if (found := self.glob(pattern))), "")

    def text(self, path: str) -> str:
        """Return a file's text, "" if there is no such file; undecodable bytes are replaced."""
        entry = self._entries.get(path)
        if entry is None or not entry.is_file:
            return ""
        known = self._texts.get(path)
        if known is not None:
            return known
        text = decode(self.tree.read(entry))
        return self._texts.put(path, text, len(text) + _OVERHEAD)

    def texts(self, paths: Iterable[str]) -> dict[str, str]:
        """Read many files in one batch; those that cannot be read are left out."""
        wanted = [entry for path in paths if (entry := self._entries.get(path)) and entry.is_file]
        self.tree.prefetch(wanted)
        result: dict[str, str] = {}
        for entry in wanted:
            try:
                result[entry.path] = self.text(entry.path)
            except Unobserved:
                continue
        return result

    def document(self, path: str) -> Document:
        """Return a parsed file; data is {} if there is no such file.

        Raises Malformed when it does not parse, Unobserved when it cannot be read.
        """
        found = self._documents.get(path)
        if found is None:
            found = self._parse(path)
            size = len(found.text) if isinstance(found, Document) else 0
            self._documents.put(path, found, size + _OVERHEAD)
        if isinstance(found, Malformed):
            raise found
        return found

    def parsed(self, paths: Sequence[str], limit: int) -> tuple[dict[str, Document], list[str]]:
        """Return at most *limit* parsed files by path, and what is to say of those that are missing."""
        self.texts(paths[:limit])
        documents: dict[str, Document] = {}
        problems = [f"{len(paths) - limit} more were not read"] if len(paths) > limit else []
        for path in paths[:limit]:
            try:
                documents[path] = self.document(path)
            except Malformed as error:
                problems.append(f"{path} does not parse: {error.reason}")
            except Unobserved as error:
                problems.append(str(error))
        return documents, problems

    def _parse(self, path: str) -> Document | Malformed:
        if (entry := self._entries.get(path)) is None or not entry.is_file:
            return Document({})
        text = self.text(path)
        self._parsed += len(text)
        if self._parsed > PARSE_LIMIT:
            raise Unobserved(path, f"more than {PARSE_LIMIT} characters to parse in this repository")
        try:
            return parse(path, text)
        except Malformed as error:
            return error

    def grep(self, pattern: str, regex: str) -> tuple[Line, ...]:
        """Return the lines of the own files matching a glob in which a RE2 expression is found.

        Raises Unobserved when the expression is none, and with the lines that were found when some of the
        files could not be read or there are too many.
        """
        import re2

        paths = self.glob(pattern)
        try:
            expression = re2.compile(regex)
        except re2.error as error:
            raise Unobserved("grep", f"{regex!r} is not a regular expression: {error}") from error
        read, left = paths[:GREP_LIMIT], paths[GREP_LIMIT:]
        self.tree.prefetch(entry for path in read if (entry := self._entries[path]).is_file)
        found: list[Line] = []
        lost: dict[str, Unobserved] = {}
        for path in read:
            try:
                found += _lines(path, self.text(path), expression)
            except Unobserved as error:
                lost[path] = error
        if left:
            reason = f"{pattern} matches more than {GREP_LIMIT} files"
            raise Unobserved("grep", reason, files=(*lost, *left), seen=found)
        if lost:
            first = next(iter(lost.values()))
            raise Unobserved("grep", str(first), first.permission, first.cause, lost, found)
        return tuple(found)


def _lines(path: str, text: str, expression: Any) -> Iterator[Line]:
    if expression.search(text):
        for number, line in enumerate(text.splitlines(), 1):
            if expression.search(line):
                yield Line(path, number, line[:LINE_LIMIT])


def decode(content: bytes) -> str:
    """Return text of any encoding that announces itself, else UTF-8 with replacements."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    return content.removeprefix(b"\xef\xbb\xbf").decode("utf-8", errors="replace")
