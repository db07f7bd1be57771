"""What was seen of CI: checks, publications, and what nobody knows."""

from typing import TypeVar

from msgspec import Struct, field

from checker.files.gaps import UnseenFile
from checker.model.teaching import Teaching
from checker.patterns import lazy

_LISTED = 50
"""Things of one kind that an outcome lists."""
_T = TypeVar("_T")
_SCANS = lazy(
    r"scan|audit|vuln|secur|lint|check|analy|verif|valid|sast|\bsca\b|sbom|cover|polic|complian|fmt|format|style|inspect"
)
"""What the names of programs say that check something."""
_TESTS = lazy(
    r"test|spec|check|verif|valid|suite|prove|coverage|make|rake|tox|nox|gradle|mvn|\brun\b|\./\w|\w\.(?:sh|py|ps1|rb|js)\b"
)
"""What a script says that may run tests, by itself or by what it calls."""
_PUSHES = lazy(
    r"push|commit|release|publish|deploy|\btag|bump|version|changelog|backport|merge|rebase|sync|mirror|update|gh-pages"
)
"""What the names of programs, and of the files that run them, say of writing to the repository."""
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
    """A command or a step that publishes to a registry; *words* are those of the command."""

    path: str
    line: int
    registry: str
    words: tuple[str, ...] = ()


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

    @property
    def may_push(self) -> bool:
        """Tell whether it could push something with the credentials that a checkout left."""
        # The name of a workflow is not that of what it runs.
        path = "" if self.gap.path.startswith(".github/workflows/") else self.gap.path
        return _PUSHES.search((self.text or f"{path} {self.gap.reason}").lower()) is not None


class ScriptOutcome(Struct, frozen=True):
    """What came of reading a script: all of it was *understood*; it *checks*; it *acts*, as tests may.

    *ships* is what it publishes. It *commits*; *credentials*: it uses those that a checkout leaves to Git.
    What was not understood stands in *may_publish* and *may_push* where it might do that.
    """

    understood: bool = True
    checks: bool = False
    acts: bool = False
    ships: tuple[SeenPublication, ...] = ()
    commits: bool = False
    credentials: bool = False
    may_publish: tuple[UnseenFile, ...] = ()
    may_push: tuple[UnseenFile, ...] = ()

    def __or__(self, other: "ScriptOutcome") -> "ScriptOutcome":
        return ScriptOutcome(
            understood=self.understood and other.understood,
            checks=self.checks or other.checks,
            acts=self.acts or other.acts,
            ships=_joined(self.ships, other.ships),
            commits=self.commits or other.commits,
            credentials=self.credentials or other.credentials,
            may_publish=_joined(self.may_publish, other.may_publish),
            may_push=_joined(self.may_push, other.may_push),
        )


def _joined(one: tuple[_T, ...], other: tuple[_T, ...]) -> tuple[_T, ...]:
    """Join without doubles, up to a bound."""
    return tuple(dict.fromkeys((*one, *other)))[:_LISTED] if one and other else one or other


class SeenCommands(Struct, dict=True):
    """All that was found; *steps* by path and line, *cut* says why the search was not complete."""

    checks: dict[SeenCheck, None] = field(default_factory=dict)
    publications: dict[SeenPublication, None] = field(default_factory=dict)
    unknown: dict[NotUnderstood, None] = field(default_factory=dict)
    steps: dict[tuple[str, int], ScriptOutcome] = field(default_factory=dict)
    taught: dict[Teaching, None] = field(default_factory=dict)
    commands: int = 0
    cut: str = ""
