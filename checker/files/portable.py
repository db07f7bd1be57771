r"""Names that can be written on every system, and stay below the folder they are written to.

A tree may hold any bytes between its slashes: `..\..\x`, `C:x` or `NUL` are plain names on one system and
lead out of the folder, or to a device, on another.
"""

from checker.patterns import lazy

DEVICES = frozenset(
    (
        *("con", "prn", "aux", "nul", "conin$", "conout$"),
        *(f"{name}{digit}" for name in ("com", "lpt") for digit in "0123456789¹²³"),
    )
)
"""What Windows keeps for devices in every folder, whatever comes after a dot."""
_RESERVED = lazy(r'[\x00-\x1f<>:"|?*\\]')


def is_portable(path: str) -> bool:
    """Tell whether a relative path with slashes names the same file below a folder on every system."""
    return all(map(_is_name, path.split("/")))


def _is_name(name: str) -> bool:
    if name in ("", ".", "..") or name[-1] in ". " or _RESERVED.search(name):
        return False
    return name.split(".", maxsplit=1)[0].rstrip(" ").lower() not in DEVICES
