"""The files of one CI system, read within bounds; what is refused is unseen, never absent."""

from collections.abc import Callable, Iterable, Sequence

from checker.ci.pipeline import Pipeline, PipelineJob
from checker.ci.systems.placed import Placed, placed
from checker.documents import Malformed
from checker.errors import Cause, Unobserved
from checker.files import Files
from checker.files.gaps import UnseenFile

FILE_LIMIT = 60
"""Files that are read of one system."""
TEXT_LIMIT = 256 * 1024
"""Characters of the largest file that is read."""
SIZE_LIMIT = 4 * TEXT_LIMIT
"""Values and characters that a file stands for, its aliases written out."""
DEPTH_LIMIT = 10
"""Files that include one another, one in the other."""
_NOTED = 100
"""Parts that are named as not understood."""
CHARACTER_LIMIT = 1024 * 1024
"""Characters that the parts of one system stand for once they are repeated with other values."""
INCLUDE_LIMIT = 1000
"""Includes that are followed, of one file again and again, too."""


class CiFiles:
    """Reads files and what they include, each once, and remembers what it could not see."""

    def __init__(self, files: Files) -> None:
        self.files = files
        self.paths: list[str] = []
        self._unseen: dict[UnseenFile, None] = {}
        self._documents: dict[str, Sequence[Placed]] = {}
        self._includes = 0
        self._characters = 0
        self.included_paths: set[str] = set()

    @property
    def unseen(self) -> tuple[UnseenFile, ...]:
        """What was not read or not understood so far."""
        return tuple(self._unseen)

    def not_understood(self, place: Placed, reason: str) -> None:
        """Note something whose commands cannot be known."""
        if len(self._unseen) < _NOTED:
            self._unseen[UnseenFile(place.path, reason, Cause.NOT_UNDERSTOOD, line=place.line)] = None

    def afford(self, place: Placed) -> bool:
        """Tell whether a value may be repeated with other values once more."""
        self._characters += place.size
        if self._characters <= CHARACTER_LIMIT:
            return True
        self.not_understood(place, f"is one of more than {CHARACTER_LIMIT} characters of repeated parts")
        return False

    def documents(self, path: str) -> Sequence[Placed]:
        """Return the YAML (or JSON) documents of a file, none where it cannot be read."""
        if path not in self._documents:
            self._documents[path] = self._parsed(path)
        return self._documents[path]

    def first(self, path: str) -> Placed:
        """Return the first document of a file that is not empty."""
        return next(filter(None, self.documents(path)), Placed(path, 1))

    def included(self, path: str, trail: tuple[str, ...], place: Placed) -> Placed:
        """Return a file that *place* includes, and that the files of *trail* led to.

        Of several documents it is the last: the others are headers.
        """
        self._includes += 1
        self.included_paths.add(path)
        if self._includes > INCLUDE_LIMIT:
            self.not_understood(place, f"includes {path}: more than {INCLUDE_LIMIT} includes")
        elif path in trail:
            self.not_understood(place, f"includes {path}, which includes it")
        elif len(trail) > DEPTH_LIMIT:
            self.not_understood(place, f"includes {path}: more than {DEPTH_LIMIT} includes deep")
        elif self.files.entry(path) is None:
            self.not_understood(place, f"includes {path}, which is not there")
        elif documents := [document for document in self.documents(path) if document]:
            return documents[-1]
        return Placed(path, 1)

    def text(self, path: str) -> str:
        """Return the text of a file, "" where it cannot be read or is over a bound."""
        with self.files.watching() as gaps:
            text = self._text(path)
        self._unseen.update(dict.fromkeys(gaps))
        return text

    def _text(self, path: str) -> str:
        if len(self.paths) >= FILE_LIMIT and path not in self.paths:
            self.files.miss(path, f"not read: CI has more than {FILE_LIMIT} such files")
            return ""
        if path not in self.paths:
            self.paths.append(path)
        try:
            text = self.files.text(path)
        except Unobserved:
            return ""
        if len(text) > TEXT_LIMIT:
            self.files.miss(path, f"larger than {TEXT_LIMIT} characters")
            return ""
        return text

    def _parsed(self, path: str) -> Sequence[Placed]:
        text = self.text(path)
        if not text:
            return ()
        from checker.documents.yaml import compose_all

        with self.files.watching() as gaps:
            try:
                documents = [placed(path, root) for root in compose_all(text)]
                if sum(document.size for document in documents) <= SIZE_LIMIT:
                    return documents
                self.files.miss(path, f"stands for more than {SIZE_LIMIT} values and characters")
            except Malformed as error:
                self.files.refuse(path, error)
            except RecursionError:
                self.files.miss(path, "nested too deeply")
        self._unseen.update(dict.fromkeys(gaps))
        return ()


def every_document(
    system: str,
    jobs: Callable[[CiFiles, Placed], Iterable[PipelineJob]],
    sources: CiFiles,
    paths: Sequence[str],
) -> Pipeline:
    """Return the pipeline of a system whose jobs stand in one document, or in several that know no others."""
    found = [job for path in paths for document in sources.documents(path) for job in jobs(sources, document)]
    return Pipeline(system, tuple(sources.paths), tuple(found), sources.unseen)
