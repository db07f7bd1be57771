"""Manifests and tool configurations that no tool can read."""

from checker.collectors import bounded
from checker.documents import Malformed
from checker.errors import Unobserved
from checker.files import Files
from checker.model.facts import Facts, Problem
from checker.model.plain import Plain
from checker.model.tree import Entry, PathClass

FILES_LIMIT = 300
"""Files that are parsed at most."""
_NAMES_WORDS = (
    "pyproject.toml setup.cfg package.json Cargo.toml composer.json .pre-commit-config.yaml .gitlab- "
    "ci.yml docker-compose.yml docker-compose.yaml compose.yaml compose.yml CITATION.cff .codecov.yml "
    "codecov.yml .readthedocs.yaml .readthedocs.yml tox.ini ruff.toml rustfmt.toml"
)
_NAMES = frozenset(_NAMES_WORDS.split())


def facts(files: Files) -> Facts:
    """Parse the known manifests and everything in .github that is YAML."""
    paths = [entry.path for entry in files.tree.entries if _is_known(entry)]
    files.texts(paths[:FILES_LIMIT])
    records: list[Plain] = []
    reason = f"there are {len(paths)} files to parse, more than {FILES_LIMIT}" if paths[FILES_LIMIT:] else ""
    for path in paths[:FILES_LIMIT]:
        try:
            files.document(path)
        except Malformed as error:
            records.append({"path": path, "line": max(error.line, 1), "reason": error.reason})
        except Unobserved as error:
            reason = reason or str(error)
    if reason:
        return Facts(problems=(Problem("tree.broken", reason, seen=records),))
    return bounded("tree.broken", records)


def _is_known(entry: Entry) -> bool:
    folder, _, name = entry.path.rpartition("/")
    if not entry.is_file or entry.path_class is not PathClass.SOURCE:
        return False
    return name in _NAMES or (folder.split("/")[0] == ".github" and name.endswith((".yml", ".yaml")))
