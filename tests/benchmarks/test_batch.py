"""Benchmarks go through a list to its end, and say what they left out."""

import pytest

from benchmarks import batch
from benchmarks.subjects import Missing, Subject

LISTED = [Subject("ada/tool", "1"), Subject("ada/other", "2")]


def missing():
    raise Missing("no network")


def test_what_cannot_be_read_is_left_out_and_told(capsys):
    found = batch.done([("a", lambda: 1), ("b", missing), ("c", lambda: None)])
    assert (found.results, found.left_out) == ([1, None], ["b"])
    told = capsys.readouterr().err.splitlines()
    assert len(told) == 3
    assert any(line.endswith("/3 b: left out: no network") for line in told)


def test_a_defect_of_ours_is_not_hidden():
    with pytest.raises(ZeroDivisionError):
        batch.done([("a", lambda: 1 // 0)])


def test_a_few_of_the_list_are_chosen_by_name():
    options = batch.parser("x", "y", page="z.md")
    given = options.parse_args(["--subject", "ada/tool"])
    assert batch.chosen(options, LISTED, given.subject) == LISTED[:1]
    assert batch.chosen(options, LISTED, []) == LISTED


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--subject", "ada/tol"], "not in the list of repositories: ada/tol"),
        (["--clones", "/no"], "is no folder"),
    ],
)
def test_a_wrong_name_ends_with_2(arguments, words, capsys):
    options = batch.parser("x", "y", page="z.md")
    with pytest.raises(SystemExit) as ended:
        batch.chosen(options, LISTED, options.parse_args(arguments).subject)
    assert ended.value.code == 2
    assert words in capsys.readouterr().err


@pytest.mark.parametrize(
    ("raised", "code"), [(KeyboardInterrupt(), batch.INTERRUPTED), (Missing("no checker"), batch.UNREAD)]
)
def test_an_end_before_time_has_its_own_code_and_no_traceback(raised, code, capsys):
    def main():
        raise raised

    with pytest.raises(SystemExit) as ended:
        batch.ended(main)
    assert ended.value.code == code
    assert len(capsys.readouterr().err.splitlines()) == 1
