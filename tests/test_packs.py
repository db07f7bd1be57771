"""Every shipped pack loads without mistakes, and all its cases come out as they say."""

from pathlib import Path

import pytest

from checker.app.policies import compile_plan, run_cases
from checker.policy.loading.sources import Sources
from checker.resources import folder

PACKS = sorted(path.parent.name for path in folder("policies").glob("*/pack.yml"))
ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize("pack", PACKS)
def test_the_cases_of_a_pack(pack):
    """Each rule has a case for each outcome it can have, and every case holds."""
    report = run_cases.run(Sources((pack,), ROOT))
    assert [f"{failure.where} {failure.rule}: {failure.message}" for failure in report.failures] == []


def test_baseline_extends_what_git_alone_decides():
    """It holds most rules, and none that only GitHub can decide."""
    plan = compile_plan.prepare(["baseline"], ROOT, run_cases.NOW.date())
    assert len(plan.policy.rules) >= 60
    assert all(rule.why and rule.fix.text and rule.objective and rule.level for rule in plan.policy.rules)
