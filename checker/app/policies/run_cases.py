"""Runs the cases of rules: small trees and facts, and the outcome that each must have."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from msgspec import Struct
from msgspec.structs import replace

from checker import resources
from checker.app.policies.compile_plan import check
from checker.app.policies.remote import fetch
from checker.collectors import Checkout
from checker.collectors.registry import collect
from checker.engine.call_log import CallLog
from checker.engine.compile import Plan
from checker.engine.evaluate import Evaluator
from checker.engine.group_facts import FACTS, REPOSITORIES
from checker.engine.rule_verdict import Evidence, RuleVerdict
from checker.errors import PolicyError
from checker.expressions.functions import TreeAnswers
from checker.files import Files, MemoryTree
from checker.filesystem.probe import is_file, resolve
from checker.model.audit import Repository
from checker.model.facts import Facts, Problem
from checker.model.json_value import Json
from checker.model.policy import Position, Rule
from checker.policy.cases import Case, load_cases
from checker.policy.loading.sources import Sources

NOW = datetime(2026, 11, 1, tzinfo=UTC)
"""The time that cases are judged at."""


class CaseFailure(Struct, frozen=True):
    """A case that did not come out as it says, or a rule without the cases it needs."""

    where: str
    rule: str
    message: str


class CaseReport(Struct, frozen=True):
    """The number of cases that ran, and the failures among them."""

    cases: int
    failures: tuple[CaseFailure, ...]


def run(sources: Sources) -> CaseReport:
    """Run the cases of every rule that the policies define themselves or extend.

    The shipped packs that users' own policies extend have been tested before, and are left out.
    Raises PolicyError when a policy or a case file does not load.
    """
    plan, mistakes = check(sources, NOW.date())
    cases, wrong = load_cases(sources.names, sources.root, fetch, sources.access)
    if plan is None or mistakes or wrong:
        raise PolicyError("\n".join(str(each) for each in (*mistakes, *wrong)))
    rules: Sequence[Rule] = plan.policy.rules
    own = [rule for rule in rules if not _shipped(rule.positions[""], sources.root)]
    if own:
        rules, cases = own, tuple(case for case in cases if not _shipped(case.position, sources.root))
    evaluator = Evaluator(plan)
    failures = [failure for case in cases for failure in _check(case, plan, evaluator)]
    return CaseReport(len(cases), (*failures, *_lacking(rules, cases)))


def _shipped(position: Position, root: Path) -> bool:
    """Tell whether a place is in a pack of ours: they are called policies/PACK/FILE.

    A folder of the user may be called the same, and its file is then below *root*.
    """
    packs = resources.folder("policies")
    folder, _, pack = str(PurePosixPath(position.file).parent).removesuffix("/cases").partition("/")
    if folder != "policies" or not (packs / pack / "pack.yml").is_file():
        return False
    named = resolve(root / position.file)
    return not is_file(named) or named.is_relative_to(resolve(packs))


def _check(case: Case, plan: Plan, evaluator: Evaluator) -> Iterator[CaseFailure]:
    rule = plan.policy.rule(case.rule)
    where = str(case.position)
    if rule is None:
        if case.rule not in plan.policy.off:
            yield CaseFailure(where, case.rule, "no such rule in force")
        return
    verdict = judge(case, rule, plan, evaluator)
    found = sorted(f"{each.path}:{each.line}" for each in verdict.findings)
    if verdict.outcome.value != case.outcome:
        because = f" ({verdict.reason})" if verdict.reason else ""
        yield CaseFailure(
            where, case.rule, f"{case.name}: expected {case.outcome}, got {verdict.outcome}{because}"
        )
    elif case.lines is not None and found != sorted(case.lines):
        yield CaseFailure(where, case.rule, f"{case.name}: expected {sorted(case.lines)}, found {found}")


def judge(case: Case, rule: Rule, plan: Plan, evaluator: Evaluator) -> RuleVerdict:
    """Return what a rule by itself (its requirements aside) says about a case.

    *evaluator* is one of the plan's, and serves any number of cases: what it compiles, it keeps.
    """
    changed = replace(rule, params={**rule.params, **case.params})
    files = Files(MemoryTree(case.files, case.modes))
    repository = Repository("case", "case", attributes=_attributes(case.facts))
    asked = plan.wanted_by(rule.id)
    facts = collect(Checkout(repository, files, None, NOW), asked)
    values = {**facts.values, **case.facts}
    if rule.subject != "repository":
        values.setdefault(REPOSITORIES, [])
    known = tuple(problem for problem in facts.problems if problem.path not in case.facts)
    known += tuple(_unstated(asked, values))
    evidence = Evidence(plan.table.typed(Facts(values, known)), CallLog(TreeAnswers(files, NOW)), NOW)
    return evaluator.verdict(changed, evidence, lambda _: False)


def _unstated(asked: frozenset[str], values: Mapping[str, Json]) -> Iterator[Problem]:
    """Yield a problem for each figure of a group that a case does not give."""
    figures = {spec.path for spec in FACTS}
    yield from (
        Problem(path, "the case does not state it") for path in sorted(asked & figures - values.keys())
    )


def _attributes(facts: Mapping[str, Json]) -> Mapping[str, str | bool]:
    """Return the attributes among the facts of a case, for collectors that ask for them."""
    return {
        path.removeprefix("repo."): value
        for path, value in facts.items()
        if path.startswith("repo.") and isinstance(value, (str, bool))
    }


def _lacking(rules: Sequence[Rule], cases: Sequence[Case]) -> Iterator[CaseFailure]:
    """Find rules whose cases do not show every outcome that the rule can have."""
    shown = {(case.rule, case.outcome) for case in cases}
    for rule in rules:
        needed = ["pass", "fail", *(["not-applicable"] if rule.when or rule.each else [])]
        missing = [outcome for outcome in needed if (rule.id, outcome) not in shown]
        if missing:
            yield CaseFailure(str(rule.positions[""]), rule.id, f"has no case for {', '.join(missing)}")
