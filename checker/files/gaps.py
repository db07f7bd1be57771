"""What was asked of a tree and not seen: what nobody saw is never taken as absent."""

from collections.abc import Callable, Iterable, Iterator

from msgspec import Struct

from checker.errors import Cause, Unobserved

LINK = "is a symbolic link that leads to no file of this repository"
SHOWN = 5
"""Files that a reason names."""


class UnseenFile(Struct, frozen=True):
    """One file ("" where none is meant) and why it was not seen; *broken*: it was read and does not parse."""

    path: str
    reason: str
    cause: Cause = Cause.UNREADABLE
    broken: bool = False
    line: int = 0

    def __str__(self) -> str:
        if self.line:
            return f"{self.path}:{self.line} {self.reason}"
        return f"{self.path}: {self.reason}" if self.path else self.reason


class UnseenFiles:
    """The files that were not seen, or not understood, while something was worked out, and why."""

    def __init__(self, gaps: Iterable[UnseenFile] = ()) -> None:
        self._known = dict.fromkeys(gaps)

    def __bool__(self) -> bool:
        return bool(self._known)

    def __iter__(self) -> Iterator[UnseenFile]:
        return iter(self._known)

    def add(self, *gaps: UnseenFile) -> None:
        """Note gaps, each once."""
        self._known.update(dict.fromkeys(gaps))

    def catch(self, error: Unobserved) -> None:
        """Note what an error says."""
        self.add(*(UnseenFile(path, error.reason, error.cause) for path in error.files or (error.path,)))

    def __or__(self, others: "UnseenFiles") -> "UnseenFiles":
        return UnseenFiles([*self._known, *others._known])

    def only(self, keep: Callable[[UnseenFile], bool]) -> "UnseenFiles":
        """Return some of the gaps."""
        return UnseenFiles(filter(keep, self._known))

    @property
    def unread(self) -> "UnseenFiles":
        """The files that were not read, those left out that were and do not parse."""
        return self.only(lambda gap: not gap.broken)

    @property
    def cause(self) -> Cause:
        """UNREADABLE if anything was not read, else the cause of the first."""
        causes = [gap.cause for gap in self._known]
        return Cause.UNREADABLE if Cause.UNREADABLE in causes else causes[0]

    @property
    def files(self) -> tuple[str, ...]:
        """The paths, sorted, of the files behind `cause`."""
        return tuple(sorted({gap.path for gap in self._decisive if gap.path}))

    @property
    def reason(self) -> str:
        """Say what is wrong with the first few, and with how many more."""
        decisive = self._decisive
        first = [gap for gap in decisive if gap.reason == decisive[0].reason and not gap.line]
        if len(first) < 2:
            told, more = "; ".join(map(str, decisive[:SHOWN])), len(decisive) - SHOWN
        else:
            paths = ", ".join(gap.path for gap in first[:SHOWN])
            told, more = f"{paths}: {first[0].reason}", len(decisive) - SHOWN
        return f"{told}; and {more} more" if more > 0 else told

    @property
    def _decisive(self) -> list[UnseenFile]:
        cause = self.cause
        return [gap for gap in self._known if gap.cause is cause]
