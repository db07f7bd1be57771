"""Where the failure of a statement of sh or bash goes."""

import re

from msgspec import Struct

from checker.patterns import lazy
from checker.word_lists import wordset

ENDS = lazy(r"\b(?:exit|return)\s+(?!0\b)\S|\b(?:false|die|fail|abort|fatal)\b|\b\w+=|\bkill\b|\+\+")
"""What a branch holds that makes something of a failure."""
_SUCCEEDS = wordset("true : echo printf exit return cat sleep logger warn warning notice touch set")


class FailureFlow(Struct, frozen=True):
    """Where a statement's failure goes.

    *failure* is the reason why it neither ends the script nor is its result, *status* the same for a
    statement whose failure cannot end the script by `errexit`. *ends* tells whether `errexit` is on for the
    statements inside.
    """

    failure: str = ""
    status: str = ""
    ends: bool = True

    def lost(self, reason: str) -> "FailureFlow":
        """Return the flow of a statement whose status goes nowhere."""
        known = self.status or reason
        return FailureFlow(known, known, ends=False)

    def rescued(self, text: str) -> "FailureFlow":
        """Return where a failure goes that is followed by `||` and the commands of *text*."""
        if ENDS.search(text):
            return FailureFlow(ends=False)
        if _succeeds(text):
            return self.lost(f"`|| {' '.join(text.split())[:40]}` swallows it")
        return FailureFlow(self.failure, self.status, ends=False)


def _succeeds(text: str) -> bool:
    """Tell whether a command, or the last one of a group, surely succeeds."""
    last = re.split(r"[;\n]", text.strip().strip("(){};").rstrip("; \n\t"))[-1].strip()
    words = last.split()
    return bool(words) and words[0] in _SUCCEEDS and not re.search(r"[|&]", last.replace(">&", ""))
