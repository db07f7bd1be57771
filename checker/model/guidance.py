"""What leads to the next level."""

from msgspec import Struct


class LevelStep(Struct, frozen=True):
    """One fix: of a rule in a repository, with its points of effort.

    *clears* are rules there that fail only because this one does.
    """

    repository: str
    rule: str
    effort: int
    clears: tuple[str, ...] = ()


class Doubt(Struct, frozen=True):
    """A rule that was not decided in a repository: find out, it may need no fix."""

    repository: str
    rule: str


class NextLevel(Struct, frozen=True):
    """The least that leads to the next level: *effort* is the points of all *fixes*.

    *repositories* are those to work on, the least effort first. With nothing *unknown* the fixes
    reach the level; else they do if all that is unknown turns out to pass.
    """

    level: str
    effort: int
    repositories: tuple[str, ...] = ()
    fixes: tuple[LevelStep, ...] = ()
    unknown: tuple[Doubt, ...] = ()
