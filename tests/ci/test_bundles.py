"""Tools that run many others."""

import pytest

from checker.ci.bundles import Bundles
from checker.ci.matching import known
from checker.files import Files, MemoryTree

PYTHON = "oxsecurity/megalinter/flavors/python"


def bundled(tool: str, uses: str, variables, files=()) -> dict[str, str]:
    """Return the tools, with what lets them pass."""
    found = Bundles(Files(MemoryTree(dict(files))), known()).of(known().judged(tool, ()), uses, variables)
    return {match.name: match.lenient for match in found}


@pytest.mark.parametrize(
    ("uses", "variables", "files", "there", "missing"),
    [
        ("oxsecurity/megalinter", {}, {}, {"ruff", "checkov", "golangci-lint"}, set()),
        (PYTHON, {}, {}, {"ruff", "mypy", "checkov"}, {"golangci-lint", "tflint"}),
        (PYTHON, {"ENABLE": "MARKDOWN,YAML"}, {}, {"markdownlint", "yamllint"}, {"ruff"}),
        (PYTHON, {"ENABLE_LINTERS": "PYTHON_RUFF"}, {}, {"ruff"}, {"mypy", "checkov"}),
        (PYTHON, {"DISABLE": "PYTHON"}, {}, {"checkov"}, {"ruff"}),
        (PYTHON, {}, {".mega-linter.yml": "DISABLE_LINTERS: [PYTHON_MYPY]"}, {"ruff"}, {"mypy"}),
        (PYTHON, {}, {".mega-linter.yml": "ENABLE: [PYTHON]"}, {"ruff"}, {"checkov"}),
        ("oxsecurity/megalinter-go", {}, {}, {"golangci-lint"}, {"ruff"}),
        ("docker run x/megalinter-go:v9", {}, {}, {"golangci-lint"}, {"ruff"}),
        ("npx mega-linter-runner --flavor go", {}, {}, {"golangci-lint"}, {"ruff"}),
    ],
)
def test_megalinter(uses: str, variables, files, there, missing) -> None:
    """The flavor, the environment and the configuration choose linters."""
    found = bundled("megalinter", uses, variables, files)
    assert there <= set(found)
    assert missing.isdisjoint(found)
    assert not any(found.values())


@pytest.mark.parametrize(
    ("variables", "ruff", "mypy"),
    [
        ({"DISABLE_ERRORS": "true"}, False, False),
        ({"DISABLE_ERRORS_LINTERS": "PYTHON_RUFF"}, False, True),
        ({"PYTHON_MYPY_DISABLE_ERRORS": "true"}, True, False),
        ({"ENABLE_ERRORS_LINTERS": "PYTHON_RUFF"}, True, False),
        ({"DISABLE_ERRORS": "false"}, True, True),
    ],
)
def test_megalinter_that_does_not_fail(variables, ruff: bool, mypy: bool) -> None:
    """Errors of all or of single linters are let pass."""
    found = bundled("megalinter", PYTHON, variables)
    assert (not found["ruff"], not found["mypy"]) == (ruff, mypy)


def test_super_linter() -> None:
    """What is turned on runs alone; errors may be let pass."""
    found = bundled("super-linter", "", {"VALIDATE_CHECKOV": "true", "DISABLE_ERRORS": "true"})
    assert list(found) == ["checkov"]
    assert found["checkov"]
