"""The command line: each command parses, calls one use case, writes and exits."""

from importlib import import_module
from pathlib import Path

import click

from checker import __version__
from checker.cli import options
from checker.cli.groups import Group, refuse_empty
from checker.errors import UsageError
from checker.filesystem.probe import reason

_COMMANDS = {
    "audit": "Judge repositories by a policy.",
    "cache": "Show or clear what is kept between runs.",
    "collect": "Keep what is seen of a repository in a file, to be judged later.",
    "comment": "Write a report below the pull request of a workflow's run.",
    "compare": "Say what moved between two audits, and why.",
    "debt": "Write down what fails today, and see it become less.",
    "demo": "Write reports of a made-up organization, to see what yours would be like.",
    "doctor": "Tell before an audit what it will see and what it will cost.",
    "history": "List, show, prune and export what was recorded of audits.",
    "init": "Write what a repository needs to be judged: configuration, policy, workflow, hook.",
    "merge": "Judge the parts of an audit that several machines collected.",
    "notify": "Tell teams what changed since the audit before.",
    "policy": "Check, test, show and document policies.",
    "report": "Tell of an audit again: to other people, in other formats.",
    "rules": "List the rules in force, or explain one.",
    "trend": "Show scores over time, and why they moved.",
    "upgrade-impact": "Say what this version judges otherwise than the one that recorded an audit.",
    "waive": "Accept risks until a day, and see which are accepted.",
}


class _Lazy(Group):
    """Imports a command when it is run, so that help is instant."""

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
        command: click.Command = import_module(f"checker.cli.{cmd_name.replace('-', '_')}").command
        return options.with_config(command)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(sorted(_COMMANDS.items()))


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
    try:
        Path.cwd()
    except FileNotFoundError as error:
        raise UsageError("the folder you stand in is not there any more", "go to another one") from error
    except OSError as error:
        raise UsageError(
            f"the folder you stand in cannot be read: {reason(error)}", "go to another one"
        ) from error
