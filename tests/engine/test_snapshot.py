"""Snapshots: what was seen, judged again without the repository."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from checker.engine.compile import compile_policy
from checker.engine.judge import Judge
from checker.engine.rule_verdict import Evidence
from checker.engine.snapshot import SCHEMA, Snapshot, dump, load
from checker.errors import UsageError
from checker.files import MemoryTree
from checker.model.audit import Repository
from checker.model.facts import Facts
from checker.model.result import Outcome

from .conftest import NOW, TABLE, make_policy, make_rule

FILES = {"README.md": "hello\n", "bad.toml": "x =", "big": "x" * 3_000_000}
RULES = (
    make_rule("x/text", assert_='text("README.md") == "hello\\n"'),
    make_rule("x/files", assert_='files("*.md").size() == 1'),
    make_rule("x/broken", assert_='data("bad.toml").x == 1'),
    make_rule("x/big", assert_='text("big") == ""'),
    make_rule("x/fact", assert_="a.n > 1"),
    make_rule("x/timed", assert_="a.days > 1"),
)


def collected(world):
    """Return the results of a first audit and the snapshot it leaves."""
    here = world({"a.n": 2, "a.days": 3}, files=FILES)
    plan, _ = compile_policy(make_policy(*RULES), TABLE)
    evidence = here.evidence()
    results = Judge(plan).judge(evidence, here.place)
    snapshot = Snapshot(
        SCHEMA,
        "tool",
        NOW.isoformat(),
        Repository("x", "x"),
        "0" * 40,
        Facts({"a.n": 2, "a.days": 3}),
        tuple(MemoryTree(FILES).entries),
        evidence.answers.calls(),
    )
    return results, snapshot


def judged(snapshot, now, *rules):
    """Return outcomes by rule."""
    plan, _ = compile_policy(make_policy(*rules), TABLE)
    facts = snapshot.judged_at(now, TABLE, plan.wanted)
    results = Judge(plan).judge(Evidence(facts, snapshot.answers(now), now), snapshot_place())
    return {result.rule: result for result in results}


def snapshot_place():
    from checker.engine.waivers import WaiverScope

    return WaiverScope("x")


def test_a_replay_gives_the_same_results(world):
    """Answers, broken documents and what was too large come out alike."""
    results, snapshot = collected(world)
    again = judged(load(dump(snapshot), "f.json"), NOW, *RULES)
    assert tuple(again.values()) == results


def test_it_holds_no_contents_that_nobody_asked_for(world):
    """The index has paths and sizes, the ledger answers only."""
    _, snapshot = collected(world)
    assert "xxxxxxxxxx" not in dump(snapshot)


def test_what_is_not_in_it_is_unknown(world):
    """New questions about contents and facts have no answer, those about paths do."""
    _, snapshot = collected(world)
    new = judged(
        snapshot,
        NOW,
        make_rule("x/new", assert_='text("README.md").contains("h")'),
        make_rule("x/grep", assert_='grep("*.md", "h").size() == 1'),
        make_rule("x/paths", assert_='has_file("b*")'),
        make_rule("x/name", assert_='a.name == "x"'),
    )
    assert new["x/new"].outcome is Outcome.PASS  # the same call was made before
    assert new["x/grep"].outcome is Outcome.UNKNOWN
    assert "not in this snapshot" in new["x/grep"].reason
    assert new["x/paths"].outcome is Outcome.PASS
    assert new["x/name"].outcome is Outcome.UNKNOWN


def test_facts_that_depend_on_the_time_hold_at_their_time_only(world):
    """Judged as of another day they are unknown, the others stand."""
    _, snapshot = collected(world)
    later = judged(snapshot, NOW + timedelta(days=9), *RULES)
    assert later["x/timed"].outcome is Outcome.UNKNOWN
    assert later["x/fact"].outcome is Outcome.PASS


def test_a_snapshot_of_no_time_is_refused(world):
    """When it was taken decides what still holds: a damaged time is damage."""
    _, snapshot = collected(world)
    text = dump(replace(snapshot, collected_at="yesterday"))
    with pytest.raises(UsageError, match=r"f\.json: damaged: .*yesterday"):
        load(text, "f.json")


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"schema": "snapshot-0"}', '{"schema": "snapshot-1"}', "[" * 9999]
)
def test_a_file_that_is_none_of_ours_is_refused(text):
    """With its name and what to do."""
    with pytest.raises(UsageError, match=r"f\.json") as caught:
        load(text, "f.json")
    assert "checker collect" in caught.value.hint
