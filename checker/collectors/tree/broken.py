"""Manifests and tool configurations that no tool can read."""

from checker.collectors import bounded
from checker.documents import Malformed
from checker.errors import Unobserved
from checker.files import Files
from checker.model.facts import Facts, Problem
from checker.model.plain import Plain
from checker.model.tree import PathClass

FILES_LIMIT = 300
"""Files that are parsed at most."""
_GLOBS = (
    "**/{pyproject,Cargo,ruff,rustfmt}.toml",
    "**/{package,composer}.json",
    "**/{setup.cfg,tox.ini,CITATION.cff}",
    "**/{docker-compose,compose}.{yml,yaml}",
    "**/{.pre-commit-config.yaml,.gitlab-ci.yml,.codecov.yml,codecov.yml,.readthedocs.yaml,.readthedocs.yml}",
    ".github/**/*.{yml,yaml}",
)


def facts(files: Files) -> Facts:
    """Parse the known manifests and everything in .github that is YAML."""
    paths = sorted({path for glob in _GLOBS for path in files.glob(glob) if _is_source(files, path)})
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


def _is_source(files: Files, path: str) -> bool:
    entry = files.entry(path)
    return entry is not None and entry.is_file and entry.path_class is PathClass.SOURCE
