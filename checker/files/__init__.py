"""The files of a tree, asked by glob, path and content: what rules and collectors share."""

from checker.files.memory import MemoryTree
from checker.files.view import Files, TextLine

__all__ = ["Files", "MemoryTree", "TextLine"]
