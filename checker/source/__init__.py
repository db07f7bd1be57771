"""Repositories as Git keeps them: nothing is checked out, followed or executed."""

from checker.source.repository import enclosing
from checker.source.source import Source, open_source
from checker.source.targets import discover

__all__ = ["Source", "discover", "enclosing", "open_source"]
