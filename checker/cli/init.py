"""`checker init`: write what a repository needs to be judged."""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from checker.cli import options

if TYPE_CHECKING:
    from checker.app.init.detect import DetectedFolder


@click.command("init")
@click.argument("directory", type=click.Path(path_type=Path, file_okay=False, exists=True), required=False)
@click.option(
    "--organization",
    metavar="NAME",
    help="Default: who owns the repository at its remote, else the name of the directory.",
)
@click.option(
    "--pack",
    "packs",
    multiple=True,
    metavar="NAME",
    help="A pack to be judged by; repeatable. Default: baseline, whose rules ask only what applies.",
)
@click.option(
    "--workflow/--no-workflow",
    default=None,
    help="The pull request gate. Default: unless it is not on GitHub.",
)
@click.option(
    "--hook/--no-hook", default=None, help="The pre-commit hook. Default: where pre-commit is in use."
)
@click.option(
    "--from",
    "source",
    default="",
    metavar="OWNER/NAME@COMMIT",
    help="Where workflow and hook get this program. Default: where it was installed from, else to fill in.",
)
@click.option(
    "--debt",
    "owner",
    default="",
    metavar="OWNER",
    help="Record what fails today as debt of this owner: it only warns from then on.",
)
@click.option("--force", is_flag=True, help="Write over files that are there.")
@click.option("--dry-run", is_flag=True, help="Show what would be written, and write nothing.")
def command(  # noqa: PLR0913  # one argument an option
    *,
    directory: Path | None,
    organization: str | None,
    packs: tuple[str, ...],
    workflow: bool | None,
    hook: bool | None,
    source: str,
    owner: str,
    force: bool,
    dry_run: bool,
) -> None:
    """Write a configuration, a policy of your own, a workflow and a hook into DIRECTORY.

    By default that is the top of the repository you stand in. Nothing that is there is written over,
    and a hook is added to a configuration of pre-commit that is there. On a terminal you are asked
    what you did not say.
    """
    from checker.app.init import Wishes, begin, debt, plan, report
    from checker.app.init.detect import survey
    from checker.app.init.program_source import home
    from checker.filesystem.probe import resolve
    from checker.git import enclosing
    from checker.git.repository import git_folder_around

    stand = Path.cwd()
    found = survey(resolve(directory or (stand if git_folder_around(stand) else enclosing(stand)) or stand))
    _tell(report.found(found))
    wishes = Wishes(
        organization=_organization(organization, found),
        packs=packs or ("baseline",),
        home=home(source),
        workflow=_wanted(
            workflow, "Judge pull requests by a workflow?", found.is_top and found.may_be_on_github
        ),
        hook=_wanted(hook, "Judge what is staged by a pre-commit hook?", found.is_top and found.uses_hooks),
        force=force,
    )
    steps = plan(found, wishes)
    if dry_run:
        _tell(report.preview(steps, owner))
        return
    begin(found, steps)
    if owner:
        steps.append(debt.record(found.folder, owner, options.moment(None)))
    _tell(report.done(steps))
    _tell(report.following(found, steps, wishes))


def _tell(lines: Iterable[str]) -> None:
    for line in lines:
        click.echo(line)


def _asks() -> bool:
    """Tell whether there is somebody to ask."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def _organization(said: str | None, found: "DetectedFolder") -> str:
    usual = found.owner or found.folder.name
    if said is not None or not _asks():
        return said or usual
    return str(click.prompt("Name of the organization", default=usual))


def _wanted(said: bool | None, question: str, usual: bool) -> bool:
    if said is not None or not _asks():
        return usual if said is None else said
    return click.confirm(question, default=usual)
