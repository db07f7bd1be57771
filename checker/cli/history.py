"""`checker history`: list, show, prune and export what was recorded."""

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from checker import plugins
from checker.cli import options
from checker.cli.command_group import CommandGroup
from checker.filesystem.write import Destination

_PERIODS = ["daily", "weekly", "monthly", "yearly"]


@click.group("history", cls=CommandGroup)
def command() -> None:
    """List, show, prune and export what was recorded of audits.

    An audit is named by its id, `latest`, `previous`, `-N` (N before the latest), or a date: the newest
    on or before it. Audits of the same targets are a series; that of the targets of checker.yml is meant
    unless --series says otherwise.
    """


@command.command("list")
@options.history_options
def listing(series: str, history: str | None) -> None:
    """List the audits of a series, oldest first."""
    from checker.app.reports.history import open_place, recorded
    from checker.render.terminal.history import listing as lines

    source = options.history_source(history, series)
    with open_place(source.place) as opened:
        for line in lines(*recorded(opened, source.series)):
            click.echo(line)


@command.command("show", context_settings=options.REFERENCES)
@click.argument("reference", default="latest")
@options.output_option(plugins.FORMATS)
@click.option("-v", "--verbose", is_flag=True, help="Show every rule, passed ones too.")
@options.history_options
def show(reference: str, chosen: tuple[str, ...], verbose: bool, series: str, history: str | None) -> None:
    """Report an audit as it was recorded, in any format.

    What was observed and why is as of when a result last changed by more than numbers.
    """
    from checker.app.reports.history import find, open_place
    from checker.app.reports.story import told
    from checker.cli.output import outputs, write_story

    wanted = outputs(chosen)
    source = options.history_source(history, series)
    with open_place(source.place) as kept:
        audit = kept.load(find(kept, reference, source.series).id)
    write_story(told(audit), wanted, verbose=verbose)


@command.command("facts", context_settings=options.REFERENCES)
@click.argument("repository")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.argument("reference", default="latest")
@options.history_options
def facts(repository: str, file: Path, reference: str, series: str, history: str | None) -> None:
    """Write to FILE what was collected of a repository (its id), if an audit kept it by --keep-facts.

    `checker audit --facts FILE` judges it again, by another policy too.
    """
    from checker.app.reports.history import open_place, snapshot

    source = options.history_source(history, series)
    with open_place(source.place) as found:
        Destination(file).write(snapshot(found, reference, repository, source.series))


@command.command("prune")
@click.option("--keep-days", type=click.IntRange(0), metavar="N", help="Keep all audits of the last N days.")
@click.option("--keep", type=click.Choice(_PERIODS), help="Of older ones, keep the last of each period.")
@click.option("--dry-run", is_flag=True, help="Only tell what would be removed.")
@click.option("--series", default="", metavar="NAME", help="The name or the key of a series. Default: all.")
@options.now_option
@options.history_option
def prune(  # noqa: PLR0913  # one argument an option
    *,
    keep_days: int | None,
    keep: str | None,
    dry_run: bool,
    series: str,
    now: str | None,
    history: str | None,
) -> None:
    """Remove old audits and those that were never finished; the others read as before.

    The newest audit of a series always stays.
    """
    from checker.app.reports.history import open_place
    from checker.app.reports.history import prune as pruning
    from checker.render.terminal.history import removed

    moment = options.moment(now)
    with open_place(options.history_place(history), write=not dry_run) as opened:
        for name, pruned in pruning(opened, (keep_days, keep), moment, series, dry_run=dry_run):
            click.echo(removed(name, pruned, dry_run=dry_run))


@command.command("export", context_settings=options.REFERENCES)
@click.argument("references", nargs=-1, metavar="[REFERENCE]...")
@click.option("--all", "every", is_flag=True, help="All audits of the series.")
@click.option("--of", "what", type=click.Choice(["results", "groups"]), default="results", show_default=True)
@click.option("--format", "form", type=click.Choice(["csv", "jsonl"]), default="csv", show_default=True)
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE")
@options.history_options
def export(  # noqa: PLR0913  # one argument an option
    *,
    references: tuple[str, ...],
    every: bool,
    what: str,
    form: str,
    output: Path | None,
    series: str,
    history: str | None,
) -> None:
    """Write audits (by default the latest) as a table: one line a result, or a group.

    The scores of groups by objective are lines of their own.
    """
    from checker.app.reports.export import lines
    from checker.app.reports.history import Wanted, open_place

    source = options.history_source(history, series)
    with open_place(source.place) as found:
        table = lines(found, Wanted(source.series, references, every), what, form)
        if output is None:
            sys.stdout.writelines(table)
        else:
            _to_file(table, output)


def _to_file(table: Iterator[str], path: Path) -> None:
    with Destination(path).opened() as file:
        file.writelines(line.encode("utf-8", "backslashreplace") for line in table)
