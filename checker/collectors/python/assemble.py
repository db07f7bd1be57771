"""Puts the facts about Python together."""

from collections.abc import Iterable

from checker.collectors import Checkout, bounded, hidden, measured, problem
from checker.collectors.python import packages, pytest, rtd, ruff, tools
from checker.documents import Document, Malformed
from checker.documents.shapes import at, string
from checker.errors import Unobserved
from checker.files import Files
from checker.files.gaps import UnseenFiles
from checker.model.facts import Facts, merge
from checker.model.json_value import Json

_KINDS = {
    "python.linters": tools.LINTER,
    "python.formatters": tools.FORMATTER,
    "python.type_checkers": tools.TYPE_CHECKER,
    "python.task_runners": tools.RUNNER,
}
_OF_PACKAGES = frozenset(
    ("python.package", "python.packages", "python.requires", "python.end_of_life", "python.licences")
)
_OF_TOOLS = frozenset((*_KINDS, "python.tools", "python.dev_dependencies"))
_OF_PYTEST = frozenset(
    ("python.pytest", "python.pytest_file", "python.pytest_line", "python.pytest_settings")
)

_OF_RUFF = frozenset(("python.ruff_file", "python.ruff_rules"))


def facts(checkout: Checkout, wanted: frozenset[str]) -> Facts:
    """Return what is *wanted* about Python."""
    parts = []
    if wanted & _OF_PACKAGES:
        parts.append(_packages(checkout))
    if wanted & _OF_TOOLS:
        parts.append(_tools(checkout.files))
    if wanted & _OF_PYTEST:
        parts.append(_pytest(checkout.files))
    if wanted & {"python.rtd_file", "python.rtd_problems"}:
        parts.append(_rtd(checkout.files))
    if wanted & _OF_RUFF:
        parts.append(_ruff(checkout.files))
    return merge(parts)


def _packages(checkout: Checkout) -> Facts:
    with checkout.files.watching() as gaps:
        found = packages.find(checkout.files)
    requirements = packages.required(found)
    found_facts = merge(
        (
            Facts({"python.package": bool(found)}),
            bounded("python.packages", packages.built(checkout.files, found)),
            bounded("python.requires", requirements),
            bounded("python.end_of_life", packages.ends(requirements)),
            bounded("python.licences", packages.licences(found)),
        )
    )
    return _standing(found_facts, gaps)


def _tools(files: Files) -> Facts:
    with files.watching() as gaps:
        roots = [_root(files, folder) for folder in packages.roots(files)]
        found = tools.records(files, roots)
        groups = tools.groups(files, roots)
    by_kind: dict[str, Json] = {
        path: sorted({string(at(record, "tool")) for record in found if at(record, "kind") == kind})
        for path, kind in _KINDS.items()
    }
    values: dict[str, Json] = {
        **by_kind,
        "python.tools": found,
        "python.dev_dependencies": groups,
    }
    return _standing(Facts(values), gaps)


def _root(files: Files, folder: str) -> tools.Root:
    prefix = f"{folder}/" if folder else ""
    project = _read(files, f"{prefix}pyproject.toml")
    return tools.Root(folder, project, _read(files, f"{prefix}setup.cfg"))


def _read(files: Files, path: str) -> Document:
    try:
        return files.document(path)
    except (Malformed, Unobserved):
        return Document({})


def _pytest(files: Files) -> Facts:
    with files.watching() as gaps:
        try:
            path, line, names = pytest.settings(files, packages.roots(files))
        except (Malformed, Unobserved):
            return _lost(_OF_PYTEST, gaps)
    if gaps and not path:
        return _lost(_OF_PYTEST, gaps)
    return Facts(
        {
            "python.pytest": pytest.is_used(files, bool(path)),
            "python.pytest_file": path,
            "python.pytest_line": line,
            "python.pytest_settings": names,
        }
    )


def _rtd(files: Files) -> Facts:
    return merge(
        [
            Facts({"python.rtd_file": rtd.path(files)}),
            # A file that does not parse is among the problems.
            measured(files, "python.rtd_problems", lambda: rtd.problems(files), final=True),
        ]
    )


def _ruff(files: Files) -> Facts:
    with files.watching() as gaps:
        try:
            path, rules = ruff.settings(files)
        except Malformed:
            return _lost(_OF_RUFF, gaps)
        except Unobserved as error:
            gaps.catch(error)
            return _lost(_OF_RUFF, gaps)
    return Facts({"python.ruff_file": path, "python.ruff_rules": rules})


def _lost(paths: Iterable[str], gaps: UnseenFiles) -> Facts:
    return Facts(problems=tuple(problem(path, gaps) for path in sorted(paths)))


def _standing(seen: Facts, gaps: UnseenFiles) -> Facts:
    """Keep what was seen beside the reason why it may not be all; a package that was seen is one."""
    return hidden(seen, gaps, [path for path, value in seen.values.items() if value is not True])
