"""The least that leads to the next level is enough, and nothing less is."""

from itertools import chain, combinations

from hypothesis import assume, given
from hypothesis import strategies as st
from msgspec.structs import replace

from checker.engine.groups import roll_up
from checker.engine.guidance import EFFORT, Guide
from checker.engine.score import summarize
from checker.model.audit import Audit, PolicyStamp, Repository, RuleStamp
from checker.model.facts import Problem
from checker.model.guidance import Doubt, LevelStep, NextLevel
from checker.model.policy import Fix, Policy, Severity
from checker.model.result import Finding, Outcome, Result, Unseen

from .conftest import World, make_policy, make_rule

LEVELS = ("bronze", "silver", "gold")
OUTCOMES = {"p": Outcome.PASS, "f": Outcome.FAIL, "u": Outcome.UNKNOWN, "e": Outcome.ERROR}
OUTCOMES |= {"w": Outcome.WAIVED, "n": Outcome.NOT_APPLICABLE}
POINTS = {**EFFORT, "": 3}


def policy_of(rules, share=100.0):
    return make_policy(*rules, levels=LEVELS, level_share=share)


def stamp(policy: Policy):
    rules = tuple(map(RuleStamp.of, policy.rules))
    return PolicyStamp("x", "1", "", levels=LEVELS, rules=rules, level_share=policy.level_share)


def audit(policy, subjects):
    organization, teams = roll_up(subjects, (), policy, "acme")
    return Audit("t", stamp(policy), "", organization, teams, tuple(subjects))


def subject(name, results, policy):
    repository = Repository(name, name, team="pay")
    return summarize(name, "repository", repository, "", results, policy)


def made(name, *said, policy=None):
    """Return a repository of results: (rule, outcome, level, changes)."""
    results = [_result(*each) for each in said]
    return subject(name, results, policy or policy_of(()))


def _result(rule, outcome, level="", **changes):
    given = {"fix": Fix("F", "low"), "severity": Severity.HIGH, **changes}
    return Result(rule=rule, title="T", pack="x", outcome=OUTCOMES[outcome], level=level, **given)


def guidance(subject, *rules):
    policy = policy_of(rules)
    return Guide(audit(policy, [subject])).of_subject(subject)


def test_what_blocks_the_next_level_is_to_be_fixed():
    """The cheapest first; what only the levels above ask for is not."""
    results = [
        _result("x/c", "f", "bronze", fix=Fix("F", "high")),
        _result("x/b", "f", "bronze"),
        _result("x/a", "f", "bronze", fix=Fix("F")),
        _result("x/d", "f", "silver"),
        _result("x/e", "f"),
        _result("x/f", "f", "bronze", severity=Severity.INFO),
        _result("x/g", "w", "bronze"),
    ]
    found = guidance(subject("r", results, policy_of(())))
    assert found == NextLevel(
        "bronze", 12, ("r",), (LevelStep("r", "x/b", 1), LevelStep("r", "x/a", 3), LevelStep("r", "x/c", 8))
    )


def test_what_is_unknown_is_to_be_found_out():
    """It is no fix, and costs no points; what has broken is the same."""
    results = [_result("x/a", "u", "bronze"), _result("x/b", "e", "bronze"), _result("x/c", "f", "bronze")]
    found = guidance(subject("r", results, policy_of(())))
    assert (found.effort, [step.rule for step in found.fixes]) == (1, ["x/c"])
    assert found.unknown == (Doubt("r", "x/a"), Doubt("r", "x/b"))


def test_a_fix_clears_what_fails_only_for_it():
    """And what fails by itself too needs a fix of its own."""
    needs = Finding("needs x/root")
    results = [
        _result("x/root", "f", "gold"),
        _result("x/only", "f", "bronze", needs="x/root", findings=(needs,)),
        _result("x/both", "f", "bronze", needs="x/root", findings=(Finding("bad", "a", 1),)),
        _result("x/after", "f", needs="x/only", findings=(Finding("needs x/only"),)),
        _result("x/hidden", "f", "bronze", needs="x/root", findings=(needs,), unknown=(Unseen("a.b", "hidden"),)),
    ]  # fmt: skip
    rules = [
        make_rule("x/root", level="gold"),
        *(make_rule(f"x/{name}", requires=("x/root",)) for name in ("only", "both", "hidden")),
        make_rule("x/after", requires=("x/only",)),
    ]
    found = guidance(subject("r", results, policy_of(rules)), *rules)
    assert found.fixes == (LevelStep("r", "x/both", 1), LevelStep("r", "x/root", 1, ("x/only", "x/after")))
    assert found.unknown == (Doubt("r", "x/hidden"),)


def test_all_that_is_required_has_to_pass():
    """A result names only the first that it needs; the rules say the rest."""
    results = [
        _result("x/a", "f", fix=Fix("F", "medium")),
        _result("x/b", "f"),
        _result("x/u", "u"),
        _result("x/d", "f", "bronze", needs="x/a", findings=(Finding("needs x/a"),)),
    ]
    rules = [make_rule(f"x/{name}") for name in "abu"]
    rules.append(make_rule("x/d", level="bronze", requires=("x/a", "x/b", "x/u", "x/gone")))
    found = guidance(subject("r", results, policy_of(rules)), *rules)
    assert ([step.rule for step in found.fixes], found.effort) == (["x/b", "x/a"], 4)
    assert found.unknown == (Doubt("r", "x/u"),)


def test_an_unknown_that_is_passed_on_is_found_out_where_it_is():
    """Not twice."""
    results = [
        _result("x/a", "u", unknown=(Unseen("a.b", "hidden"),)),
        _result("x/b", "u", "bronze", needs="x/a", unknown=(Unseen("x/a", "is unknown"),)),
    ]
    rules = [make_rule("x/a"), make_rule("x/b", level="bronze", requires=("x/a",))]
    assert guidance(subject("r", results, policy_of(rules)), *rules).unknown == (Doubt("r", "x/a"),)


def test_at_the_top_there_is_no_next_level():
    """Nor where nothing is asked, nor for what is no repository."""
    policy = policy_of(())
    assert guidance(subject("r", [_result("x/a", "p", "bronze")], policy)) is None
    assert guidance(subject("r", [_result("x/a", "n", "bronze")], policy)) is None
    assert guidance(subject("r", [], policy)) is None
    own = summarize("pay", "team", None, "", [_result("x/a", "f", "bronze")], policy)
    assert guidance(own) is None


def test_a_level_that_nothing_applies_to_is_passed_over():
    """The next level is the first that can be held by itself."""
    results = [_result("x/a", "w", "bronze"), _result("x/b", "f", "silver")]
    found = guidance(subject("r", results, policy_of(())))
    assert found == NextLevel("silver", 1, ("r",), (LevelStep("r", "x/b", 1),))


def test_a_circle_in_a_report_ends():
    """Policies have none, but a report that is read may say anything."""
    results = [
        _result("x/a", "f", "bronze", needs="x/b", findings=(Finding("needs x/b"),)),
        _result("x/b", "f", "bronze", needs="x/a", findings=(Finding("needs x/a"),)),
    ]
    rules = [
        replace(make_rule("x/a"), requires=("x/b",)),
        replace(make_rule("x/b"), requires=("x/a",)),
    ]
    assert guidance(subject("r", results, policy_of(rules)), *rules).fixes == ()


def test_a_team_begins_with_what_costs_least():
    """Half of three repositories are two; what is certain comes before what has to be found out."""
    policy = policy_of((), 50.0)
    subjects = [
        made("costly", ("x/a", "f", "bronze"), ("x/b", "f", "bronze"), policy=policy),
        made("cheap", ("x/a", "f", "bronze"), ("x/b", "p", "bronze"), policy=policy),
        made("unsure", ("x/a", "u", "bronze"), ("x/b", "p", "bronze"), policy=policy),
        made("nothing", ("x/a", "n", "bronze"), policy=policy),
    ]
    whole = audit(policy, subjects)
    found = Guide(whole).of_group(whole.teams[0])
    assert found == NextLevel(
        "bronze",
        3,
        ("cheap", "costly"),
        (LevelStep("cheap", "x/a", 1), LevelStep("costly", "x/a", 1), LevelStep("costly", "x/b", 1)),
    )
    assert Guide(whole).of_group(whole.organization) == found


def test_a_team_that_needs_what_is_unknown_says_so():
    """All of it is needed."""
    policy = policy_of(())
    subjects = [
        made("a", ("x/a", "u", "bronze"), ("x/b", "f", "bronze"), policy=policy),
        made("b", ("x/a", "p", "bronze"), policy=policy),
    ]
    whole = audit(policy, subjects)
    found = Guide(whole).of_group(whole.teams[0])
    assert found
    assert (found.repositories, found.effort, found.unknown) == (("a",), 1, (Doubt("a", "x/a"),))


def test_a_team_that_no_fix_leads_on_is_told_nothing():
    """A repository to which no rule with a level applies holds it back, whatever the others do."""
    policy = policy_of(())
    subjects = [
        made("a", ("x/a", "f", "bronze"), policy=policy),
        made("b", ("x/b", "p"), ("x/a", "n", "bronze"), policy=policy),
    ]
    whole = audit(policy, subjects)
    assert Guide(whole).of_group(whole.teams[0]) is None


# One repository, judged by the engine: what is fixed or found out is judged again.

UNKNOWNS = ("a.b", "a.share > 0.5", 'a.name == "x"')
SEEN = {"a.b": True, "a.share": 1.0, "a.name": "x"}


@st.composite
def policies(draw):
    """Draw up to five rules that may require those before them; only the first three can be unknown."""
    rules = []
    for number in range(draw(st.integers(1, 5))):
        own = draw(st.sampled_from("ppffun" if number < 3 else "ppffn"))
        asserted = UNKNOWNS[number] if own == "u" else f'a.names.exists(n, n == "{number}")'
        before = [f"x/{n}" for n in range(number)]
        rules.append(
            (
                own,
                make_rule(
                    f"x/{number}",
                    assert_=asserted,
                    when="false" if own == "n" else "",
                    level=draw(st.sampled_from(("", "bronze", "silver", "gold"))),
                    severity=draw(st.sampled_from((Severity.HIGH, Severity.HIGH, Severity.INFO))),
                    requires=tuple(draw(st.lists(st.sampled_from(before), unique=True))) if before else (),
                    fix=Fix("F", draw(st.sampled_from(tuple(POINTS)))),
                ),
            )
        )
    return rules


class Judged:
    """A repository of which some rules have been fixed and some found out."""

    def __init__(self, drawn):
        self.rules = [rule for _, rule in drawn]
        self.failing = [rule.id for own, rule in drawn if own == "f"]
        self.unseen = [rule.id for own, rule in drawn if own == "u"]
        self.passing = [rule.id[2:] for own, rule in drawn if own == "p"]
        self.policy = policy_of(self.rules)

    def subject(self, fixed=(), found=()):
        names = [*self.passing, *(rule[2:] for rule in fixed)]
        seen = {
            fact: SEEN[fact] for rule, fact in zip(("x/0", "x/1", "x/2"), SEEN, strict=True) if rule in found
        }
        hidden = tuple(Problem(fact, "hidden") for fact in SEEN if fact not in seen)
        world = World({"a.names": names, **seen}, hidden)
        results = tuple(world.judge(*self.rules, levels=LEVELS).values())
        return subject("r", results, self.policy)

    def rank(self, fixed=(), found=()):
        level = self.subject(fixed, found).level
        return LEVELS.index(level) if level else -1

    def effort(self, fixed):
        return sum(POINTS[rule.fix.effort] for rule in self.rules if rule.id in fixed)


def subsets(items):
    return chain.from_iterable(combinations(items, size) for size in range(len(items) + 1))


@given(policies())
def test_the_fixes_of_a_repository_are_enough_and_nothing_less_is(drawn):
    """By trying every set of fixes and of things found out, judged by the engine itself."""
    judged = Judged(drawn)
    now = judged.subject()
    way = Guide(audit(judged.policy, [now])).of_subject(now)
    before = judged.rank()
    reached = {
        (fixed, found): judged.rank(fixed, found)
        for fixed in subsets(judged.failing)
        for found in subsets(judged.unseen)
    }
    if way is None:
        assert max(reached.values()) == before
        return
    fixed, found = {step.rule for step in way.fixes}, {doubt.rule for doubt in way.unknown}
    assert judged.effort(fixed) == way.effort
    goal = LEVELS.index(way.level)
    assert goal > before
    better = [(set(f), set(u)) for (f, u), rank in reached.items() if rank > before]
    assert all(reached[f, u] >= goal for f, u in reached if reached[f, u] > before)
    assert (fixed, found) in [(set(f), set(u)) for f, u in reached if reached[f, u] >= goal]
    assert all(fixed <= f and found <= u for f, u in better)  # every one of them is needed


# Groups: repositories with results as they come, every choice tried.

RESULTS = st.lists(
    st.tuples(
        st.sampled_from("pfffunw"), st.sampled_from(("", "bronze", "silver")), st.sampled_from(tuple(POINTS))
    ),
    min_size=1,
    max_size=3,
)


def mended(whole, fixed, found, policy):
    """Return the rank of the team's level once rules of repositories have passed."""
    subjects = []
    for each in whole.subjects:
        results = [
            replace(r, outcome=Outcome.PASS) if (each.subject, r.rule) in fixed | found else r
            for r in each.results
        ]
        subjects.append(subject(each.subject, results, policy))
    level = roll_up(subjects, (), policy, "acme")[1][0].level
    return LEVELS.index(level) if level else -1


def keys(whole, *outcomes):
    return [(each.subject, r.rule) for each in whole.subjects for r in each.results if r.outcome in outcomes]


@given(st.lists(RESULTS, min_size=1, max_size=3), st.sampled_from((100.0, 67.0, 50.0, 1.0, 0.0)))
def test_the_fixes_of_a_team_are_enough_and_nothing_less_is(drawn, share):
    """The fewest repositories with unknowns, then the fewest points, of all choices there are."""
    policy = policy_of((), share)
    subjects = [
        subject(
            str(number),
            [
                _result(f"x/{n}", outcome, level, fix=Fix("F", effort))
                for n, (outcome, level, effort) in enumerate(results)
            ],
            policy,
        )
        for number, results in enumerate(drawn)
    ]
    whole = audit(policy, subjects)
    failing, unseen = keys(whole, Outcome.FAIL), keys(whole, Outcome.UNKNOWN)
    assume(len(failing) + len(unseen) <= 7)
    points = {(each.subject, r.rule): POINTS[r.fix.effort] for each in whole.subjects for r in each.results}
    before = mended(whole, set(), set(), policy)
    choices = [
        (len({name for name, _ in found}), sum(points[key] for key in fixed), rank)
        for fixed in subsets(failing)
        for found in subsets(unseen)
        if (rank := mended(whole, set(fixed), set(found), policy)) > before
    ]
    way = Guide(whole).of_group(whole.teams[0])
    if way is None:
        assert not choices
        return
    goal = LEVELS.index(way.level)
    fixed = {(step.repository, step.rule) for step in way.fixes}
    found = {(doubt.repository, doubt.rule) for doubt in way.unknown}
    assert before < goal <= mended(whole, fixed, found, policy)
    cost = (len({name for name, _ in found}), way.effort)
    assert cost == min((unsure, effort) for unsure, effort, _ in choices)
