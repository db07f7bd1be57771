"""What a report tells: an audit, and whatever is known of its past and its future."""

from enum import StrEnum

from msgspec import Struct

from checker.model.audit import Audit
from checker.model.change import Change
from checker.model.framework import Framework
from checker.model.trend import TrendLine


class Audience(StrEnum):
    """Who a report is for."""

    EXECUTIVE = "executive"
    TEAM = "team"
    ENGINEER = "engineer"
    PARTNER = "partner"


class ReportInput(Struct, frozen=True):
    """One audit, and what led to it where that is known.

    *lines* are what the organization and its teams came to over time, this audit the last of it. *change*
    compares the audit before with this one. *frameworks* describe those that rules are mapped to.
    *notices* stand at the head of every page: what the reader has to know about the whole.
    """

    audit: Audit
    lines: tuple[TrendLine, ...] = ()
    change: Change | None = None
    frameworks: tuple[Framework, ...] = ()
    notices: tuple[str, ...] = ()
