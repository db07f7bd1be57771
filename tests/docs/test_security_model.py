"""The security model names every file of attack tests, and none that is not there."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
MODEL = (ROOT / "docs/security-model.md").read_text(encoding="utf-8")


def test_it_names_the_tests_that_there_are() -> None:
    """In its tables, by file; those of other folders with their path."""
    named = set(re.findall(r"`((?:tests/\w+/)?test_\w+\.py)`", MODEL))
    there = {path.name for path in (ROOT / "tests/attacks").glob("test_*.py")}
    assert {name for name in named if "/" not in name} == there
    assert all((ROOT / name).is_file() for name in named if "/" in name)
