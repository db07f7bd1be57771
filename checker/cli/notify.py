"""`checker notify`: tell teams what changed."""

import os
import sys

import click

from checker.cli import options


@click.command("notify", context_settings=options.REFERENCES)
@click.argument("before", metavar="A", default="previous")
@click.argument("after", metavar="B", default="latest")
@options.history_options
@options.now_option
@click.option("--dry-run", is_flag=True, help="Print the digests instead of sending them.")
def command(  # noqa: PLR0913  # one argument an option
    *, before: str, after: str, history: str | None, series: str, now: str | None, dry_run: bool
) -> None:
    """Send each address of checker.yml a digest of what changed between two audits, if anything did.

    The audits are those that `checker compare` takes, by default the last two of the history. Who
    hears of something every time hears of it less and less often, at least once a week; a lost
    level is told at once. Exit code 3 says that a digest could not be sent.
    """
    from checker.app.reports import compare, notify
    from checker.errors import UsageError

    configuration = options.configuration()
    configuration.check("notifications")
    subscriptions = configuration.notifications
    if not subscriptions:
        raise UsageError(
            "nobody is to be told anything", "name addresses below `notifications` in checker.yml"
        )
    source = options.history_source(history, series)
    found = list(notify.notices(*compare.load(before, after, source), subscriptions))
    if dry_run:
        for each in found:
            click.echo(f"to {each.subscription.to}: {each.title}\n\n{each.body}")
        click.echo(f"{len(found)} of {len(subscriptions)} have something to hear", err=True)
        return
    ended = notify.deliver(found, options.moment(now), os.environ)
    for said, listed in (("sent", ended.sent), ("left for later", ended.later), ("FAILED", ended.failed)):
        for each in listed:
            click.echo(f"{said}: {each.title} (to {each.subscription.to})", err=True)
    sys.exit(3 if ended.failed else 0)
