"""`checker debt`: write down what fails today, and see it become less."""

from typing import TYPE_CHECKING, Any

import click

from checker.cli import options
from checker.cli.command_group import CommandGroup
from checker.cli.repository_options import github_options, repository_options

if TYPE_CHECKING:
    from datetime import date

    from checker.model.audit import Audit
    from checker.policy.settings.configuration import Configuration


@click.group("debt", cls=CommandGroup)
def command() -> None:
    """Write down what fails today: it warns from then on, and may only become less."""


@command.command("record")
@click.argument("targets", nargs=-1, metavar="[TARGET]...")
@click.option("--owner", required=True, help="Who will mend it.")
@click.option(
    "--rule",
    "rules",
    multiple=True,
    metavar="GLOB",
    help="Also record what these find anew; repeatable.",
)
@options.policy_option
@options.now_option
@repository_options
def record(
    *,
    targets: tuple[str, ...],
    owner: str,
    rules: tuple[str, ...],
    policies: tuple[str, ...],
    now: str | None,
    **github: Any,
) -> None:
    """Record today's failures, or take out of the record what has been mended since.

    The first time all failures are recorded. Later nothing is added but what --rule names.
    """
    from checker.app.exceptions import debt

    audit, configuration, today = _audited(targets, policies, now, github)
    found = debt.record(audit, configuration.debt, owner, rules, today)
    path = configuration.debt_path
    debt.save(configuration, found.debt)
    changed = f"{found.added} new, {found.shrunk} shrunk, {found.paid} paid"
    click.echo(f"{path}: {len(found.debt)} recorded; {changed}")


@command.command("show")
@click.argument("targets", nargs=-1, metavar="[TARGET]...")
@options.policy_option
@options.now_option
@repository_options
def show(*, targets: tuple[str, ...], policies: tuple[str, ...], now: str | None, **github: Any) -> None:
    """Show what is left of the recorded debt, the oldest first."""
    from checker.app.exceptions import debt
    from checker.render.terminal.debt import lines

    audit, configuration, today = _audited(targets, policies, now, github)
    for line in lines(debt.accounts(audit, configuration.debt, today)):
        click.echo(line)


def _audited(
    targets: tuple[str, ...], policies: tuple[str, ...], now: str | None, github: dict[str, Any]
) -> "tuple[Audit, Configuration, date]":
    from checker.app.audit.run import AuditRequest, audit
    from checker.cli.output import say_all
    from checker.cli.progress import progress
    from checker.errors import TargetError

    moment = options.moment(now)
    configuration = options.configuration()
    plan = options.plan(policies, configuration, moment)
    request = AuditRequest(targets, moment, github=github_options(github), today=options.today(moment))
    with progress(quiet=False) as watcher:
        found = audit(request, plan, configuration, watcher)
    unread = [f"{each.target}: {each.reason}" for each in found.uncollected]
    if unread and not any(each.repository for each in found.subjects):
        raise TargetError("\n".join(unread), found.uncollected[0].hint)
    say_all("warning: not looked at: ", unread, quiet=False)
    return found, configuration, moment.date()
