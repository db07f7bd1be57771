"""What is recorded is what is read, on both databases."""

import pytest
from msgspec.structs import replace

from checker.errors import UsageError
from checker.model.policy import Severity
from checker.model.result import Outcome
from tests.store.made import at, audit, by_id, keep, passing, policy, subject, with_commit

ONE, TWO, THREE = "github.com/acme/one", "github.com/acme/two", "github.com/acme/three"


def first():
    """Return an audit with every outcome in it."""
    outcomes = ["pass", "fail:34 days", "unknown:hidden", "waived:accepted", "not-applicable:no files"]
    return audit(
        1, [subject("two", outcomes, "pay"), passing("one", "web"), passing("three")], warnings=["w"]
    )


def test_an_audit_comes_back_as_it_was(history):
    """Every value of every subject, group and warning, in the same order."""
    whole = first()
    assert history.load(keep(history, whole)) == whole


def test_another_process_reads_what_was_recorded(opened):
    """A reader needs no right to write."""
    number = keep(opened(), first())
    assert opened(write=False).load(number) == first()


def test_a_history_for_reading_records_nothing(opened):
    opened()
    with pytest.raises(UsageError, match="reading only"):
        opened(write=False).record("key", "acme")


def test_every_audit_stays_as_it_was(history):
    """What changes later leaves earlier audits alone: results, commits, members, policies."""
    stricter = policy("2", Severity.CRITICAL)
    kept = [
        audit(1, [passing("one", "web"), passing("two", "pay")]),
        audit(2, [passing("one", "pay", r1="fail:x:3"), passing("three")]),
        audit(3, [subject("one", ["pass"] * 5, "pay", "b" * 40, stricter), passing("two")], stricter),
        audit(4, [passing("two", r0="fail"), passing("one", "pay")]),
    ]
    numbers = [keep(history, each) for each in kept]
    assert [history.load(number) for number in numbers] == kept


def test_a_pair_is_two_audits(history):
    """In whichever order, with other members, commits and policies between them, or none at all."""
    stricter = policy("2", Severity.CRITICAL)
    kept = [
        audit(1, [passing("one", "web"), passing("two", "pay"), passing("three")]),
        audit(2, [with_commit(passing("one", "web"), "c" * 40), passing("two", "pay", r1="fail:x:3")]),
        audit(3, [subject("one", ["unknown:x"] * 5, "web", "b" * 40, stricter), passing("three")], stricter),
    ]
    numbers = [keep(history, each) for each in kept]
    for first_one, before in zip(numbers, kept, strict=True):
        for second, after in zip(numbers, kept, strict=True):
            assert history.pair(first_one, second) == (before, after)
    elsewhere = keep(history, at(kept[0], 9), key="other")
    assert history.pair(numbers[1], elsewhere) == (kept[1], at(kept[0], 9))


def test_who_was_ever_there(history):
    """By kind, sorted, whether or not they are there still."""
    keep(history, audit(1, [passing("two", "pay"), passing("one", "web")]))
    keep(history, audit(2, [passing("three")]))
    assert history.names() == tuple(sorted((ONE, TWO, THREE)))
    assert history.names("team") == ()


def test_a_night_without_changes_adds_no_version(history, opened):
    """The second audit is told by its own row alone."""
    whole = first()
    first_one, second = keep(history, whole), keep(history, at(whole, 2))
    assert history.changed(first_one, second) == frozenset()
    assert history.load(second) == at(whole, 2)


def test_a_commit_alone_is_no_change(history):
    """It is kept, and the results are not kept again."""
    whole = audit(1, [passing("one")])
    moved = audit(2, [with_commit(passing("one"), "c" * 40)])
    back = audit(3, [with_commit(passing("one"), "not a hash")])
    numbers = [keep(history, each) for each in (whole, moved, back)]
    assert history.changed(numbers[0], numbers[2]) == frozenset()
    assert [history.load(number).subjects[0].commit for number in numbers] == [
        "a" * 40,
        "c" * 40,
        "not a hash",
    ]


def test_numbers_that_move_with_the_days_are_no_change(history):
    """The evidence stays that of the first of the audits in which a result is the same."""
    old = audit(1, [passing("one", r1="fail:34 days", r2="unknown:asked 3 times")])
    new = audit(2, [passing("one", r1="fail:35 days", r2="unknown:asked 12 times")])
    one, two = keep(history, old), keep(history, new)
    assert history.changed(one, two) == frozenset()
    assert history.load(two).subjects == old.subjects


@pytest.mark.parametrize(
    "changed",
    [
        passing("one", r1="fail:34 weeks"),
        passing("one", r1="fail:34 days:8"),
        passing("one", r1="fail:34 days", r0="fail"),
        passing("one", r1="error:34 days"),
        passing("one", "web", r1="fail:34 days"),
    ],
    ids=["other words", "another line", "another result", "another outcome", "another team"],
)
def test_whatever_else_changes_is_kept(history, changed):
    old = audit(1, [passing("one", r1="fail:34 days")])
    one, two = keep(history, old), keep(history, audit(2, [changed]))
    assert history.changed(one, two) == {("repository", ONE)}
    assert history.load(two).subjects == (changed,)
    assert history.load(one) == old


def test_a_changed_result_does_not_renew_the_evidence_of_others(history):
    """Each result has its own evidence, as of when it changed last itself."""
    keep(history, audit(1, [passing("one", r1="fail:34 days")]))
    two = keep(history, audit(2, [passing("one", r1="fail:35 days", r3="fail:x")]))
    reasons = {each.rule: each.reason for each in history.load(two).subjects[0].results if each.reason}
    assert reasons == {"ci/tests": "34 days", "deps/lock": "x"}


def test_notes_alone_are_no_change(history):
    """They tell how an audit went, such as what it carried over; with a change they are renewed."""
    kept = [
        audit(day, [replace(passing("one", r1=outcome), notes=(f"note {day}",))])
        for day, outcome in enumerate(["fail:x", "fail:x", "pass"], 1)
    ]
    numbers = [keep(history, each) for each in kept]
    assert history.changed(numbers[0], numbers[1]) == frozenset()
    assert [history.load(each).subjects[0].notes for each in numbers] == [
        ("note 1",),
        ("note 1",),
        ("note 3",),
    ]


def test_numbers_in_a_finding_count_unless_they_are_of_time(history):
    """Another version in a finding is another finding; another day is not."""
    keep(history, audit(1, [passing("one", r1="fail:python 3.8 ended 4 days ago")]))
    two = keep(history, audit(2, [passing("one", r1="fail:python 3.8 ended 5 days ago")]))
    three = keep(history, audit(3, [passing("one", r1="fail:python 3.9 ended 6 days ago")]))
    said = [history.load(each).subjects[0].results[1].findings[0].message for each in (two, three)]
    assert said == ["python 3.8 ended 4 days ago here", "python 3.9 ended 6 days ago here"]


def test_a_repository_that_leaves_and_returns(history):
    """It is in the audits that had it, and in no other."""
    both, alone = [passing("one"), passing("two", r0="fail")], [passing("one")]
    numbers = [keep(history, audit(day, there)) for day, there in enumerate([both, alone, both], 1)]
    assert [set(by_id(history.load(number))) for number in numbers] == [{ONE, TWO}, {ONE}, {ONE, TWO}]
    assert history.changed(numbers[0], numbers[1]) == {("repository", TWO)}
    assert history.changed(numbers[1], numbers[0]) == {("repository", TWO)}
    assert [point.audit for point in history.subject_trend(TWO)] == [numbers[0], numbers[2]]


def test_a_repository_that_is_there_twice_counts_once(history):
    """Two clones of one repository are one repository: the last one, as in groups."""
    twice = audit(1, [passing("one", r0="fail"), passing("one", r1="fail")])
    (kept,) = history.load(keep(history, twice)).subjects
    assert [each.rule for each in kept.results if each.outcome is Outcome.FAIL] == ["ci/tests"]


def test_the_text_of_a_policy_changes_without_its_results(history):
    """Titles come from the policy of the audit that is read."""
    plain = policy()
    renamed = replace(plain, rules=(replace(plain.rules[0], title="New"), *plain.rules[1:]), digest="other")
    one = keep(history, audit(1, [passing("one")]))
    two = keep(history, audit(2, [subject("one", ["pass"] * 5, rules=renamed)], renamed))
    assert history.changed(one, two) == frozenset()
    titles = [history.load(number).subjects[0].results[0].title for number in (one, two)]
    assert titles == ["About docs/readme", "New"]


def test_many_changes_of_one_repository(history):
    """However long its history is, each of its audits can be read."""
    kept = []
    for day in range(1, 29):
        changes = {f"r{day % 5}": f"fail:{'x' * day}", f"r{(day * 2) % 5}": f"unknown:{'why ' * day}"}
        kept.append(audit(day, [passing("one", **changes)]))
    numbers = [keep(history, each) for each in kept]
    assert [history.load(number) for number in numbers] == kept


def test_series_are_apart(history):
    """Audits of other targets are other audits, even of the same repository."""
    one = keep(history, audit(1, [passing("one")]))
    other = keep(history, audit(2, [passing("one", r0="fail")]), "other", "elsewhere")
    again = keep(history, audit(3, [passing("one")]))
    assert [each.id for each in history.audits("acme")] == [one, again]
    assert [each.id for each in history.audits("other")] == [other]
    assert [each.name for each in history.series()] == ["acme", "elsewhere"]
    assert history.changed(one, again) == frozenset()
    with pytest.raises(UsageError, match="not of one series"):
        history.changed(one, other)


def test_names_of_any_characters(history):
    """What Python can hold is kept, whatever databases think of it."""
    odd = "a\0b\\u0041\ud800ü\N{GRINNING FACE}" + "x" * 5000
    there = passing("one")
    assert there.repository
    strange = replace(there, subject=odd, repository=replace(there.repository, id=odd, team=odd))
    whole = audit(1, [strange], warnings=[odd])
    assert history.load(keep(history, whole)) == whole
    assert history.subject_trend(odd)[0].team == odd
    assert ("group", odd) in history.groups()


def test_references(history):
    """By place in the series, or by the newest on or before a date."""
    for each in (2, 5, 9):
        keep(history, audit(each, [passing("one")]))
    for reference, day in (
        ("latest", 9),
        ("previous", 5),
        ("-1", 5),
        ("-2", 2),
        ("-0", 9),
        ("2026-11-05", 5),
        ("2026-11-08", 5),
        ("2026-12-31", 9),
        ("2026-11-05T11:59:59Z", 2),
        ("2026-11-05T13:00:00+01:00", 5),
        ("2026-11-09 12:00", 9),
    ):
        assert history.find(reference).started_at == f"2026-11-{day:02d}T12:00:00Z", reference


def test_what_names_no_audit_is_told(history):
    for each in (2, 5, 9):
        keep(history, audit(each, [passing("one")]))
    for reference in ("-3", "2026-11-01", "yesterday", "", "99", "2026-13-01", "٣"):
        with pytest.raises(UsageError) as told:
            history.find(reference)
        assert told.value.hint, reference


def test_an_id_is_found_in_any_series(history):
    number = keep(history, audit(1, [passing("one")]))
    keep(history, audit(2, [passing("one")]), "other")
    assert history.find(str(number)).series == "key"


def test_a_group_over_time(history):
    """One point for each audit that has the group; a team that becomes a department stays who it is."""
    numbers = [
        keep(history, audit(1, [passing("one", "pay"), passing("two", "pay", r0="fail")])),
        keep(history, audit(2, [passing("one", "pay"), passing("two", "pay", r0="fail")])),
        keep(history, audit(3, [passing("one", "pay"), passing("two", "pay")])),
    ]
    points = history.trend("team", "pay")
    assert [point.audit for point in points] == numbers
    assert [point.repositories for point in points] == [2, 2, 2]
    assert points[0].score == points[1].score == history.load(numbers[0]).teams[0].score
    assert points[2].score == 100.0
    assert points[0].objectives == history.load(numbers[0]).teams[0].objectives
    assert [point.score for point in history.trend("department", "commerce")] == [p.score for p in points]
    assert [point.score for point in history.trend("organization", "acme")] == [p.score for p in points]


def test_a_subject_over_time(history):
    """Score, commit and team of each audit."""
    moved = with_commit(passing("one", "web"), "c" * 40)
    for whole in (audit(1, [passing("one", "pay", r0="fail")]), audit(2, [passing("one", "pay")])):
        keep(history, whole)
    keep(history, audit(3, [moved]))
    points = history.subject_trend(ONE)
    assert [point.commit[0] for point in points] == ["a", "a", "c"]
    assert [point.team for point in points] == ["pay", "pay", "web"]
    assert [point.score == 100.0 for point in points] == [False, True, True]


def test_an_unknown_group_or_subject_is_told(history):
    keep(history, audit(1, [passing("one")]))
    with pytest.raises(UsageError, match="no team that is called 'nobody'"):
        history.trend("team", "nobody")
    with pytest.raises(UsageError, match="no repository that is called"):
        history.subject_trend("nothing")
    with pytest.raises(UsageError, match="no series is called"):
        history.audits("nowhere")


def test_an_empty_history_says_so(history):
    for ask in (history.audits, lambda: history.find("latest"), lambda: history.trend("team", "x")):
        with pytest.raises(UsageError, match="no finished audit"):
            ask()
    assert history.series() == ()


def test_subjects_are_read_one_by_one(history):
    """Also those of an audit that would not fit in memory."""
    whole = audit(1, [passing(f"r{number}") for number in range(450)])
    number = keep(history, whole)
    assert tuple(history.subjects(number)) == whole.subjects
    some = [("repository", f"github.com/acme/r{n}") for n in (7, 3)] + [("team", "x"), ("repository", "y")]
    assert [each.subject[-2:] for each in history.subjects(number, some)] == ["r3", "r7"]


def test_facts_are_kept_when_they_are_given(history):
    """The snapshot that a subject was judged by, as of each audit."""
    whole = audit(1, [passing("one"), passing("two")])
    with history.record("key", "acme") as recording:
        number = recording.begin(whole.started_at, whole.policy, whole.tool)
        recording.add(whole.subjects[0], '{"facts": 1}')
        recording.add(whole.subjects[1])
        recording.finish(whole)
    assert history.facts(number, ONE) == '{"facts": 1}'
    assert history.facts(number, TWO) == ""
    later = keep(history, at(whole, 2))
    assert history.facts(later, ONE) == '{"facts": 1}'
