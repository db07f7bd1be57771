"""The folder of reference pages."""

from datetime import date
from pathlib import Path

import pytest

from checker.app.policies import reference_docs
from checker.app.policies.compile_plan import prepare
from checker.cli import cli
from checker.cli.help_texts import helps
from checker.engine.compile import Plan

POLICY = """
policy: own
title: Our own
version: "1"
extends: [common]
rules:
  - id: own/readme
    title: There is a README
    why: People want to know what this is.
    severity: low
    assert: has_file("README.md")
    fix: {text: Write one.}
"""
HELPS = {"checker": "Usage: checker"}


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    (tmp_path / "own.yml").write_text(POLICY)
    return prepare(["own.yml"], tmp_path, date(2026, 11, 1))


def test_written_pages_are_current(plan: Plan, tmp_path: Path) -> None:
    """After writing, nothing differs; a page that somebody changed does."""
    folder = tmp_path / "reference"
    reference_docs.write(reference_docs.differing(plan, folder, HELPS), folder)
    assert reference_docs.differing(plan, folder, HELPS) == {}
    (folder / "rules" / "own.md").write_text("mine")
    assert list(reference_docs.differing(plan, folder, HELPS)) == ["rules/own.md"]


def test_pages_tell_of_packs_formats_and_facts(plan: Plan, tmp_path: Path) -> None:
    """Facts come from the collectors, formats and their purpose from the plug-ins."""
    pages = reference_docs.differing(plan, tmp_path, HELPS)
    assert "`repo.tier`" in pages["facts.md"]
    assert "| `sarif` | SARIF 2.1.0 for code scanning" in pages["formats.md"]
    assert "## checker trend\n\n| format | what |\n| --- | --- |\n| `csv` |" in pages["formats.md"]
    assert "There is a README" in pages["rules.md"]


def test_every_command_has_its_help() -> None:
    """Commands and those below them are listed with the words that call them."""
    found = helps(cli, "checker")
    assert {"checker", "checker audit", "checker policy", "checker policy docs"} <= set(found)
    assert "Usage: checker policy docs" in found["checker policy docs"]
