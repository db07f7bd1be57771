"""The page about Python: its examples run, give what they show, and satisfy a strict type checker."""

import doctest
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.docs import reference

PAGE = Path(__file__).parents[2] / "docs" / "api.md"
BLOCKS = re.findall(r"^```pycon\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
CONFIGURATION = "organization: Acme\ntargets: [ledger]\nteams: [{team: payments, repositories: [ledger]}]\n"


@pytest.fixture
def folder(tmp_path, monkeypatch, make_repository):
    """Make what the page stands in: a repository of two commits, a configuration, a broken policy."""
    made = make_repository("ledger", {"main.py": "print(1)\n"})
    building = "\n## Building from source\n\n```sh\npython -m build\n```\n"
    made.commit({"CONTRIBUTING.md": "# Contributing\n\nSend changes to us, with tests.\n" * 9 + building})
    (tmp_path / "checker.yml").write_text(CONFIGURATION)
    (tmp_path / "broken.yml").write_text("policy: broken\ntitle: Broken\nrulez: []\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CHECKER_CACHE_DIR", str(tmp_path / "cache"))
    return tmp_path


def test_examples_give_what_they_show(folder):
    """All blocks are one session."""
    parser = doctest.DocTestParser()
    scope: dict[str, Any] = {}
    runner = doctest.DocTestRunner()
    for number, block in enumerate(BLOCKS):
        test = parser.get_doctest(block, scope, f"block {number}", str(PAGE), 0)
        told: list[str] = []
        runner.run(test, out=told.append, clear_globs=False)
        scope = test.globs
        assert not told, "".join(told)
    assert runner.summarize().attempted > 15


def strictly(text, folder):
    """Return what a strict type checker says of a user's module."""
    (folder / "example.py").write_text(text, encoding="utf-8")
    (folder / "mypy.ini").write_text("[mypy]\nstrict = True\n[mypy-checker.*]\nfollow_imports = silent\n")
    command = [sys.executable, "-m", "mypy", "example.py"]
    # As where it is installed, with the `py.typed` that the wheel has: only the user's own mistakes are told.
    environment = {**os.environ, "MYPYPATH": str(PAGE.parents[1])}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def test_examples_are_typed(tmp_path):
    """A user's strict type checker is content, and would not be with a wrong call."""
    sources = (each.source for block in BLOCKS for each in doctest.DocTestParser().get_examples(block))
    code, said = strictly("".join(sources), tmp_path)
    assert code == 0, said
    code, said = strictly('import checker\n\nchecker.audit(".", now="2026-11-22").score\n', tmp_path)
    assert code == 1
    assert said.count("error: ") == 2, said


def test_reference_is_current():
    """A change of anything public shows in the page, so that it is made knowingly: `make docs` writes it."""
    assert reference.PAGE.read_text(encoding="utf-8") == reference.page()
