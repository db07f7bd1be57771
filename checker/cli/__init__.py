"""The command line: each command parses, calls one use case, writes and exits."""

from importlib import import_module

import click

from checker._version import __version__
from checker.cli.command_group import CommandGroup, refuse_empty
from checker.errors import UsageError

_COMMANDS = (
    "audit",
    "cache",
    "collect",
    "comment",
    "compare",
    "debt",
    "demo",
    "doctor",
    "history",
    "init",
    "merge",
    "notify",
    "policy",
    "report",
    "rules",
    "trend",
    "upgrade-impact",
    "waive",
)
"""Each is `command` in the module of its name, with _ for -."""


class _Lazy(CommandGroup):
    """Imports a command when it is run, or when all are listed."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if not ctx.resilient_parsing:
            refuse_empty(args, ctx)
        return super().parse_args(ctx, args)

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in _COMMANDS:
            return None
        from checker.cli import options

        command: click.Command = import_module(f"checker.cli.{cmd_name.replace('-', '_')}").command
        return options.with_config(command)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        commands = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        with formatter.section("Commands"):
            formatter.write_dl([(name, _summary(command)) for name, command in commands if command])


def _summary(command: click.Command) -> str:
    """Return the first paragraph of a command's help, in one line."""
    return " ".join((command.help or "").partition("\n\n")[0].split())


@click.command(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="standards-checker")
def cli() -> None:
    """Audit Git repositories against your own engineering standards.

    Policies say what good looks like and why the business needs it; rules are judged on what
    lies in Git, nothing in a repository is executed, and what cannot be seen is reported as
    unknown.

    \b
    Exit codes: 0 compliant, 1 not compliant, 2 usage or bad policy,
    3 could not check enough, 130 interrupted, 141 nobody reads the report.
    """  # noqa: D301  # click keeps lines below a real backspace apart
    # Not above: that would be half of the start of `--version`.
    from pathlib import Path

    from checker.filesystem.probe import reason

    try:
        Path.cwd()
    except FileNotFoundError as error:
        raise UsageError("the current directory no longer exists", "change to another directory") from error
    except OSError as error:
        raise UsageError(
            f"the current directory cannot be read: {reason(error)}", "change to another directory"
        ) from error
