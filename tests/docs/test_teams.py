"""The page about teams: its configurations load."""

import re
from pathlib import Path

import pytest

from checker.policy.settings import config

PAGE = (Path(__file__).parents[2] / "docs" / "teams.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```yaml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("block", BLOCKS)
def test_configurations_load(tmp_path: Path, block: str) -> None:
    """Whoever copies one starts without a mistake."""
    (tmp_path / "checker.yml").write_text(block, encoding="utf-8")
    configuration, mistakes = config.load(tmp_path / "checker.yml")
    assert [str(each) for each in mistakes] == []
    assert configuration is not None
    assert configuration.knows_teams
