"""The CI systems besides GitHub Actions, each read by its own structure."""

from checker.collectors.ci.systems.registry import found

__all__ = ["found"]
