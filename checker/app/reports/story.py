"""From an audit to what is told of it, and to whom."""

from collections.abc import Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING

from msgspec.structs import replace

from checker.app.reports.history import find
from checker.errors import UsageError
from checker.model.audit import Audit
from checker.model.report_input import Audience, ReportInput
from checker.model.trend import TrendLine
from checker.policy.frameworks import frameworks
from checker.render.shared import redaction as editions

if TYPE_CHECKING:
    from checker.app.reports.compare import ReferenceSource
    from checker.model.recorded import AuditInfo
    from checker.store.history import AuditHistory

LATEST = "latest"


def told(audit: Audit, source: "ReferenceSource | None" = None, *, whole: bool = True) -> ReportInput:
    """Return the story of an audit that was made just now, with its past if it was kept in a history.

    If it need not be the *whole* story, frameworks and what changed are left out: they take time.
    """
    story = ReportInput(audit, frameworks=frameworks() if whole else ())
    if source is None or source.place is None:
        return story
    from checker.store import open_history

    try:
        with open_history(source.place.url, source.place.folder) as history:
            newest = find(history, LATEST, source.series)
            if newest.started_at != audit.started_at:
                return story
            return _with_past(story, history, newest) if whole else _with_lines(story, history, newest)
    except (
        UsageError
    ) as error:  # such as a history that is damaged: what was just judged is told all the same
        said = f"what was before is not shown: {error.message}"
        return replace(story, audit=replace(audit, warnings=(*audit.warnings, said)))


def read(reference: str, before: str, source: "ReferenceSource") -> ReportInput:
    """Return the story of an audit: of a JSON report (- for stdin), or of one that a history keeps.

    *before* is what it is compared with, "" for the audit before in its history.
    Raises UsageError when a reference leads nowhere, or to no audit.
    """
    from checker.app.reports import compare as reports_compare
    from checker.engine.comparison import compare

    if reports_compare.is_file(reference) or source.place is None:
        found = reports_compare.audits([each for each in (reference, before) if each], source)
        story = told(found[reference])
        return replace(story, change=compare(found[before], story.audit)) if before else story
    from checker.store import open_history

    with open_history(source.place.url, source.place.folder) as history:
        info = find(history, reference, source.series)
        story = _with_past(told(history.load(info.id)), history, info)
    if before:
        earlier = reports_compare.audits([before], source)[before]
        story = replace(story, change=compare(earlier, story.audit))
    return story


def _with_past(story: ReportInput, history: "AuditHistory", info: "AuditInfo") -> ReportInput:
    """Return a story with the trends that lead to its audit, and what is different from the one before."""
    from checker.engine.comparison import compare  # every audit imports this module, few compare

    earlier = _earlier(history, info)
    change = compare(history.load(earlier[-1].id), story.audit) if earlier else None
    return replace(_with_lines(story, history, info), change=change)


def _with_lines(story: ReportInput, history: "AuditHistory", info: "AuditInfo") -> ReportInput:
    """Return a story with the trends that lead to its audit."""
    known = {each.id for each in (*_earlier(history, info), info)}
    lines = []
    for kind, name in history.groups(info.series):
        points = tuple(each for each in history.trend(kind, name, info.series) if each.audit in known)
        if points:
            lines.append(TrendLine(name, kind, points))
    return replace(story, lines=tuple(lines))


def _earlier(history: "AuditHistory", info: "AuditInfo") -> list["AuditInfo"]:
    finished = [each for each in history.audits(info.series) if each.state.value == "finished"]
    return [each for each in finished if (each.started_at, each.id) < (info.started_at, info.id)]


def check(audience: Audience, texts: Sequence[str]) -> None:
    """Make sure that formats which give one text have an edition for an audience.

    Raises UsageError when they have not.
    """
    if texts and audience is Audience.EXECUTIVE:
        raise UsageError(f"{texts[0]} has no edition for executives", "use -o html=FOLDER")


def of_team(story: ReportInput, team: str) -> ReportInput:
    """Return what is one team's, everything for "".

    Raises UsageError when there is no such team.
    """
    narrowed = editions.of_team(story, team) if team else story
    if narrowed is None:
        raise UsageError(f"no team of this audit is called {team!r}", _advice(team, story.audit))
    return narrowed


def edition(story: ReportInput, audience: Audience) -> ReportInput:
    """Return what formats that give one text tell an audience; what is left out is a warning."""
    if audience is not Audience.PARTNER:
        return story
    shown = editions.for_partners(story)
    return replace(shown, audit=replace(shown.audit, warnings=shown.notices))


def _advice(team: str, audit: Audit) -> str:
    known = [group.name for group in audit.teams]
    close = get_close_matches(team, known, 1)
    return f"did you mean {close[0]}?" if close else f"there are: {', '.join(known) or 'none'}"
