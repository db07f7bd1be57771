"""`checker init`: write a configuration and a policy of your own to start from."""

from pathlib import Path

import click


@click.command("init")
@click.argument("directory", type=click.Path(path_type=Path, file_okay=False), default=".")
@click.option("--organization", default="", metavar="NAME", help="Default: the name of the directory.")
@click.option("--force", is_flag=True, help="Write over files that are there.")
def command(directory: Path, organization: str, force: bool) -> None:
    """Write checker.yml, a policy of your own and its cases into DIRECTORY."""
    from checker.app.starting import begin

    for path in begin(directory, organization, force):
        click.echo(f"wrote {path}")
    click.echo("next: checker policy test && checker audit")
