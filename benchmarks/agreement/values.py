"""What is compared: questions, answers of both sides, cells and judgements."""

from collections.abc import Callable, Mapping, Sequence
from typing import Literal

from msgspec import Struct

from benchmarks.agreement.facts import Facts

Unit = Literal["line", "file", "repository"]
Right = Literal["ours", "peer", "both", "neither"]


class Span(Struct, frozen=True):
    """Lines of a file, from the first to the last."""

    first: int
    last: int

    def __contains__(self, line: int) -> bool:
        return self.first <= line <= self.last


class Finding(Struct, frozen=True):
    """A problem that a peer reports at `spans`, of which the first is the place itself."""

    rule: str
    path: str
    spans: tuple[Span, ...] = (Span(1, 1),)
    tags: tuple[str, ...] = ()
    """What the peer says of its finding, such as how sure it is."""
    message: str = ""


class Report(Struct, frozen=True):
    """Everything a peer says of a repository."""

    findings: tuple[Finding, ...] = ()
    verdicts: Mapping[str, bool | None] = {}
    """By rule about the whole repository: True for a problem, None for no opinion."""
    unread: tuple[str, ...] = ()
    """Files that the peer could not read: it has no answer about them."""


class Places(Struct, frozen=True):
    """The lines that we report, as PATH:LINE, and the files that we could not see through."""

    found: Sequence[str]
    unclear: frozenset[str] = frozenset()


Answer = Places | Mapping[str, bool | None] | bool | None
"""Ours, by the unit: lines; whether each file has a problem; whether the repository has. None: unknown."""


class Question(Struct, frozen=True):
    """One thing that both sides are asked."""

    peer: str
    rules: tuple[str, ...]
    ours: str
    """The rule or fact of ours that answers."""
    unit: Unit
    answer: Callable[[Facts], Answer]
    group: str = ""
    """One of the five subjects for which precision and recall have a target."""
    same: bool = True
    """Both sides ask the same; else one is stricter by intent, and agreement has no target."""
    counts: Callable[[Finding], bool] = lambda _: True
    """Which of the peer's findings answer the question."""
    when: Callable[[Facts], bool] = lambda _: True
    """Whether the question arises for a repository."""

    @property
    def id(self) -> str:
        """Its name in judgements and tables."""
        return f"{self.peer}/{self.rules[0]}"


class Cell(Struct, frozen=True):
    """Both answers at one place: whether there is a problem."""

    question: str
    repository: str
    place: str
    """PATH:LINE, PATH, or nothing for the repository."""
    ours: bool | None
    peer: bool
    message: str = ""

    @property
    def agrees(self) -> bool:
        """Tell whether both say the same."""
        return self.ours is self.peer

    @property
    def flagged(self) -> str:
        """Say who reports a problem: `both`, `ours`, `peer`, `none`, or `unknown` where we do not know."""
        if self.ours is None:
            return "unknown"
        return {(True, True): "both", (True, False): "ours", (False, True): "peer"}.get(
            (self.ours, self.peer), "none"
        )


class Judgement(Struct, frozen=True, order=True):
    """Who is right where, with the reason; `*` in a repository or place stands for any text."""

    question: str
    repository: str
    place: str
    flagged: str
    right: Right
    why: str
