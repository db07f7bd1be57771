"""What was seen of CI: checks, publications, and what nobody knows."""

from msgspec import Struct, field

from checker.files.gaps import UnseenFile
from checker.model.teaching import Teaching
from checker.patterns import lazy

_SCANS = lazy(
    r"scan|audit|vuln|secur|lint|check|analy|verif|valid|sast|\bsca\b|sbom|cover|polic|complian|fmt|format|style|inspect"
)
"""What the names of programs say that check something."""
_TESTS = lazy(
    r"test|spec|check|verif|valid|suite|prove|coverage|make|rake|tox|nox|gradle|mvn|\brun\b|\./\w|\w\.(?:sh|py|ps1|rb|js)\b"
)
"""What a script says that may run tests, by itself or by what it calls."""
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

    *has_code*: the repository is there, so it could check it. *enforced*: its failure would count. A program
    of this repository can be a test, and what its name says, but is no scanner that others have made.
    *elsewhere*: another repository says what it does, which may be anything. *text* is that of a script
    which the parser refuses: what does not stand in it is not run by it.
    """

    gap: UnseenFile
    before_merge: bool | None
    has_code: bool
    enforced: bool
    elsewhere: bool = False
    text: str = ""

    @property
    def may_test(self) -> bool:
        """Tell whether it could run tests."""
        return not self.text or _TESTS.search(self.text.lower()) is not None

    @property
    def may_scan(self) -> bool:
        """Tell whether it could be, or start, a tool that checks something else than by tests."""
        if self.text:
            return _SCANS.search(self.text.lower()) is not None
        return self.elsewhere or _SCANS.search(self.gap.reason) is not None

    @property
    def may_publish(self) -> bool:
        """Tell whether it could publish or deploy something."""
        if self.text:
            return _SHIPS.search(self.text.lower()) is not None
        return self.elsewhere or _SHIPS.search(f"{self.gap.path} {self.gap.reason}") is not None


class SeenCommands(Struct, dict=True):
    """All that was found; *cut* says why the search was not complete."""

    checks: dict[SeenCheck, None] = field(default_factory=dict)
    publications: dict[SeenPublication, None] = field(default_factory=dict)
    unknown: dict[NotUnderstood, None] = field(default_factory=dict)
    taught: dict[Teaching, None] = field(default_factory=dict)
    commands: int = 0
    cut: str = ""
