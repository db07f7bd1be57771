"""`checker policy`: check, test, show and document policies."""

import sys
from pathlib import Path

import click

from checker.cli import options
from checker.cli.command_group import CommandGroup

_KINDS = ["policy", "rules", "cases", "config", "teams", "waivers", "debt", "audit", "change", "trend"]


@click.group("policy", cls=CommandGroup)
def command() -> None:
    """Check, test, show and document policies."""


@command.command("check")
@click.argument("policies", nargs=-1, metavar="[NAME|FILE]...")
def check(policies: tuple[str, ...]) -> None:
    """Find every mistake in policies, each as file:line:column."""
    from checker.render.shared.text import count

    plan = options.plan(policies, options.configuration(), options.moment(None))
    rules, facts = count(len(plan.policy.rules), "rule"), count(len(plan.wanted), "fact")
    click.echo(f"{plan.policy.id}: {rules}, {facts} read, no mistakes")


@command.command("test")
@click.argument("policies", nargs=-1, metavar="[NAME|FILE]...")
def test(policies: tuple[str, ...]) -> None:
    """Run the cases beside policies: each rule needs a pass, a fail and a not-applicable one."""
    from checker.app.policies import run_cases
    from checker.app.policies.compile_plan import named
    from checker.render.shared.text import clean

    report = run_cases.run(named(policies, options.configuration()))
    for failure in report.failures:
        click.echo(clean(f"{failure.where}: {failure.rule}: {failure.message}"))
    click.echo(f"{report.cases} cases, {len(report.failures)} failed")
    sys.exit(1 if report.failures else 0)


@command.command("show")
@options.policy_option
@click.option("--origins", is_flag=True, help="Show where each part was said.")
def show(policies: tuple[str, ...], origins: bool) -> None:
    """Print the policy in force after merging and adjusting, as JSON."""
    from checker.render.machine import listings
    from checker.render.terminal import rules

    policy = options.plan(policies, options.configuration(), options.moment(None)).policy
    click.echo(rules.origins(policy) if origins else listings.policy(policy))


@command.command("schema")
@click.argument("kind", type=click.Choice(_KINDS), default="policy")
def schema(kind: str) -> None:
    """Print the JSON Schema of a kind of file, for editors and validators.

    rules are the files beside a pack.yml, waivers and debt those below .checker, and the last three
    what programs read.
    """
    from checker.app.policies import schemas

    click.echo(schemas.schema(kind), nl=False)


@command.command("docs")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@options.policy_option
@click.option("--check", "compare", is_flag=True, help="Write nothing; exit with 1 if a page differs.")
def docs(folder: Path, policies: tuple[str, ...], compare: bool) -> None:
    """Write the handbook of rules and the reference of facts, functions and formats.

    Without --policy the handbook holds all packs, whatever a configuration says.
    """
    from checker.app.policies import reference_docs
    from checker.cli import cli
    from checker.cli.help_texts import helps

    named = policies or reference_docs.every_pack()
    plan = options.plan(named, options.configuration(), options.moment(None))
    stale = reference_docs.differing(plan, folder, helps(cli, "checker"))
    if not compare:
        reference_docs.write(stale, folder)
    for name in stale:
        click.echo(f"{folder / name}: {'differs' if compare else 'written'}")
    sys.exit(1 if compare and stale else 0)
