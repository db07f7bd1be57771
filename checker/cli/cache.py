"""`checker cache`: what is kept between runs, and the clearing of it."""

import click

from checker.cli.command_group import CommandGroup


@click.group("cache", cls=CommandGroup)
def command() -> None:
    """Show or clear what is kept between runs: clones, answers of GitHub, compiled policies.

    It lies in $CHECKER_CACHE_DIR, else in the place that your system has for such things. All of it
    can be made again.
    """


@command.command("show")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def show(form: str) -> None:
    """Show what is kept: how many things, how large, and how long it was of no use."""
    from checker.app import cache
    from checker.cli.output import to_stdout
    from checker.render.terminal import cache_table

    found = cache.show()
    to_stdout(cache_table.as_json(found) if form == "json" else cache_table.as_text(found))


@command.command("clear")
@click.argument("kinds", nargs=-1, metavar="[KIND]...")
@click.option(
    "--older-than",
    "days",
    type=click.FloatRange(0),
    metavar="DAYS",
    help="Only what was of no use for so many days.",
)
def clear(kinds: tuple[str, ...], days: float | None) -> None:
    """Remove what is kept, or only some kinds of it; `checker cache show` names them."""
    from checker.app import cache
    from checker.render.terminal import cache_table

    for line in cache_table.cleared(cache.clear(kinds, days)):
        click.echo(line)
