"""What can go wrong, with the exit code and the advice that go with it."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Any


class CheckerError(Exception):
    """An expected failure: says what went wrong and where; *hint* says what to do next."""

    exit_code = 2

    def __init__(self, message: str, hint: str = "") -> None:
        # Both go to args, so that the error survives the way back from a worker process.
        super().__init__(message, hint)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return self.message


class UsageError(CheckerError):
    """The command line or the configuration asks for something that cannot be done."""


class PolicyError(CheckerError):
    """A policy does not load; the message holds every mistake, one a line."""


class TargetError(CheckerError):
    """A target could not be read at all."""

    exit_code = 3


class Cause(StrEnum):
    """Why something was not observed: a change is judged by it (see `checker.engine.gate`).

    UNREADABLE: the content is to blame. A limit or a parser of ours refuses it, it is a link, or it is
    damaged. NOT_UNDERSTOOD: it was read whole, and could be what a rule asks about, but what it does is
    not known here, such as a script that CI calls. UNAVAILABLE: nothing in the files decides it. GitHub was
    not asked or did not answer, a permission is missing, or this clone holds a part of the history only.
    """

    UNREADABLE = "unreadable"
    NOT_UNDERSTOOD = "not-understood"
    UNAVAILABLE = "unavailable"


class Unobserved(Exception):
    """A question about a repository has no answer: *path* says which, *reason* why.

    Raised by trees and by expression functions; it makes an outcome unknown, never a failure.
    *permission* names what would let us see it ("" where nothing would). *files* are the paths of the
    repository that hold the answer and were not seen, as far as they are known. *seen* are those items of
    a list that were, None where the answer is no list or nothing of it was seen.
    """

    def __init__(  # noqa: PLR0913, PLR0917  # all that there is to say of it
        self,
        path: str,
        reason: str,
        permission: str = "",
        cause: Cause | str = Cause.UNREADABLE,
        files: Iterable[str] = (),
        seen: Sequence[Any] | None = None,
    ) -> None:
        super().__init__(path, reason, permission, cause, tuple(files))
        self.path = path
        self.reason = reason
        self.permission = permission
        self.cause = Cause(cause)
        self.files = tuple(files)
        self.seen = None if seen is None else list(seen)

    def __str__(self) -> str:
        return f"{self.path}: {self.reason}"


class Nothing(Unobserved):
    """There was nothing to measure, and that is certain."""
