"""Which tags are versions: v1.2.3, 1.2, name-1.2.3, name/v1.2.3, name@1.2.3, 2026.11."""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from msgspec import Struct

from checker.model.history import Ref
from checker.patterns import lazy

_TAG = lazy(
    r"(?:^|[-_/@])v?[._]?"  # what may stand between a name and its version
    r"(\d+(?:(?:a|b|c|rc|alpha|beta|pre|dev|post|p|r|m)\d*)?"
    r"(?:[-._+][0-9a-z]+)*)$"
)
_ROLLING = lazy(
    r"(?:nightly|snapshot|daily|weekly|canary|edge|latest|tip|continuous|backup|archive|deploy)\b"
)
_NAME_LIMIT = 200


class Version(Struct, frozen=True):
    """A version of the product *name* ("" where the repository has but one)."""

    name: str
    number: str


@lru_cache(maxsize=8192)
def parse(tag: str) -> Version | None:
    """Return the version that a tag names, None when it names none."""
    lowered = tag[:_NAME_LIMIT].lower()
    if _ROLLING.match(lowered) or not (found := _TAG.search(lowered)):
        return None
    return Version(lowered[: found.start()], found[1].replace("_", "."))


def duplicates(tags: Iterable[Ref]) -> Sequence[tuple[Version, Ref, Ref]]:
    """Return the versions that two tags give to different commits, with the newer tag first."""
    first: dict[Version, Ref] = {}
    found = []
    for tag in tags:
        if (version := parse(tag.name)) is None:
            continue
        other = first.setdefault(version, tag)
        if other.oid != tag.oid:
            found.append((version, other, tag))
    return found
