"""What can be seen of repositories before they are audited, what is missing, and what an audit takes."""

from datetime import datetime

from msgspec import Struct

from checker.model.audit import Uncollected


class Permission(Struct, frozen=True):
    """A permission that facts of the policy need, or a role.

    *reach* is the heading that it stands under in GitHub's settings (repository, organization, role),
    *level* is as it stands there. *seen* and *hidden* count the subjects whose facts under it could
    and could not be seen; *rules* become unknown for lack of it. *possible* tells whether this kind
    of token can be given it; *key* is its name in a workflow, *scope* what a classic token needs.
    """

    reach: str
    name: str
    level: str
    seen: int
    hidden: int
    rules: tuple[str, ...] = ()
    possible: bool = True
    key: str = ""
    scope: str = ""


class PermissionGap(Struct, frozen=True):
    """A rule that becomes unknown: for which of the *judged* subjects, and what would decide it."""

    rule: str
    title: str
    judged: int
    subjects: tuple[str, ...]
    needs: tuple[str, ...]


class Resource(Struct, frozen=True):
    """One of GitHub's limits: *requests* that a run sends, and what they *cost* of the limit.

    *hourly*, *left* and *resets* are what GitHub says, None where it says nothing.
    """

    name: str
    requests: int
    cost: int
    hourly: int | None = None
    left: int | None = None
    resets: datetime | None = None


class Cost(Struct, frozen=True):
    """What a run takes: *exact* if all repositories were asked about, else extrapolated.

    *clones* are the repositories whose files come, of which *here* are in the cache. *waiting* are
    the seconds for GitHub's limits, *working* all others; *asked* the requests that it took to know.
    """

    exact: bool
    resources: tuple[Resource, ...]
    clones: int
    here: int
    waiting: float
    working: float
    asked: int


class Diagnosis(Struct, frozen=True):
    """What is known before an audit.

    *token* is the kind of token, "" where GitHub is not asked. *repositories* are so many, those in
    *sample* were asked about. *gaps* are rules unknown for lack of a permission, *local* those that
    are unknown because GitHub is not asked about a local repository; *others* are unknown for what
    no permission would show. *lost* requests came to nothing.
    """

    targets: tuple[str, ...] = ()
    policy: str = ""
    rules: int = 0
    token: str = ""
    repositories: int = 0
    sample: tuple[str, ...] = ()
    permissions: tuple[Permission, ...] = ()
    gaps: tuple[PermissionGap, ...] = ()
    local: tuple[PermissionGap, ...] = ()
    others: tuple[PermissionGap, ...] = ()
    cost: Cost | None = None
    uncollected: tuple[Uncollected, ...] = ()
    lost: int = 0

    @property
    def whole(self) -> bool:
        """Tell whether everything can be seen."""
        return not (self.gaps or self.local or self.uncollected or self.lost)
