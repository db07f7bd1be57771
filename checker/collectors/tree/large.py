"""Files that make every clone heavy."""

from checker.collectors import bounded
from checker.files import Files
from checker.model.facts import Facts, Problem
from checker.model.plain import Plain

MIB = 1024 * 1024


def facts(files: Files) -> Facts:
    """List files of more than one MiB, largest first."""
    sized = [(entry.size, entry.path) for entry in files.tree.entries if entry.is_file and entry.size]
    heavy = sorted((pair for pair in sized if pair[0] > MIB), key=lambda pair: (-pair[0], pair[1]))
    records: list[Plain] = [
        {"path": path, "line": 0, "size": size, "mib": round(size / MIB, 1)} for size, path in heavy
    ]
    unknown = sum(1 for entry in files.tree.entries if entry.is_file and entry.size is None)
    if unknown:
        reason = f"the sizes of {unknown} files are not known"
        return Facts(problems=(Problem("tree.large", reason, seen=records[:1000]),))
    return bounded("tree.large", records)
