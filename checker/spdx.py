"""SPDX expressions, parsed with the few licences that a text can name instead of all 2,400."""

from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Raw, Struct

from checker import cache as disk
from checker._version import __version__
from checker.model import encoding
from checker.patterns import lazy

if TYPE_CHECKING:
    from license_expression import Licensing

KIND = "licenses"
"""The folder of the cache that the list of licences lies in."""
_WORD = lazy(r"[^\s()]+")


class _KnownLicense(Struct, frozen=True):
    """What expressions need of an entry in the list of licences; *place* is where it stands there."""

    place: int
    spdx_license_key: str
    other_spdx_license_keys: tuple[str, ...]
    is_deprecated: bool
    is_exception: bool


@lru_cache(maxsize=256)
def licensing(text: str) -> "Licensing":
    """Return what parses *text* as the list of all licences would.

    To build that list, and what finds its names in a text, takes a tenth of a second. Names are found by
    whole words, so those whose first word is not in the text change nothing.
    """
    from license_expression import build_spdx_licensing

    index = _by_word()
    found: dict[int, _KnownLicense] = {}
    for word in frozenset(_words(text)) & index.keys():
        rows = encoding.decode(tuple[_KnownLicense, ...], bytes(index[word]))
        found.update((each.place, each) for each in rows)
    return build_spdx_licensing([_entry(found[place]) for place in sorted(found)])


def _words(text: str) -> Iterator[str]:
    yield from _WORD.findall(text.lower())


def _entry(known: _KnownLicense) -> dict[str, Any]:
    return {name: getattr(known, name) for name in known.__struct_fields__}


@cache
def _by_word() -> Mapping[str, Raw]:
    """Return the licences by the first words of their names, from the cache where the list is the same."""
    from license_expression import vendored_scancode_licensedb_index_location as place

    status = Path(place).stat()
    key = f"{__version__} {place} {status.st_size} {status.st_mtime_ns} {status.st_ctime_ns}"
    if (kept := disk.get(KIND, key)) is not None:
        try:
            return encoding.decode(dict[str, Raw], kept)
        except ValueError:
            pass  # not of our making: it is made again
    made = encoding.encode(_sorted())
    disk.put(KIND, key, made)
    return encoding.decode(dict[str, Raw], made)


def _sorted() -> Mapping[str, list[_KnownLicense]]:
    from license_expression import get_license_index

    found: dict[str, list[_KnownLicense]] = {}
    for place, entry in enumerate(get_license_index()):
        if key := entry.get("spdx_license_key"):
            others = tuple(entry.get("other_spdx_license_keys", ()))
            flags = (entry.get("is_deprecated", False), entry.get("is_exception", False))
            known = _KnownLicense(place, key, others, *flags)
            for word in {next(_words(name), "") for name in (key, *others)}:
                found.setdefault(word, []).append(known)
    return found
