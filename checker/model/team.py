"""Who owns which repositories."""

from collections.abc import Mapping
from dataclasses import field

from checker.model.value import dataclass


@dataclass(frozen=True, slots=True)
class Team:
    """A team (or a department, when others are part of it), and globs of its repositories.

    *attributes* (tier, lifecycle, kind, visibility, archived, inherits) flow into `repo.*`.
    """

    team: str
    repositories: tuple[str, ...] = ()
    part_of: str = ""
    attributes: Mapping[str, str | bool] = field(default_factory=dict)
