"""What can go wrong between GitHub and us, one kind at a time."""

import re
from dataclasses import dataclass, field


@dataclass
class Fault:
    """Something that happens to the next *times* requests whose path matches; 0 is every one."""

    kind: str
    path: str = "."
    times: int = 0
    happened: int = field(default=0, compare=False)

    def takes(self, path: str) -> bool:
        """Tell whether this request is hit, and remember it."""
        if self.times and self.happened >= self.times:
            return False
        if (
            not re.search(self.path, path)
            or (self.kind in GRAPHQL) != ("graphql" in path)
            and self.kind in GRAPHQL
        ):
            return False
        self.happened += 1
        return True


GRAPHQL = frozenset(("query-limited", "query-partial", "query-too-much"))
KINDS = (
    "primary",
    "secondary",
    "secondary-silent",
    "too-many",
    "forbidden",
    "server-error",
    "bad-gateway",
    "unavailable",
    "slow",
    "truncated",
    "malformed",
    "reset",
    "redirect",
    "accepted",
    "conflict",
    "legal",
    *sorted(GRAPHQL),
    "html",
)
FAULTS = tuple(Fault(kind) for kind in KINDS)
