"""`checker audit`: judge repositories by a policy."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from checker.cli import options

if TYPE_CHECKING:
    from checker.app.auditing import Request
    from checker.app.recording import Place
    from checker.app.series import Membership
    from checker.cli.output import Output
    from checker.model.audit import Audit
    from checker.packs.config import Configuration

_SEVERITIES = ["critical", "high", "medium", "low", "info", "never"]


@click.command("audit")
@click.argument("targets", nargs=-1, metavar="[TARGET]...")
@options.policy_option
@options.output_option(
    "table, json, sarif, junit, markdown, csv, github, metrics, html or badge (folders); repeatable. "
    "The table is printed unless another takes stdout."
)
@click.option(
    "--fail-on",
    type=click.Choice(_SEVERITIES),
    default="high",
    show_default=True,
    help="Exit with 1 when a rule of this severity or worse fails.",
)
@click.option("--require-level", default="", metavar="NAME", help="Exit with 1 below this level.")
@click.option("--min-score", type=click.FloatRange(0, 100), help="Exit with 1 below this score.")
@click.option("--min-coverage", type=click.FloatRange(0, 100), help="Exit with 3 below this coverage.")
@click.option("--fail-on-unknown", is_flag=True, help="Exit with 3 when any rule is unknown.")
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
@options.github_options
@click.option("--resume", is_flag=True, help="Go on with the same audit where it was interrupted.")
@click.option(
    "--refresh", is_flag=True, help="Judge repositories anew that have not changed since the last audit."
)
@click.option("-j", "--jobs", type=click.IntRange(1, 256), help="Processes. Default: one a processor.")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing on stderr but errors.")
@click.option("-v", "--verbose", is_flag=True, help="Show every rule, passed ones too.")
def command(  # noqa: PLR0913  # one argument an option
    *,
    targets: tuple[str, ...],
    policies: tuple[str, ...],
    chosen: tuple[str, ...],
    fail_on: str,
    require_level: str,
    min_score: float | None,
    min_coverage: float | None,
    fail_on_unknown: bool,
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
    quiet: bool,
    verbose: bool,
    **github: Any,
) -> None:
    """Judge repositories by a policy.

    A TARGET is a repository, a folder of repositories, a Git URL, github:OWNER or github:OWNER/NAME;
    by default the targets of checker.yml, else the repository you stand in.
    """
    from msgspec.structs import replace

    from checker.app.auditing import Request, audit
    from checker.app.comparing import Source
    from checker.app.gating import audit_change, in_force
    from checker.app.recording import place_of
    from checker.app.reporting import told
    from checker.app.series import recorded
    from checker.app.snapshots import audit_snapshots
    from checker.app.verdict import Demands, verdict
    from checker.cli.output import is_folder, outputs, say_all, write_story
    from checker.cli.progress import progress
    from checker.errors import UsageError
    from checker.model.policy import Severity

    moment, today = options.moment(now), options.today(options.moment(now))
    severity = None if fail_on == "never" else Severity(fail_on)
    demands = Demands(severity, require_level, min_score, min_coverage, fail_on_unknown)
    settled = in_force(targets, base, policies, today, chosen=options.chosen_config(), staged=staged)
    configuration, plan, change = settled.configuration, settled.plan, settled.change
    request = Request(
        targets=targets,
        now=moment,
        at=at,
        staged=staged,
        jobs=jobs or 0,
        resume=resume,
        refresh=refresh,
        github=options.github(github),
        today=today,
        keep_facts=keep_facts,
        series=series,
    )
    # What is staged, or held against a base, is no state of a repository that anybody will look back on.
    passing = bool(base or staged or snapshots)
    belongs = _belonging(request, configuration, passing=passing, recorded=not passing and not no_history)
    # The reports of checker.yml are those of the whole: a part of it does not take their place.
    stated = configuration.reports() if belongs.whole and not chosen else ()
    below = configuration.folder if stated and configuration.confined else None
    wanted = outputs(chosen or stated, below=below)
    demands.check(plan.policy.levels)
    before = kept = None
    if snapshots:
        found = audit_snapshots(snapshots, moment if now else None, plan, configuration, today)
    else:
        place = None if no_history or passing else place_of(configuration, history)
        kept = _recorded(place, belongs, not chosen and bool(configuration.outputs), quiet)
        request = replace(request, history=kept)
        with progress(quiet) as watcher:
            if change:
                before, found = audit_change(change, request, plan, configuration, watcher)
            else:
                found = audit(request, plan, configuration, watcher)
    judged = verdict(found, demands, before)
    say_all("warning: ", found.warnings, quiet)
    wanted = _published(wanted, found, quiet) if stated else wanted
    story = told(
        found, Source(kept, recorded(belongs.series)), whole=any(is_folder(each.format) for each in wanted)
    )
    try:
        write_story(story, wanted, verbose=verbose)
    except UsageError:  # a report that is lost hides no verdict
        say_all("checker: ", judged.reasons, quiet=False)
        raise
    say_all("checker: ", judged.reasons, quiet=False)  # an exit code that is not 0 is never silent
    sys.exit(judged.code)


def _belonging(
    request: "Request", configuration: "Configuration", *, passing: bool, recorded: bool
) -> "Membership":
    """Return the series of an audit; one of a *passing* state belongs to none.

    Raises UsageError when one is named for an audit that is not recorded.
    """
    from checker.app.auditing import belonging
    from checker.app.series import Membership
    from checker.errors import UsageError

    if request.series and not recorded:
        raise UsageError("--series names where an audit is recorded, and this one is not", "leave it out")
    return Membership(None, whole=False) if passing else belonging(request, configuration)


def _recorded(place: "Place | None", belongs: "Membership", reports: bool, quiet: bool) -> "Place | None":
    """Return where an audit is recorded; say what one of other repositories leaves as it was.

    *reports*: those of checker.yml would be written.
    """
    from checker.cli.output import say

    if belongs.reason:
        left = ["not recorded in the history; --series NAME gives it one of its own"] if place else []
        left = [] if belongs.series else left
        left += ["the reports of checker.yml stay as they are"] if reports else []
        say(f"checker: {belongs.reason}: {', and '.join(left)}", quiet or not left)
    return place if belongs.series else None


def _published(wanted: "list[Output]", audit: "Audit", quiet: bool) -> "list[Output]":
    """Return the reports of checker.yml to write: pages of nothing do not take the place of the last ones."""
    from checker.cli.output import is_folder, say

    if any(each.kind == "repository" for each in audit.subjects):
        return wanted
    texts = [each for each in wanted if not is_folder(each.format)]
    say("checker: nothing could be read: the pages of checker.yml stay as they are", quiet or texts == wanted)
    return texts
