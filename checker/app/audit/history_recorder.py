"""Keeps an audit in the history as it goes on."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from checker.app.audit.series import Series, existing
from checker.engine.initiatives import remembered
from checker.errors import CheckerError
from checker.model.audit import Audit, PolicyStamp, Subject
from checker.model.initiative import ProgressPoint
from checker.policy.settings.configuration import Configuration

if TYPE_CHECKING:
    from checker.store.recording import Recording

NONE = ("", "none")
"""What stands for no history."""


class HistoryLocation(Struct, frozen=True):
    """Where a history is kept: an address, and the folder where relative paths of it start."""

    url: str
    folder: Path


def place_of(configuration: Configuration, given: str | None) -> HistoryLocation | None:
    """Return where the history is: as the user says, else the configuration; None for no history.

    Raises UsageError where a configuration that is confined to its folder keeps it elsewhere.
    """
    if given is not None:
        return None if given in NONE else HistoryLocation(given, Path.cwd())
    configuration.check("history")
    stated = configuration.history
    return None if stated in NONE else HistoryLocation(stated, configuration.folder)


class HistoryRecorder:
    """Records one audit, or none without a history.

    What is wrong before any work is the user's to mend. What fails later does not take the audit with
    it: recording ends, and the audit says so.
    """

    def __init__(
        self, recording: "Recording | None", past: Mapping[str, tuple[ProgressPoint, ...]] | None = None
    ) -> None:
        self._recording = recording
        self._past = past or {}
        self._trouble = ""

    def begin(self, started_at: str, policy: PolicyStamp, tool: str, resume: bool) -> None:
        """Begin; raises UsageError when the history fails.

        An audit of a time before one that was recorded is reported all the same: once a clock was ahead,
        nobody could see a report.
        """
        if self._recording is None:
            return
        from checker.store.recording import LaterAudit

        try:
            self._recording.begin(started_at, policy, tool, resume)
        except LaterAudit as error:
            self._trouble = f"{error.message}; {error.hint}"

    def add(self, subject: Subject, facts: str = "") -> None:
        """Record a subject for good, and a snapshot of what it was judged by."""
        self._tried(lambda recording: recording.add(subject, facts))

    def finish(self, audit: Audit) -> Audit:
        """Record the rest, and return the audit with what has to be said about that.

        The audit gets to know how its initiatives went before.
        """
        if self._recording:
            audit = replace(audit, past=remembered(audit, self._past))
        self._tried(lambda recording: recording.finish(audit))
        if not self._trouble:
            return audit
        said = f"this audit is not in the history: {self._trouble}"
        return replace(audit, warnings=(*audit.warnings, said))

    def _tried(self, write: Callable[["Recording"], None]) -> None:
        if self._recording is None or self._trouble:
            return
        try:
            write(self._recording)
        except CheckerError as error:
            self._trouble = error.message


@contextmanager
def recorder(place: HistoryLocation | None, series: Series | None) -> Iterator[HistoryRecorder]:
    """Give what records an audit of a series, which nobody else can meanwhile; it may be None for no series.

    Raises UsageError when the history cannot be opened, or somebody else records the series.
    """
    if place is None or series is None:
        yield HistoryRecorder(None)
        return
    from checker.store import open_history

    with open_history(place.url, place.folder, write=True) as history:
        line = existing(series, history.series()) if series.named else series
        with history.record(line.key, line.name) as recording:
            yield HistoryRecorder(recording, history.past(line.key))
