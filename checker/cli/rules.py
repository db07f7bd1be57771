"""`checker rules`: list the rules in force, or explain one."""

import click

from checker.cli import options


@click.command("rules")
@click.argument("rule", required=False)
@options.policy_option
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command(rule: str | None, policies: tuple[str, ...], form: str) -> None:
    """List the rules in force, or explain one RULE: why, what is checked, how to fix it, its origin."""
    from checker.app.policies import list_rules
    from checker.cli.output import terminal_width
    from checker.render.machine import listings
    from checker.render.terminal import rules as terminal_rules

    configuration = options.configuration()
    plan = options.plan(policies, configuration, options.moment(None))
    chosen = list_rules.chosen(plan, rule)
    if form == "json":
        click.echo(listings.rules(chosen))
    else:
        click.echo(terminal_rules.as_text(chosen, alone=bool(rule), width=terminal_width()))
