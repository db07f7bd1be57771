"""Rules as people read them."""

from datetime import date
from pathlib import Path

from checker.app.policies import compile_plan, list_rules
from checker.render.terminal import rules as terminal_rules


def test_a_rule_is_wrapped_on_a_terminal_and_whole_elsewhere() -> None:
    """No word is lost or cut, and what is said stands to the right of its label."""
    plan = compile_plan.prepare(["docs"], Path.cwd(), date(2026, 11, 1))
    rules = list_rules.chosen(plan, "docs/readme")
    whole, wrapped = (
        terminal_rules.as_text(rules, alone=True),
        terminal_rules.as_text(rules, alone=True, width=60),
    )
    assert wrapped.split() == whole.split()
    assert max(map(len, whole.splitlines())) > 80
    assert all(len(line) <= 60 for line in wrapped.splitlines() if "://" not in line)
    assert "why       The README is the first thing a colleague, a\n          customer" in wrapped
