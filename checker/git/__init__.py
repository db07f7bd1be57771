"""Repositories as Git keeps them: nothing is checked out, followed or executed."""

from checker.git.repository import enclosing
from checker.git.source import GitSource, open_source
from checker.git.targets import discover

__all__ = ["GitSource", "discover", "enclosing", "open_source"]
