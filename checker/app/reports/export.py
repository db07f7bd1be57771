"""Histories as tables for other programs, a line at a time."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec import to_builtins

from checker.app.reports.history import Wanted
from checker.model.audit import Score, Subject
from checker.model.json_value import Json
from checker.model.recorded import AuditInfo
from checker.model.trend import TrendPoint
from checker.render.machine import csv, json
from checker.render.shared.text import rounded

if TYPE_CHECKING:
    from checker.store.history import AuditHistory

RESULTS, GROUPS = "results", "groups"
CSV, JSON_LINES = "csv", "jsonl"
_AUDIT = ("audit", "started_at")
_FIGURES = (
    *(*_AUDIT, "kind", "group", "part_of", "objective", "repositories", "score", "coverage", "level"),
    "score_at_least",
)


def lines(history: "AuditHistory", wanted: Wanted, what: str, form: str) -> Iterator[str]:
    """Return an export line by line: the results of audits, or the figures of groups.

    Raises UsageError when there are no such audits.
    """
    infos = wanted.infos(history)
    if what == GROUPS:
        return _table(_figures(history, infos)) if form == CSV else map(json.line, _figures(history, infos))
    return _rows(history, infos) if form == CSV else _objects(history, infos)


def _rows(history: "AuditHistory", infos: Sequence[AuditInfo]) -> Iterator[str]:
    yield csv.line((*_AUDIT, *csv.HEADER))
    for info in infos:
        for subject in history.subjects(info.id):
            for row in csv.rows(subject):
                yield csv.line((str(info.id), info.started_at, *row))


def _objects(history: "AuditHistory", infos: Sequence[AuditInfo]) -> Iterator[str]:
    for info in infos:
        for subject in history.subjects(info.id):
            for result in subject.results:
                yield json.line({**_told(info, subject), **to_builtins(result)})


def _told(info: AuditInfo, subject: Subject) -> dict[str, Json]:
    known = subject.repository
    return {
        "audit": info.id,
        "started_at": info.started_at,
        "subject": subject.subject,
        "kind": subject.kind,
        "name": known.name if known else subject.subject,
        "team": known.team if known else "",
        "commit": subject.commit,
        "subject_score": rounded(subject.score),
        "subject_level": subject.level,
        "subject_score_at_least": rounded(subject.score_at_least),
    }


def _table(figures: Iterator[Mapping[str, Json]]) -> Iterator[str]:
    yield csv.line(_FIGURES)
    for figure in figures:
        yield csv.line("" if figure[name] is None else str(figure[name]) for name in _FIGURES)


def _figures(history: "AuditHistory", infos: Sequence[AuditInfo]) -> Iterator[Mapping[str, Json]]:
    """Yield what each group came to in each audit, and after it what it came to by objective."""
    wanted = {info.id for info in infos}
    for series in dict.fromkeys(info.series for info in infos):
        for kind, name in history.groups(series):
            for point in history.trend(kind, name, series):
                if point.audit in wanted:
                    yield _figure(point, name, "", Score(point.score, point.coverage, point.score_at_least))
                    for objective, score in sorted(point.objectives.items()):
                        yield _figure(point, name, objective, score)


def _figure(point: TrendPoint, name: str, objective: str, score: Score) -> Mapping[str, Json]:
    values = (
        point.audit,
        point.started_at,
        point.kind,
        name,
        point.part_of,
        objective,
        point.repositories,
        rounded(score.score),
        rounded(score.coverage),
        "" if objective else point.level,
        rounded(score.score_at_least),
    )
    return dict(zip(_FIGURES, values, strict=True))
