"""Writes audits to a history, subject by subject."""

from collections.abc import Iterable
from types import TracebackType
from typing import Self

from checker.model.audit import Audit, PolicyStamp, Subject


class Recording:
    """Records audits of one series, which nobody else can meanwhile; made by `History.record`.

    Use it in a `with` statement: it lets go of the series at the end. An audit that was begun and not
    finished stays in the history as unfinished, until the next one begins.
    """

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let somebody else record this series."""
        raise NotImplementedError

    def begin(self, started_at: str, policy: PolicyStamp, tool: str, resume: bool = False) -> int:
        """Begin an audit and return its id.

        With *resume* the unfinished audit of the same time and policy goes on; any other unfinished one
        is discarded. Raises UsageError when the series has a later audit already.
        """
        raise NotImplementedError

    def add(self, subject: Subject, facts: str = "") -> None:
        """Record a subject in a transaction of its own; a second time replaces the first.

        *facts* is a snapshot to keep beside it.
        """
        raise NotImplementedError

    def same(self, subjects: Iterable[tuple[str, str]]) -> None:
        """Say of subjects, by kind and id, that they are as they were in the previous audit.

        They need no `add`, and nothing is written. Raises KeyError for one that was not there.
        """
        raise NotImplementedError

    def finish(self, audit: Audit) -> None:
        """Record the groups, warnings and whatever subject was not added yet, and let others read it.

        Subjects that are not in *audit* end here.
        """
        raise NotImplementedError

    def discard(self) -> None:
        """Forget the audit that was begun."""
        raise NotImplementedError
