"""Lines of places in a text, counted once."""

from bisect import bisect_right


class Lines:
    """Where the lines of one text begin."""

    def __init__(self, text: str) -> None:
        self._starts = [0]
        at = text.find("\n")
        while at >= 0:
            self._starts.append(at + 1)
            at = text.find("\n", at + 1)

    def at(self, position: int) -> int:
        """Return the line (from 1) of a character; of the first for a position below 0."""
        return bisect_right(self._starts, max(position, 0))
