"""Regular expressions that cost nothing until they are used.

Compiling the few hundred that the collectors know takes longer than auditing a small repository,
which needs only some of them.
"""

import re
from collections.abc import Callable
from typing import Any, cast


def lazy(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """Return what `re.compile` returns, compiled at its first use."""
    return cast("re.Pattern[str]", _Lazy(pattern, flags))


def lazy_linear(pattern: str) -> re.Pattern[str]:
    """Return a RE2 expression that is compiled at its first use: for sentences in texts of any length."""
    return cast("re.Pattern[str]", _Lazy(pattern, 0, linear))


def linear(pattern: str) -> Any:
    """Return a RE2 expression, which no pattern can make slow; the library itself would log what is wrong.

    Raises ValueError, with the reason, when it is none.
    """
    import re2

    options = re2.Options()
    options.log_errors = False
    try:
        return re2.compile(pattern, options)
    except re2.error as error:
        [reason] = error.args
        raise ValueError(reason.decode(errors="replace") if isinstance(reason, bytes) else reason) from error


class _Lazy:
    """Stands for a compiled pattern; each method is looked up once."""

    def __init__(self, source: str, flags: int, compiled: Callable[[str], Any] | None = None) -> None:
        self._source = source
        self._flags = flags
        self._compiled = compiled

    def __getattr__(self, name: str) -> Any:
        pattern = self._compiled(self._source) if self._compiled else re.compile(self._source, self._flags)
        value = getattr(pattern, name)
        setattr(self, name, value)
        return value
