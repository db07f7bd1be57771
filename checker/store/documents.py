"""Subjects as states of plain values, without what their columns say and what follows, and back."""

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct, convert
from msgspec.structs import replace

from checker.engine import levels
from checker.engine.score import by_objective, by_pack
from checker.model import encoding
from checker.model.audit import PolicyStamp, Repository, Subject
from checker.model.result import Result
from checker.store.difference import Tree
from checker.store.results import Results

_UNNAMED: Tree = encoding.plain(Subject("", "", None, "", ()))
_EMPTY_REPOSITORY: Tree = encoding.plain(Repository("", ""))
_COLUMNS = ("subject", "kind", "commit", "score", "coverage", "score_without_waivers", "level")


class Columns(Struct, frozen=True):
    """What a table says of a subject beside its state."""

    subject: str
    kind: str
    commit: str
    score: float | None
    coverage: float | None
    score_without_waivers: float | None
    level: str
    team: str


class Documents:
    """Turns subjects that were judged by one policy into states. *numbers* leads from rules to numbers.

    What follows from the results (blockers, scores by objective and by pack) is kept only where it does
    not: nights of many small changes would take twice the room. Whoever changes how the engine adds up
    has to keep the old way here for what was kept without; tests of released histories tell.
    """

    def __init__(self, policy: PolicyStamp, numbers: Mapping[str, int]) -> None:
        self._results = Results(policy, numbers)
        self._levels = policy.levels
        self._weights = {objective.id: objective.weight for objective in policy.objectives}

    def state(self, subject: Subject) -> Tree:
        """Return everything about a subject that is neither in its columns nor usual."""
        whole = encoding.plain(replace(subject, results=()))
        usual: Tree = {**_UNNAMED, "level_without_waivers": subject.level}
        usual |= encoding.plain(self._following(subject.results))
        state = {key: value for key, value in whole.items() if key not in _COLUMNS and value != usual[key]}
        if subject.repository is not None:
            known = {**_EMPTY_REPOSITORY, "id": subject.subject, "team": subject.repository.team}
            told = whole["repository"]
            state["repository"] = {key: value for key, value in told.items() if value != known[key]}
        return {**state, **self._results.records(subject.results)}

    def subject(self, columns: Columns, state: Tree) -> Subject:
        """Return the subject that a state and its columns tell of."""
        whole = {**_UNNAMED, "level_without_waivers": columns.level, **state, "results": ()}
        whole.update((key, getattr(columns, key)) for key in _COLUMNS)
        if whole["repository"] is not None:
            known = {**_EMPTY_REPOSITORY, "id": columns.subject, "team": columns.team}
            whole["repository"] = {**known, **whole["repository"]}
        results = self._results.restored(state)
        following = {key: each for key, each in self._following(results).items() if key not in state}
        return replace(convert(whole, Subject), results=results, **following)

    def _following(self, results: Sequence[Result]) -> dict[str, Any]:
        """Return the fields of a subject that usually follow from its results."""
        return {
            "level_blockers": levels.blockers(results, self._levels),
            "objectives": by_objective(results, self._weights),
            "packs": by_pack(results, self._weights),
        }
