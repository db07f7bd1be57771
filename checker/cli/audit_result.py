"""What becomes of an audit that was made just now: warnings, reports, reasons and the exit code."""

import sys
from typing import TYPE_CHECKING, NoReturn

from checker.app.audit.exit_code import Demands, verdict
from checker.app.reports.story import told
from checker.cli.output import Output, is_folder, outputs, say, say_all, write_story
from checker.errors import UsageError

if TYPE_CHECKING:
    from checker.app.audit.history_recorder import HistoryLocation
    from checker.app.audit.series import Membership
    from checker.app.reports.compare import ReferenceSource
    from checker.model.audit import Audit
    from checker.policy.settings.configuration import Configuration


def wanted_reports(
    chosen: tuple[str, ...], configuration: "Configuration", belongs: "Membership"
) -> "list[Output]":
    """Return the reports that -o asks for (*chosen*), else those of checker.yml.

    The reports of checker.yml are those of the whole: a part of it does not take their place.
    Raises UsageError for a report that cannot be.
    """
    own = configuration.reports() if belongs.whole and not chosen else ()
    return outputs(chosen or own, below=configuration.folder if own and configuration.confined else None)


def recorded_in(
    place: "HistoryLocation | None", belongs: "Membership", reports: bool, quiet: bool
) -> "HistoryLocation | None":
    """Return where an audit is recorded; say what one of other repositories leaves as it was.

    *reports*: those of checker.yml would be written.
    """
    if belongs.reason:
        left = ["not recorded in the history; --series NAME gives it one of its own"] if place else []
        left = [] if belongs.series else left
        left += ["the reports of checker.yml stay as they are"] if reports else []
        say(f"checker: {belongs.reason}: {', and '.join(left)}", quiet or not left)
    return place if belongs.series else None


def published(wanted: list[Output], audit: "Audit", quiet: bool) -> list[Output]:
    """Return the reports of checker.yml to write: pages of nothing do not take the place of the last ones."""
    if any(each.kind == "repository" for each in audit.subjects):
        return wanted
    texts = [each for each in wanted if not is_folder(each.format)]
    say("checker: nothing could be read: the pages of checker.yml stay as they are", quiet or texts == wanted)
    return texts


def finish(  # noqa: PLR0913  # what there is to say of an audit, and how
    audit: "Audit",
    demands: Demands,
    wanted: list[Output],
    *,
    source: "ReferenceSource",
    before: "Audit | None" = None,
    quiet: bool = False,
    verbose: bool = False,
) -> NoReturn:
    """Write the reports of an audit, say why it is not compliant, and exit accordingly.

    *source* is the history that it was recorded in, *before* the audit of the other side of a change.
    """
    judged = verdict(audit, demands, before)
    say_all("warning: ", audit.warnings, quiet)
    story = told(audit, source, whole=any(is_folder(each.format) for each in wanted))
    try:
        write_story(story, wanted, verbose=verbose)
    except UsageError:  # a report that is lost hides no verdict
        say_all("checker: ", judged.reasons, quiet=False)
        raise
    say_all("checker: ", judged.reasons, quiet=False)  # an exit code that is not 0 is never silent
    sys.exit(judged.code)
