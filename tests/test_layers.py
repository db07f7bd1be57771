"""The import contracts hold, and would not hold if somebody broke them."""

import ast
import re
import shutil
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import grimp
import pytest

import checker

ROOT = Path(__file__).parent.parent
PLANTS = {
    "Dependencies point one way": ("model/planted.py", "import checker.app\n"),
    "The core knows no vendor": ("engine/planted.py", "import click\n"),
    "One package knows GitPython": ("app/checkout.py", "import git\n"),
    "One package knows PyGithub": ("executors/pygithub.py", "import github\n"),
    "One package knows SQLAlchemy": ("database.py", "import sqlalchemy\n"),
    "Collectors do not know each other": ("collectors/planted.py", "import checker.collectors.languages\n"),
    "One module knows Dask": ("app/cluster.py", "import distributed\n"),
    "One module knows CEL": ("app/planted.py", "import cel_expr_python\n"),
}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Copy the code and its contracts."""
    shutil.copytree(ROOT / "checker", tmp_path / "checker", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "setup.cfg", tmp_path)
    return tmp_path


def lint(folder: Path) -> dict[str, str]:
    """Return KEPT or BROKEN for each contract."""
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()"]
    done = subprocess.run([*command, "--no-cache"], cwd=folder, capture_output=True, text=True, check=False)
    return dict(re.findall(r"^(\S.*?) (KEPT|BROKEN)", done.stdout, re.MULTILINE))


def test_the_contracts_hold(copy: Path) -> None:
    """Every contract is checked and kept."""
    assert lint(copy) == dict.fromkeys(PLANTS, "KEPT")


def test_planted_violations_are_caught(copy: Path) -> None:
    """Each contract notices the import that it forbids."""
    for path, code in PLANTS.values():
        (copy / "checker" / path).write_text(code, encoding="utf-8")
    assert lint(copy) == dict.fromkeys(PLANTS, "BROKEN")


def test_nobody_inside_goes_out_through_the_front_door() -> None:
    """The contracts leave out that `checker` names what lies above all layers; so none of ours may ask it."""
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in (ROOT / "checker").rglob("*.py")}
    asked = [
        (path.relative_to(ROOT).as_posix(), name.name)
        for path, tree in trees.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "checker"
        for name in node.names
    ]
    assert ("checker/app/cache.py", "cache") in asked
    assert [each for each in asked if each[1] in checker.__all__] == []


def test_no_module_imports_itself_by_way_of_others() -> None:
    """At run time there is no circle of imports, inside of functions or out; only type checkers may see one."""
    graph = grimp.build_graph("checker", exclude_type_checking_imports=True, cache_dir=None)
    waiting = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    while ready := {module for module, imported in waiting.items() if not imported & waiting.keys()}:
        waiting = {module: imported for module, imported in waiting.items() if module not in ready}
    assert sorted(waiting) == []
    assert len(graph.modules) > 400


def test_classes_have_names_of_their_own() -> None:
    """No two modules define a public class of one name, so that a search and a stack trace lead to one place."""
    places = defaultdict(list)
    for path in (ROOT / "checker").rglob("*.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places[node.name].append(path.relative_to(ROOT).as_posix())
    assert {name: found for name, found in places.items() if len(found) > 1} == {}
