"""Questions about the files of one tree, each answered once."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cached_property
from posixpath import dirname, join, normpath
from typing import Any

from msgspec import Struct

from checker.documents import Document, Malformed, OverLimit, parse
from checker.errors import Unobserved
from checker.files import links
from checker.files.gaps import LARGE_FILE, LINK, UnseenFile, UnseenFiles, is_pointer
from checker.files.index import Index
from checker.files.languages import Languages
from checker.files.lru import LruCache
from checker.files.path_classes import OWN
from checker.files.paths import PathIndex
from checker.files.technologies import UsedTechnology, named
from checker.model.tree import Tree, TreeEntry
from checker.patterns import linear

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


class TextLine(Struct, frozen=True):
    """One line of a file; *line* counts from 1."""

    path: str
    line: int
    text: str


class Files:
    """The files of a tree. Nothing is unpacked or executed; answers are memoised.

    Links and submodules are listed; submodules have no text, and a link has that of the file it leads to.
    Methods raise Unobserved where the repository does not hold the answer (missing objects, sizes over the
    limit, links that lead out of it). Whatever they refuse is noted as well, for those who are `watching`.
    """

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self._entries = {entry.path: entry for entry in tree.entries}
        self._globs: dict[tuple[str, bool], tuple[str, ...]] = {}
        self._texts: LruCache[str] = LruCache(TEXT_MEMORY)
        self._parsed = 0
        self._documents: LruCache[Document | Malformed | Unobserved] = LruCache(DOCUMENT_MEMORY)
        self._watches: list[UnseenFiles] = []

    @contextmanager
    def watching(self) -> Iterator[UnseenFiles]:
        """Collect what is asked for and not seen until the block ends, whoever asks."""
        gaps = UnseenFiles()
        self._watches.append(gaps)
        try:
            yield gaps
        finally:
            self._watches.remove(gaps)

    def note(self, gap: UnseenFile) -> None:
        """Tell those who are watching of a gap."""
        for gaps in self._watches:
            gaps.add(gap)

    def miss(self, path: str, reason: str) -> None:
        """Note that a file was not seen, or not as a whole."""
        self.note(UnseenFile(path, reason))

    def refuse(self, path: str, error: Malformed) -> None:
        """Note that a file does not parse, or is too much for us."""
        broken = not isinstance(error, OverLimit)
        reason = f"does not parse: {error.reason}" if broken else error.reason
        self.note(UnseenFile(path, reason, broken=broken, line=error.line))

    def within(self, paths: Sequence[str], limit: int) -> Sequence[str]:
        """Return the first *limit* paths; the others are missed."""
        for path in paths[limit:]:
            self.miss(path, f"not read: there are more than {limit} such files")
        return paths[:limit]

    def beginning(self, path: str, limit: int) -> str:
        """Return the first *limit* characters of a text; what follows them is missed."""
        text = self.text(path)
        if len(text) > limit:
            self.miss(path, f"read to its character {limit} only")
        return text[:limit]

    def lines(self, path: str, limit: int) -> Sequence[str]:
        """Return the first *limit* lines of a text; those that follow are missed."""
        lines = self.text(path).splitlines()
        if len(lines) > limit:
            self.miss(path, f"read to its line {limit} only")
        return lines[:limit]

    @cached_property
    def index(self) -> Index:
        """All entries, grouped."""
        return Index(self.tree.entries)

    @cached_property
    def languages(self) -> Languages:
        """The programming languages of the own files."""
        return Languages(self)

    @cached_property
    def technologies(self) -> Sequence[UsedTechnology]:
        """The technologies that names of source files show, sorted by name."""
        return named(self)

    @cached_property
    def _all(self) -> PathIndex:
        return PathIndex(self.all_paths)

    @cached_property
    def _own(self) -> PathIndex:
        return PathIndex(self.own_paths)

    @cached_property
    def all_paths(self) -> Sequence[str]:
        """Every path, sorted."""
        return [entry.path for entry in self.tree.entries]

    @cached_property
    def own_paths(self) -> Sequence[str]:
        """The paths that the team answers for: not vendored, generated, fixture or example."""
        return [entry.path for entry in self.tree.entries if entry.path_class in OWN]

    def entry(self, path: str) -> TreeEntry | None:
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
        if entry is None or entry.is_submodule:
            return ""
        known = self._texts.get(path)
        if known is not None:
            return known
        try:
            text = decode(self._read(entry))
        except Unobserved as error:
            self._catch(error)
            raise
        return self._texts.put(path, text, len(text) + _OVERHEAD)

    def _read(self, entry: TreeEntry) -> bytes:
        target = entry if entry.is_file else self.follow(entry)
        if target is None:
            raise Unobserved(entry.path, LINK, files=(entry.path,))
        content = self.tree.read(target)
        if is_pointer(content):
            raise Unobserved(entry.path, LARGE_FILE, files=(entry.path,))
        return content

    def _catch(self, error: Unobserved) -> None:
        for gaps in self._watches:
            gaps.catch(error)

    def texts(self, paths: Iterable[str]) -> dict[str, str]:
        """Read many files in one batch; those that cannot be read are left out, and missed."""
        found = (self._entries.get(path) for path in paths)
        wanted = [entry for entry in found if entry and not entry.is_submodule]
        self.tree.prefetch(entry for entry in wanted if entry.is_file)
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
        if isinstance(found, Document):
            return found
        if isinstance(found, Unobserved):
            self._catch(found)
        else:
            self.refuse(path, found)
        raise found

    def parsed(self, paths: Sequence[str], limit: int) -> dict[str, Document]:
        """Return at most *limit* parsed files by path; the others are missed."""
        chosen = self.within(paths, limit)
        self.texts(chosen)
        documents: dict[str, Document] = {}
        for path in chosen:
            with suppress(Malformed, Unobserved):
                documents[path] = self.document(path)
        return documents

    def _parse(self, path: str) -> Document | Malformed | Unobserved:
        entry = self._entries.get(path)
        if entry is None or entry.is_submodule:
            return Document({})
        text = self.text(path)
        self._parsed += len(text)
        if self._parsed > PARSE_LIMIT:
            reason = f"not parsed: this repository has more than {PARSE_LIMIT} characters to parse"
            return Unobserved(path, reason, files=(path,))
        try:
            return parse(path, text)
        except OverLimit as error:
            return Unobserved(path, error.reason, files=(path,))
        except Malformed as error:
            return error

    def grep(self, pattern: str, regex: str) -> tuple[TextLine, ...]:
        """Return the lines of the own files matching a glob in which a RE2 expression is found.

        Raises Unobserved when the expression is none, and with the lines that were found when some of the
        files could not be read or there are too many.
        """
        paths = self.glob(pattern)
        try:
            expression = linear(f"(?m){regex}")
        except ValueError as error:
            raise Unobserved("grep", f"{regex!r} is not a regular expression: {error}") from error
        read, left = paths[:GREP_LIMIT], paths[GREP_LIMIT:]
        self.tree.prefetch(entry for path in read if (entry := self._entries[path]).is_file)
        found: list[TextLine] = []
        lost: dict[str, Unobserved] = {}
        for path in read:
            try:
                if not self._has_no_text(path, paths):
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

    def _has_no_text(self, path: str, paths: Sequence[str]) -> bool:
        entry = self._entries[path]
        return entry.is_submodule or (not entry.is_file and self.repeats(path, paths))

    def follow(self, entry: TreeEntry) -> TreeEntry | None:
        """Return the file of this tree that an entry is or leads to, None where a link leads elsewhere.

        Only paths of the tree are looked up, so nothing outside is ever read. Raises Unobserved when a link
        cannot be read.
        """
        return links.resolve(self._entries, self.tree.read, entry)

    def repeats(self, path: str, paths: Sequence[str]) -> bool:
        """Tell whether a link leads to one of the sorted *paths*, which is read under its own name."""
        target = normpath(join(dirname(path), decode(self.tree.read(self._entries[path]))))
        at = bisect_left(paths, target)
        return [*paths[at : at + 1]] == [target] and self._entries[target].is_file


def decode(content: bytes) -> str:
    """Return text of any encoding that announces itself, else UTF-8 with replacements."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    return content.removeprefix(b"\xef\xbb\xbf").decode("utf-8", errors="replace")


def _lines(path: str, text: str, expression: Any) -> Iterator[TextLine]:
    """Yield the lines of a text in which an expression is found, `^` and `$` the ends of each."""
    if "\r" in text or expression.search(text):
        for number, line in enumerate(text.splitlines(), 1):
            if expression.search(line):
                yield TextLine(path, number, line[:LINE_LIMIT])
