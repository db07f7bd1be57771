"""Small policies, facts and answers to judge with."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest

from checker.engine.call_log import CallLog
from checker.engine.compile import compile_policy
from checker.engine.judge import Judge
from checker.engine.rule_verdict import Evidence
from checker.engine.waivers import WaiverScope
from checker.expressions.fact_table import FactTable
from checker.expressions.functions import TreeAnswers
from checker.files import Files, MemoryTree
from checker.model.facts import Facts, FactSpec, FactType, Problem
from checker.model.policy import Fix, Policy, Position, Rule, Severity

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
TABLE = FactTable.of(
    [
        FactSpec("a.n", FactType.INT, "A number.", grows=True),
        FactSpec("a.b", FactType.BOOL, "A flag.", grows=True),
        FactSpec("a.share", FactType.DOUBLE, "A share."),
        FactSpec("a.name", FactType.STRING, "A name."),
        FactSpec("a.names", FactType.STRINGS, "Names.", grows=True),
        FactSpec("a.map", FactType.MAP, "A map."),
        FactSpec("a.days", FactType.INT, "Days.", timed=True),
        FactSpec(
            "a.items",
            FactType.RECORDS,
            "Items.",
            item={"path": FactType.STRING, "line": FactType.INT, "ok": FactType.BOOL},
        ),
        FactSpec("repo.tier", FactType.STRING, "The tier."),
    ]
)


def make_rule(rule_id="x/rule", **changes):
    """Return a rule; `assert` is written assert_."""
    values = {
        "title": "It holds",
        "why": "It matters.",
        "severity": Severity.HIGH,
        "fix": Fix("Mend it."),
        "pack": "x",
        "positions": {"": Position("x.yml", 1, 1), "assert": Position("x.yml", 7, 13)},
        **changes,
    }
    return Rule(rule_id, **values)


def make_policy(*rules, **changes):
    return Policy("x", "X", "1", tuple(rules), **changes)


@dataclass
class World:
    """One repository to judge."""

    facts: dict[str, Any] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    files: dict[str, str] = field(default_factory=dict)
    place: WaiverScope = WaiverScope("github.com/acme/app", "app", "payments", "acme/app")
    now: datetime = NOW

    def evidence(self):
        answers = CallLog(TreeAnswers(Files(MemoryTree(self.files)), self.now))
        return Evidence(Facts(self.facts, self.problems), answers, self.now)

    def judge(self, *rules, **changes):
        """Return the results by rule."""
        plan, mistakes = compile_policy(make_policy(*rules, **changes), TABLE)
        assert not mistakes, [str(mistake) for mistake in mistakes]
        results = Judge(plan).judge(self.evidence(), self.place)
        return {result.rule: result for result in results}

    def one(self, **changes):
        """Return the result of a single rule."""
        return self.judge(make_rule(**changes))["x/rule"]


@pytest.fixture
def world():
    return World
