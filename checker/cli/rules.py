"""`checker rules`: list the rules in force, or explain one."""

from pathlib import Path

import click

from checker.cli import options


@click.command("rules")
@click.argument("rule", required=False)
@options.policy_option
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command(rule: str | None, policies: tuple[str, ...], form: str) -> None:
    """List the rules in force, or explain one RULE: why, what is checked, cases, how to fix it."""
    from checker.app import handbook
    from checker.packs import config

    configuration = config.find(Path.cwd())
    plan = options.plan(policies, configuration, options.moment(None))
    chosen = handbook.chosen(plan, rule)
    click.echo(handbook.as_json(chosen) if form == "json" else handbook.as_text(chosen, alone=bool(rule)))
