"""Manifests and tool configurations that no tool can read."""

from checker.collectors import fact
from checker.documents import Malformed
from checker.errors import Unobserved
from checker.files import Files
from checker.model.facts import Facts
from checker.model.json_value import Json
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
    records: list[Json] = []
    with files.watching() as gaps:
        for path in files.texts(files.within(paths, FILES_LIMIT)):
            try:
                files.document(path)
            except Malformed as error:
                records.append({"path": path, "line": max(error.line, 1), "reason": error.reason})
            except Unobserved:
                continue
    return fact("tree.broken", records, gaps.unread)


def _is_source(files: Files, path: str) -> bool:
    entry = files.entry(path)
    return entry is not None and not entry.is_submodule and entry.path_class is PathClass.SOURCE
