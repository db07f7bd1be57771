"""The CI systems besides GitHub Actions, each read by its own structure."""

from checker.ci.systems.registry import found

__all__ = ["found"]
