"""Options that several commands share, and the values they stand for."""

import os
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.core import ParameterSource

from checker import plugins
from checker.errors import UsageError

if TYPE_CHECKING:
    from checker.app.audit.exit_code import Demands
    from checker.app.audit.history_recorder import HistoryLocation
    from checker.app.reports.compare import ReferenceSource
    from checker.engine.compile import Plan
    from checker.policy.settings.configuration import Configuration

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


class _Output(click.Option):
    """Its help names the formats of a *group* of plug-ins, those of other distributions too."""

    def __init__(self, *declarations: Any, group: str, **attributes: Any) -> None:
        super().__init__(*declarations, **attributes)
        self._group = group

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Look for the formats only when help is asked for: it takes longer than the rest of the start."""
        formats = ", ".join(plugins.names(self._group))
        self.help = f"One of {formats}; repeatable. Default: the table, unless another takes stdout."
        return super().get_help_record(ctx)


def output_option(group: str) -> Callable[[Command], Command]:
    """Return what adds -o, --output for the formats of a group of plug-ins, such as `plugins.FORMATS`."""
    return click.option(
        "-o", "--output", "chosen", cls=_Output, group=group, multiple=True, metavar="FORMAT[=PATH]"
    )


def now_option(command: Command) -> Command:
    """Add --now."""
    return click.option(
        "--now",
        metavar="TIME",
        help="Evaluate the audit as of this time (RFC 3339). Default: SOURCE_DATE_EPOCH, else the clock.",
    )(command)


def history_option(command: Command) -> Command:
    """Add --history."""
    return click.option(
        "--history",
        metavar="URL",
        help="The history: sqlite:///FILE, postgresql://USER@HOST/DATABASE, or none. Default: as in "
        "checker.yml.",
    )(command)


def history_options(command: Command) -> Command:
    """Add --history and --series."""
    series = click.option(
        "--series",
        default="",
        metavar="NAME",
        help="The series of the history, by its name or key. Default: the one of the targets of checker.yml.",
    )
    return series(history_option(command))


def history_place(given: str | None) -> "HistoryLocation | None":
    """Return where the history is, None where there is none."""
    from checker.app.audit.history_recorder import place_of

    return place_of(configuration(), given)


def history_source(given: str | None, series: str) -> "ReferenceSource":
    """Return where the history is, and which series of it is read."""
    from checker.app.audit.series import choice
    from checker.app.reports.compare import ReferenceSource

    return ReferenceSource(history_place(given), choice(series, configuration()))


_SEVERITIES = ["critical", "high", "medium", "low", "info", "never"]
_DEMANDS = (
    click.option(
        "--fail-on",
        type=click.Choice(_SEVERITIES),
        default="high",
        show_default=True,
        help="Exit with 1 when a rule of this severity or worse fails.",
    ),
    click.option("--require-level", default="", metavar="NAME", help="Exit with 1 below this level."),
    click.option(
        "--min-score",
        type=click.FloatRange(0, 100),
        help="Exit with 1 below this score; what is unknown counts as failed.",
    ),
    click.option("--min-coverage", type=click.FloatRange(0, 100), help="Exit with 3 below this coverage."),
    click.option("--fail-on-unknown", is_flag=True, help="Exit with 3 when any rule is unknown."),
)


def demand_options(command: Command) -> Command:
    """Add what decides about the exit code; `demands` says what it stands for."""
    for option in reversed(_DEMANDS):
        command = option(command)
    return command


def demands(given: dict[str, Any]) -> "Demands":
    """Take the options of `demand_options` out of the arguments of a command; return what they demand."""
    from checker.app.audit.exit_code import Demands
    from checker.model.policy import Severity

    fail_on = given.pop("fail_on")
    return Demands(
        fail_on=None if fail_on == "never" else Severity(fail_on),
        level=given.pop("require_level"),
        score=given.pop("min_score"),
        coverage=given.pop("min_coverage"),
        no_unknown=given.pop("fail_on_unknown"),
    )


jobs_option = click.option(
    "-j", "--jobs", type=click.IntRange(1, 256), help="How many processes. Default: one for each processor."
)


_CONFIG = "checker.config"  # where click keeps --config for the command that is run


def with_config(command: click.Command) -> click.Command:
    """Add --config to a command and to those below it."""
    if isinstance(command, click.Group):
        for below in command.commands.values():
            with_config(below)
    elif not any(each.name == "config" for each in command.params):
        option = click.Option(
            ["--config"],
            metavar="FILE",
            envvar="CHECKER_CONFIG",
            expose_value=False,
            callback=_keep_config,
            help="The checker.yml in force. You vouch for it, so it may lead anywhere. Default: the nearest "
            "one in or above this folder; inside a Git work tree it holds for its own folder only.",
        )
        command.params.append(option)
    return command


def _keep_config(ctx: click.Context, option: click.Parameter, value: str | None) -> None:
    del option
    if value == "":
        raise UsageError("--config is empty", "name a file, or leave it out")
    ctx.meta[_CONFIG] = None if value is None else Path(value)


def chosen_config() -> Path | None:
    """Return the file that --config or CHECKER_CONFIG names, None without one."""
    found: Path | None = click.get_current_context().meta.get(_CONFIG)
    return found


def configuration() -> "Configuration":
    """Return the configuration in force: what --config names, else the nearest one upwards.

    Raises UsageError with every mistake in it, and where it is not to be trusted.
    """
    from checker.policy.settings import config

    chosen = chosen_config()
    return config.find(Path.cwd()) if chosen is None else config.trusted(chosen)


# -1 means the audit before the latest; it would be taken for an option.
REFERENCES = {"ignore_unknown_options": True}
"""Settings of commands that take audits of the history."""


def moment(text: str | None) -> datetime:
    """Return the time to judge against, in UTC and whole seconds.

    Raises UsageError when it is no time, or none that an audit can be of.
    """
    if text:
        return _parsed(text)
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    return _since_1970(epoch) if epoch else datetime.now(UTC).replace(microsecond=0)


def _parsed(text: str) -> datetime:
    from checker.app.audit.times import accepted

    try:
        value = datetime.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"--now {text!r} is not a time", "write it as 2026-11-22T12:00:00Z") from error
    return accepted(value if value.tzinfo else value.replace(tzinfo=UTC), f"--now {text}").replace(
        microsecond=0
    )


def _since_1970(epoch: str) -> datetime:
    from checker.app.audit.times import LATEST, accepted

    if not (epoch.isascii() and epoch.isdigit()):
        raise UsageError(
            f"SOURCE_DATE_EPOCH={epoch!r} is not a time", "it holds the seconds since 1970-01-01 as a number"
        )
    value = datetime.fromtimestamp(min(int(epoch[:20]), int(LATEST.timestamp())), UTC)
    return accepted(value, f"SOURCE_DATE_EPOCH={epoch}")


def given() -> frozenset[str]:
    """Return the options that the user wrote on the command line, by their long names (`--fail-on`)."""
    context = click.get_current_context()
    return frozenset(
        max(each.opts, key=len)
        for each in context.command.params
        if context.get_parameter_source(each.name or "") is ParameterSource.COMMANDLINE
    )


def is_moment_given(now: str | None) -> bool:
    """Tell whether anybody says which time is judged against, rather than the clock."""
    return bool(now or os.environ.get("SOURCE_DATE_EPOCH"))


def today(now: datetime) -> date:
    """Return the day that waivers are measured from: an audit as of earlier must not find them too long."""
    return max(now, datetime.now(UTC)).date()


def plan(policies: tuple[str, ...], configuration: "Configuration", now: datetime) -> "Plan":
    """Return the plan of the policies in force.

    Raises PolicyError with every mistake.
    """
    from checker.app.policies.compile_plan import named, planned

    return planned(named(policies, configuration), today(now))
