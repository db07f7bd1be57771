"""CSV for spreadsheets: one row a result."""

import csv
import io
from collections.abc import Iterable, Iterator

from checker.model.audit import Audit, Subject
from checker.model.result import Result
from checker.render import Style
from checker.render.shared.text import NAME_LIMIT, clean, number, shown

HEADER = (
    "subject",
    "kind",
    "team",
    "commit",
    "subject_score",
    "subject_level",
    "rule",
    "title",
    "pack",
    "severity",
    "level",
    "objective",
    "outcome",
    "enforcement",
    "score",
    "reason",
    "observed",
    "expected",
    "places",
    "looked_at",
    "waiver",
    "needs",
    "fix",
    "effort",
    "waiver_source",
    "expired_waiver",
)
_CELL_LIMIT = 8000
_FORMULA = (
    "=",
    "+",
    "-",
    "@",
    "::",
    "\t",
    "\r",
    "\n",
    "\N{FULLWIDTH EQUALS SIGN}",
    "\N{FULLWIDTH PLUS SIGN}",
)


def render(audit: Audit, style: Style) -> str:  # noqa: ARG001  # programs see no style
    """Return a header and one row a result, in the order of subjects and policy."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(HEADER)
    for subject in audit.subjects:
        writer.writerows(map(cell, row) for row in rows(subject))
    return file.getvalue()


def line(cells: Iterable[str]) -> str:
    """Return one row, its end included."""
    file = io.StringIO()
    csv.writer(file, lineterminator="\n").writerow(map(cell, cells))
    return file.getvalue()


def rows(subject: Subject) -> Iterator[tuple[str, ...]]:
    """Yield the cells of each result of a subject, as HEADER names them."""
    team = subject.repository.team if subject.repository else ""
    start = (subject.subject, subject.kind, team, subject.commit, percent(subject.score), subject.level)
    for result in subject.results:
        yield (*start, *_columns(result))


def _columns(result: Result) -> tuple[str, ...]:
    return (
        result.rule,
        result.title,
        result.pack,
        result.severity,
        result.level,
        result.objective,
        result.outcome,
        result.enforcement,
        percent(None if result.score is None else 100 * result.score),
        result.reason,
        "" if result.value is None else shown(result.value),
        result.expected,
        " ".join(_places(result)),
        " ".join(result.looked_at),
        result.waiver,
        result.needs,
        result.fix.text,
        result.fix.effort,
        result.waiver_source,
        result.expired_waiver,
    )


def _places(result: Result) -> Iterator[str]:
    for finding in result.findings:
        if finding.path:
            path = clean(finding.path, NAME_LIMIT)
            yield f"{path}:{finding.line}" if finding.line else path


def percent(value: float | None) -> str:
    """Return a score or a coverage as a cell."""
    return "" if value is None else number(value)


def cell(text: str) -> str:
    """Write a cell that a spreadsheet takes for text, whatever it begins with."""
    # OWASP, "CSV Injection": https://owasp.org/www-community/attacks/CSV_Injection; with two colons begin
    # commands to GitHub's runner, which reads what a step prints.
    safe = clean(text, _CELL_LIMIT)
    return f"'{safe}" if safe.lstrip().startswith(_FORMULA) else safe
