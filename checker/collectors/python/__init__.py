"""Python packages and the tools that keep their code in order."""

from checker.collectors import Checkout, bounded
from checker.collectors.python import packages, pytest, rtd, ruff, tools
from checker.documents import Document, Malformed
from checker.documents.shapes import at, string
from checker.errors import Unobserved
from checker.files import Files
from checker.model.facts import Facts, FactSpec, FactType, Problem, merge
from checker.model.plain import Plain

_PLACE = {"path": FactType.STRING, "line": FactType.INT}
_NAMED = {**_PLACE, "name": FactType.STRING}
FACTS = (
    FactSpec("python.package", FactType.BOOL, "Whether there is a Python package to build.", grows=True),
    FactSpec(
        "python.packages",
        FactType.RECORDS,
        "Python packages and how they are built. *typed*: classified as typed; *py_typed*: marked so.",
        item={
            **_NAMED,
            "build_backend": FactType.STRING,
            "requires_wheel": FactType.BOOL,
            "typed": FactType.BOOL,
            "py_typed": FactType.BOOL,
        },
    ),
    FactSpec(
        "python.requires",
        FactType.RECORDS,
        'The Pythons that each package admits ("" when it does not say). *capped*: a coming Python 3 is shut '
        'out; *minimum*: the oldest release that is admitted ("" when that cannot be told).',
        item={
            **_NAMED,
            "specifier": FactType.STRING,
            "capped": FactType.BOOL,
            "minimum": FactType.STRING,
        },
    ),
    FactSpec(
        "python.end_of_life",
        FactType.RECORDS,
        "Packages that admit a Python without security fixes, since *days* days.",
        timed=True,
        item={**_NAMED, "version": FactType.STRING, "date": FactType.STRING, "days": FactType.INT},
    ),
    FactSpec(
        "python.licences",
        FactType.RECORDS,
        "How each package with a [project] table states its licence. *valid*: a SPDX expression; "
        "*classifiers*: how many old licence classifiers there are.",
        item={
            **_NAMED,
            "expression": FactType.STRING,
            "valid": FactType.BOOL,
            "classifiers": FactType.INT,
        },
    ),
    FactSpec(
        "python.dev_dependencies",
        FactType.RECORDS,
        "Where development dependencies are kept. *kind*: dependency-groups, poetry, pdm, uv, hatch, "
        "pipfile, requirements, extras.",
        item={**_PLACE, "kind": FactType.STRING},
    ),
    FactSpec(
        "python.tools",
        FactType.RECORDS,
        "Tools that are configured or called here. *kind*: linter, formatter, type-checker, task-runner.",
        item={**_PLACE, "tool": FactType.STRING, "kind": FactType.STRING},
    ),
    FactSpec("python.linters", FactType.STRINGS, "Linters that are configured or called.", grows=True),
    FactSpec("python.formatters", FactType.STRINGS, "Formatters that are configured or called.", grows=True),
    FactSpec("python.type_checkers", FactType.STRINGS, "Type checkers configured or called.", grows=True),
    FactSpec("python.task_runners", FactType.STRINGS, "Task runners that are configured.", grows=True),
    FactSpec("python.pytest", FactType.BOOL, "Whether tests are run by pytest."),
    FactSpec("python.pytest_file", FactType.STRING, 'The file with its settings, "" if there is none.'),
    FactSpec("python.pytest_line", FactType.INT, "The line where they start, 0 if there are none."),
    FactSpec(
        "python.pytest_settings",
        FactType.STRINGS,
        "Which of these are set: minversion, testpaths, strict-markers, strict-config, strict-xfail, "
        "warnings-are-errors, summary.",
    ),
    FactSpec("python.ruff_file", FactType.STRING, 'The file that configures Ruff, "" if there is none.'),
    FactSpec("python.ruff_rules", FactType.STRINGS, "The rules and groups of rules that Ruff selects."),
    FactSpec("python.rtd_file", FactType.STRING, 'The configuration of Read the Docs, "" if there is none.'),
    FactSpec(
        "python.rtd_problems",
        FactType.RECORDS,
        "What keeps that configuration from being valid.",
        item={**_PLACE, "reason": FactType.STRING},
    ),
)
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
_OF_PYTEST = frozenset(spec.path for spec in FACTS if spec.path.startswith("python.pytest"))


def collect(checkout: Checkout, wanted: frozenset[str]) -> Facts:
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
    facts = merge(
        (
            Facts({"python.package": bool(found)}),
            bounded("python.packages", packages.built(checkout.files, found)),
            bounded("python.requires", requirements),
            bounded("python.end_of_life", packages.ended(requirements, checkout.now.date())),
            bounded("python.licences", packages.licences(found)),
        )
    )
    return _partly(facts, problems)


def _tools(files: Files) -> Facts:
    problems: list[str] = []
    project, config = _read(files, "pyproject.toml", problems), _read(files, "setup.cfg", problems)
    found = tools.records(files, project, config)
    by_kind: dict[str, Plain] = {
        path: sorted({string(at(record, "tool")) for record in found if at(record, "kind") == kind})
        for path, kind in _KINDS.items()
    }
    values: dict[str, Plain] = {
        **by_kind,
        "python.tools": found,
        "python.dev_dependencies": tools.groups(files, project),
    }
    return _partly(Facts(values), problems)


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
        path, line, names = pytest.settings(files)
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


def _partly(facts: Facts, problems: list[str]) -> Facts:
    """Keep what was seen beside the reason why it may not be all."""
    if not problems:
        return facts
    hidden = tuple(Problem(path, problems[0], seen=value) for path, value in facts.values.items())
    return Facts(problems=(*facts.problems, *hidden))
