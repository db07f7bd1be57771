"""One rule by itself: forms, outcomes, evidence, and what was seen only in part."""

import pytest

from checker.errors import Cause
from checker.model.facts import Problem
from checker.model.result import Finding, Outcome, Unseen

PASS, FAIL, NA = Outcome.PASS, Outcome.FAIL, Outcome.NOT_APPLICABLE
UNKNOWN, ERROR = Outcome.UNKNOWN, Outcome.ERROR
HIDDEN = Problem("a", "hidden", "Administration: read")


def item(path, ok, line=1):
    return {"path": path, "line": line, "ok": ok}


def test_an_assertion_passes_or_fails(world):
    """True is a pass with score 1, false a fail with score 0."""
    assert world({"a.n": 2}).one(assert_="a.n >= 2").score == 1.0
    failed = world({"a.n": 1}).one(assert_="a.n >= 2")
    assert (failed.outcome, failed.score) == (FAIL, 0.0)


def test_a_failure_always_has_evidence_and_says_where_we_looked(world):
    """Without findings the title is the message, and the facts and calls that were read are listed."""
    failed = world({"a.n": 1}, files={"b.py": ""}).one(assert_='a.n >= 2 || has_file("*.md")')
    assert failed.findings == (Finding("It holds"),)
    assert failed.looked_at == ("a.n = 1", 'has_file("*.md")')


def test_observed_and_expected_are_told(world):
    """The value is evaluated, and holes in texts are filled."""
    failed = world({"a.n": 1}).one(
        assert_="a.n >= params.min",
        params={"min": 3},
        value="a.n",
        expect="at least {params.min} {{really}}",
        message="only {a.n}, and {a.n > 0}",
    )
    assert (failed.value, failed.expected) == (1, "at least 3 {really}")
    assert failed.findings[0].message == "only 1, and true"


def test_when_false_is_not_applicable(world):
    """A rule that does not apply is in no sum."""
    result = world({"a.b": False, "a.n": 0}).one(when="a.b", assert_="a.n > 1")
    assert (result.outcome, result.score) == (NA, None)
    assert "a.b" in result.reason


def test_when_unseen_is_unknown_and_says_what_it_would_be(world):
    """Whether it applies was not seen, what it would say was."""
    result = world({"a.n": 0}, (Problem("a.b", "hidden"),)).one(when="a.b", assert_="a.n > 1")
    assert result.outcome is UNKNOWN
    assert result.reason == "a.b: hidden; if it applies: fail"


def test_a_hidden_fact_is_unknown_and_names_the_permission(world):
    """What could not be seen is told with what would let us see it."""
    result = world({}, (HIDDEN,)).one(assert_="a.n >= 1")
    assert result.outcome is UNKNOWN
    assert result.unknown == (Unseen("a.n", "hidden", "Administration: read"),)


def test_a_fact_missing_without_a_reason_is_an_error(world):
    """A collector that forgets a fact is a bug, not an unknown."""
    assert world().one(assert_="a.n >= 1").outcome is ERROR


def test_logic_decides_without_what_is_hidden(world):
    """A hidden fact does not matter where the rest decides."""
    assert world({"a.name": "x"}, (HIDDEN,)).one(assert_='a.name == "x" || a.b').outcome is PASS


@pytest.mark.parametrize(
    ("source", "seen", "outcome"),
    [
        ("a.n >= 1", 1, PASS),
        ("a.n >= 2", 1, UNKNOWN),
        ("a.n == 1", 1, UNKNOWN),
        ("!(a.n >= 1)", 0, UNKNOWN),
    ],
)
def test_lower_bounds_decide_only_passes_that_more_cannot_undo(world, source, seen, outcome):
    """A growing fact of which a part was seen may pass, never fail."""
    assert world({}, (Problem("a.n", "partly", seen=seen),)).one(assert_=source).outcome is outcome


def test_a_seen_part_of_a_list_decides_membership(world):
    """What is in the seen part of a growing list is in the list."""
    partly = world({}, (Problem("a.names", "partly", seen=["pytest"]),))
    assert partly.one(assert_='"pytest" in a.names').outcome is PASS
    assert partly.one(assert_='"mypy" in a.names').outcome is UNKNOWN


def test_findings_pass_when_empty(world):
    """Each finding is evidence with path, line and message."""
    assert world({"a.items": []}).one(findings="a.items").outcome is PASS
    failed = world({"a.items": [item("b.py", False, 7)]}).one(findings="a.items", message="see {item.path}")
    assert failed.findings == (Finding("see b.py", "b.py", 7),)


def test_findings_beside_an_assertion_do_not_decide(world):
    """They are evidence only."""
    facts = {"a.n": 1, "a.items": [item("b.py", False, 7)]}
    assert world(facts).one(assert_="a.n > 0", findings="a.items").outcome is PASS
    failed = world(facts).one(assert_="a.n > 1", findings="a.items")
    assert failed.findings == (Finding("It holds", "b.py", 7),)


def test_without_any_item_the_title_tells_what_failed(world):
    """The message speaks of one item; where there is none, it would have holes."""
    failed = world({"a.n": 1, "a.items": []}).one(
        assert_="a.n > 1", findings="a.items", message="see {item.path}"
    )
    assert failed.findings == (Finding("It holds"),)


def test_each_judges_items(world):
    """One bad item fails all, or its share with `partial`."""
    facts = {"a.items": [item("a", True), item("b", False), item("c", True), item("d", True)]}
    assert world(facts).one(each="a.items", assert_="item.ok").score == 0.0
    partial = world(facts).one(each="a.items", assert_="item.ok", partial=True)
    assert (partial.outcome, partial.score) == (FAIL, 0.75)
    assert [finding.path for finding in partial.findings] == ["b"]


def test_each_over_nothing_is_not_applicable(world):
    """An empty list is no pass."""
    assert world({"a.items": []}).one(each="a.items", assert_="item.ok").outcome is NA


def test_paths_from_files_are_evidence(world):
    """Items that are paths lead to the file."""
    failed = world(files={"a.py": "x"}).one(each='files("*.py")', assert_='text(item).contains("y")')
    assert failed.findings[0].path == "a.py"


def test_seen_failures_of_a_partly_seen_list_stand(world):
    """Failures in the seen part are certain; a clean part proves nothing."""
    bad = world({}, (Problem("a.items", "too many", seen=[item("b", False)]),))
    good = world({}, (Problem("a.items", "too many", seen=[item("b", True)]),))
    assert bad.one(each="a.items", assert_="item.ok").outcome is FAIL
    assert good.one(each="a.items", assert_="item.ok").outcome is UNKNOWN
    assert bad.one(findings="a.items").outcome is FAIL
    assert bad.one(findings="a.items.filter(i, !i.ok)").outcome is FAIL
    assert good.one(findings="a.items.filter(i, !i.ok)").outcome is UNKNOWN


def test_an_unseen_item_makes_a_clean_list_unknown(world):
    """Items that cannot be judged do not hide failures, and do not pass."""
    rule = {"each": "a.items", "assert_": "item.ok || a.b"}
    hidden = Problem("a.b", "hidden")
    assert world({"a.items": [item("a", True), item("b", False)]}, (hidden,)).one(**rule).outcome is UNKNOWN


def test_errors_are_errors(world):
    """A rule that breaks is told apart from one that fails."""
    result = world({"a.n": 0}).one(assert_="1 / a.n == 1")
    assert result.outcome is ERROR
    assert "divide by zero" in result.reason


def test_a_document_that_does_not_parse_is_a_finding(world):
    """A rule about a broken file fails at the place where it breaks."""
    failed = world(files={"a.toml": "x = \n"}).one(assert_='data("a.toml").x == 1')
    assert (failed.outcome, failed.findings[0].path) == (FAIL, "a.toml")
    assert "does not parse" in failed.findings[0].message


def test_a_value_of_the_wrong_type_is_the_collectors_bug(world):
    """It comes out as error, never as a failure of the repository."""
    result = world({"a.n": "many"}).one(assert_="a.n >= 1")
    assert result.outcome is ERROR
    assert "int was declared" in result.reason


def test_whole_numbers_fit_shares(world):
    """A whole number is a number: the arithmetic of the language does not trip over it."""
    assert world({"a.share": 1}).one(assert_="a.share * 2.0 >= 2.0").outcome is PASS


def test_findings_are_bounded(world):
    """A thousand failures are listed in part and counted."""
    failed = world({"a.items": [item(f"{n}", False) for n in range(300)]}).one(findings="a.items")
    assert len(failed.findings) == 201
    assert failed.findings[-1].message == "and 100 more"


def test_the_time_is_an_input(world):
    """Rules about age use the time of the audit."""
    assert world({"a.name": "2026-11-01"}).one(assert_="days_since(a.name) == 21").outcome is PASS
    assert world().one(assert_='now > timestamp("2026-11-22T00:00:00Z")').outcome is PASS


def of_lines(number, path="a.py"):
    return {path: "".join(f"x = {line}  # TODO\n" for line in range(number))}


@pytest.mark.parametrize(
    "rule",
    [
        {"findings": "grep('**/*.py', 'TODO')"},
        {"findings": "grep('**/*.py', 'TODO').filter(l, l.line > 0) + grep('**/*.md', 'x')"},
        {"each": "grep('**/*.py', 'TODO')", "assert_": "item.text.contains('ACME-')"},
    ],
)
def test_more_lines_than_a_call_hands_over_are_a_failure_too(world, rule):
    """The first thousand stand; what may come after them is told with its files."""
    failed = world(files={**of_lines(1_100), **of_lines(5, "b.py")}).one(**rule)
    assert (failed.outcome, len(failed.findings)) == (FAIL, 201)
    assert failed.unknown == (Unseen("grep", "gives 1105 items, more than 1000", files=("a.py", "b.py")),)


def test_a_part_of_a_call_decides_only_what_comes_from_it_item_by_item(world):
    """A line that is not among the first thousand may be among the rest."""
    much = world(files=of_lines(1_100))
    assert much.one(findings="['x'].filter(l, size(grep('**/*.py', 'TODO')) < 1)").outcome is UNKNOWN
    assert much.one(findings="grep('**/*.py', 'TODO').filter(l, l.line > 9999)").outcome is UNKNOWN


def test_a_file_that_cannot_be_read_hides_no_lines_of_others(world):
    """Nor does it make them fail that would pass."""
    large = {"large.py": "x" * (2 * 1024 * 1024 + 1)}
    failed = world(files={**large, "a.py": "TODO\n"}).one(findings="grep('**/*.py', 'TODO')")
    assert (failed.outcome, failed.unknown[0].files) == (FAIL, ("large.py",))
    assert world(files=large).one(findings="grep('**/*.py', 'TODO')").outcome is UNKNOWN


def test_failures_say_that_there_may_be_more(world):
    """Of partly seen lists, and of items of which some were not seen; nothing else moves by that."""
    partly = Problem("a.items", "too many", seen=[item("b", False)], files=("z.py",))
    failed = world({}, (partly,)).one(each="a.items", assert_="item.ok", partial=True)
    assert (failed.outcome, failed.score) == (FAIL, 0.0)
    assert failed.unknown == (Unseen("a.items", "too many", files=("z.py",)),)
    large = "x" * (2 * 1024 * 1024 + 1)
    files = {"a.sql": "DROP", "b.sql": large, "c.sql": large}
    mixed = world(files=files).one(each="files('*.sql')", assert_="!text(item).contains('DROP')")
    assert (mixed.outcome, [each.path for each in mixed.unknown]) == (FAIL, ["b.sql", "c.sql"])


def test_an_unknown_rule_tells_all_that_files_hide(world):
    """A file that cannot be read does not hide behind a setting that nobody asked for."""
    forge = Problem("a.b", "needs GitHub", cause=Cause.UNAVAILABLE)
    large = Problem("a.n", "too large", files=("big.yml",))
    result = world({}, (forge, large)).one(assert_="a.b || a.n > 1")
    assert [each.path for each in result.unknown] == ["a.b", "a.n"]
    other = Problem("a.n", "needs GitHub too", cause=Cause.UNAVAILABLE)
    assert [each.path for each in world({}, (forge, other)).one(assert_="a.b || a.n > 1").unknown] == ["a.b"]
