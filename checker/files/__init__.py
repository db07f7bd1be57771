"""The files of a tree, asked by glob, path and content: what rules and collectors share."""

from checker.files.memory import MemoryTree
from checker.files.view import Files, Line

__all__ = ["Files", "Line", "MemoryTree"]
