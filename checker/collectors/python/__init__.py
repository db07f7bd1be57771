"""Python packages and the tools that keep their code in order."""

from checker.collectors import Checkout
from checker.model.facts import Facts, FactSpec, FactType

_PLACE = {"path": FactType.STRING, "line": FactType.INT}
_NAMED = {**_PLACE, "name": FactType.STRING}
FACTS = (
    FactSpec("python.package", FactType.BOOL, "Whether there is a Python package to build.", grows=True),
    FactSpec(
        "python.packages",
        FactType.RECORDS,
        "Python packages and how they are built. *typed*: classified as typed; *py_typed*: marked so.",
        grows=True,
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
        grows=True,
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
        "When the oldest Python that each package admits gets its last security fixes.",
        grows=True,
        item={**_NAMED, "version": FactType.STRING, "date": FactType.STRING},
    ),
    FactSpec(
        "python.licences",
        FactType.RECORDS,
        "How each package with a [project] table states its licence. *valid*: a SPDX expression; "
        "*classifiers*: how many old licence classifiers there are.",
        grows=True,
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
        grows=True,
        item={**_PLACE, "kind": FactType.STRING},
    ),
    FactSpec(
        "python.tools",
        FactType.RECORDS,
        "Tools that are configured or called here. *kind*: linter, formatter, type-checker, task-runner.",
        grows=True,
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
        grows=True,
        item={**_PLACE, "reason": FactType.STRING},
    ),
)


def collect(checkout: Checkout, wanted: frozenset[str]) -> Facts:
    """Return what is *wanted* about Python."""
    from checker.collectors.python import assemble

    return assemble.facts(checkout, wanted)
