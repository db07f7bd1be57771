"""Python packages and their tools."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.collectors import Checkout, python
from checker.collectors.python.packages import _is_capped, _minimum
from checker.files import Files, MemoryTree
from checker.model.audit import Repository
from checker.model.facts import Facts

NOW = datetime(2026, 11, 1, tzinfo=UTC)
WANTED = frozenset(spec.path for spec in python.FACTS)


def observe(files: dict[str, str]) -> Facts:
    checkout = Checkout(Repository(id="x", name="x"), Files(MemoryTree(files)), None, NOW)
    return python.collect(checkout, WANTED)


def collect(files: dict[str, str]) -> Any:
    facts = observe(files)
    assert not facts.problems
    assert set(facts.values) == WANTED
    return facts.values


PYPROJECT = """\
[project]
name = "x"
license = "MIT"
requires-python = ">=3.9"
classifiers = ["Typing :: Typed"]

[build-system]
requires = ["setuptools", "wheel"]
build-backend = "setuptools.build_meta"
"""


def test_a_package_is_described_at_its_build_system() -> None:
    """Backend, needless wheel, and the typing marker are read."""
    values = collect({"pyproject.toml": PYPROJECT, "src/x/py.typed": ""})
    assert values["python.package"] is True
    assert values["python.packages"] == [
        {
            "path": "pyproject.toml",
            "line": 7,
            "name": "x",
            "build_backend": "setuptools.build_meta",
            "requires_wheel": True,
            "typed": True,
            "py_typed": True,
        }
    ]


@pytest.mark.parametrize(
    ("files", "paths"),
    [
        ({"setup.py": "from setuptools import setup\nsetup(name='x')\n"}, ["setup.py"]),
        ({"setup.cfg": "[metadata]\nname = x\n"}, ["setup.cfg"]),
        ({"setup.cfg": "[flake8]\nmax-line-length = 100\n"}, []),
        ({"pyproject.toml": "[tool.black]\nline-length = 100\n"}, []),
        ({"pyproject.toml": '[project]\nname = "app"\ndependencies = ["flask"]\n'}, []),
        (
            {"pyproject.toml": '[project]\nname = "app"\n[project.scripts]\nx = "x:main"\n'},
            ["pyproject.toml"],
        ),
        ({"pyproject.toml": PYPROJECT + "[tool.uv]\npackage = false\n"}, []),
        (
            {
                "pyproject.toml": "[build-system]\nrequires = ['poetry-core']\n[tool.poetry]\nname = 'x'\npackage-mode = false\n"
            },
            [],
        ),
        (
            {"libs/a/pyproject.toml": PYPROJECT, "libs/b/setup.py": "setup(name='b')"},
            ["libs/a/pyproject.toml", "libs/b/setup.py"],
        ),
        ({"tests/pkg/setup.py": "setup()", "examples/x/pyproject.toml": PYPROJECT}, []),
    ],
)
def test_packages_are_told_from_settings_and_applications(files: dict[str, str], paths: list[str]) -> None:
    """Only what can be built and installed is a package."""
    assert [item["path"] for item in collect(files)["python.packages"]] == paths


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"pyproject.toml": PYPROJECT}, ("pyproject.toml", 4, ">=3.9", "3.9")),
        ({"setup.py": "setup(\n  python_requires='>=3.8',\n)"}, ("setup.py", 2, ">=3.8", "3.8")),
        (
            {"setup.cfg": "[metadata]\nname = x\n[options]\npython_requires = >=3.12\n"},
            ("setup.cfg", 4, ">=3.12", "3.12"),
        ),
        (
            {
                "pyproject.toml": "[build-system]\n[tool.poetry]\nname = 'x'\n[tool.poetry.dependencies]\npython = '^3.10'\n"
            },
            ("pyproject.toml", 5, "^3.10", "3.10"),
        ),
        ({"setup.py": "setup(name='x')"}, ("setup.py", 1, "", "")),
    ],
)
def test_the_pythons_admitted_are_read_where_they_are_stated(
    files: dict[str, str], expected: tuple[object, ...]
) -> None:
    """Each build tool has its own place."""
    (item,) = collect(files)["python.requires"]
    assert (item["path"], item["line"], item["specifier"], item["minimum"]) == expected


def test_a_computed_requirement_is_left_out() -> None:
    """What a script computes is not claimed to be missing."""
    assert collect({"setup.py": "setup(python_requires=PYTHONS)"})["python.requires"] == []


@pytest.mark.parametrize(
    ("specifier", "capped", "minimum"),
    [
        (">=3.9", False, "3.9"),
        (">=3.9,<3.13", True, "3.9"),
        (">=3.10.2,<4.0", False, "3.10"),
        ("==3.11.*", True, "3.11"),
        ("==3.*", False, "3.0"),
        ("~=3.10", False, "3.10"),
        ("~=3.10.1", True, "3.10"),
        ("^3.9", False, "3.9"),
        (">=3.8, !=3.9.*", False, "3.8"),
        ("nonsense", False, ""),
        ("", False, ""),
    ],
)
def test_bounds_are_understood(specifier: str, capped: bool, minimum: str) -> None:
    """A limit below Python 4 shuts out nothing that is planned."""
    assert (_is_capped(specifier), _minimum(specifier)) == (capped, minimum)


def test_the_end_of_life_is_a_date() -> None:
    """Support for 3.9 ended on 31 October 2025; a release of the future has no date yet."""
    assert collect({"pyproject.toml": PYPROJECT})["python.end_of_life"] == [
        {
            "path": "pyproject.toml",
            "line": 4,
            "name": "x",
            "version": "3.9",
            "date": "2025-10-31",
        }
    ]
    assert collect({"pyproject.toml": PYPROJECT.replace("3.9", "3.99")})["python.end_of_life"] == []


@pytest.mark.parametrize(
    ("license_line", "classifier", "expected"),
    [
        ('license = "MIT OR Apache-2.0"', "", ("MIT OR Apache-2.0", True, 0)),
        ('license = "MIT License"', "", ("MIT License", False, 0)),
        ('license = "BSD"', "", ("BSD", False, 0)),
        ('license = {text = "MIT"}', "", ("", False, 0)),
        ('license = "MIT"', "License :: OSI Approved", ("MIT", True, 1)),
        ("", "", ("", False, 0)),
    ],
)
def test_licences_are_expressions(license_line: str, classifier: str, expected: tuple[object, ...]) -> None:
    """Only SPDX counts, and old classifiers are counted beside it."""
    text = f'[build-system]\n[project]\nname = "x"\n{license_line}\nclassifiers = ["{classifier}"]\n'
    (item,) = collect({"pyproject.toml": text})["python.licences"]
    assert (item["expression"], item["valid"], item["classifiers"]) == expected


def test_private_and_dynamic_licences_are_not_judged() -> None:
    """A package that is never uploaded needs no licence metadata, a dynamic one has it elsewhere."""
    private = '[build-system]\n[project]\nname = "x"\nclassifiers = ["Private :: Do Not Upload"]\n'
    dynamic = '[build-system]\n[project]\nname = "x"\ndynamic = ["license"]\n'
    assert collect({"pyproject.toml": private})["python.licences"] == []
    assert collect({"pyproject.toml": dynamic})["python.licences"] == []


def tools(files: dict[str, str]) -> tuple[object, ...]:
    values = collect(files)
    keys = ("python.linters", "python.formatters", "python.type_checkers", "python.task_runners")
    return tuple(values[key] for key in keys)


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"pyproject.toml": "[tool.ruff]\n[tool.mypy]\n"}, (["ruff"], [], ["mypy"], [])),
        ({"pyproject.toml": "[tool.ruff.format]\n"}, (["ruff"], ["ruff-format"], [], [])),
        (
            {".pre-commit-config.yaml": "- id: ruff-check\n- id: ruff-format\n- id: mypy\n"},
            (["ruff"], ["ruff-format"], ["mypy"], []),
        ),
        ({"noxfile.py": 'session.run("ruff", "format")\n'}, ([], ["ruff-format"], [], ["nox"])),
        ({"setup.cfg": "[flake8]\n[mypy-tests]\n"}, (["flake8"], [], ["mypy"], [])),
        (
            {"scripts/lint": "ruff check .\nblack .\n", "scripts/test": "pytest\n"},
            (["ruff"], ["black"], [], ["scripts"]),
        ),
        (
            {"pyproject.toml": '[tool.hatch.envs.x.scripts]\ntypes = "ty check src"\n'},
            ([], [], ["ty"], ["hatch"]),
        ),
        ({"pyproject.toml": '[dependency-groups]\ndev = ["mypy", "black", "flake8"]\n'}, ([], [], [], [])),
        ({"pyproject.toml": '[tool.other]\nflake8-x = "black"\n'}, ([], [], [], [])),
        (
            {"tox.ini": "[tox]\n", "Makefile": "all:\n", "justfile": "x:\n"},
            ([], [], [], ["just", "make", "tox"]),
        ),
    ],
)
def test_tools_count_when_configured_or_called(files: dict[str, str], expected: tuple[object, ...]) -> None:
    """A dependency alone is no use of a tool."""
    assert tools(files) == expected


def test_each_tool_has_a_place() -> None:
    """The first place that shows it is kept."""
    assert collect({"pyproject.toml": "[project]\n\n[tool.mypy]\n"})["python.tools"] == [
        {"path": "pyproject.toml", "line": 3, "tool": "mypy", "kind": "type-checker"}
    ]


@pytest.mark.parametrize(
    ("files", "kinds"),
    [
        ({"pyproject.toml": '[dependency-groups]\ndev = ["a"]\n'}, ["dependency-groups"]),
        ({"pyproject.toml": '[tool.poetry.group.dev.dependencies]\na = "1"\n'}, ["poetry"]),
        ({"pyproject.toml": '[project.optional-dependencies]\ndev = ["a"]\n'}, ["extras"]),
        ({"pyproject.toml": '[project.optional-dependencies]\nsocks = ["a"]\n'}, []),
        ({"requirements-dev.txt": "a\n"}, ["requirements"]),
        ({".meta/requirements-test.txt": "a\n", "pyproject.toml": PYPROJECT}, ["requirements"]),
        ({"docs/requirements.txt": "a\n"}, []),
        ({"requirements.txt": "a\n"}, []),
        ({"requirements.txt": "a\n", "pyproject.toml": PYPROJECT}, ["requirements"]),
        ({"Pipfile": "[dev-packages]\na = '*'\n"}, ["pipfile"]),
    ],
)
def test_development_dependencies_are_found(files: dict[str, str], kinds: list[str]) -> None:
    """Each tool has its own way to keep them apart."""
    assert [item["kind"] for item in collect(files)["python.dev_dependencies"]] == kinds


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"pytest.ini": "[pytest]\n"}, ("pytest.ini", 1, [])),
        (
            {
                "pyproject.toml": '[tool.pytest.ini_options]\naddopts = "-ra --strict-markers"\nxfail_strict = true\n'
            },
            ("pyproject.toml", 1, ["strict-markers", "strict-xfail", "summary"]),
        ),
        (
            {"pyproject.toml": '[project]\n[tool.pytest]\nstrict = true\ntestpaths = ["tests"]\n'},
            ("pyproject.toml", 2, ["strict-config", "strict-markers", "strict-xfail", "testpaths"]),
        ),
        (
            {
                "setup.cfg": "[tool:pytest]\naddopts = --strict-config\nfilterwarnings =\n  error\n  ignore::X\n"
            },
            ("setup.cfg", 1, ["strict-config", "warnings-are-errors"]),
        ),
        ({"tox.ini": "[pytest]\nminversion = 7\nxfail_strict = false\n"}, ("tox.ini", 1, ["minversion"])),
        ({"pytest.ini": "[pytest]\naddopts = -r=aR\n"}, ("pytest.ini", 1, ["summary"])),
        ({"pytest.ini": "[pytest]\naddopts = -v -r fE\n"}, ("pytest.ini", 1, ["summary"])),
        ({"pytest.ini": "[pytest]\naddopts = -rxXs --rootdir=a\n"}, ("pytest.ini", 1, [])),
        ({"conftest.py": "x"}, ("", 0, [])),
    ],
)
def test_pytest_settings_are_named(files: dict[str, str], expected: tuple[object, ...]) -> None:
    """The first file that pytest reads decides."""
    values = collect(files)
    assert values["python.pytest"] is True
    keys = ("python.pytest_file", "python.pytest_line", "python.pytest_settings")
    assert tuple(values[key] for key in keys) == expected


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({}, ("", [])),
        ({"ruff.toml": "line-length = 100\n"}, ("ruff.toml", ["E4", "E7", "E9", "F"])),
        ({"pyproject.toml": '[tool.ruff.lint]\nselect = ["ALL"]\n'}, ("pyproject.toml", ["ALL"])),
        ({".ruff.toml": 'extend-select = ["I001"]\n[lint]\nselect = ["B"]\n'}, (".ruff.toml", ["B", "I"])),
    ],
)
def test_the_rules_of_ruff_are_those_selected(files: dict[str, str], expected: tuple[object, ...]) -> None:
    """Its defaults count where nothing is selected."""
    values = collect(files)
    assert (values["python.ruff_file"], values["python.ruff_rules"]) == expected


def test_settings_of_ruff_that_extend_others_are_unknown() -> None:
    """What the other file selects is not guessed."""
    assert observe({"ruff.toml": 'extend = "../ruff.toml"\n'}).problem("python.ruff_rules") is not None


@pytest.mark.parametrize(
    ("text", "reasons"),
    [
        ("version: 2\nbuild:\n  os: ubuntu-24.04\n  tools: {python: '3.13'}\n", []),
        (
            "version: 1\n",
            ["version is not 2", "build.os is missing", "build.tools names no tool, such as python"],
        ),
        (
            "version: 2\nbuild:\n  image: latest\n",
            ["build.os is missing", "build.tools names no tool, such as python"],
        ),
        ("a: [", ["does not parse: did not find expected node content"]),
    ],
)
def test_read_the_docs_is_checked(text: str, reasons: list[str]) -> None:
    """Every reason that would fail its build is given."""
    values = collect({".readthedocs.yaml": text})
    assert values["python.rtd_file"] == ".readthedocs.yaml"
    assert [item["reason"] for item in values["python.rtd_problems"]] == reasons


def test_a_broken_pyproject_is_unknown_not_absent() -> None:
    """What the other files show is kept as seen."""
    facts = observe({"pyproject.toml": "[project\n", "noxfile.py": "x"})
    assert "python.task_runners" not in facts.values
    problem = facts.problem("python.task_runners")
    assert problem is not None
    assert problem.seen == ["nox"]
    assert facts.problem("python.package") is not None
    assert facts.problem("python.pytest_settings") is not None


@given(
    st.sampled_from(["pyproject.toml", "setup.cfg", "setup.py", "tox.ini", ".readthedocs.yaml"]),
    st.text(max_size=80),
)
def test_any_content_is_survived(path: str, text: str) -> None:
    """Every fact is there or explained."""
    facts = observe({path: text})
    assert all(fact in facts.values or facts.problem(fact) for fact in WANTED)
