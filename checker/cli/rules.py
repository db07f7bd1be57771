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

    configuration = options.configuration()
    plan = options.plan(policies, configuration, options.moment(None))
    chosen = list_rules.chosen(plan, rule)
    if form == "json":
        click.echo(list_rules.as_json(chosen))
    else:
        click.echo(list_rules.as_text(chosen, bool(rule), terminal_width()))
