"""What we ship to run on GitHub is valid, and safe, for the tools that others judge it with."""

import configparser
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from checker import __version__

ROOT = Path(__file__).parents[2]
PROGRAMS = Path(sys.executable).parent
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


def run(program, *arguments, cwd=ROOT):
    done = subprocess.run(
        [PROGRAMS / program, *map(str, arguments)],
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("schema", "files"),
    [("vendor.github-actions", [ROOT / "action.yml"]), ("vendor.github-workflows", WORKFLOWS)],
)
def test_files_fit_their_schemas(schema, files):
    code, said = run("check-jsonschema", "--builtin-schema", schema, *files)
    assert code == 0, said


def test_zizmor_finds_nothing():
    """Nothing is unpinned, nothing of others reaches a shell, no permission is too much."""
    code, said = run("zizmor", "--offline", "--no-progress", "action.yml", ".github/workflows")
    assert code == 0, said


def test_actionlint_finds_nothing():
    code, said = run("actionlint", *WORKFLOWS)
    assert code == 0, said


@pytest.mark.parametrize("script", ["install.sh", "audit.sh"])
def test_scripts_are_bash(script):
    done = subprocess.run(["bash", "-n", ROOT / "action" / script], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_scheduled_audit_installs_this_version():
    """Its default would otherwise be forgotten with a release."""
    found = yaml.safe_load((ROOT / ".github/workflows/audit-organization.yml").read_text(encoding="utf-8"))
    assert found[True]["workflow_call"]["inputs"]["version"]["default"] == __version__


def test_the_lock_has_all_that_we_need():
    """Every requirement of the package is in what the Action installs, with hashes, from no named registry."""
    read = configparser.ConfigParser()
    read.read(ROOT / "setup.cfg", encoding="utf-8")
    needed = re.findall(r"^([A-Za-z0-9._-]+)", read["options"]["install_requires"].strip(), re.MULTILINE)
    lock = (ROOT / "action" / "requirements.txt").read_text(encoding="utf-8")
    locked = re.findall(r"^([a-z0-9-]+)==\S+(?: ;.*)? \\\n    --hash=sha256:", lock, re.MULTILINE)
    assert {re.sub(r"[._-]+", "-", each).lower() for each in needed} <= set(locked)
    assert len(locked) == len(re.findall(r"^\S+==", lock, re.MULTILINE))
    assert "://" not in lock


def test_the_hook_judges_what_is_staged(make_repository):
    """A staged file that breaks a rule fails the hook's own entry, one that is only there does not."""
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    made = make_repository(files={"checker.yml": "policy: [actions]\n", "README.md": "# A\n"})
    bad = ".github/workflows/ci.yml"
    step = "      - run: echo ${{ github.head_ref }}\n"
    made.write({bad: f"on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n{step}"})
    assert run(*hook["entry"].split(), cwd=made.path)[0] == 0
    made.git("add", bad)
    code, said = run(*hook["entry"].split(), cwd=made.path)
    assert code == 1, said
