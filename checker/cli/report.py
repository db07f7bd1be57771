"""`checker report`: tell of an audit again, to other people and in other formats."""

import click

from checker import plugins
from checker.cli import options

_AUDIENCES = ["executive", "team", "engineer", "partner"]


@click.command("report")
@click.argument("report", metavar="[REPORT]", default="latest")
@options.output_option(plugins.FORMATS)
@click.option(
    "--audience",
    type=click.Choice(_AUDIENCES),
    default="engineer",
    show_default=True,
    help="Who will read it: one page for executives, what to do for teams, everything for engineers, "
    "conformance without evidence for partners.",
)
@click.option("--team", default="", metavar="NAME", help="Only what is this team's, or this department's.")
@click.option(
    "--before",
    default="",
    metavar="REPORT",
    help="The earlier audit that it is compared with. Default: the one before it in the history.",
)
@options.history_options
@click.option("-q", "--quiet", is_flag=True, help="Say nothing on stderr but errors.")
@click.option("-v", "--verbose", is_flag=True, help="Show every rule, passed ones too.")
def command(  # noqa: PLR0913  # one argument an option
    *,
    report: str,
    chosen: tuple[str, ...],
    audience: str,
    team: str,
    before: str,
    history: str | None,
    series: str,
    quiet: bool,
    verbose: bool,
) -> None:
    """Tell of an audit again: to other people, and in other formats.

    REPORT is the path of a JSON report (- for stdin), or an audit of the history: an id, latest (the
    default), previous, -N or a date. `-o html=FOLDER` makes a web site, which any host serves and which
    works from a memory stick.
    """
    from checker.app.reports import story as reports_story
    from checker.cli.output import is_folder, outputs, say, write_story
    from checker.filesystem.probe import is_file
    from checker.model.report_input import Audience

    reader, wanted = Audience(audience), outputs(chosen, beside=False)
    reports_story.check(reader, [each.name for each in wanted if not is_folder(each.format)])
    story = reports_story.read(report, before, options.history_source(history, series))
    story = reports_story.of_team(story, team)
    write_story(story, wanted, reader, edition=reports_story.edition(story, reader), verbose=verbose)
    for each in wanted:
        if each.path is not None:
            first = each.path / "index.html"
            say(f"wrote {first if is_file(first) else each.path}", quiet)
