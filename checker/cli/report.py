"""`checker report`: tell of an audit again, to other people and in other formats."""

from pathlib import Path

import click

_AUDIENCES = ["executive", "team", "engineer", "partner"]


@click.command("report")
@click.argument("report", metavar="REPORT", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    "chosen",
    multiple=True,
    metavar="FORMAT[=PATH]",
    help="html=FOLDER, or a format of `checker audit`; repeatable. The table is printed unless another "
    "takes stdout.",
)
@click.option(
    "--audience",
    type=click.Choice(_AUDIENCES),
    default="engineer",
    show_default=True,
    help="Who will read it: one page for executives, what to do for teams, everything for engineers, "
    "conformance without evidence for partners.",
)
@click.option("--team", default="", metavar="NAME", help="Only what is this team's.")
@click.option("-v", "--verbose", is_flag=True, help="Show every rule, passed ones too.")
def command(report: Path, chosen: tuple[str, ...], audience: str, team: str, verbose: bool) -> None:
    """Tell of the audit that REPORT holds: a file that `checker audit -o json=FILE` wrote.

    `-o html=FOLDER` makes a web site: any host serves it, and it works from a memory stick.
    """
    from checker.app import reporting
    from checker.cli.output import is_folder, outputs, say, write, write_folders
    from checker.model.story import Audience

    reader = Audience(audience)
    wanted = outputs(chosen)
    reporting.check(reader, [each.name for each in wanted if not is_folder(each.format)])
    story = reporting.edition(reporting.read(report), reader, team)
    write_folders(story, wanted, reader)
    write(story.audit, wanted, verbose)
    for each in wanted:
        if each.path is not None:
            say(f"{each.path / 'index.html' if is_folder(each.format) else each.path}: written")
