"""The configuration of Read the Docs (https://docs.readthedocs.com/platform/stable/config-file/v2.html)."""

from checker.documents import Malformed
from checker.documents.shapes import at, string, table
from checker.files import Files
from checker.model.json_value import Json

_NAMES = (".readthedocs.yaml", ".readthedocs.yml", "readthedocs.yml", "readthedocs.yaml")


def path(files: Files) -> str:
    """Return the path of the configuration, "" if there is none."""
    return next((name for name in _NAMES if files.entry(name) is not None), "")


def problems(files: Files) -> list[Json]:
    """Return what keeps the configuration from being valid, at its lines.

    Raises Unobserved.
    """
    name = path(files)
    try:
        document = files.document(name)
    except Malformed as error:
        return [{"path": name, "line": max(error.line, 1), "reason": f"does not parse: {error.reason}"}]
    data = document.data
    if not name:
        return []
    found: list[tuple[int, str]] = []
    if at(data, "version") not in (2, "2"):
        found.append((document.line("version"), "version is not 2"))
    if not string(at(data, "build", "os")):
        found.append((document.line("build", "os"), "build.os is missing"))
    if not table(at(data, "build", "tools")):
        found.append((document.line("build", "tools"), "build.tools names no tool, such as python"))
    return [{"path": name, "line": line, "reason": reason} for line, reason in found]
