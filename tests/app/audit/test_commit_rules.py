"""Which rules nothing but another program can move."""

from datetime import date
from pathlib import Path

from checker.app.audit import commit_rules
from checker.app.policies.compile_plan import prepare

DAY = date(2026, 11, 22)


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
    assert commit_rules.of_commit(prepare(["p.yml"], tmp_path, DAY)) == {"x/file"}
