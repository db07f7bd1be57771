"""What was seen of CI: checks, publications, and what nobody knows."""

from msgspec import Struct, field

from checker.files.gaps import UnseenFile
from checker.model.teaching import Teaching
from checker.patterns import lazy

_SCANS = lazy(
    r"scan|audit|vuln|secur|lint|check|analy|verif|valid|sast|\bsca\b|sbom|cover|polic|complian|fmt|format|style|inspect"
)
"""What the names of programs say that check something."""
_SHIPS = lazy(r"publish|release|deploy|upload|push|ship|deliver|distribut|promote|\bcd\b|rollout|sync")
"""What the names of programs, and of the files that run them, say of publishing."""


class SeenCheck(Struct, frozen=True):
    """A tool that CI runs; *reason* says why its failure does not reach the change, "" where it does.

    *runs* is False where nothing ever starts it; *idle*: this call checks nothing.
    """

    path: str
    line: int
    tool: str
    checks: tuple[str, ...]
    reason: str = ""
    before_merge: bool | None = None
    runs: bool = True
    idle: bool = False


class SeenPublication(Struct, frozen=True):
    """A command or a step that publishes to a registry."""

    path: str
    line: int
    registry: str


class NotUnderstood(Struct, frozen=True):
    """Something that CI runs and nobody knows.

    *has_code*: the repository is there, so it could check it. *enforced*: its failure would count.
    *starts*: it
    may be anything, as what another repository defines. A program of this one can be a test, and what its
    name says, but is no scanner that others have made.
    *elsewhere*: another repository says what it does.
    """

    gap: UnseenFile
    before_merge: bool | None
    has_code: bool
    enforced: bool
    starts: bool = False
    elsewhere: bool = False

    @property
    def may_scan(self) -> bool:
        """Tell whether it could be, or start, a tool that checks something else than by tests."""
        return self.starts or _SCANS.search(self.gap.reason) is not None

    @property
    def may_publish(self) -> bool:
        """Tell whether it could publish or deploy something."""
        return self.starts or _SHIPS.search(f"{self.gap.path} {self.gap.reason}") is not None


class SeenCommands(Struct, dict=True):
    """All that was found; *cut* says why the search was not complete."""

    checks: dict[SeenCheck, None] = field(default_factory=dict)
    publications: dict[SeenPublication, None] = field(default_factory=dict)
    unknown: dict[NotUnderstood, None] = field(default_factory=dict)
    taught: dict[Teaching, None] = field(default_factory=dict)
    commands: int = 0
    cut: str = ""
