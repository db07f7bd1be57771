"""Standards Checker: audits Git repositories against a team's own engineering standards."""

from typing import TYPE_CHECKING, Any

from checker._version import __version__ as __version__

__all__ = [
    "Audit",
    "Change",
    "CheckerError",
    "Policy",
    "PolicyError",
    "TargetError",
    "UsageError",
    "audit",
    "compare",
    "load_policy",
    "read_report",
    "report",
]

if TYPE_CHECKING:
    from checker.api import (
        Audit,
        Change,
        CheckerError,
        Policy,
        PolicyError,
        TargetError,
        UsageError,
        audit,
        compare,
        load_policy,
        read_report,
        report,
    )


def __getattr__(name: str) -> Any:
    """Import what programs call when it is first asked for, so that the package itself costs nothing."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module("checker.api"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
