"""What becomes of an audit that was made just now: warnings, reports, reasons and the exit code."""

import sys
from typing import TYPE_CHECKING, NoReturn

from checker.app.reporting import told
from checker.app.verdict import Demands, verdict
from checker.cli.output import Output, is_folder, outputs, say_all, write_story
from checker.errors import UsageError

if TYPE_CHECKING:
    from checker.app.recording import Place
    from checker.model.audit import Audit
    from checker.packs.config import Configuration


def wanted_reports(
    chosen: tuple[str, ...], configuration: "Configuration", *, stated: bool = True
) -> list[Output]:
    """Return the reports that -o asks for (*chosen*), else those of checker.yml if *stated* ones count.

    Raises UsageError for a report that cannot be.
    """
    own = configuration.reports() if stated and not chosen else ()
    return outputs(chosen or own, below=configuration.folder if own and configuration.confined else None)


def finish(  # noqa: PLR0913  # what there is to say of an audit, and how
    audit: "Audit",
    demands: Demands,
    wanted: list[Output],
    *,
    kept: "Place | None" = None,
    before: "Audit | None" = None,
    quiet: bool = False,
    verbose: bool = False,
) -> NoReturn:
    """Write the reports of an audit, say why it is not compliant, and exit accordingly.

    *kept* is the history that it was recorded in, *before* the audit of the other side of a change.
    """
    judged = verdict(audit, demands, before)
    say_all("warning: ", audit.warnings, quiet)
    story = told(audit, kept, whole=any(is_folder(each.format) for each in wanted))
    try:
        write_story(story, wanted, verbose=verbose)
    except UsageError:  # a report that is lost hides no verdict
        say_all("checker: ", judged.reasons, quiet=False)
        raise
    say_all("checker: ", judged.reasons, quiet=False)  # an exit code that is not 0 is never silent
    sys.exit(judged.code)
