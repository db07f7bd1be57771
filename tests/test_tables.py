"""One test of a whole table: no row is left out, and each that fails is told."""

import inspect

import pytest

from tests.tables import every

ROWS = [(1, "a"), (2, "b"), (3, "c")]


def test_each_row_is_tested() -> None:
    seen = []

    @every(("number", "letter"), ROWS)
    def look(number: int, letter: str) -> None:
        seen.append((number, letter))

    look()
    assert seen == ROWS


def test_all_rows_that_fail_are_told() -> None:
    @every(("number", "letter"), ROWS)
    def look(number: int, letter: str) -> None:
        assert number == 2, letter

    with pytest.raises(ExceptionGroup, match="2 of 3 rows fail") as told:
        look()
    notes = [note for error in told.value.exceptions for note in error.__notes__ if note.startswith("with ")]
    assert notes == ["with {'number': 1, 'letter': 'a'}", "with {'number': 3, 'letter': 'c'}"]


def test_no_row_at_all_is_a_mistake() -> None:
    with pytest.raises(AssertionError):
        every(("number",), [])(lambda number: None)()


def test_fixtures_and_parameters_stay() -> None:
    @every(("number",), [(1,)])
    @pytest.mark.parametrize("state", [5])
    def look(number: int, state: int) -> None:
        assert (number, state) == (1, 5)

    assert list(inspect.signature(look).parameters) == ["state"]
    look(state=5)
