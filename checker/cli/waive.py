"""`checker waive`: accept risks until a day, and see which are accepted."""

import re
from datetime import date, timedelta
from pathlib import Path

import click

from checker.cli import options
from checker.cli.command_group import CommandGroup
from checker.errors import UsageError


@click.group("waive", cls=CommandGroup)
def command() -> None:
    """Accept risks until a day, and see which are accepted."""


@command.command("add")
@click.argument("rules", nargs=-1, required=True, metavar="RULE...")
@click.option("--repository", "repositories", multiple=True, metavar="GLOB", help="Only there; repeatable.")
@click.option("--team", "teams", multiple=True, metavar="GLOB", help="Only this team's; repeatable.")
@click.option("--path", "paths", multiple=True, metavar="GLOB", help="Only findings there; repeatable.")
@click.option("--everywhere", is_flag=True, help="In every repository, and that is meant.")
@click.option("--reason", required=True, help="Why the risk is accepted.")
@click.option("--owner", required=True, help="Who will end it.")
@click.option("--approved-by", required=True, help="Who accepted it.")
@click.option("--until", required=True, metavar="DATE|+DAYSd", help="The last day, as 2027-03-31 or +90d.")
@click.option(
    "--file",
    "chosen",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The policy file to write to. Default: the only one of your own that is in force.",
)
@options.policy_option
@options.now_option
def add(  # noqa: PLR0913  # one argument an option
    *,
    rules: tuple[str, ...],
    repositories: tuple[str, ...],
    teams: tuple[str, ...],
    paths: tuple[str, ...],
    everywhere: bool,
    reason: str,
    owner: str,
    approved_by: str,
    until: str,
    chosen: Path | None,
    policies: tuple[str, ...],
    now: str | None,
) -> None:
    """Write a waiver of each RULE (an id or a pattern) into a policy file.

    All else in the file stays as it is, comments too. Nothing is written unless the policy allows
    the waiver.
    """
    from checker.app.exceptions import add_waiver
    from checker.app.policies.compile_plan import named
    from checker.model.policy import Waiver

    today = options.moment(now).date()
    sources = named(policies, options.configuration())
    waiver = Waiver(
        rules=rules,
        reason=reason,
        owner=owner,
        approved_by=approved_by,
        until=_day(until, today),
        repositories=repositories,
        teams=teams,
        paths=paths,
        everywhere=everywhere,
    )
    written = add_waiver.add(waiver, sources, chosen, today)
    days = (written.until - today).days
    click.echo(f"{written.position}: waived until {written.until}, {days} days from now")
    click.echo("\n".join(add_waiver.lines(written)))


@command.command("list")
@click.option("--expiring", type=click.IntRange(0), metavar="DAYS", help="Only those that end within DAYS.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@options.policy_option
@options.now_option
def listing(expiring: int | None, form: str, policies: tuple[str, ...], now: str | None) -> None:
    """Show the waivers of the policies in force, those that have ended first.

    What repositories hold for themselves is in the reports of audits.
    """
    from checker.app.exceptions import list_waivers
    from checker.render.machine import listings
    from checker.render.terminal.waivers import as_text

    moment = options.moment(now)
    plan = options.plan(policies, options.configuration(), moment)
    waivers = list_waivers.rows(plan.policy, moment.date(), expiring)
    click.echo(listings.waivers(waivers) if form == "json" else as_text(waivers))


def _day(text: str, today: date) -> date:
    match = re.fullmatch(r"\+([0-9]{1,5})d", text)
    try:
        return today + timedelta(days=int(match[1])) if match else date.fromisoformat(text)
    except (ValueError, OverflowError) as error:
        raise UsageError(f"--until {text!r} is not a day", "write it as 2027-03-31 or +90d") from error
