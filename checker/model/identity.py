"""What makes a finding the same finding in another version of its file."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator

from checker.model.result import Finding, Result

_LINE_NUMBERS = re.compile(r"(?<=:)\d+(?::\d+)?\b|(?<=\bline )\d+|(?<=\blines )\d+", re.ASCII)

# The engine keeps some hundred findings of a rule and ends them with this one.
_COUNT = re.compile(r"and \d{1,9} more", re.ASCII)


def is_count(finding: Finding) -> bool:
    """Tell whether a finding only counts those that were cut off."""
    return not finding.path and bool(_COUNT.fullmatch(finding.message))


def evidence(finding: Finding) -> str:
    """Return what a finding says, without what moves when its file is edited elsewhere."""
    return " ".join(_LINE_NUMBERS.sub("", " ".join(finding.message.split())).split())


def identities(result: Result) -> Iterator[tuple[Finding, str]]:
    """Yield each finding with its identity: rule, path and evidence without line numbers.

    Findings of one file that say the same are told apart by their order.
    """
    seen: Counter[str] = Counter()
    for finding in result.findings:
        key = f"{result.rule}\0{finding.path}\0{evidence(finding)}"
        seen[key] += 1
        digest = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:32]
        yield finding, f"{digest}:{seen[key]}"
