"""What a change made worse, and what it must not be blamed for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from checker.engine.gate import ChangedPaths, Movable, gate
from checker.errors import Cause
from checker.model.audit import Subject
from checker.model.gate import RegressionKind
from checker.model.policy import Fix, Severity
from checker.model.result import Enforcement, Finding, Outcome, OwnOutcome, Result, Unseen

OLD = Finding("a/b@v1 can change", "ci.yml", 3)
MOVED = replace(OLD, line=9)
IMAGE = Finding("x/py:3.12 is not pinned", "Containerfile", 1)
NEW = Finding("c/d@v2 can change", "ci.yml", 4)
FAR = Finding("c/d@v2 can change", "far.yml", 4)
NEEDS = Finding("needs x/light")

LARGE = Unseen("actions.uses", "big.yml: larger than 2 bytes", files=("big.yml",))
VAGUE = Unseen("tree.secrets", "more than 1000 items")
SCRIPT = Unseen("actions.tools", "./ci.sh is not understood", cause=Cause.NOT_UNDERSTOOD, files=("ci.sh",))
FORGE = Unseen("security.reporting", "needs GitHub", "Metadata: read", Cause.UNAVAILABLE)
SHALLOW = Unseen("history.commits", "no history here", cause=Cause.UNAVAILABLE)
VALUE = Unseen("spdx_allowed", "'x y' is not an SPDX expression")


def result(outcome, *findings, rule="x/rule", unknown=(), **changes):
    return Result(
        rule,
        "It holds",
        "x",
        Outcome(outcome),
        Severity.HIGH,
        Fix("Mend it."),
        findings=findings,
        unknown=tuple(unknown),
        **changes,
    )


def unknown(*unseen, **changes):
    return result("unknown", unknown=unseen, reason="why", **changes)


def held(*pairs, deciding=("x/rule",), unmoved=(), touched=("ci.yml",), renamed=(), same=(), takes=True):
    base, head = (
        Subject("app", "repository", None, commit, tuple(pair[index] for pair in pairs if pair[index]))
        for index, commit in enumerate("ab")
    )
    paths = ChangedPaths(frozenset(touched), dict(renamed), frozenset(same), takes)
    movable = Movable(frozenset(deciding), frozenset(("security.reporting",)), frozenset(unmoved))
    return gate(base, head, movable, paths)


def kinds(told):
    return {
        name: [(each.kind.value, each.rule) for each in getattr(told, name)]
        for name in ("worse", "not_understood", "neither", "unjudged", "better")
        if getattr(told, name)
    }


@pytest.mark.parametrize(
    ("before", "after", "worse"),
    [
        (result("pass"), result("fail", OLD), [(OLD,)]),
        (result("not-applicable"), result("fail", OLD), [(OLD,)]),
        (result("fail", OLD), result("fail", MOVED, NEW), [(NEW,)]),
        (result("fail", OLD), result("fail", MOVED), []),
        (result("fail", OLD, NEW), result("fail", OLD), []),
        (result("fail", OLD), result("fail", replace(OLD, message="a/b@v2.0.1 can change")), []),
        (
            result("fail", replace(OLD, message=f"a/b@{'a' * 40} leaves a token")),
            result("fail", replace(OLD, message=f"a/b@{'b1' * 20} leaves a token")),
            [],
        ),
        (result("fail", IMAGE), result("fail", replace(IMAGE, message="x/py:3.13-slim is not pinned")), []),
        (
            result("fail", IMAGE),
            result("fail", replace(IMAGE, message="x/go:3.13-slim is not pinned")),
            [(replace(IMAGE, message="x/go:3.13-slim is not pinned"),)],
        ),
        (result("fail", OLD), result("waived"), []),
        (None, result("fail", OLD), []),
        (result("waived"), result("fail", OLD), []),
        (result("fail", Finding("5 are missing")), result("fail", Finding("4 are missing")), []),
        (result("fail", Finding("a is old")), result("fail", Finding("b is old")), []),
        (
            result("fail", Finding("a, 3 days")),
            result("fail", Finding("a, 4 days"), Finding("b, 3 days")),
            [(Finding("b, 3 days"),)],
        ),
        (
            result("fail", OLD, OLD),
            result("fail", OLD, MOVED, replace(OLD, line=12)),
            [(replace(OLD, line=12),)],
        ),
    ],
)
def test_worse_is_what_was_fine_and_fails_or_a_finding_that_was_not_there(before, after, worse):
    """Moved lines, updates and mere counts blame nobody."""
    assert [each.findings for each in held((before, after)).worse] == worse


@pytest.mark.parametrize("before", ["pass", "not-applicable"])
@pytest.mark.parametrize(
    ("after", "told"),
    [
        (unknown(LARGE), "worse"),
        (unknown(VAGUE), "worse"),
        (unknown(FORGE, LARGE), "worse"),
        (unknown(SCRIPT, LARGE), "worse"),
        (result("error", reason="no such overload"), "worse"),
        (unknown(SCRIPT), "not_understood"),
        (unknown(SCRIPT, FORGE), "not_understood"),
        (unknown(SHALLOW), None),
        (unknown(SHALLOW, FORGE), None),
    ],
)
def test_what_can_no_longer_be_judged(before, after, told):
    """Unread files block, what is not understood is told, what nobody could see is nothing."""
    expected = {told: [("unjudged", "x/rule")]} if told else {}
    assert kinds(held((result(before), after))) == expected


def test_why_it_can_no_longer_be_judged_is_said_with_the_file():
    (turned,) = held((result("pass"), unknown(LARGE))).worse
    assert turned.reason == "big.yml: larger than 2 bytes"
    assert turned.unseen == (LARGE,)
    named = replace(LARGE, reason="larger than 2 bytes")
    (turned,) = held((result("pass"), unknown(named, VAGUE))).worse
    assert turned.reason == "big.yml: larger than 2 bytes; tree.secrets: more than 1000 items"


@pytest.mark.parametrize(
    ("before", "takes", "worse"),
    [("pass", True, True), ("pass", False, False), ("not-applicable", True, False)],
)
def test_a_change_that_takes_away_what_decided(before, takes, worse):
    """Files or GitHub satisfy such a rule, and GitHub's side is the same: only removing or editing blocks."""
    told = held((result(before), unknown(FORGE)), takes=takes)
    assert [each.kind for each in told.worse] == [RegressionKind.UNJUDGED] * worse
    assert all(each.reason.startswith("the change took away what decided it") for each in told.worse)


@pytest.mark.parametrize(
    ("old", "new", "worse"),
    [
        ((), (LARGE,), True),
        ((LARGE,), (LARGE,), False),
        ((LARGE,), (replace(LARGE, files=("big.yml", "b.yml")),), True),
        ((replace(LARGE, files=()),), (LARGE,), False),
        ((), (VAGUE,), True),
        ((VAGUE,), (VAGUE,), False),
        ((), (FORGE,), False),
        ((), (SCRIPT,), False),
    ],
)
def test_a_failing_rule_hides_no_part_that_was_seen(old, new, worse):
    """Old findings cover nothing that the change takes out of sight."""
    told = held((result("fail", OLD, unknown=old), result("fail", OLD, unknown=new)), touched=())
    assert bool(told.worse) is worse
    assert all(each.kind is RegressionKind.UNJUDGED for each in told.worse)
    assert bool(told.not_understood) is (new == (SCRIPT,))


def test_only_the_new_part_is_named():
    more = replace(LARGE, files=("big.yml", "b.yml"))
    told = held((result("fail", OLD, unknown=[LARGE]), result("fail", OLD, unknown=[more])))
    assert [part.files for each in told.worse for part in each.unseen] == [("b.yml",)]


@pytest.mark.parametrize("before", ["unknown", "error"])
def test_what_fails_after_it_could_not_be_judged_blames_touched_files(before):
    """Not the others: they may have been so."""
    told = held((result(before, unknown=[LARGE]), result("fail", OLD, FAR)))
    assert [(each.findings, each.kind) for each in told.worse] == [((OLD,), RegressionKind.FAILURE)]
    assert told.unclear == ()
    told = held((result(before, unknown=[LARGE]), result("fail", FAR)))
    assert (told.worse, told.unclear) == ((), ("x/rule",))


def test_what_fails_without_a_place_blames_who_touches_what_was_not_read():
    pair = unknown(LARGE), result("fail", Finding("It holds"))
    assert held(pair, touched=("big.yml",)).worse
    assert not held(pair).worse
    assert not held((unknown(FORGE), pair[1])).worse


def test_what_was_out_of_sight_at_the_base_blames_touched_files_only():
    """Fewer files than a limit let others come into sight: they are as they were."""
    far = replace(LARGE, files=("far.yml", "ci.yml"))
    told = held((result("fail", IMAGE, unknown=[far]), result("fail", IMAGE, FAR, NEW)))
    assert [each.findings for each in told.worse] == [(NEW,)]


@pytest.mark.parametrize("after", ["unknown", "error", "not-applicable"])
def test_a_failure_that_is_gone_from_sight_is_neither_better_nor_worse(after):
    told = held((result("fail", OLD), result(after, unknown=[LARGE] if after == "unknown" else ())))
    assert set(kinds(told)) == {"neither"}


def test_findings_that_may_only_be_hidden_are_not_better():
    gone = result("fail", IMAGE, unknown=[replace(LARGE, files=("ci.yml",))])
    assert held((result("fail", OLD, IMAGE), gone)).better == ()
    assert held((result("fail", OLD, IMAGE), replace(gone, unknown=(LARGE,)))).better


@pytest.mark.parametrize(
    ("before", "after", "touched", "told"),
    [
        (unknown(LARGE), unknown(LARGE), ("big.yml",), True),
        (unknown(LARGE), unknown(LARGE), ("ci.yml",), False),
        (unknown(LARGE), unknown(LARGE, replace(LARGE, files=("new.yml",))), ("ci.yml",), True),
        (unknown(VAGUE), unknown(VAGUE), ("ci.yml",), True),
        (unknown(VALUE), unknown(VALUE), ("ci.yml",), False),
        (unknown(VALUE), unknown(replace(VALUE, reason="'z' is not")), ("ci.yml",), True),
        (unknown(SCRIPT), unknown(SCRIPT), ("ci.sh",), False),
        (unknown(FORGE), unknown(FORGE), ("ci.yml",), False),
        (result("fail", OLD, unknown=[LARGE]), result("fail", OLD, unknown=[LARGE]), ("big.yml",), True),
        (result("fail", OLD, unknown=[LARGE]), result("fail", OLD, unknown=[LARGE]), ("ci.yml",), False),
        (unknown(LARGE), result("waived", unknown=[LARGE]), ("big.yml",), False),
    ],
)
def test_what_stays_open_is_told_where_the_change_is_at_work(before, after, touched, told):
    """A value that cannot be read is told with itself: the same words mean the same value."""
    found = held((before, after), touched=touched)
    assert found.worse == ()
    assert bool(found.unjudged) is told


def test_a_waived_rule_is_never_worse():
    for before in Outcome:
        assert set(kinds(held((result(before, OLD), result("waived", NEW, unknown=[LARGE]))))) == set()


def test_a_failing_requirement_hides_nothing():
    """Neither that the rule fails by itself now, nor that it can no longer be judged."""
    before = result("fail", NEEDS, needs="x/light", own=OwnOutcome(Outcome.PASS))
    (turned,) = held((before, result("fail", Finding("It holds"), needs="x/light"))).worse
    assert (turned.before, turned.kind) == (Outcome.PASS, RegressionKind.FAILURE)
    lost = result("fail", NEEDS, unknown=[LARGE], own=OwnOutcome(Outcome.UNKNOWN, unknown=(LARGE,)))
    assert kinds(held((before, lost))) == {"worse": [("unjudged", "x/rule")]}
    assert kinds(held((before, before))) == {}
    fixed = result("pass")
    assert set(kinds(held((before, fixed)))) == {"better"}


def test_what_is_unknown_by_a_requirement_is_so_for_its_reasons():
    """A requirement that only GitHub decides makes nobody worse; one that cannot be read does."""
    needs = Unseen("x/light", "is unknown", cause=Cause.UNAVAILABLE)
    for light, worse in ((unknown(SHALLOW, rule="x/light"), 0), (unknown(LARGE, rule="x/light"), 2)):
        cause = light.unknown[0].cause
        pairs = (
            (result("pass", rule="x/light"), light),
            (result("pass"), unknown(replace(needs, cause=cause))),
        )
        assert len(held(*pairs, deciding=("x/rule", "x/light")).worse) == worse


def test_a_finding_moves_with_its_file():
    """In the renamed file only what is new is worse, and the old path is not better."""
    there = [replace(each, path="moved.yml") for each in (OLD, NEW)]
    pair = (result("fail", OLD), result("fail", *there))
    found = held(pair, renamed={"ci.yml": "moved.yml"}, touched=("ci.yml", "moved.yml"))
    assert [each.findings for each in found.worse] == [(there[1],)]
    assert found.better == ()
    assert [each.findings for each in found.remaining] == [(there[0],)]


def test_what_is_not_read_moves_with_its_file():
    """A file that is only renamed is as unread as before; an edited one is the change's own."""
    there = replace(LARGE, files=("moved.yml",))
    for outcome in ("fail", "unknown"):
        pair = (result(outcome, OLD, unknown=[LARGE]), result(outcome, OLD, unknown=[there]))
        paths = {"renamed": {"big.yml": "moved.yml"}, "touched": ("big.yml", "moved.yml")}
        assert kinds(held(pair, **paths, same=("moved.yml",))) == {}
        assert set(kinds(held(pair, **paths))) == {"unjudged"}


@pytest.mark.parametrize(
    ("changes", "deciding", "decides"),
    [
        ({}, ("x/rule",), True),
        ({}, (), False),
        ({"enforcement": Enforcement.WARN}, ("x/rule",), False),
    ],
)
def test_only_blocking_rules_that_files_can_move_decide(changes, deciding, decides):
    for after in (result("fail", OLD, **changes), unknown(LARGE, **changes)):
        found = held((result("pass"), after), deciding=deciding)
        assert [each.decides for each in found.worse] == [decides]


@pytest.mark.parametrize(("before", "decides"), [("not-applicable", False), ("pass", True)])
def test_what_only_begins_to_apply_does_not_decide(before, decides):
    """Files can move such a rule only where it applied before."""
    for after in (result("fail", OLD), unknown(LARGE)):
        (turned,) = held((result(before), after), unmoved=("x/rule",)).worse
        assert turned.decides == decides


def test_recorded_debt_covers_findings_and_not_what_is_hidden():
    owed = {"enforcement": Enforcement.WARN, "enforcement_reason": "recorded debt, 3 days old (owner x)"}
    (turned,) = held((result("fail", OLD), result("fail", OLD, unknown=[LARGE], **owed))).worse
    assert (turned.decides, turned.enforcement_reason) == (True, "")


def test_better_and_remaining():
    """Old failures are shown only where the change was at work anyway."""
    other = Finding("e/f@v1 can change", "other.yml", 1)
    found = held(
        (result("fail", OLD, NEW, other), result("fail", MOVED, other)),
        (result("fail", rule="x/gone"), result("pass", rule="x/gone")),
    )
    assert [(each.rule, each.findings) for each in found.better] == [("x/rule", (NEW,)), ("x/gone", ())]
    assert [(each.rule, each.findings) for each in found.remaining] == [("x/rule", (MOVED,))]


FINDINGS = st.lists(
    st.builds(Finding, st.sampled_from("abc"), st.sampled_from(["", "p", "q"]), st.integers(0, 3))
)
UNSEEN = st.lists(
    st.builds(
        Unseen,
        st.sampled_from(["tree.x", "security.reporting", "grep"]),
        st.sampled_from(["r", "s"]),
        cause=st.sampled_from(Cause),
        files=st.lists(st.sampled_from(["p", "q"]), unique=True).map(tuple),
    ),
    max_size=2,
)
RESULTS = st.builds(
    lambda outcome, findings, unseen: result(outcome, *findings, unknown=unseen),
    st.sampled_from(Outcome),
    FINDINGS,
    UNSEEN,
)


@given(RESULTS)
def test_a_change_with_equal_sides_is_never_worse(same):
    """Whatever it touches, and it is not better either."""
    found = held((same, same), touched=("p", "q"))
    assert (found.worse, found.not_understood, found.better) == ((), (), ())
    assert kinds(held((same, same), touched=())).keys() <= {"neither", "unjudged"}


@given(RESULTS, RESULTS)
def test_findings_back_and_forth(before, after):
    """What is worse by findings one way is better the other way, where everything is seen."""
    before, after = replace(before, unknown=()), replace(after, unknown=())
    if {before.outcome, after.outcome} <= {Outcome.PASS, Outcome.FAIL}:
        forth, back = held((before, after)), held((after, before))
        assert [each.findings for each in forth.worse] == [each.findings for each in back.better]


@given(RESULTS, RESULTS, st.randoms(use_true_random=False))
def test_the_order_of_findings_changes_nothing(before, after, chance):
    def shuffled(given):
        return replace(given, findings=tuple(chance.sample(given.findings, len(given.findings))))

    def told(old, new):
        found = held((old, new), touched=("p",))
        return [(each.rule, each.kind, sorted(map(repr, each.findings))) for each in found.worse]

    assert told(before, after) == told(shuffled(before), shuffled(after))


@given(FINDINGS, st.integers(1, 400), st.integers(0, 400))
def test_more_findings_are_always_worse(old, more, known):
    """However many there were before."""
    base = [*old, *(Finding("old", "z", line) for line in range(known))]
    fresh = [Finding("fresh", "z", line) for line in range(more)]
    (turned,) = held((result("fail", *base), result("fail", *fresh, *base))).worse
    assert (sorted(map(repr, turned.findings)), turned.decides) == (sorted(map(repr, fresh)), True)


@given(RESULTS, st.booleans())
def test_a_pure_rename_is_nothing_new(before, swaps):
    """Findings, and what is not read, are where the files are now."""
    renamed = {"p": "p2", "q": "p" if swaps else "q2"}

    def there(path):
        return renamed.get(path, path)

    after = replace(
        before,
        findings=tuple(replace(each, path=there(each.path)) for each in before.findings),
        unknown=tuple(replace(each, files=tuple(map(there, each.files))) for each in before.unknown),
    )
    touched = {*renamed, *renamed.values()}
    found = held((before, after), renamed=renamed, same=renamed.values(), touched=touched)
    assert (found.worse, found.not_understood, found.better) == ((), (), ())
    assert all(not part.files for each in found.unjudged for part in each.unseen)
