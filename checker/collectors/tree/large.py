"""Files that make every clone heavy."""

from checker.collectors import fact
from checker.files import Files
from checker.files.gaps import UnseenFile, UnseenFiles
from checker.model.facts import Facts
from checker.model.json_value import Json

MIB = 1024 * 1024


def facts(files: Files) -> Facts:
    """List files of more than one MiB, largest first."""
    sized = ((entry.size, entry.path) for entry in files.index.files if entry.size and entry.size > MIB)
    heavy = sorted(sized, key=lambda pair: (-pair[0], pair[1]))
    records: list[Json] = [
        {"path": path, "line": 0, "size": size, "mib": round(size / MIB, 1)} for size, path in heavy
    ]
    unknown = [entry.path for entry in files.index.files if entry.size is None]
    return fact(
        "tree.large", records, UnseenFiles(UnseenFile(path, "its size is not known") for path in unknown)
    )
