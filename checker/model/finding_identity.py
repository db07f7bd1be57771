"""What makes a finding the same finding in another version of its file."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator

from checker.model.result import Finding, Result

# Lines, and versions of what is named, as in `a/b@v1.2`, `a/b@<commit>` and `image:3.13-slim`: an update
# is nothing new.
_MOVING = re.compile(
    r"(?<=:)\d[\w.-]*(?::\d+)?|(?<=@)(?:v?\d[\w.+-]*|(?:sha256:)?[0-9a-f]{40,64}\b)"
    r"|(?<=\bline )\d+|(?<=\blines )\d+",
    re.ASCII,
)

# The engine keeps some hundred findings of a rule and ends them with this one.
_COUNT = re.compile(r"and \d{1,9} more", re.ASCII)


def is_count(finding: Finding) -> bool:
    """Tell whether a finding only counts those that were cut off."""
    return not finding.path and bool(_COUNT.fullmatch(finding.message))


def evidence(finding: Finding) -> str:
    """Return what a finding says, without what moves by edits elsewhere and updates of versions."""
    return " ".join(_MOVING.sub("", " ".join(finding.message.split())).split())


def identities(result: Result) -> Iterator[tuple[Finding, str]]:
    """Yield each finding with its identity: rule, path and evidence without lines and versions.

    Findings of one file that say the same are told apart by their order.
    """
    seen: Counter[str] = Counter()
    for finding in result.findings:
        key = f"{result.rule}\0{finding.path}\0{evidence(finding)}"
        seen[key] += 1
        digest = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:32]
        yield finding, f"{digest}:{seen[key]}"
