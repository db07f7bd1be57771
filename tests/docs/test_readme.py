"""The front page keeps its promises."""

import os
import re
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from checker.app.policies.compile_plan import check
from checker.cli import cli
from checker.policy.loading.sources import Sources
from tests.conftest import MakeRepository
from tests.render import example

ROOT = Path(__file__).parents[2]
MAKE = shutil.which("make") or "make"
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    """Every relative link of a page is a file of this project."""
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", [*PAGES, ROOT / "CONTRIBUTING.md"], ids=lambda page: page.name)
def test_nothing_is_left_to_fill_in(page: Path) -> None:
    """A line or cell of one word in capitals, or a mark of unfinished work, is a placeholder; examples are none."""
    text = re.sub(
        r"^```.*?^```|`[^`\n]*`", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL
    )
    assert (
        re.findall(
            r"(?:^|\|)[*_ ]*[A-Z]{5,}[*_.: ]*(?:$|\|)|\b(?:TODO|FIXME|TBD|XXX|lorem ipsum)\b",
            text,
            re.MULTILINE,
        )
        == []
    )


def test_rule_on_the_front_page_loads(tmp_path: Path) -> None:
    """The example rule is a rule that could be used as it stands."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    rule = next(
        block
        for block in re.findall(r"^```yaml\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
        if "- id:" in block
    )
    indented = "".join(f"  {line}\n" for line in rule.splitlines())
    (tmp_path / "own.yml").write_text(
        f'policy: own\ntitle: Own\nversion: "1"\nextends: [common]\nrules:\n{indented}'
    )
    plan, mistakes = check(Sources(("own.yml",), tmp_path), date(2026, 11, 1))
    assert [*map(str, mistakes)] == []
    assert plan is not None


def test_commands_on_the_front_page_exist() -> None:
    """Each `checker NAME` of the page is a command."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert set(re.findall(r"(?:^|`|&& )checker ([a-z]+)", text, re.MULTILINE)) <= set(cli.list_commands(None))  # type: ignore[arg-type]


def test_picture_of_a_report_can_be_drawn() -> None:
    """The script that draws the picture makes one picture of a report, which loads nothing."""
    report = (example.FOLDER / "audit.json").read_text(encoding="utf-8")
    script = ROOT / "docs" / "images" / "make.py"
    done = subprocess.run(
        [sys.executable, str(script)],
        input=report,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
    )
    assert ET.fromstring(done.stdout).tag.endswith("svg")
    assert "@import" not in done.stdout
    assert "url(http" not in done.stdout
    assert "acme/payments" in done.stdout.replace("&#160;", " ")


def first_commands() -> list[str]:
    """Return the commands of the page's first block, without their comments."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    block = re.search(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    assert block
    return [line.partition("#")[0].strip() for line in block[1].splitlines()]


def make(*arguments: str, folder: Path = ROOT, **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [MAKE, "--no-print-directory", *arguments],
        cwd=folder,
        env={**os.environ, "MAKEFLAGS": "", **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_first_commands_set_up_and_audit_and_test_everything() -> None:
    """Two words each; whatever they need they bring, or say in one line what to install."""
    assert first_commands() == ["make audit", "make test"]


def test_the_first_command_audits(make_repository: MakeRepository) -> None:
    """Once the program is there, no index is asked: here what the tests run in stands for its environment."""
    made = make_repository(files={"README.md": "# Ours\n"})
    ready = ("--old-file=.venv/checker", f"BIN={Path(sys.executable).parent}")
    done = make("audit", f"TARGET={made.path}", *ready, PIP_INDEX_URL="http://127.0.0.1:9/")
    assert "docs/" in done.stdout, done.stderr
    assert "pip install" not in done.stdout


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    """Return a folder with what `make` reads, where everything is up to date."""
    folder = tmp_path / "fresh"
    (folder / ".ci").mkdir(parents=True)
    for name in ("Makefile", "setup.cfg", "pyproject.toml", ".ci/venv"):
        shutil.copy(ROOT / name, folder / name)
    return folder


def test_the_program_is_installed_once_and_again_when_its_needs_change(fresh: Path) -> None:
    """So that the second call needs no network, and one after a pull is not outdated."""
    assert "pip install" in make("-n", "audit", folder=fresh).stdout
    (fresh / ".venv").mkdir()
    (fresh / ".venv/checker").touch()
    assert "pip install" not in make("-n", "audit", folder=fresh).stdout
    assert "pip install" in make("-n", "audit", "--what-if=setup.cfg", folder=fresh).stdout


@pytest.mark.parametrize(
    ("program", "told"),
    [
        ("case $* in *ensurepip*) exit 1 ;; esac", "apt install python3-venv"),
        (
            "case $* in *version_info*) exit 1 ;; *-V) echo Python 3.9.2 ;; esac",
            "Python 3.9.2, which is too old",
        ),
        ("", "there is no "),
    ],
    ids=["without venv", "old", "none"],
)
def test_a_machine_that_lacks_something_is_told_in_one_line(fresh: Path, program: str, told: str) -> None:
    """What to install, before anything is made."""
    python = fresh / "python3"
    if program:
        python.write_text(f"#!/bin/sh\n{program}\n")
        python.chmod(0o755)
    done = make("audit", f"PYTHON={python}", folder=fresh)
    said, stopped = done.stderr.splitlines()
    assert told in said
    assert "Error 1" in stopped
    assert not (fresh / ".venv").exists()


@pytest.mark.parametrize("page", [*PAGES, ROOT / "CONTRIBUTING.md"], ids=lambda page: page.name)
def test_no_page_installs_into_the_pythons_of_systems(page: Path) -> None:
    """They refuse it (PEP 668): an environment, or pipx, comes first."""
    lines = page.read_text(encoding="utf-8").splitlines()
    bare = [line for line in lines if re.search(r"(?:^|`)(?:python3? -m )?pip install", line)]
    assert [line for line in bare if "own environment" not in line and "is refused" not in line] == []
