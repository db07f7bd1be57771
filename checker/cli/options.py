"""Options that several commands share, and the values they stand for."""

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from checker.errors import UsageError

if TYPE_CHECKING:
    from checker.engine.compile import Plan
    from checker.packs.config import Configuration

Command = TypeVar("Command", bound=Callable[..., Any])


def policy_option(command: Command) -> Command:
    """Add -p, --policy."""
    return click.option(
        "-p",
        "--policy",
        "policies",
        multiple=True,
        metavar="NAME|FILE",
        help="A pack or a policy file; repeatable. Default: checker.yml, else the baseline pack.",
    )(command)


def now_option(command: Command) -> Command:
    """Add --now."""
    return click.option(
        "--now",
        metavar="TIME",
        help="Judge as of this time (RFC 3339). Default: SOURCE_DATE_EPOCH, else the clock.",
    )(command)


def moment(text: str | None) -> datetime:
    """Return the time to judge against, in UTC and whole seconds.

    Raises UsageError when it is no time.
    """
    if text:
        return _parsed(text)
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isdigit():
        return datetime.fromtimestamp(int(epoch), UTC)
    return datetime.now(UTC).replace(microsecond=0)


def _parsed(text: str) -> datetime:
    try:
        value = datetime.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"--now {text!r} is not a time", "write it as 2026-11-22T12:00:00Z") from error
    return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


def plan(policies: tuple[str, ...], configuration: "Configuration", now: datetime) -> "Plan":
    """Return the plan in force: the command line's policies, else the configuration's, else baseline.

    Raises PolicyError with every mistake.
    """
    from checker.app.plans import prepare

    # An audit as of an earlier day must not find today's waivers too long.
    today = max(now, datetime.now(UTC)).date()
    if policies:
        return prepare(policies, Path.cwd(), today)
    return prepare(configuration.policy or ("baseline",), configuration.folder, today)
