"""What identifies the program, and which rules nothing else can move."""

from datetime import date
from pathlib import Path

import pytest

from checker.app.audit import tool_digest
from checker.app.policies.compile_plan import prepare

DAY = date(2026, 11, 22)


def test_the_digest_is_short_and_stays() -> None:
    """As long as the program is the same."""
    assert tool_digest.digest() == tool_digest.digest()
    assert len(tool_digest.digest()) == 32


def test_the_digest_knows_the_version(monkeypatch: pytest.MonkeyPatch) -> None:
    """And the files that judge, not those that show."""
    first = tool_digest.digest.__wrapped__()
    monkeypatch.setattr(tool_digest, "__version__", "0")
    assert tool_digest.digest.__wrapped__() != first


def test_rules_that_files_of_a_commit_decide(tmp_path: Path) -> None:
    """Neither those that read settings, history, time or the catalog, nor those that require such a rule."""
    rules = {
        "x/file": "assert: has_file('README')",
        "x/setting": "assert: protection.approvals >= 1",
        "x/time": "assert: history.days_since_last_commit < 9",
        "x/catalog": "assert: repo.tier == 'critical'",
        "x/either": "assert: has_file('README') && repo.archived",
        "x/needs": "requires: [x/setting], assert: has_file('README')",
        "x/group": "subject: organization, assert: size(repositories) > 0",
    }
    text = "".join(
        f"  - {{id: {name}, title: t, why: w, severity: low, fix: {{text: x}}, {body}}}\n"
        for name, body in rules.items()
    )
    (tmp_path / "p.yml").write_text(f"policy: p\nversion: '1'\ntitle: P\nrules:\n{text}")
    assert tool_digest.of_commit(prepare(["p.yml"], tmp_path, DAY)) == {"x/file"}
