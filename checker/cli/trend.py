"""`checker trend`: scores over time, from the history."""

from datetime import datetime

import click

from checker import plugins
from checker.cli import options


@click.command("trend")
@click.argument("names", nargs=-1, metavar="[TEAM|REPOSITORY]...")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="Only audits from then on.")
@click.option("-n", "--last", type=click.IntRange(1), metavar="N", help="Only the last N audits.")
@options.history_options
@click.option("--no-why", is_flag=True, help="Leave out what explains it: faster where there is much.")
@options.output_option(plugins.TRENDS)
@click.option("-v", "--verbose", is_flag=True, help="Leave nothing out.")
def command(  # noqa: PLR0913  # one argument an option
    *,
    names: tuple[str, ...],
    since: datetime | None,
    last: int | None,
    history: str | None,
    series: str,
    no_why: bool,
    chosen: tuple[str, ...],
    verbose: bool,
) -> None:
    """Show scores over time, and why they are others now than at first.

    By default of the organization and every team; a TEAM or a REPOSITORY alone is told in detail.
    """
    from checker import plugins
    from checker.app.reports import trend
    from checker.cli.output import outputs, write

    wanted = outputs(chosen, plugins.TRENDS)
    source = options.history_source(history, series)
    request = trend.TrendRequest(names, source.series, since.date() if since else None, last, not no_why)
    write(trend.trend(source.place, request), wanted, verbose)
