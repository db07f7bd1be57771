"""Subjects as columns and JSON, without what their results say, and back."""

from collections.abc import Mapping, Sequence
from typing import Any, get_type_hints

from msgspec import Struct, convert
from msgspec.structs import replace

from checker.engine import levels
from checker.engine.score import by_objective, by_pack
from checker.model.audit import PolicyStamp, Repository, Score, Subject
from checker.model.encoding import plain
from checker.model.result import Result
from checker.store.encoding import Tree

COLUMNS = ("commit", "score", "coverage", "score_without_waivers", "level")
_ELSEWHERE = frozenset({*COLUMNS, "subject", "kind", "repository", "results"})
_HINTS: Mapping[str, Any] = get_type_hints(Subject)


class Columns(Struct, frozen=True):
    """The columns of a subject."""

    subject: str
    kind: str
    team: str
    commit: str
    score: float | None
    coverage: float | None
    score_without_waivers: float | None
    level: str


class Documents:
    """Turns subjects that were judged by one policy into JSON, and back.

    What follows from the results (blockers, scores by objective and by pack) is kept only where it does
    not: nights of many small changes would take twice the room. Whoever changes how the engine adds up
    has to keep the old way here for what was kept without; tests of recorded histories tell.
    """

    def __init__(self, policy: PolicyStamp) -> None:
        self._levels = policy.levels
        self._weights = {objective.id: objective.weight for objective in policy.objectives}

    def details(self, subject: Subject) -> Tree:
        """Return what neither columns nor results nor the repository say of a subject."""
        usual = {**_following(subject), **self._of_results(subject.results)}
        return {
            name: plain(value)
            for name in _HINTS
            if name not in _ELSEWHERE
            and (value := getattr(subject, name)) != usual.get(name, getattr(_BARE, name))
        }

    def subject(
        self, columns: Columns, results: Sequence[Result], repository: Tree | None, details: Tree
    ) -> Subject:
        """Return the subject that columns, results and JSON stand for."""
        held = {name: convert(details[name], _HINTS[name]) for name in _HINTS.keys() & details.keys()}
        usual = {**_following(columns), **self._of_results(results)}
        known = {"id": columns.subject, "name": "", "team": columns.team}
        bare = replace(
            _BARE,
            subject=columns.subject,
            kind=columns.kind,
            repository=None if repository is None else convert({**known, **repository}, Repository),
            results=tuple(results),
        )
        return replace(bare, **{name: getattr(columns, name) for name in COLUMNS}, **{**usual, **held})

    def _of_results(self, results: Sequence[Result]) -> dict[str, Any]:
        """Return the fields of a subject that usually follow from its results."""
        return {
            "level_blockers": levels.blockers(results, self._levels),
            "objectives": by_objective(results, self._weights),
            "packs": by_pack(results, self._weights),
        }


def _following(columns: Columns | Subject) -> dict[str, Any]:
    """Return the fields of a subject that usually follow from its columns."""
    certain = Score.of_one(columns.score, columns.coverage).score_at_least
    return {"level_without_waivers": columns.level, "score_at_least": certain}


_BARE = Subject("", "", None, "", ())
_UNKNOWN: Tree = plain(Repository("", ""))


def repository_of(subject: Subject) -> Tree | None:
    """Return what is known of a subject's repository beside its id and its team; None if it is none."""
    if subject.repository is None:
        return None
    usual = {**_UNKNOWN, "id": subject.subject, "team": subject.repository.team}
    return {name: value for name, value in plain(subject.repository).items() if value != usual[name]}


def as_written_now(details: Tree, repository: Tree | None) -> tuple[Tree, Tree | None]:
    """Return JSON that an older version wrote as this version would: with all fields that it knows."""
    known = {name: plain(convert(details[name], _HINTS[name])) for name in _HINTS.keys() & details.keys()}
    if repository is None:
        return {**details, **known}, None
    told = plain(convert({**_UNKNOWN, **repository}, Repository))
    changed = {name: value for name, value in told.items() if name in repository or value != _UNKNOWN[name]}
    return {**details, **known}, changed
