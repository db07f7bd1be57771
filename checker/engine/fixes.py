"""What to do about a failure, in the words of the ecosystem that it is about."""

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from checker.files.file_names import matcher
from checker.model.facts import Facts
from checker.model.policy import Fix
from checker.model.result import Finding

ECOSYSTEM = "languages.ecosystem"
"""The fact that says which ecosystem a repository is of, where no finding does."""
_SHOWN = 3
"""Ecosystems whose words are joined."""


class EcosystemFix(Struct, frozen=True):
    """The text for one ecosystem; a finding in one of its *files* (globs) is about it."""

    ecosystem: str
    title: str
    text: str
    files: tuple[str, ...] = ()


FixesByRule = Mapping[str, Sequence[EcosystemFix]]


def spoken(fix: Fix, known: Sequence[EcosystemFix], findings: Iterable[Finding], facts: Facts) -> Fix:
    """Return a fix in the words of the ecosystems of its findings, else of the repository, else as it is."""
    if not known:
        return fix
    paths = {finding.path for finding in findings}
    about = [each for each in known if each.files and any(map(matcher(each.files), paths))]
    if not about:
        main = facts.values.get(ECOSYSTEM)
        about = [each for each in known if each.ecosystem == main]
    if not about:
        return fix
    if len(about) == 1:
        return Fix(about[0].text, fix.effort)
    return Fix(" ".join(f"{each.title}: {each.text}" for each in about[:_SHOWN]), fix.effort)
