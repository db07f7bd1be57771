"""Judges trees in this process, by all rules that we ship."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cache

from checker.app.policies import compile_plan
from checker.collectors import Checkout, registry
from checker.collectors.registry import collect
from checker.engine.call_log import CallLog
from checker.engine.compile import Plan
from checker.engine.evaluate import Evaluator
from checker.engine.judge import Judge
from checker.engine.rule_verdict import Evidence
from checker.engine.score import summarize
from checker.engine.snapshot import SCHEMA, Snapshot
from checker.engine.waivers import WaiverScope
from checker.expressions.fact_table import BUG
from checker.expressions.functions import TreeAnswers
from checker.files import Files, MemoryTree
from checker.model.audit import Repository, Subject
from checker.model.facts import Facts
from checker.model.policy import Rule
from checker.model.result import Outcome
from tests.fuzz.corpus import PACKS, ROOT
from tests.fuzz.inputs import Wrong

NOW = datetime(2026, 11, 1, tzinfo=UTC)
REPOSITORY = Repository("github.com/acme/fuzz", "acme/fuzz")


@cache
def plan(*packs: str) -> Plan:
    """Return the compiled rules of packs, all of ours by default."""
    return compile_plan.prepare(packs or PACKS, ROOT, NOW.date())


@cache
def rules() -> Sequence[Rule]:
    """Return every rule about repositories."""
    return [rule for rule in plan().policy.rules if rule.subject == "repository"]


@cache
def _evaluator() -> Evaluator:
    return Evaluator(plan())


@cache
def _judge(*packs: str) -> Judge:
    return Judge(plan(*packs), whole=True)


def evidence(files: Mapping[str, bytes], modes: Mapping[str, int]) -> Evidence:
    """Return all that collectors see of a tree; raises Wrong where one of them breaks."""
    tree = Files(MemoryTree(files, modes))
    facts = collect(Checkout(REPOSITORY, tree, None, NOW), frozenset(registry.table().specs))
    typed = registry.table().typed(facts)
    for problem in typed.problems:
        if BUG in problem.reason:
            raise Wrong(f"{problem.path}: {problem.reason}")
    return Evidence(typed, CallLog(TreeAnswers(tree, NOW)), NOW)


def check(rule: Rule, seen: Evidence) -> None:
    """Raise Wrong where a rule cannot cope with what was seen."""
    verdict = _evaluator().verdict(rule, seen, lambda _: False)
    if verdict.outcome is Outcome.ERROR:
        raise Wrong(f"{rule.id}: {verdict.reason}")


def judged(seen: Evidence, *packs: str) -> Subject:
    """Return what packs come to, with all evidence; raises Wrong where a rule cannot cope."""
    results = _judge(*packs).judge(seen, WaiverScope.of(REPOSITORY))
    for result in results:
        if result.outcome is Outcome.ERROR:
            raise Wrong(f"{result.rule}: {result.reason}")
    return summarize(REPOSITORY.id, "repository", REPOSITORY, "0" * 40, results, plan(*packs).policy)


def snapshot(files: Mapping[str, bytes]) -> Snapshot:
    """Return the snapshot of a tree, as `checker collect` keeps it for the pack `baseline`."""
    seen = evidence(files, {})
    judged(seen, "baseline")
    assert isinstance(seen.answers, CallLog)
    wanted = plan("baseline").wanted
    facts = Facts(
        {path: value for path, value in seen.facts.values.items() if path in wanted},
        tuple(problem for problem in seen.facts.problems if problem.path in wanted),
    )
    entries = tuple(MemoryTree(files).entries)
    return Snapshot(SCHEMA, "t", NOW.isoformat(), REPOSITORY, "0" * 40, facts, entries, seen.answers.calls())
