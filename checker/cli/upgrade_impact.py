"""`checker upgrade-impact`: what the installed version judges otherwise, before it is believed."""

from pathlib import Path

import click

from checker import plugins
from checker.cli import options


@click.command("upgrade-impact", context_settings=options.REFERENCES)
@click.argument("reference", metavar="[AUDIT]", default="latest")
@click.option(
    "--facts",
    "files",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Judge what `checker collect` kept instead of what the history keeps; repeatable.",
)
@options.policy_option
@options.output_option(plugins.CHANGES)
@options.history_options
@options.now_option
@click.option("-v", "--verbose", is_flag=True, help="Leave nothing out.")
def command(  # noqa: PLR0913  # one argument an option
    *,
    reference: str,
    files: tuple[Path, ...],
    policies: tuple[str, ...],
    chosen: tuple[str, ...],
    history: str | None,
    series: str,
    now: str | None,
    verbose: bool,
) -> None:
    """Judge the facts of a recorded AUDIT with the installed version, and compare the results with it.

    AUDIT is an audit of the history that was made with --keep-facts (by default the latest), or, with
    --facts, also the path of a JSON report. What the installed version decides otherwise stands under
    `upgrade`; what came of another policy or of waivers since then is told apart.
    """
    from checker import plugins
    from checker.app.reports import upgrade_impact
    from checker.cli.output import outputs, write

    wanted = outputs(chosen, plugins.CHANGES)
    configuration, moment = options.configuration(), options.moment(now)
    change = upgrade_impact.impact(
        reference,
        files,
        options.history_source(history, series),
        plan=options.plan(policies, configuration, moment),
        configuration=configuration,
        today=options.today(moment),
    )
    write(change, wanted, verbose)
