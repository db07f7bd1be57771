"""Regular expressions that cost nothing until they are used.

Compiling the few hundred that the collectors know takes longer than auditing a small repository,
which needs only some of them.
"""

import re
from typing import Any, cast


def lazy(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """Return what `re.compile` returns, compiled at its first use."""
    return cast("re.Pattern[str]", _Lazy(pattern, flags))


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

    def __init__(self, source: str, flags: int) -> None:
        self._source = source
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        value = getattr(re.compile(self._source, self._flags), name)
        setattr(self, name, value)
        return value
