"""The options of a shell that decide where failures go."""

import re
from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from checker.ci.pipeline import ShellScript
from checker.patterns import lazy

_SHEBANG = lazy(r"#!\s*\S*(?:/env\s+(?:-S\s+)?)?\S*\b\w*sh\b([^\n]*)")
_FIRST = 200
"""Characters of a script in which its first line is looked at."""


class ShellOptions(Struct, frozen=True):
    """`errexit`: a command that fails ends the script; `pipefail`: it also fails its pipe."""

    errexit: bool
    pipefail: bool

    @classmethod
    def of(cls, script: ShellScript) -> "ShellOptions":
        """Return the options that a script is started with; one that asks for `PIPESTATUS` sees failures."""
        shebang = _SHEBANG.match(script.text[:_FIRST])
        options = shebang[1] if shebang else ""
        return cls(
            script.errexit or re.search(r"\s-\w*e", options) is not None,
            script.pipefail or "PIPESTATUS" in script.text or "pipestatus" in script.text,
        )

    def set(self, words: Sequence[str]) -> "ShellOptions":
        """Return the options after `set` with these words."""
        found = self
        for number, word in enumerate(words):
            if word[:1] not in ("-", "+"):
                continue
            on, named = word[0] == "-", words[number + 1] if number + 1 < len(words) else ""
            if "e" in word[1:] or ("o" in word[1:] and named == "errexit"):
                found = replace(found, errexit=on)
            if "o" in word[1:] and named == "pipefail":
                found = replace(found, pipefail=on)
        return found
