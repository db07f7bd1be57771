"""Microsoft's own validator finds nothing wrong with what code scanning is told, by SARIF's rules and GitHub's."""

import json
import os
import platform
import subprocess
import sys
from pathlib import Path

import pytest

from checker.render import Style
from checker.render.machine import sarif
from tests.render import example, gates, hostile

TOOL = Path(__file__).parents[1] / "pipeline/node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool"
FOREIGN = sys.platform != "linux" or platform.machine() != "x86_64"
IDS = frozenset({"id", "rule", "pack", "tool"})
"""What is ours, and what the loader of policies takes by its shape alone."""
UNSAID = "SARIF2005"
"""The driver has no address: this project has none that is certain yet."""


def told(folder: Path) -> list[tuple[str, str, str]]:
    """Return each error and warning about the documents in a folder: level, rule and text."""
    TOOL.chmod(0o755)
    report = folder / "report.json"
    options = ["--rule-kind", "Sarif;Ghas", "--level", "Error;Warning", "--output", str(report)]
    environment = {**os.environ, "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"}
    names = sorted(map(str, folder.glob("*.sarif")))
    command = [str(TOOL), "validate", *names, *options]
    done = subprocess.run(command, env=environment, check=False, capture_output=True, text=True)
    assert f"Done. {len(names)} files scanned." in done.stdout
    (run,) = json.loads(report.read_text(encoding="utf-8-sig"))["runs"]
    return [(each.get("level", "warning"), each["ruleId"], str(each["message"])) for each in run["results"]]


@pytest.mark.slow
@pytest.mark.skipif(FOREIGN, reason="Microsoft's multitool is for Linux on x86-64")
def test_the_validator_finds_nothing(tmp_path: Path) -> None:
    """Not in the examples, and not where every text is an attack."""
    audits = {"audit": example.audit(), "gate": gates.audit()}
    for number, attack in enumerate(hostile.ATTACKS):
        audits[f"attack-{number}"] = hostile.poisoned(example.audit(), attack, IDS)
    for name, audit in audits.items():
        (tmp_path / f"{name}.sarif").write_text(sarif.render(audit, Style()), encoding="utf-8")
    assert [each for each in told(tmp_path) if each[1] != UNSAID] == []


@pytest.mark.skipif(FOREIGN, reason="Microsoft's multitool is for Linux on x86-64")
def test_the_validator_would_find_something(tmp_path: Path) -> None:
    """A result that names no rule of the driver is wrong by its rules, and fits the schema."""
    document = json.loads(sarif.render(example.audit(), Style()))
    document["runs"][0]["results"][0]["ruleIndex"] = 4000
    (tmp_path / "wrong.sarif").write_text(json.dumps(document), encoding="utf-8")
    assert any(level == "error" for level, _, _ in told(tmp_path))
