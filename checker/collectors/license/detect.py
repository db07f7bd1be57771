"""Which licence a text is. The library knows some seven hundred; its answers are kept on disk."""

import json
from collections.abc import Sequence

from msgspec import Struct

from checker import cache
from checker.errors import Unobserved
from checker.files import Files
from checker.files.gaps import LINK
from checker.installed import version
from checker.model.tree import TreeEntry
from checker.patterns import lazy

KIND = "licenses"
"""The folder of the cache that answers lie in."""
NOTE_SIZE = 600
"""Characters up to which a text that is no licence counts as a note about the others."""
COMMONS_SIZE = 3500
"""Characters of what Creative Commons writes about itself around the text of its licences."""
_CREATIVE_COMMONS = lazy(r"(?i)Creative Commons(?: Corporation)?\W.{0,40}is not a (?:law firm|party)")
_REVISION = 2
"""Counts our own changes to what is made of the library's answers."""
_GAP_SHARE = 0.1


class Detected(Struct, frozen=True):
    """The licences in one text; *complete*: nothing of weight in it was left unrecognised."""

    ids: tuple[str, ...]
    complete: bool


def detect(files: Files, entry: TreeEntry) -> Detected:
    """Return what a file holds.

    Raises Unobserved when it cannot be read.
    """
    target = files.follow(entry)
    if target is None:
        raise Unobserved(entry.path, LINK, files=(entry.path,))
    key = f"{version('licenseclassifier')}:{_REVISION}:{target.oid}"
    kept = cache.get(KIND, key)
    if kept is not None:
        ids, complete = json.loads(kept)
        return Detected(tuple(ids), complete)
    found = recognise(files.text(target.path))
    cache.put(KIND, key, json.dumps([found.ids, found.complete]).encode())
    return found


def recognise(text: str) -> Detected:
    """Return the licences that *text* consists of."""
    from licenseclassifier import identify_license

    matches = identify_license(text)
    ids = tuple(dict.fromkeys(_current(match.id) for match in matches)) or _deeds(text)
    rest = len(text.strip()) - sum(match.end - match.start for match in matches)
    if any(name.startswith("CC-") for name in ids) and _CREATIVE_COMMONS.search(text):
        rest -= COMMONS_SIZE
    return Detected(ids, complete=rest <= max(NOTE_SIZE, _GAP_SHARE * len(text)))


def _deeds(text: str) -> tuple[str, ...]:
    """Return the licences of Creative Commons to which a notice links, as they ask one to write it."""
    found = [f"CC-{kind.upper()}-{number}" for kind, number in _DEED.findall(text)]
    dedicated = ["CC0-1.0"] if _DEDICATED.search(text) else []
    return tuple(dict.fromkeys([*found, *dedicated]))


_DEED = lazy(r"(?i)creativecommons\.org/licenses/(by(?:-nc)?(?:-sa|-nd)?)/([1-4]\.[05])")
_DEDICATED = lazy(r"(?i)creativecommons\.org/publicdomain/zero/1\.0")


def by_name(entries: Sequence[TreeEntry]) -> tuple[str, ...]:
    """Return the identifiers after which the texts in LICENSES are named."""
    names = (entry.path.rpartition("/")[2].rpartition(".")[0] for entry in entries)
    return tuple(dict.fromkeys(_current(name) for name in names if name))


def _current(spdx: str) -> str:
    """Write the GNU licences as SPDX does today; a bare text grants its own version."""
    gnu = spdx.startswith(("GPL-", "LGPL-", "AGPL-", "GFDL-"))
    return f"{spdx}-only" if gnu and not spdx.endswith(("-only", "-or-later")) else spdx
