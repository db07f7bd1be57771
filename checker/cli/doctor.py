"""`checker doctor`: what an audit will see, what it will not, and what it takes."""

import sys
from typing import Any

import click

from checker.cli import options
from checker.cli.repository_options import github_options, repository_options


@click.command("doctor")
@click.argument("targets", nargs=-1, metavar="[TARGET]...")
@options.policy_option
@click.option(
    "--sample",
    type=click.IntRange(1),
    default=10,
    show_default=True,
    help="Ask about so many repositories; the more, the more exact.",
)
@options.now_option
@repository_options
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("-j", "--jobs", type=click.IntRange(1, 256), help="Processes. Default: one a processor.")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing on stderr but errors.")
def command(  # noqa: PLR0913  # one argument an option
    *,
    targets: tuple[str, ...],
    policies: tuple[str, ...],
    sample: int,
    now: str | None,
    form: str,
    jobs: int | None,
    quiet: bool,
    **github: Any,
) -> None:
    """Tell before an audit what it will see and what it will cost.

    Asks about a few of the repositories that the TARGETs name, as an audit would: which rules become
    unknown for lack of which permission, exactly what to grant, what this kind of token can never be
    given, and how many requests and how much time an audit of all of them takes.

    \b
    Exit codes: 0 everything can be seen, 3 something would be unknown.
    """  # noqa: D301  # click keeps lines below a real backspace apart
    from checker.app.audit.exit_code import COMPLIANT, UNCHECKED
    from checker.app.audit.run import AuditRequest
    from checker.app.doctor.diagnose import diagnose
    from checker.cli.output import style, to_stdout
    from checker.cli.progress import progress
    from checker.render.terminal import diagnosis

    moment = options.moment(now)
    configuration = options.configuration()
    plan = options.plan(policies, configuration, moment)
    request = AuditRequest(targets, moment, jobs=jobs or 0, github=github_options(github))
    with progress(quiet) as watcher:
        found = diagnose(request, plan, configuration, sample, watcher)
    to_stdout(diagnosis.as_json(found) if form == "json" else diagnosis.as_text(found, style()))
    sys.exit(COMPLIANT if found.whole else UNCHECKED)
