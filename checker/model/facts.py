"""Facts: typed, documented values with dotted paths, and what could not be seen."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from msgspec import Struct, field

from checker.errors import Cause
from checker.model.json_value import Json


class FactType(StrEnum):
    """The types a fact can have; a time is a STRING in RFC 3339."""

    BOOL = "bool"
    INT = "int"
    DOUBLE = "double"
    STRING = "string"
    STRINGS = "list(string)"
    RECORDS = "list(map)"
    MAP = "map"


class FactSpec(Struct, frozen=True):
    """The declaration of one fact.

    *timed*: the value depends on the current time. *grows*: what is still unseen can only add
    to it. *item*: the fields of each item of RECORDS and their types.
    """

    path: str
    type: FactType
    doc: str
    timed: bool = False
    grows: bool = False
    item: Mapping[str, FactType] = field(default_factory=dict)


class Problem(Struct, frozen=True):
    """What could not be observed: *path* is a fact or a prefix of facts.

    *permission* is what would let us see it. *seen* is the part of the value that was seen:
    a lower bound for facts that grow, some of the items for lists. *empty* says that there was
    nothing to measure. *files* are the paths of the repository that were not seen, as far as they
    are known.
    """

    path: str
    reason: str
    permission: str = ""
    seen: Json = None
    empty: bool = False
    cause: Cause = Cause.UNREADABLE
    files: tuple[str, ...] = ()

    def covers(self, path: str) -> bool:
        """Tell whether this problem explains the absence of *path*."""
        return path == self.path or path.startswith(self.path + ".")


class Facts(Struct, frozen=True):
    """The observed values by dotted path, and the problems that explain the missing ones."""

    values: Mapping[str, Json] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    def problem(self, path: str) -> Problem | None:
        """Return the most specific problem that covers *path*."""
        covering = [problem for problem in self.problems if problem.covers(path)]
        return max(covering, key=lambda problem: len(problem.path), default=None)

    def only(self, paths: Iterable[str]) -> "Facts":
        """Return the facts of these paths, and what explains those that are missing."""
        wanted = sorted(paths)
        values = {path: self.values[path] for path in wanted if path in self.values}
        missing = [self.problem(path) for path in wanted if path not in values]
        # By their paths: what was seen of a list has no hash.
        problems = {problem.path: problem for problem in missing if problem}
        return Facts(values, tuple(problems[path] for path in sorted(problems)))


def merge(parts: Iterable[Facts]) -> Facts:
    """Unite facts that do not overlap; a later part wins where they do."""
    values: dict[str, Json] = {}
    problems: list[Problem] = []
    for part in parts:
        values.update(part.values)
        problems.extend(part.problems)
    return Facts(values, tuple(problems))
