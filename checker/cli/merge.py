"""`checker merge`: the parts of an audit, judged as one."""

from pathlib import Path
from typing import Any

import click

from checker import plugins
from checker.cli import options


@click.command("merge")
@click.argument("parts", nargs=-1, required=True, metavar="PART...", type=click.Path(path_type=Path))
@options.policy_option
@options.output_option(plugins.FORMATS)
@options.demand_options
@options.history_option
@click.option("--no-history", is_flag=True, help="Do not record this audit.")
@click.option("--keep-facts", is_flag=True, help="Record what was collected too, to be judged again.")
@options.jobs_option
@click.option("-q", "--quiet", is_flag=True, help="Say nothing on stderr but errors.")
@click.option("-v", "--verbose", is_flag=True, help="Show every rule, passed ones too.")
def command(  # noqa: PLR0913  # one argument an option
    *,
    parts: tuple[Path, ...],
    policies: tuple[str, ...],
    chosen: tuple[str, ...],
    history: str | None,
    no_history: bool,
    keep_facts: bool,
    jobs: int | None,
    quiet: bool,
    verbose: bool,
    **more: Any,
) -> None:
    """Judge the parts of an audit that `checker audit --shard` collected, as one process would have.

    All parts have to be there, collected with the same policy, checker.yml, version and --now.
    Reports, history and exit code are those of one audit of everything.
    """
    from datetime import datetime

    from checker.app.audit.history_recorder import place_of
    from checker.app.audit.merge_shards import merge, read_parts
    from checker.app.audit.series import recorded
    from checker.app.reports.compare import ReferenceSource
    from checker.cli.audit_result import finish, published, recorded_in, wanted_reports
    from checker.cli.progress import progress

    demands = options.demands(more)
    whole = read_parts(parts)
    now = datetime.fromisoformat(whole[0].header.now)
    today = options.today(now)
    configuration = options.configuration()
    plan = options.plan(policies, configuration, now)
    belongs = whole[0].header.membership
    wanted = wanted_reports(chosen, configuration, belongs)
    stated = bool(wanted) and not chosen
    demands.check(plan.policy.levels)
    place = None if no_history else place_of(configuration, history)
    place = recorded_in(place, belongs, not chosen and bool(configuration.outputs), quiet)
    with progress(quiet) as watcher:
        audit = merge(
            whole,
            plan,
            configuration,
            today=today,
            history=place,
            keep_facts=keep_facts,
            jobs=jobs or 0,
            watcher=watcher,
        )
    wanted = published(wanted, audit, quiet) if stated else wanted
    source = ReferenceSource(place, recorded(belongs.series))
    finish(audit, demands, wanted, source=source, quiet=quiet, verbose=verbose)
