"""What a report tells: an audit, and whatever is known of its past and its future."""

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum

from checker.model.audit import Audit, Score
from checker.model.framework import Framework
from checker.model.value import dataclass


class Audience(StrEnum):
    """Who a report is for."""

    EXECUTIVE = "executive"
    TEAM = "team"
    ENGINEER = "engineer"
    PARTNER = "partner"


@dataclass(frozen=True, slots=True)
class Point:
    """What a group came to in one audit; *at* is the time that was judged against (RFC 3339)."""

    at: str
    score: float | None
    coverage: float | None = None
    level: str = ""
    objectives: Mapping[str, Score] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Trends:
    """How groups came to where they are, oldest point first: the organization, and teams by name."""

    organization: tuple[Point, ...] = ()
    teams: Mapping[str, tuple[Point, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Story:
    """One audit, and what led to it where that is known.

    *frameworks* describe those that rules are mapped to. *notices* stand at the head of every page:
    what the reader has to know about the whole.
    """

    audit: Audit
    trends: Trends = field(default_factory=Trends)
    frameworks: tuple[Framework, ...] = ()
    notices: tuple[str, ...] = ()
