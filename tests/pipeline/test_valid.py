"""What we ship to run on GitHub is valid, and safe, for the tools that others judge it with."""

import configparser
import json
import os
import re
import shutil
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


@pytest.mark.parametrize("script", ["action/install.sh", "action/audit.sh", ".ci/notes", ".ci/sbom"])
def test_scripts_are_bash(script):
    done = subprocess.run(["bash", "-n", ROOT / script], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="hadolint has no wheel for Windows")
def test_hadolint_finds_nothing():
    code, said = run("hadolint", "--failure-threshold", "info", "Containerfile")
    assert (code, said) == (0, "")


def test_the_image_has_nothing_but_what_the_package_is_made_of():
    """What the Containerfile copies is let through by .dockerignore, and the other way round."""
    recipe = (ROOT / "Containerfile").read_text(encoding="utf-8")
    copied = {
        name
        for line in re.findall(r"^COPY (?!--from)(.+)$", recipe, re.MULTILINE)
        for name in line.split()[:-1]
    }
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8")
    assert copied == set(re.findall(r"^!(.+)$", ignored, re.MULTILINE))
    assert all((ROOT / name).exists() for name in copied)


def notes(folder, changelog, version):
    (folder / ".ci").mkdir(exist_ok=True)
    script = shutil.copy(ROOT / ".ci/notes", folder / ".ci")
    (folder / "CHANGELOG.md").write_text(changelog, encoding="utf-8")
    return subprocess.run([script, version], capture_output=True, text=True, check=False)


CHANGELOG = "# Changelog\n\n## Unreleased\n\n- New.\n\n## 1.1.0 - 2026-11-01\n\n- Better.\n\n### Docs\n\n- Told.\n\n## 1.1\n\n- Old.\n"


@pytest.mark.parametrize(
    ("version", "told"), [("1.1.0", "- Better.\n\n### Docs\n\n- Told.\n"), ("1.1", "- Old.\n")]
)
def test_a_release_is_announced_with_its_section_of_the_changelog(tmp_path, version, told):
    done = notes(tmp_path, CHANGELOG, version)
    assert (done.returncode, done.stdout) == (0, told)


def test_a_release_that_the_changelog_does_not_know_is_stopped(tmp_path):
    done = notes(tmp_path, CHANGELOG, "1.2")
    assert (done.returncode, done.stdout) == (1, "")
    assert '"## 1.2"' in done.stderr


def test_the_sbom_has_all_that_the_lock_has(tmp_path):
    """Each part with its version and hashes, below the project itself."""
    done = subprocess.run(
        [ROOT / ".ci/sbom", "1.2.3", tmp_path / "sbom.json"],
        env={**os.environ, "PATH": f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads((tmp_path / "sbom.json").read_text(encoding="utf-8"))
    whole = found["metadata"]["component"]
    assert (whole["name"], whole["version"]) == ("standards-checker", "1.2.3")
    lock = (ROOT / "action/requirements.txt").read_text(encoding="utf-8")
    locked = set(re.findall(r"^([a-z0-9.-]+)==([^ \\]+)", lock, re.MULTILINE))
    assert {(each["name"].lower(), each["version"]) for each in found["components"]} == locked
    assert all(each["externalReferences"][0]["hashes"] for each in found["components"])


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
    """A staged file that breaks a rule fails the hook's own entry; old ones and one that only lies there do not."""
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    old = {".github/workflows/old.yml": "on: push\njobs: {a: {runs-on: x, steps: [{run: 'true'}]}}\n"}
    made = make_repository(files={"checker.yml": "policy: [actions]\n", "README.md": "# A\n", **old})
    bad = ".github/workflows/ci.yml"
    step = "      - run: echo ${{ github.head_ref }}\n"
    made.write({bad: f"on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n{step}"})
    assert run(*hook["entry"].split(), cwd=made.path)[0] == 0
    made.git("add", bad)
    code, said = run(*hook["entry"].split(), cwd=made.path)
    assert code == 1, said
