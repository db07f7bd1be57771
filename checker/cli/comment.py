"""`checker comment`: write a report below the pull request that a workflow runs for."""

import os
from pathlib import Path

import click


@click.command("comment")
@click.argument("report", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False))
def command(report: Path) -> None:
    """Write the Markdown in FILE below the pull request of this workflow's run.

    There is one comment, which later runs write over. It takes `pull-requests: write`; without it,
    as in pull requests from forks, nothing is written and the exit code is still 0.
    """
    from checker.app.reports.pull_request_comment import comment
    from checker.cli.output import say

    say(f"checker: {comment(report, os.environ)}")
