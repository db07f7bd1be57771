"""The cases of rules, run."""

from pathlib import Path

import pytest

from checker.app.policies import run_cases
from checker.policy.loading.sources import Sources

RULE = (
    "rules:\n  - {id: ID, title: A file, why: Because., severity: low, level: bronze, objective: trust,\n"
    "     assert: \"has_file('A')\", message: no, fix: {text: Add it., effort: low}}\n"
)
CASES = "cases:\n  - {rule: ID, name: there, files: {A: x}, outcome: pass}\n"


def _policy(folder: Path, name: str, header: str, *, rule: str, case: str) -> None:
    (folder / "cases").mkdir(parents=True)
    (folder / name).write_text(header + RULE.replace("ID", rule))
    (folder / "cases" / name).write_text(CASES.replace("ID", rule) + case)


@pytest.mark.parametrize("folder", ["safety", "security"])
def test_the_cases_of_a_folder_that_is_called_like_a_pack(tmp_path: Path, folder: str) -> None:
    """What a user's own policy extends is tested too, whatever the folder is called."""
    wrong = "  - {rule: own/a, name: wrong on purpose, files: {A: x}, outcome: fail}\n"
    _policy(
        tmp_path / f"policies/{folder}", "own.yml", "policy: own\nversion: '1'\n", rule="own/a", case=wrong
    )
    right = "  - {rule: acme/b, name: none, files: {B: x}, outcome: fail}\n"
    header = f"policy: acme\nversion: '1'\nextends: [./{folder}/own.yml, common]\n"
    _policy(tmp_path / "policies", "acme.yml", header, rule="acme/b", case=right)
    report = run_cases.run(Sources(("policies/acme.yml",), tmp_path))
    assert [failure.message for failure in report.failures] == ["wrong on purpose: expected fail, got pass"]
