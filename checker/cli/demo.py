"""`checker demo`: what reports look like, before anything of one's own is audited."""

from pathlib import Path

import click

from checker.cli import options


@click.command("demo")
@click.argument("directory", type=click.Path(path_type=Path, file_okay=False))
@options.now_option
@click.option("-q", "--quiet", is_flag=True, help="Say nothing on stderr but errors.")
def command(directory: Path, now: str | None, quiet: bool) -> None:
    """Write reports of a made-up organization into DIRECTORY, to see what yours would be like.

    Twelve teams, eighty repositories and a year of audits, simulated and labelled so. It takes no token
    and no network.
    """
    from checker.app.demo import showcase
    from checker.cli import folder_output
    from checker.cli.output import say
    from checker.cli.progress import progress

    folder_output.check(directory, showcase.SCHEMA)
    last = options.moment(now).date()
    with progress(quiet) as shown:
        made = showcase.pages(last, shown.advance if shown else lambda *_: None)
        folder_output.write(made, directory, showcase.SCHEMA)
    say(f"wrote {directory / 'index.html'}: open it in a browser", quiet)
    say(f"next: cd {directory} && checker trend", quiet)
