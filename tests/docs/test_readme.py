"""The front page keeps its promises."""

import re
import subprocess
import sys
from datetime import date
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from checker.app.plans import check
from checker.cli import cli
from checker.packs.sources import Sources
from tests.render import example

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    """Every relative link of a page is a file of this project."""
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


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
