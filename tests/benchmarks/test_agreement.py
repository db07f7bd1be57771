"""Agreement with other tools is counted right: cells, judgements, precision and recall."""

import json
import subprocess

import pytest

from benchmarks.agreement import judged, page, peers, repository_questions, workflow_questions
from benchmarks.agreement.cells import cells
from benchmarks.agreement.facts import Facts
from benchmarks.agreement.figures import Ratio, figures
from benchmarks.agreement.judged import Judgements
from benchmarks.agreement.reading import files, has, lacks, lacks_item, lines
from benchmarks.agreement.values import Cell, Finding, Judgement, Question, Report, Right, Span

CI = ".github/workflows/ci.yml"
QUESTIONS = (*workflow_questions.QUESTIONS, *repository_questions.QUESTIONS)


def at(*numbers: int, path: str = CI) -> Facts:
    return Facts({"found": [{"path": path, "line": number} for number in numbers]}, {})


def finding(first: int, last: int | None = None, *around: Span, path: str = CI) -> Finding:
    return Finding("rule", path, (Span(first, last or first), *around), message="said")


FOUND = lines("found")


def asked(facts: Facts, *findings: Finding, answer=FOUND, **report):
    question = Question("peer", ("rule",), "ours", "line", answer)
    found = cells(question, "ada/tool", facts, Report(findings=findings, **report))
    return [(cell.place.removeprefix(CI), cell.ours, cell.peer) for cell in found]


def test_lines_are_paired_by_the_place_itself_before_the_lines_around_it():
    step = Span(1, 9)
    found = asked(at(3, 4), finding(3, None, step), finding(5, None, step))
    assert found == [(":3", True, True), (":4", True, True)]
    found = asked(at(3), finding(5, None, step), finding(3, None, step))
    assert found == [(":3", True, True), (":5", False, True)]


def test_what_one_side_reports_alone_is_a_cell_of_its_own():
    assert asked(at(7), finding(3)) == [(":3", False, True), (":7", True, False)]


def test_two_findings_at_one_place_are_one_cell():
    assert asked(at(), finding(3), finding(3)) == [(":3", False, True)]


def test_where_we_could_not_see_we_do_not_know():
    facts = Facts({"found": []}, {"found": frozenset({CI})})
    assert asked(facts, finding(3)) == [(":3", None, True)]


def test_files_that_github_does_not_take_are_left_out():
    other = "tests/fixtures/.github/workflows/ci.yml"
    assert asked(at(1, path=other), finding(1, path=other), finding(1, path="docs/ci.yml")) == []


def test_each_file_is_asked_about_unless_one_side_cannot_read_it():
    facts = Facts(
        {
            "files": ["a", "b", "c", "d"],
            "found": [{"path": "a"}],
            "broken": [{"path": "c"}],
        },
        {},
    )
    answer = files("found", ["files"], "broken")
    found = asked(facts, finding(1, path="a"), answer=answer, unread=("d",))
    assert found == [("a", True, True), ("b", False, False)]


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (lacks("one"), False),
        (lacks("none"), True),
        (lacks("partly"), None),
        (lacks("none", "one"), False),
        (lacks("none", "partly"), None),
        (lacks_item("one", "x"), False),
        (lacks_item("one", "y", "x"), False),
        (lacks_item("partly", "y"), None),
        (has("one"), True),
        (has("none"), False),
        (has("partly"), None),
    ],
)
def test_a_repository_has_one_answer(answer, expected):
    facts = Facts({"one": ["x"], "none": [], "partly": []}, {"partly": frozenset()})
    assert answer(facts) is expected


def cell(place: str, ours: bool | None, peer: bool) -> Cell:
    return Cell("peer/rule", "ada/tool", place, ours, peer)


def judgement(place: str, flagged: str, right: Right, repository: str = "ada/tool") -> Judgement:
    return Judgement("peer/rule", repository, place, flagged, right, "because")


def counted(cells_, *judgements):
    return figures(Question("peer", ("rule",), "ours", "line", lines("x")), cells_, Judgements(judgements))


def test_precision_and_recall_are_against_what_was_judged():
    found = counted(
        [cell("1", True, True), cell("2", True, False), cell("3", True, False), cell("4", False, True)],
        judgement("2", "ours", "ours"),
        judgement("3", "ours", "peer"),
        judgement("4", "peer", "peer"),
    )
    assert (found.ours.precision, found.ours.recall) == (Ratio(2, 3), Ratio(2, 3))
    assert (found.peer.precision, found.peer.recall) == (Ratio(2, 2), Ratio(2, 3))
    assert found.right == Ratio(2, 4)


def test_agreed_cells_count_as_right_until_somebody_read_them():
    found = counted(
        [cell("1", True, True), cell("2", True, True), cell("3", False, False)],
        judgement("1", "both", "neither"),
        judgement("2", "both", "both"),
    )
    assert found.ours.precision == Ratio(1, 2)
    assert (found.right, found.sampled, found.judged["neither"]) == (Ratio(2, 3), 2, 1)


def test_what_both_may_say_is_left_out_of_precision_but_is_not_wrong():
    found = counted([cell("1", True, False)], judgement("1", "ours", "both"))
    assert (found.ours.precision, found.right) == (Ratio(0, 0), Ratio(1, 1))


def test_not_knowing_counts_against_us_unless_judged_otherwise():
    found = counted([cell("1", None, True)], judgement("1", "unknown", "peer"))
    assert (found.ours.recall, found.right, found.unknown) == (Ratio(0, 1), Ratio(0, 1), 1)
    found = counted([cell("1", None, True)], judgement("1", "unknown", "ours"))
    assert (found.peer.precision, found.right) == (Ratio(0, 1), Ratio(1, 1))


def test_a_judgement_about_one_place_counts_before_a_pattern():
    judgements = Judgements([judgement("*", "peer", "ours", "*"), judgement("1", "peer", "peer")])
    found = [judgements.of(cell(place, False, True)) for place in "12"]
    assert [each and each.right for each in found] == ["peer", "ours"]
    assert judgements.of(cell("2", True, True)) is None
    assert judgements.unused == []


def test_the_table_of_judgements_is_sorted_and_names_questions_that_are_asked():
    known = {question.id for question in QUESTIONS}
    assert len(known) == len(QUESTIONS)
    judgements = judged.read()
    assert {each.question for each in judgements} <= known
    assert {each.flagged for each in judgements} <= {"both", "ours", "peer", "none", "unknown", "*"}
    assert all(each.why for each in judgements)


@pytest.mark.parametrize(
    ("lines_", "words"),
    [
        (["b/r\ta/b\t\tours\tours\twhy", "a/r\ta/b\t\tours\tours\twhy"], ":3: not sorted, or there twice"),
        (["a/r\ta/b\t\tours\tours\twhy"] * 2, ":3: not sorted, or there twice"),
        (["a/r\ta/b\t\tours\tnobody\twhy"], ":2: Invalid enum value 'nobody'"),
        (["a/r\ta/b\t\tours\tours"], ":2: Expected `str`, got `null`"),
    ],
)
def test_a_wrong_line_of_judgements_is_named(tmp_path, lines_, words):
    path = tmp_path / "judged.tsv"
    head = "question\trepository\tplace\tflagged\tright\twhy"
    path.write_text("\n".join([head, *lines_]), encoding="utf-8")
    with pytest.raises(ValueError, match=words):
        judged.read(path)


def test_cells_at_one_place_are_sorted_though_one_is_unknown():
    facts = Facts({"found": [{"path": CI, "line": 4}]}, {"found": frozenset({CI})})
    assert asked(facts, finding(3, 5), finding(4)) == [(":4", True, True), (":4", None, True)]


def test_a_missed_target_is_said():
    question = Question("peer", ("rule",), "ours", "line", lines("x"), group="pins")
    wrong = Judgements([judgement("1", "ours", "peer")])
    said = page.missed([figures(question, [cell("1", True, False)], wrong)])
    assert [each.partition(",")[0] for each in said] == [
        "MISSED: we are right in 0/1",
        "MISSED: precision about pins is 0/1",
        "MISSED: recall about pins is -",
    ]


def test_what_peers_say_is_read_with_its_places(tmp_path, monkeypatch):
    place = {"location": {"start_point": {"row": 4}, "end_point": {"row": 6}}, "feature": "uses: a/b@v1"}
    symbolic = {"key": {"Local": {"verbatim_path": f"./{CI}"}}, "annotation": "not pinned"}
    found = {
        "ident": "unpinned-uses",
        "determinations": {"persona": "Regular", "confidence": "High"},
        "locations": [
            {"symbolic": {**symbolic, "kind": "Hidden"}, "concrete": {**place, "feature": "step"}},
            {"symbolic": {**symbolic, "kind": "Primary"}, "concrete": place},
        ],
    }
    refused = "WARN failed to validate file://./.github/workflows/old.yml as workflow: no"
    done = subprocess.CompletedProcess([], 14, json.dumps([found]), refused)
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: done)
    report = peers.zizmor(tmp_path, tmp_path)
    assert report.unread == (".github/workflows/old.yml",)
    assert report.findings == (
        Finding(
            "unpinned-uses",
            CI,
            (Span(5, 7), Span(5, 7)),
            ("persona:regular", "confidence:high"),
            "not pinned: uses: a/b@v1",
        ),
    )


def test_a_peer_that_breaks_is_told(tmp_path, monkeypatch):
    done = subprocess.CompletedProcess([], 9, "", "first\nlast words\n")
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: done)
    with pytest.raises(peers.Broken, match=r"^repo-review ended with 9: last words$"):
        peers.repo_review(tmp_path, tmp_path)
    done.returncode = 0
    with pytest.raises(peers.Broken, match="no JSON"):
        peers.repo_review(tmp_path, tmp_path)


def test_a_peer_without_an_opinion_has_no_cell():
    question = Question("peer", ("PP1",), "ours", "repository", lacks("none"))
    facts = Facts({"none": []}, {})
    assert cells(question, "ada/tool", facts, Report(verdicts={"PP1": None})) == []
    assert cells(question, "ada/tool", facts, Report(verdicts={"PP1": True})) == [
        Cell(question.id, "ada/tool", "", True, True)
    ]


def test_a_page_without_an_answer_says_so():
    question = Question("zizmor", ("rule",), "ours", "line", lines("x"), group="pins")
    written = page.written([figures(question, [], Judgements([]))], 0, ["zizmor on ada/tool"])
    assert "we are right in none of the cells" in written
    assert "\n- Without an answer: zizmor on ada/tool.\n" in written


def test_a_disagreement_that_nobody_judged_is_not_counted_as_judged():
    question = Question("zizmor", ("rule",), "ours", "line", lines("x"))
    found = [cell("1", True, False), cell("2", True, False)]
    judgements = Judgements([judgement("1", "ours", "ours")])
    assert "2 cells, 0 of them agreed, 1 judged" in page.written(
        [figures(question, found, judgements)], 1, []
    )
