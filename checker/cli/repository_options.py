"""Options that choose among the repositories of targets, and say how GitHub is asked about them."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from checker.cli.options import Command
from checker.errors import UsageError

if TYPE_CHECKING:
    from checker.app.audit.github_targets import Options

_OPTIONS = (
    click.option(
        "--visibility",
        "visibilities",
        multiple=True,
        type=click.Choice(["public", "internal", "private"]),
        help="Only repositories of this visibility; repeatable.",
    ),
    click.option("--archived/--no-archived", default=None, help="Only, or no, archived repositories."),
    click.option("--forks/--no-forks", default=None, help="Only, or no, forks; github: targets only."),
    click.option(
        "--topic",
        "topics",
        multiple=True,
        help="Only repositories with this topic; repeatable; github: targets only.",
    ),
    click.option(
        "--team",
        "github_teams",
        multiple=True,
        metavar="NAME",
        help="Only those of this team and of teams below it, by checker.yml, else GitHub; repeatable.",
    ),
    click.option("--name", "names", multiple=True, metavar="GLOB", help="Only these names; repeatable."),
    click.option(
        "--property",
        "properties",
        multiple=True,
        metavar="NAME=VALUE",
        help="Only repositories with this custom property; repeatable; github: targets only.",
    ),
    click.option("--no-clone", is_flag=True, help="Ask GitHub for the few files needed instead of cloning."),
    click.option(
        "--max-wait",
        type=click.FloatRange(0),
        metavar="SECONDS",
        help="Longest wait for a rate limit of GitHub; then facts are unknown. Default: no limit.",
    ),
)


def repository_options(command: Command) -> Command:
    """Add the options that choose among the repositories of targets, and how GitHub is asked about them."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def github_options(given: Mapping[str, Any]) -> "Options":
    """Return what the options of github: targets say.

    Raises UsageError for a property without a value.
    """
    from checker.app.audit.github_targets import Options
    from checker.github.inventory import Filters

    properties = dict(each.partition("=")[::2] for each in given["properties"])
    if not all(value and name for name, value in properties.items()):
        raise UsageError("--property needs a name and a value", "write it as --property tier=critical")
    filters = Filters(
        visibility=given["visibilities"],
        archived=given["archived"],
        fork=given["forks"],
        topics=given["topics"],
        teams=given["github_teams"],
        names=given["names"],
        properties=properties,
    )
    return Options(filters, not given["no_clone"], given["max_wait"])
