"""`checker collect`: keep what is seen of a repository in a file."""

from pathlib import Path

import click

from checker.cli import options


@click.command("collect")
@click.argument("target")
@click.argument("file", type=click.Path(path_type=Path))
@options.policy_option
@click.option("--at", default="", metavar="COMMIT|DATE", help="Collect this commit instead of HEAD.")
@options.now_option
def command(target: str, file: Path, policies: tuple[str, ...], at: str, now: str | None) -> None:
    """Keep what is seen of the repository TARGET in FILE, for `checker audit --facts FILE`.

    The snapshot holds facts, what could not be seen, the list of paths and the answers to what
    the policy's rules ask; it holds no contents of files beyond those answers.
    """
    from checker.app.audit import snapshots
    from checker.app.audit.run import AuditRequest
    from checker.cli.output import say
    from checker.cli.progress import progress
    from checker.filesystem.write import Destination

    moment = options.moment(now)
    configuration = options.configuration()
    plan = options.plan(policies, configuration, moment)
    request = AuditRequest((target,), moment, at)
    with progress(quiet=False) as watcher:
        kept = snapshots.collect_snapshot(request, plan, configuration, watcher)
    Destination(file).write(kept)
    say(f"{file}: kept what {len(plan.policy.rules)} rules ask of {target}")
