"""Linters, formatters, type checkers and task runners, by their configuration or their use."""

import json
import re
from collections.abc import Iterator, Sequence
from functools import cache

from msgspec import Struct

from checker.documents import Document
from checker.documents.lines import Lines
from checker.documents.shapes import at, table
from checker.files import Files
from checker.model.json_value import Json
from checker.patterns import lazy

LINTER, FORMATTER, TYPE_CHECKER, RUNNER = "linter", "formatter", "type-checker", "task-runner"

_FILES = {
    ".flake8": ("flake8", LINTER),
    ".pylintrc": ("pylint", LINTER),
    "pylintrc": ("pylint", LINTER),
    ".pylintrc.toml": ("pylint", LINTER),
    "ruff.toml": ("ruff", LINTER),
    ".ruff.toml": ("ruff", LINTER),
    ".style.yapf": ("yapf", FORMATTER),
    "mypy.ini": ("mypy", TYPE_CHECKER),
    ".mypy.ini": ("mypy", TYPE_CHECKER),
    "pyrightconfig.json": ("pyright", TYPE_CHECKER),
    "pyrefly.toml": ("pyrefly", TYPE_CHECKER),
    "ty.toml": ("ty", TYPE_CHECKER),
    ".pyre_configuration": ("pyre", TYPE_CHECKER),
    "noxfile.py": ("nox", RUNNER),
    "tox.ini": ("tox", RUNNER),
    "tox.toml": ("tox", RUNNER),
    "pixi.toml": ("pixi", RUNNER),
    "justfile": ("just", RUNNER),
    "Justfile": ("just", RUNNER),
    ".justfile": ("just", RUNNER),
    "Makefile": ("make", RUNNER),
    "GNUmakefile": ("make", RUNNER),
    "makefile": ("make", RUNNER),
    "Taskfile.yml": ("task", RUNNER),
    "Taskfile.yaml": ("task", RUNNER),
    "tasks.py": ("invoke", RUNNER),
    "dodo.py": ("doit", RUNNER),
    "duties.py": ("duty", RUNNER),
    "mise.toml": ("mise", RUNNER),
    ".mise.toml": ("mise", RUNNER),
    "hatch.toml": ("hatch", RUNNER),
    "poe_tasks.toml": ("poe", RUNNER),
}
_PYPROJECT: tuple[tuple[tuple[str, ...], str, str], ...] = (
    (("ruff",), "ruff", LINTER),
    (("pylint",), "pylint", LINTER),
    (("flake8",), "flake8", LINTER),
    (("black",), "black", FORMATTER),
    (("ruff", "format"), "ruff-format", FORMATTER),
    (("yapf",), "yapf", FORMATTER),
    (("autopep8",), "autopep8", FORMATTER),
    (("mypy",), "mypy", TYPE_CHECKER),
    (("pyright",), "pyright", TYPE_CHECKER),
    (("basedpyright",), "basedpyright", TYPE_CHECKER),
    (("pyrefly",), "pyrefly", TYPE_CHECKER),
    (("ty",), "ty", TYPE_CHECKER),
    (("pytype",), "pytype", TYPE_CHECKER),
    (("tox",), "tox", RUNNER),
    (("pixi", "tasks"), "pixi", RUNNER),
    (("poe", "tasks"), "poe", RUNNER),
    (("pdm", "scripts"), "pdm", RUNNER),
    (("hatch", "envs"), "hatch", RUNNER),
    (("taskipy", "tasks"), "taskipy", RUNNER),
    (("rye", "scripts"), "rye", RUNNER),
    (("doit",), "doit", RUNNER),
)
_SECTIONS = {
    "flake8": ("flake8", LINTER),
    "pylint": ("pylint", LINTER),
    "yapf": ("yapf", FORMATTER),
    "mypy": ("mypy", TYPE_CHECKER),
    "tox:tox": ("tox", RUNNER),
}
_CALLERS = """
    .pre-commit-config.yaml prek.toml lefthook.yml Makefile tox.ini tox.toml noxfile.py justfile Justfile
    tasks.py Taskfile.yml Taskfile.yaml dodo.py duties.py hatch.toml
"""
_SCRIPTS = (
    *(
        ("tool", "poe", "tasks"),
        ("tool", "hatch", "envs"),
        ("tool", "pdm", "scripts"),
        ("tool", "rye", "scripts"),
    ),
    *(("tool", "taskipy", "tasks"), ("tool", "pixi", "tasks"), ("tool", "tox")),
)
_FOLDERS = ("scripts/*", "script/*", "ci/*", "bin/*", ".github/workflows/*")
_FOR_DEVELOPERS = lazy(r"dev|test|lint")
_CALLS = {
    LINTER: r"\b(ruff[-\s\"',]+check|ruff-pre-commit|flake8|pylint)\b",
    FORMATTER: r"\b(ruff[-\s\"',]+format|black|yapf|autopep8)\b|^(\[format\])",
    TYPE_CHECKER: r"\b(mypy|pyright|basedpyright|pyrefly|pytype|ty[\s\"',]+check|zuban)\b",
}


class Root(Struct, frozen=True):
    """A folder with settings of its own: its pyproject.toml and its setup.cfg."""

    folder: str
    project: Document
    config: Document

    def at(self, path: str) -> str:
        """Return the path of something in the folder."""
        return f"{self.folder}/{path}" if self.folder else path


def records(files: Files, roots: Sequence[Root]) -> list[Json]:
    """Return each tool once, where it is first seen: configured at a root, or called by a script."""
    found: dict[tuple[str, str], Json] = {}
    for root in roots:
        for path, line, tool, kind in (*_configured(files, root), *_called(files, root)):
            found.setdefault((tool, kind), {"path": path, "line": line, "tool": tool, "kind": kind})
    return list(found.values())


def _configured(files: Files, root: Root) -> Iterator[tuple[str, int, str, str]]:
    for path, (tool, kind) in _FILES.items():
        if files.entry(root.at(path)) is not None:
            yield root.at(path), 1, tool, kind
    for keys, tool, kind in _PYPROJECT:
        if at(root.project.data, "tool", *keys) is not None:
            yield root.at("pyproject.toml"), root.project.line("tool." + ".".join(keys)), tool, kind
    for section in table(root.config.data):
        if known := _SECTIONS.get(section.partition("-")[0]):
            yield root.at("setup.cfg"), root.config.line(f"[{section}]"), *known
    if tested := [path for path in files.glob(root.at("{script,scripts}/test*")) if "/" in path]:
        yield tested[0], 1, "scripts", RUNNER


def _called(files: Files, root: Root) -> Iterator[tuple[str, int, str, str]]:
    paths = [path for folder in _FOLDERS for path in files.glob(root.at(folder))]
    callers = [*map(root.at, _CALLERS.split()), *paths]
    for path, text in files.texts(callers).items():
        lines = Lines(text)
        for match, kind in _calls(text):
            yield path, lines.at(match.start()), _tool(match[0]), kind
    for keys in _SCRIPTS:
        for match, kind in _calls(json.dumps(at(root.project.data, *keys))):
            yield root.at("pyproject.toml"), root.project.line(*keys), _tool(match[0]), kind


def _calls(text: str) -> Iterator[tuple["re.Match[str]", str]]:
    for kind, pattern in _CALLS.items():
        for match in _expression(pattern).finditer(text):
            yield match, kind


def _tool(called: str) -> str:
    words = re.findall(r"\w+", called)
    return "ruff-format" if words[-1] == "format" else words[0]


@cache
def _expression(pattern: str) -> "re.Pattern[str]":
    """Compile by RE2, which reads whole scripts much faster than `re`."""
    import re2

    compiled: re.Pattern[str] = re2.compile(f"(?m){pattern}")
    return compiled


def groups(files: Files, roots: Sequence[Root]) -> list[Json]:
    """Return where development dependencies are kept apart from those of users."""
    return [record for root in roots for record in _groups(files, root)]


def _groups(files: Files, root: Root) -> Iterator[Json]:
    data = root.project.data
    places: tuple[tuple[Json, str, str], ...] = (
        (at(data, "dependency-groups"), "dependency-groups", "dependency-groups"),
        (at(data, "tool", "poetry", "group"), "tool.poetry.group", "poetry"),
        (at(data, "tool", "poetry", "dev-dependencies"), "tool.poetry.dev-dependencies", "poetry"),
        (at(data, "tool", "pdm", "dev-dependencies"), "tool.pdm.dev-dependencies", "pdm"),
        (at(data, "tool", "uv", "dev-dependencies"), "dev-dependencies", "uv"),
        (at(data, "tool", "hatch", "envs"), "tool.hatch.envs", "hatch"),
        (_development_extras(data), "optional-dependencies", "extras"),
    )
    for value, key, kind in places:
        if value:
            yield {"path": root.at("pyproject.toml"), "line": root.project.line(key), "kind": kind}
    pipfile = root.at("Pipfile")
    if "dev-packages" in files.texts([pipfile]).get(pipfile, ""):
        yield {"path": pipfile, "line": 1, "kind": "pipfile"}
    if separate := _separate_requirements(files, root):
        yield {"path": separate, "line": 1, "kind": "requirements"}


def _development_extras(data: Json) -> list[str]:
    usual = ("dev", "develop", "development", "test", "tests", "testing", "lint", "docs", "doc")
    return [name for name in table(at(data, "project", "optional-dependencies")) if name.lower() in usual]


def _separate_requirements(files: Files, root: Root) -> str:
    """Return a requirements file for developers: any at all where pyproject.toml serves the users."""
    globs = ("*.{txt,in}", "requirements/*", "tests/requirements*")
    candidates = [path for glob in globs for path in files.glob(root.at(glob))]
    listed = [path for path in candidates if "requirements" in path.removeprefix(root.folder)]
    aside = files.glob(root.at("*/requirements*.{txt,in}"))
    own = [
        path
        for path in (*listed, *aside)
        if _FOR_DEVELOPERS.search(path[len(root.folder) :].removesuffix(".txt"))
    ]
    packaged = at(root.project.data, "build-system") is not None
    return next(iter(own or (listed if packaged else [])), "")
