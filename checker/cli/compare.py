"""`checker compare`: what moved between two audits, and why."""

import sys

import click

from checker import plugins
from checker.cli import options


@click.command("compare", context_settings=options.REFERENCES)
@click.argument("before", metavar="A", default="previous")
@click.argument("after", metavar="B", default="latest")
@click.option(
    "--team", "teams", multiple=True, metavar="NAME", help="Only this team and all below it; repeatable."
)
@click.option(
    "--repository", "repositories", multiple=True, metavar="GLOB", help="Only these repositories; repeatable."
)
@click.option("--rule", "rules", multiple=True, metavar="GLOB", help="Only these rules; repeatable.")
@options.output_option(plugins.CHANGES)
@options.history_options
@click.option(
    "--fail-if-worse", is_flag=True, help="Exit with 1 when the score fell or a level was lost by anybody."
)
@click.option("-q", "--quiet", is_flag=True, help="Say nothing on stderr but errors.")
@click.option("-v", "--verbose", is_flag=True, help="Leave nothing out.")
def command(  # noqa: PLR0913  # one argument an option
    *,
    before: str,
    after: str,
    teams: tuple[str, ...],
    repositories: tuple[str, ...],
    rules: tuple[str, ...],
    chosen: tuple[str, ...],
    history: str | None,
    series: str,
    fail_if_worse: bool,
    quiet: bool,
    verbose: bool,
) -> None:
    """Compare audit A with the later audit B: what got better and worse, and why scores moved.

    Each is the path of a JSON report (- for stdin) or an audit of the history: an id, latest,
    previous, -N or a date. By default the previous audit is compared with the latest.

    The difference of a score is split into parts that sum to it: scope (repositories that came or
    went), policy (rules and weights that are others), waivers, coverage (what could be decided in
    one audit only), and what is left, the repositories' own doing and time.
    """
    from checker import plugins
    from checker.app.reports import compare
    from checker.cli.output import outputs, say, write
    from checker.model.change import Focus

    wanted = outputs(chosen, plugins.CHANGES)
    source = options.history_source(history, series)
    audits = compare.load(before, after, source)
    change = compare.compare(*audits, Focus(teams, repositories, rules))
    write(change, wanted, verbose)
    if fail_if_worse:
        judged = compare.verdict(change)
        for reason in judged.reasons:
            say(f"checker: {reason}", quiet)
        sys.exit(judged.code)
