"""What a repository may try against a checker that is started in it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.attacks import hostile

PROGRAM = """import sys
from checker import audit
if __name__ == "__main__":
    found = audit(sys.argv[1:], policy="docs", jobs=2)
    print(len(found.subjects))
"""
"""A program of somebody else that uses the Python API."""


@pytest.fixture
def fleet(make_repository, marks):
    """Return a folder of three repositories that is a hostile repository itself, as each of them is."""
    made = make_repository("fleet", files=hostile.files(marks))
    for name in ("a", "b", "c"):
        make_repository(f"fleet/{name}", files={**hostile.files(marks), "README.md": f"# {name}\n"})
    return made.path


def run(program, folder):
    """Run a program in a folder, as somebody does who has set nothing for Python."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(
        program,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("targets", [["."], ["a", "b", "c"]], ids=["one", "many"])
@pytest.mark.parametrize("start", [["checker"], ["python", "-I", "-m", "checker"]], ids=["script", "module"])
def test_the_command_runs_nothing_of_the_folder_it_stands_in(fleet, marks, start, targets):
    """The program that pip installs, and as the Action starts it; nor do its worker processes."""
    program = Path(sys.executable).with_name(start[0])
    options = ["-p", "docs", "-o", "csv", "--fail-on", "never", "--no-history", "--jobs", "2"]
    printed = run([program, *start[1:], "audit", *options, *targets], fleet)
    assert hostile.ran(marks) == []
    assert len({line.split(",")[0] for line in printed.splitlines()[1:]}) == len(targets)


def test_a_program_runs_nothing_of_the_folder_it_stands_in(fleet, marks, tmp_path):
    """A worker process of the Python API may start Python anew, which would look for modules here first."""
    script = tmp_path / "elsewhere" / "program.py"
    script.parent.mkdir()
    script.write_text(PROGRAM)
    assert run([sys.executable, script, "a", "b", "c"], fleet) == "3\n"
    assert hostile.ran(marks) == []
