"""Puts the facts about Python together."""

from checker.collectors import Checkout, bounded
from checker.collectors.python import packages, pytest, rtd, ruff, tools
from checker.documents import Document, Malformed
from checker.documents.shapes import at, string
from checker.errors import Unobserved
from checker.files import Files
from checker.model.facts import Facts, Problem, merge
from checker.model.plain import Plain

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
    if wanted & {"python.ruff_file", "python.ruff_rules"}:
        parts.append(_ruff(checkout.files))
    return merge(parts)


def _packages(checkout: Checkout) -> Facts:
    found, problems = packages.find(checkout.files)
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
    return _partly(found_facts, problems)


def _tools(files: Files) -> Facts:
    problems: list[str] = []
    roots = [_root(files, folder, problems) for folder in packages.roots(files)]
    found = tools.records(files, roots)
    by_kind: dict[str, Plain] = {
        path: sorted({string(at(record, "tool")) for record in found if at(record, "kind") == kind})
        for path, kind in _KINDS.items()
    }
    values: dict[str, Plain] = {
        **by_kind,
        "python.tools": found,
        "python.dev_dependencies": tools.groups(files, roots),
    }
    return _partly(Facts(values), problems)


def _root(files: Files, folder: str, problems: list[str]) -> tools.Root:
    prefix = f"{folder}/" if folder else ""
    project = _read(files, f"{prefix}pyproject.toml", problems)
    return tools.Root(folder, project, _read(files, f"{prefix}setup.cfg", problems))


def _read(files: Files, path: str, problems: list[str]) -> Document:
    try:
        return files.document(path)
    except Malformed as error:
        problems.append(f"{path} does not parse: {error.reason}")
    except Unobserved as error:
        problems.append(str(error))
    return Document({})


def _pytest(files: Files) -> Facts:
    try:
        path, line, names = pytest.settings(files, packages.roots(files))
    except (Malformed, Unobserved) as error:
        return Facts(
            problems=tuple(Problem(fact, f"its settings are unreadable: {error}") for fact in _OF_PYTEST)
        )
    return Facts(
        {
            "python.pytest": pytest.is_used(files, bool(path)),
            "python.pytest_file": path,
            "python.pytest_line": line,
            "python.pytest_settings": names,
        }
    )


def _rtd(files: Files) -> Facts:
    try:
        problems = rtd.problems(files)
    except Unobserved as error:
        return Facts({"python.rtd_file": rtd.path(files)}, (Problem("python.rtd_problems", str(error)),))
    return Facts({"python.rtd_file": rtd.path(files), "python.rtd_problems": problems})


def _ruff(files: Files) -> Facts:
    try:
        path, rules = ruff.settings(files)
    except (Malformed, Unobserved) as error:
        reason = f"its settings are unreadable: {error}"
        return Facts(problems=(Problem("python.ruff_file", reason), Problem("python.ruff_rules", reason)))
    return Facts({"python.ruff_file": path, "python.ruff_rules": rules})


def _partly(seen: Facts, problems: list[str]) -> Facts:
    """Keep what was seen beside the reason why it may not be all."""
    if not problems:
        return seen
    hidden = tuple(Problem(path, problems[0], seen=value) for path, value in seen.values.items())
    return Facts(problems=(*seen.problems, *hidden))
