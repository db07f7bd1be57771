"""What a policy or a configuration teaches about commands and files that nobody else knows."""

from typing import Literal

from msgspec import Struct

TeachingKind = Literal["tests", "publish", "harmless", "ci", "technologies"]


class Teaching(Struct, frozen=True):
    """One pattern of `recognize:`, and the place that teaches it.

    *pattern* is a simple command, word by word, where *kind* is `tests`, `publish` or `harmless`, and a glob
    of paths where it is `ci` or `technologies`; *technology* is then what the files show.
    """

    kind: TeachingKind
    pattern: str
    path: str
    line: int
    technology: str = ""

    @property
    def source(self) -> str:
        """Say who taught it, to be read in a result."""
        return f"taught at {self.path}:{self.line}"
