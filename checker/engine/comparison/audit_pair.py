"""Two audits side by side, and the way of each subject from one to the other."""

from collections.abc import Mapping

from checker.engine.comparison import score_path
from checker.engine.comparison.policy_diff import terms
from checker.engine.comparison.score_path import Track
from checker.engine.display_names import called, shared
from checker.model.audit import Audit, Subject
from checker.model.change import Direction, LevelChange

Key = tuple[str, str]
"""The kind and the id of a subject."""


class Pair:
    """Two audits; *old* and *new* are their subjects. What was worked out once is kept."""

    def __init__(self, before: Audit, after: Audit) -> None:
        self.before, self.after = before, after
        self.old, self.new = _subjects(before), _subjects(after)
        self.terms = terms(before, after)
        self._shared = shared((*self.old.values(), *self.new.values()))
        self.titles = {
            rule.id: rule.title for policy in (before.policy, after.policy) for rule in policy.rules
        }
        self._ranks = {"": -1, **{name: rank for rank, name in enumerate(after.policy.levels)}}
        self._stayed: dict[Key, Track] = {}

    def called(self, subject: Subject) -> str:
        """Return the name by which people know a subject, its id where that tells it from others."""
        return called(subject, self._shared)

    def stays(self, key: Key) -> Track:
        """Return the way of a subject that counts in both audits, with results in one at least."""
        if key not in self._stayed:
            self._stayed[key] = score_path.stayed(self.old.get(key), self.new.get(key), self.terms)
        return self._stayed[key]

    def way(self, key: Key, before: bool, after: bool) -> Track:
        """Return the way of a subject that counts in one of the audits, or in both."""
        if before and after:
            return self.stays(key)
        return (
            score_path.came(self.new[key], self.terms)
            if after
            else score_path.went(self.old[key], self.terms)
        )

    def level(self, before: str, after: str) -> LevelChange:
        """Return where a level went, by the order that the newer policy has."""
        ranks = self._ranks
        if before == after:
            return LevelChange(before, after)
        if before not in ranks or after not in ranks:
            return LevelChange(before, after, Direction.OTHER)
        return LevelChange(
            before, after, Direction.GAINED if ranks[after] > ranks[before] else Direction.LOST
        )


def _subjects(audit: Audit) -> Mapping[Key, Subject]:
    return {(subject.kind, subject.subject): subject for subject in audit.subjects}
