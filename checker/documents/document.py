"""A parsed document, and the two ways in which a text is none."""

from functools import cached_property
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from checker.model.json_value import Json

if TYPE_CHECKING:
    from checker.documents.keys import Keys

TEXT_LIMIT = 2 * 1024 * 1024
"""Characters of the largest document that is parsed."""


class Malformed(Exception):
    """A document does not parse: *reason* at *line* (from 1, 0 where there is no place)."""

    def __init__(self, reason: str, line: int = 0) -> None:
        super().__init__(reason, line)
        self.reason = reason
        self.line = line


class OverLimit(Malformed):
    """A bound of ours refuses a document that others may well read: it is unseen, not broken."""


class Document(Struct, frozen=True, dict=True):
    """Parsed data and where its parts stand in the text.

    *root* is the node tree of YAML, None for the other formats. *alone*: no other document follows in
    the same text.
    """

    data: Json
    text: str = ""
    root: Any = None
    alone: bool = True

    def line(self, *path: str | int) -> int:
        """Return the line (from 1) of the value at *path*, of its nearest ancestor if absent.

        For a value in a mapping this is the line of its key.
        """
        if self.root is None:
            return self._keys.line(path)
        from checker.documents.nodes import position

        return position(self.root, path)[0]

    @cached_property
    def _keys(self) -> "Keys":
        from checker.documents.keys import Keys

        return Keys(self.text)
