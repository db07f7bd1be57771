"""What an audit has to do: one task a repository."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from checker.errors import CheckerError, TargetError
from checker.git import discover, enclosing
from checker.github.responses import Observation
from checker.model.audit import Uncollected
from checker.model.tree import Tree

GITHUB = "github:"
"""How targets begin that GitHub is asked about."""


class AuditTask(Struct, frozen=True):
    """One repository to judge.

    *target* is a path, an address or github:OWNER/NAME; for the last, *observation* is what GitHub
    said, and its files are in the clone at *folder* or in *tree*, if any rule reads files. *unchanged*:
    nothing was brought, because what was kept of an earlier audit should do.
    """

    target: str
    observation: Observation | None = None
    folder: str = ""
    tree: Tree | None = None
    unchanged: bool = False


def here() -> str:
    """Return the repository the user stands in, else the directory."""
    return str(enclosing(Path.cwd()) or ".")


def local(targets: Sequence[str], missing: list[Uncollected]) -> Iterator[AuditTask]:
    """Yield a task for each repository that paths and addresses name, each once.

    What names nothing, and what may not be read, goes to *missing*. Raises UsageError for an empty target.
    """
    found: dict[str, None] = {}
    unread: list[tuple[str, TargetError]] = []
    for target in targets:
        try:
            found.update(dict.fromkeys(discover(target, unread)))
        except TargetError as error:
            unread.append((target, error))
    missing += [uncollected(name, error) for name, error in unread]
    yield from map(AuditTask, found)


def uncollected(target: str, error: Exception) -> Uncollected:
    """Return what a report says about a target that could not be judged."""
    if isinstance(error, CheckerError):
        reason = error.message
        for shown in (target, Path(target), Path(target).absolute()):  # as what reads it may name it
            reason = reason.removeprefix(f"{shown}: ")
        return Uncollected(target, reason, error.hint)
    return Uncollected(target, f"{type(error).__name__}: {error}", "please report this bug")
