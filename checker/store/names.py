"""Names of strangers in columns of text: databases cannot hold every character that Python can."""

import re

_UNFIT = re.compile("[\\\\\0\ud800-\udfff]")
_WRITTEN = re.compile(r"\\u([0-9a-f]{4})")


def stored(name: str) -> str:
    """Return a name as every database can hold it."""
    return _UNFIT.sub(lambda found: f"\\u{ord(found[0]):04x}", name)


def restored(text: str) -> str:
    """Return the name that was stored."""
    return _WRITTEN.sub(lambda found: chr(int(found[1], 16)), text) if "\\" in text else text


def commit_stored(commit: str) -> bytes:
    """Return a commit's id in half its length."""
    if re.fullmatch(r"(?:[0-9a-f]{2})+", commit):
        return b"\0" + bytes.fromhex(commit)
    return (commit and b"\1" + commit.encode("utf-8", "surrogatepass")) or b""


def commit_restored(stored: bytes) -> str:
    """Return the commit's id that was stored."""
    if stored[:1] == b"\0":
        return stored[1:].hex()
    return stored[1:].decode("utf-8", "surrogatepass")
