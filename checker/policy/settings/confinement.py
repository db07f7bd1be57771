"""What a checker.yml inside a Git work tree may not lead to, as anybody may have written it.

`checker audit` in the clone of a stranger must not write over files beside the clone, audit them, or send
what it finds anywhere, because the clone's own settings say so.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from checker.patterns import lazy
from checker.policy.access import Access, Confined, UnreadableSettings

ADVICE = (
    "a checker.yml inside a Git work tree holds for its own folder only; if you vouch for it, give it with "
    "--config FILE or CHECKER_CONFIG, or keep it outside of work trees"
)
ADDRESS = lazy(r"[a-z][a-z0-9+.-]*://|github:|[^/\\]+@[^/\\]+:")
"""How targets begin that are no paths."""
_SQLITE = lazy(r"sqlite(?:\+pysqlite)?:///([^?#]+)")
_BESIDE_SQLITE = ("", "-wal", "-shm", "-journal")


def leaks(values: Mapping[str, Any], disk: Confined, debt: tuple[str, Access]) -> Iterator[tuple[str, str]]:
    """Yield each key of a configuration that leads out of its folder, with what is wrong with it.

    *values* are the keys as they were read. What is written or audited is looked for through *disk*.
    *debt* is the file of recorded debt, and what it is read through.
    """
    for key, why in (
        ("outputs", _first(disk, *values.get("outputs", {}).values())),
        ("targets", _target(disk, values.get("targets", ()))),
        ("history", _history(disk, values.get("history", "none"))),
        ("notifications", "it sends to addresses" if values.get("notifications") else ""),
        ("debt", _first(Confined(debt[1], disk.folder), debt[0])),
    ):
        if why:
            yield key, why


def _first(access: Confined, *names: str) -> str:
    """Return what is wrong with the first name that leads out, "" if none does."""
    for name in names:
        try:
            place = access.located(access.folder / name).relative_to(access.folder)
        except UnreadableSettings as error:
            return f"{name!r} {error}"
        if any(part.lower() == ".git" for part in place.parts):
            return f"{name!r} lies in the folder of Git"
    return ""


def _target(disk: Confined, targets: tuple[str, ...]) -> str:
    remote = next((each for each in targets if ADDRESS.match(each)), "")
    return f"{remote!r} is not in its folder" if remote else _first(disk, *targets)


def _history(disk: Confined, address: str) -> str:
    if address in ("", "none"):
        return ""
    match = _SQLITE.fullmatch(address)
    if match is None:
        return "it is kept elsewhere"  # the address may hold a password
    if "%" in match[1]:
        return f"{match[1]!r} has a '%', which stands for other characters there"
    return _first(disk, *(match[1] + end for end in _BESIDE_SQLITE))
