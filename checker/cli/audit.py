"""`checker audit`: judge repositories by a policy."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from checker import plugins
from checker.cli import options
from checker.cli.repository_options import github_options, repository_options

if TYPE_CHECKING:
    from checker.app.audit.pull_request import InForce
    from checker.app.audit.run import AuditRequest
    from checker.app.audit.series import Membership
    from checker.app.audit.shards import Shard
    from checker.model.audit import Audit
    from checker.policy.settings.configuration import Configuration


@click.command("audit")
@click.argument("targets", nargs=-1, metavar="[TARGET]...")
@options.policy_option
@options.output_option(plugins.FORMATS)
@options.demand_options
@click.option(
    "--base",
    default="",
    metavar="REF",
    help="Judge what HEAD, or what is staged, makes worse since it left this branch, by its policy then.",
)
@click.option("--staged", is_flag=True, help="Judge the index instead of a commit.")
@click.option("--at", default="", metavar="COMMIT|DATE", help="Judge this commit instead of HEAD.")
@options.now_option
@click.option(
    "--facts",
    "snapshots",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Judge what `checker collect` kept instead of a repository; repeatable.",
)
@options.history_option
@click.option(
    "--series",
    default="",
    metavar="NAME",
    help="Record this audit in a series of this name. Without it only audits of the targets of checker.yml, "
    "unfiltered, are recorded.",
)
@click.option("--no-history", is_flag=True, help="Do not record this audit.")
@click.option("--keep-facts", is_flag=True, help="Record what was collected too, to be judged again.")
@repository_options
@click.option("--resume", is_flag=True, help="Go on with the same audit where it was interrupted.")
@click.option(
    "--refresh", is_flag=True, help="Judge repositories anew that have not changed since the last audit."
)
@options.jobs_option
@click.option(
    "--executor",
    default="",
    metavar="dask://HOST:PORT",
    help="Judge on the workers of this Dask scheduler instead of in processes here.",
)
@click.option(
    "--shard",
    default="",
    metavar="I/N",
    help="Collect part I of N of the repositories into -o shard=FILE, for `checker merge`.",
)
@click.option("-q", "--quiet", is_flag=True, help="Say nothing on stderr but errors.")
@click.option("-v", "--verbose", is_flag=True, help="Show every rule, passed ones too.")
def command(  # noqa: PLR0913  # one argument an option
    *,
    targets: tuple[str, ...],
    policies: tuple[str, ...],
    chosen: tuple[str, ...],
    base: str,
    staged: bool,
    at: str,
    now: str | None,
    snapshots: tuple[Path, ...],
    history: str | None,
    series: str,
    no_history: bool,
    keep_facts: bool,
    resume: bool,
    refresh: bool,
    jobs: int | None,
    executor: str,
    shard: str,
    quiet: bool,
    verbose: bool,
    **more: Any,
) -> None:
    """Judge repositories by a policy.

    A TARGET is a repository, a folder of repositories, a Git URL, github:OWNER or github:OWNER/NAME;
    by default the targets of checker.yml, else the repository you stand in.
    """
    from msgspec.structs import replace

    from checker.app.audit.history_recorder import place_of
    from checker.app.audit.pull_request import in_force
    from checker.app.audit.run import AuditRequest
    from checker.app.audit.series import recorded
    from checker.app.audit.snapshots import audit_snapshots
    from checker.app.reports.compare import ReferenceSource
    from checker.cli.audit_result import finish, published, recorded_in, wanted_reports
    from checker.errors import UsageError

    demands = options.demands(more)
    part = _part(shard, chosen, now)
    if executor and snapshots:
        raise UsageError("--facts are judged here", "leave out --executor")
    moment, today = options.moment(now), options.today(options.moment(now))
    settled = in_force(targets, base, policies, today, chosen=options.chosen_config(), staged=staged)
    configuration, plan = settled.configuration, settled.plan
    request = AuditRequest(
        targets=targets,
        now=moment,
        at=at,
        staged=staged,
        jobs=jobs or 0,
        resume=resume,
        refresh=refresh,
        github=github_options(more),
        today=today,
        keep_facts=keep_facts,
        series=series,
        executor=executor,
    )
    if part:
        _collect(*part, request, settled, quiet)
        return
    # What is staged, or held against a base, is no state of a repository that anybody will look back on.
    passing = bool(base or staged or snapshots)
    belongs = _belonging(request, configuration, passing=passing, recorded=not passing and not no_history)
    wanted = wanted_reports(chosen, configuration, belongs)
    stated = bool(wanted) and not chosen
    demands.check(plan.policy.levels)
    place = None if no_history or passing else place_of(configuration, history)
    kept = recorded_in(place, belongs, not chosen and bool(configuration.outputs), quiet)
    if snapshots:
        before, found = None, audit_snapshots(snapshots, moment if now else None, plan, configuration, today)
    else:
        before, found = _audited(replace(request, history=kept), settled, quiet)
    wanted = published(wanted, found, quiet) if stated else wanted
    source = ReferenceSource(kept, recorded(belongs.series))
    finish(found, demands, wanted, source=source, before=before, quiet=quiet, verbose=verbose)


def _audited(request: "AuditRequest", settled: "InForce", quiet: bool) -> "tuple[Audit | None, Audit]":
    """Return the audit, after that of the other side where it is of a change."""
    from checker.app.audit.pull_request import audit_change
    from checker.app.audit.run import audit
    from checker.cli.progress import progress

    with progress(quiet) as watcher:
        if settled.change:
            return audit_change(settled.change, request, settled.plan, settled.configuration, watcher)
        return None, audit(request, settled.plan, settled.configuration, watcher)


def _belonging(
    request: "AuditRequest", configuration: "Configuration", *, passing: bool, recorded: bool
) -> "Membership":
    """Return the series of an audit; one of a *passing* state belongs to none.

    Raises UsageError when one is named for an audit that is not recorded, and for filters of a passing state.
    """
    from checker.app.audit.run import belonging
    from checker.app.audit.series import Membership
    from checker.errors import UsageError

    if passing and request.github.filtered:
        raise UsageError("--base, --staged and --facts leave nothing to choose by filters", "leave them out")
    if request.series and not recorded:
        raise UsageError("--series names where an audit is recorded, and this one is not", "leave it out")
    return Membership(None, whole=False) if passing else belonging(request, configuration)


_NOT_OF_SHARDS = frozenset(
    (
        *("--fail-on", "--require-level", "--min-score", "--min-coverage", "--fail-on-unknown"),
        *("--history", "--no-history", "--keep-facts", "--verbose"),
        *("--base", "--staged", "--facts", "--resume", "--refresh"),
    )
)
"""What belongs to `checker merge`, or to audits of another kind."""


def _part(shard: str, chosen: tuple[str, ...], now: str | None) -> "tuple[Shard, Path] | None":
    """Return the shard asked for and its file, None for a whole audit.

    Raises UsageError for options that make no sense with it.
    """
    from checker.app.audit.shards import shard_of
    from checker.errors import UsageError

    if not shard:
        if any(output.partition("=")[0] == "shard" for output in chosen):
            raise UsageError("-o shard needs --shard", "say which part to collect, such as --shard 1/8")
        return None
    part = shard_of(shard)
    if unfit := options.given() & _NOT_OF_SHARDS:
        raise UsageError(
            f"{', '.join(sorted(unfit))} cannot be used with --shard", "`checker merge` judges and reports"
        )
    form, _, path = chosen[0].partition("=") if len(chosen) == 1 else ("", "", "")
    if form != "shard" or not path:
        example = f"-o shard=part-{part.index}.json"
        raise UsageError("--shard writes one file", f"write -o shard=FILE, such as {example}")
    if not options.is_moment_given(now):
        raise UsageError(
            "--shard needs --now, the same time for every shard",
            "take it once, as `date -u +%FT%TZ` writes it, before the shards start",
        )
    return part, Path(path)


def _collect(part: "Shard", path: Path, request: "AuditRequest", settled: "InForce", quiet: bool) -> None:
    from checker.app.audit.shards import collect_shard
    from checker.cli.output import say
    from checker.cli.progress import progress

    with progress(quiet) as watcher:
        collected = collect_shard(part, path, request, settled.plan, settled.configuration, watcher)
    failed = f", {collected.failed} could not be read" if collected.failed else ""
    say(f"{path}: {collected.kept} repositories of shard {part}{failed}", quiet)
