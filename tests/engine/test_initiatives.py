"""How far initiatives have come, at which rate, and when they would be done."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from checker.engine.groups import roll_up
from checker.engine.initiatives import (
    FAR,
    POINT_LIMIT,
    InitiativeStanding,
    measured,
    progress,
    projected,
    rate,
    remembered,
    standing,
)
from checker.engine.score import summarize
from checker.model.audit import Audit, PolicyStamp, Repository
from checker.model.facts import Problem
from checker.model.initiative import ProgressPoint, Status
from checker.model.policy import Fix, Initiative, Severity
from checker.model.result import Enforcement, Outcome, Result

from .conftest import World, make_policy, make_rule

START, DUE = date(2026, 10, 1), date(2026, 12, 30)  # 90 days
LEVELS = ("bronze", "silver", "gold")
GOAL = Initiative("i", "I", START, DUE, "platform", rules=("x/*",), target=90.0)
OUTCOMES = {"p": Outcome.PASS, "f": Outcome.FAIL, "u": Outcome.UNKNOWN, "e": Outcome.ERROR}
OUTCOMES |= {"w": Outcome.WAIVED, "n": Outcome.NOT_APPLICABLE}


def result(rule, outcome, level="", severity=Severity.HIGH):
    return Result(rule, "T", "x", outcome, severity, Fix("F", "low"), level=level)


def subject(name, outcomes, team="", levels=()):
    """Return a repository with rules x/0, x/1 … of these outcomes."""
    levels = (*levels, *[""] * len(outcomes))
    results = [result(f"x/{n}", OUTCOMES[o], levels[n]) for n, o in enumerate(outcomes)]
    repository = Repository(f"host/acme/{name}", f"acme/{name}", name, team=team)
    return summarize(repository.id, "repository", repository, "", results, make_policy(levels=LEVELS))


def short(ids):
    return [each.rsplit("/", 1)[-1] for each in ids]


@pytest.mark.parametrize(
    ("outcomes", "group"),
    [
        ("pp", "met"),
        ("pn", "met"),
        ("pw", "met"),
        ("pf", "unmet"),
        ("fu", "unmet"),
        ("fw", "unmet"),
        ("pu", "unknown"),
        ("pe", "unknown"),
        ("nu", "unknown"),
        ("nn", ""),
        ("w", ""),
        ("wn", ""),
        ("", ""),
    ],
)
def test_what_meets_an_initiative(outcomes, group):
    """A failure is certain; without one the unknown stays so; what is waived or not asked is in no count."""
    found = standing(GOAL, [subject("a", outcomes)], LEVELS)
    assert [name for name in ("met", "unmet", "unknown") if getattr(found, name)] == (
        [group] if group else []
    )


@pytest.mark.parametrize(
    ("outcomes", "levels", "group"),
    [
        ("pf", ("bronze", "gold"), "met"),
        ("pp", ("bronze", "silver"), "met"),
        ("pf", ("bronze", "silver"), "unmet"),
        ("fp", ("bronze", "silver"), "unmet"),
        ("up", ("bronze", "silver"), "unknown"),
        ("pw", ("bronze", "silver"), "met"),
        ("fp", ("", "silver"), "met"),
        ("p", ("gold",), ""),
    ],
)
def test_a_level_is_met_as_it_is_held(outcomes, levels, group):
    """By all rules at or below it."""
    found = standing(replace(GOAL, rules=(), level="silver"), [subject("a", outcomes, levels=levels)], LEVELS)
    assert [name for name in ("met", "unmet", "unknown") if getattr(found, name)] == (
        [group] if group else []
    )


def test_information_is_asked_of_no_level():
    """As in levels themselves."""
    plain = subject("a", "p", levels=("bronze",))
    noted = replace(plain, results=(*plain.results, result("x/i", Outcome.FAIL, "bronze", Severity.INFO)))
    assert standing(replace(GOAL, rules=(), level="bronze"), [noted], LEVELS).met == (plain.subject,)
    assert standing(replace(GOAL, rules=(), level="gone"), [noted], LEVELS) == InitiativeStanding()


def test_the_scope():
    """Repositories and teams, as for waivers; teams and organizations themselves are not counted."""
    subjects = [subject("a", "p", "pay"), subject("b", "f", "web"), subject("c", "f")]
    own = summarize("pay", "team", None, "", [result("x/0", Outcome.FAIL)], make_policy())
    cases: list[tuple[dict[str, Any], list[str], list[str]]] = [
        ({}, ["a"], ["b", "c"]),
        ({"teams": ("*",)}, ["a"], ["b"]),
        ({"teams": ("pay",)}, ["a"], []),
        ({"repositories": ("acme/[bc]",)}, [], ["b", "c"]),
        ({"repositories": ("acme/*",), "teams": ("web",)}, [], ["b"]),
    ]
    for scope, met, unmet in cases:
        found = standing(replace(GOAL, **scope), [*subjects, own], LEVELS)
        assert (short(found.met), short(found.unmet)) == (met, unmet)


def of(met, unmet, unknown=0):
    names = iter(range(1000))
    parts = ([str(next(names)) for _ in range(number)] for number in (met, unmet, unknown))
    return InitiativeStanding(*map(tuple, parts))


def on(day):
    return START + timedelta(days=day)


def points(*shares):
    return tuple(ProgressPoint(on(day), share) for day, share in shares)


@pytest.mark.parametrize(
    ("now", "day", "past", "status"),
    [
        (of(0, 0), 10, (), "unknown"),
        (of(9, 1), 10, (), "done"),
        (of(9, 1), 200, (), "done"),
        (of(9, 0, 1), 91, (), "done"),
        (of(8, 2), 91, (), "late"),
        (of(8, 2), 90, (), "at risk"),  # the last day is not over
        (of(8, 1, 1), 91, (), "unknown"),
        (of(7, 2, 1), 91, (), "late"),
        (of(0, 10), 0, (), "on track"),
        (of(0, 10), -5, (), "on track"),
        (of(1, 9), 10, (), "on track"),  # an even pace is at 10 % now
        (of(1, 9), 11, (), "at risk"),
        (of(3, 7), 30, ((0, 0.0),), "on track"),  # 1 a day: at 90 on the last day
        (of(3, 7), 30, ((0, 1.0),), "at risk"),  # a little less
        (of(8, 2), 30, ((0, 80.0),), "at risk"),  # no progress
        (of(8, 2), 30, ((0, 85.0),), "at risk"),  # backwards
        (of(8, 2), 30, ((-5, 0.0),), "on track"),  # before the start nothing counts: no rate, a good share
        (of(3, 6, 1), 30, ((0, 0.0),), "on track"),
    ],
)
def test_where_an_initiative_stands(now, day, past, status):
    """As the docstring of `status` says it, one by one."""
    assert measured(GOAL, now, points(*past), on(day)).status == status


def test_on_the_day_it_starts_and_is_due():
    """There is no pace in a single day."""
    assert measured(replace(GOAL, due=START), of(0, 1), (), START).status is Status.ON_TRACK


def test_the_rate_is_that_of_the_recent_weeks():
    """What was long ago does not count; before eight weeks have passed, all does."""
    assert rate(points((0, 10.0), (10, 30.0), (20, 20.0))) == pytest.approx(0.5)
    assert rate(points((0, 10.0), (10, 30.0))) == pytest.approx(2.0)
    assert rate(points((0, 10.0))) is rate(()) is None
    assert rate(points((0, 0.0), (30, 60.0), (60, 60.0), (86, 60.0))) == 0.0
    assert rate(points((0, 0.0), (30, 60.0), (60, 74.0), (86, 88.0))) == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("past", "day", "weeks", "outlook"),
    [
        (((0, 10.0), (20, 50.0)), 83, 9, "stalled for 9 weeks"),
        (((0, 50.0),), 60, 8, "stalled for 8 weeks"),
        (((0, 60.0),), 60, 8, "stalled for 8 weeks"),
        (((0, 10.0), (50, 50.0)), 83, None, "done on"),
        (((0, 49.9),), 60, None, "no date in sight"),
        (((0, 50.0),), 5, None, "no date in sight"),
        ((), 5, None, ""),
    ],
)
def test_what_does_not_move_is_said(past, day, weeks, outlook):
    """For how long the share has not risen, or that no end is in sight."""
    found = measured(GOAL, of(5, 5), points(*past), on(day))
    assert found.stalled == weeks
    assert found.outlook.startswith(outlook)
    assert bool(found.outlook) is bool(outlook)


def test_what_is_done_needs_no_outlook():
    assert measured(GOAL, of(9, 1), points((0, 90.0)), on(80)).outlook == ""


def test_what_could_not_be_read_is_unknown():
    """Reading less brings nobody nearer to a target."""
    goal = replace(GOAL, repositories=("acme/*",))
    assert standing(goal, (), LEVELS, ("acme/a", "other/b")).unknown == ("acme/a",)
    assert standing(replace(GOAL, teams=("pay",)), (), LEVELS, ("acme/a",)).share == 0.0


def test_the_projected_day():
    """The last share goes on at the rate; whole days, rounded up."""
    found = measured(GOAL, of(3, 7), points((0, 0.0)), on(30))
    assert (found.rate, found.projected) == (1.0, on(90))
    assert measured(GOAL, of(1, 2), points((0, 0.0)), on(30)).projected == on(81)


@pytest.mark.parametrize(
    ("now", "past"),
    [
        (of(3, 7), ()),
        (of(3, 7), ((0, 30.0),)),
        (of(3, 7), ((0, 40.0),)),
        (of(9, 1), ((0, 40.0),)),
        (of(0, 0), ((0, 40.0), (1, 41.0))),
        (of(5, 5), ((0, 49.999),)),
    ],
)
def test_no_projection_is_a_guess(now, past):
    """One point, no progress, none worth a century, nothing to measure, or done: no day is named."""
    found = measured(GOAL, now, points(*past), on(30))
    assert found.projected is None
    assert (found.rate is None) == (len(found.points) < 2)


def test_the_points_of_the_burn_up():
    """From the start until today, one a day, the last of a day; today's is what was measured now."""
    past = points((-3, 1.0), (0, 2.0), (0, 3.0), (5, 4.123456), (30, 9.0), (31, 9.0))
    found = measured(GOAL, of(1, 2), reversed(points((9, 7.0))), on(30)).points
    assert found == points((9, 7.0), (30, 33.3333))
    assert measured(GOAL, of(1, 2), past, on(30)).points == points((0, 3.0), (5, 4.1235), (30, 33.3333))
    assert measured(GOAL, of(0, 0), past, on(30)).points == points((0, 3.0), (5, 4.1235))
    assert measured(GOAL, of(1, 2), past, on(-1)).points == ()


SHARES = st.lists(
    st.tuples(st.integers(0, 89), st.floats(0, 100)), min_size=2, max_size=12, unique_by=lambda each: each[0]
)


@given(SHARES, st.floats(1, 100))
def test_the_projected_day_is_the_first_that_reaches(shares, target):
    """The day before would not, at this rate."""
    found = points(*sorted(shares))
    slope = rate(found)
    assert slope is not None
    end = projected(found, slope, target, DUE)
    if end is None:
        room = DUE + FAR - found[-1].day
        assert slope <= 0 or (target - found[-1].share) / slope > room.days
        return
    days = (end - found[-1].day).days
    slack = slope / 1000 + 1e-9
    assert found[-1].share + slope * days >= target - slack
    assert found[-1].share + slope * (days - 1) < target + slack


@given(st.tuples(*[st.integers(0, 20)] * 3), st.integers(-5, 120), SHARES, st.floats(1, 100))
def test_what_is_unknown_is_never_held_against_anybody(numbers, day, shares, target):
    """Late is only what is late whatever the unknown turns out to be; done is only what is certain."""
    goal, (met, unmet, unknown) = replace(GOAL, target=target), numbers
    found = measured(goal, of(met, unmet, unknown), points(*shares), on(day))
    if found.status is Status.LATE:
        assert (
            not unknown or measured(goal, of(met + unknown, unmet), points(*shares), on(day)).status == "late"
        )
    if found.status is Status.DONE:
        assert measured(goal, of(met, unmet + unknown), points(*shares), on(day)).status is Status.DONE
    assert (found.share is None) == (met + unmet + unknown == 0)


def audit(initiatives, subjects, past=None):
    policy = make_policy(levels=LEVELS)
    stamp = PolicyStamp("x", "1", "", levels=LEVELS, initiatives=initiatives)
    organization, teams = roll_up(subjects, (), policy, "acme")
    return Audit("t", stamp, "2026-10-31T23:30:00Z", organization, teams, tuple(subjects), past=past or {})


def test_progress_of_an_audit():
    """In the order of the policy, as of its day, with the shares of earlier audits."""
    other = replace(GOAL, id="j", rules=("y/*",))
    found = progress(
        audit((other, GOAL), [subject("a", "p"), subject("b", "f")], {"i": points((0, 20.0)), "k": ()})
    )
    assert [(each.id, each.share, each.status) for each in found] == [
        ("j", None, "unknown"),
        ("i", 50.0, "on track"),
    ]
    assert (found[1].met, short(found[1].unmet), found[1].rate) == (1, ["b"], 1.0)
    assert progress(audit((), [])) == ()


SOURCES = {
    "p": {"assert_": "true"},
    "f": {"assert_": "false"},
    "u": {"assert_": "a.b"},
    "e": {"assert_": "1 / a.n == 1"},
    "n": {"assert_": "true", "when": "false"},
}


def judged(outcomes, *initiatives):
    """Judge rules that come to these outcomes, each with the level after the one before."""
    rules = [
        make_rule(f"x/{n}", level=LEVELS[n % 3], **SOURCES[outcome]) for n, outcome in enumerate(outcomes)
    ]
    world = World({"a.n": 0}, (Problem("a.b", "hidden"),))
    results = tuple(world.judge(*rules, levels=LEVELS, initiatives=initiatives).values())
    assert [each.outcome for each in results] == [OUTCOMES[outcome] for outcome in outcomes]
    return summarize("a", "repository", None, "", results, make_policy(*rules, levels=LEVELS))


@settings(deadline=None)
@given(
    st.lists(st.sampled_from("pfuen"), min_size=1, max_size=5),
    st.booleans(),
    st.sampled_from([{"rules": ("x/*",)}, {"rules": ("x/1",)}, {"rules": (), "level": "silver"}]),
)
def test_an_initiative_changes_nothing_but_enforcement(outcomes, grace, target):
    """Not an outcome, a score, a coverage, a level or what blocks it."""
    initiative = replace(GOAL, start=date(2026, 11, 1), grace=grace, **target)
    with_it, without = judged(outcomes, initiative), judged(outcomes)
    assert replace(with_it, results=()) == replace(without, results=())
    calm = [replace(each, enforcement=Enforcement.BLOCK, enforcement_reason="") for each in with_it.results]
    assert calm == list(without.results)
    assert grace or with_it == without


def test_shares_are_remembered_from_audit_to_audit():
    """A burn-up needs nothing but the audit before."""
    past: dict[str, tuple[ProgressPoint, ...]] = {}
    for day, outcomes in ((1, "ff"), (3, "pf"), (3, "pp"), (9, "pp")):
        subjects = [subject("a", outcomes[0]), subject("b", outcomes[1])]
        found = replace(audit([GOAL], subjects), started_at=f"2026-10-{day:02}T00:00:00Z")
        past = dict(remembered(found, past))
    assert past == {
        "i": (
            ProgressPoint(date(2026, 10, 1), 0.0),
            ProgressPoint(date(2026, 10, 3), 100.0),
            ProgressPoint(date(2026, 10, 9), 100.0),
        )
    }


def test_very_long_memories_are_thinned():
    """The newer half stays whole."""
    points = tuple(ProgressPoint(START + timedelta(days=number), 1.0) for number in range(POINT_LIMIT + 50))
    late = replace(audit([GOAL], [subject("a", "p")]), started_at="2028-10-01T00:00:00Z")
    past = remembered(late, {"i": points})["i"]
    assert len(past) < POINT_LIMIT
    assert past[-200:-1] == points[-199:]
