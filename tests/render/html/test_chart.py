"""Charts: lines over time."""

import re
import sys
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.render.html import chart

START = datetime(2026, 1, 5, 12, tzinfo=UTC)


def line(*values: float | None) -> list[tuple[datetime, float | None]]:
    return [(START + timedelta(days=20 * index), value) for index, value in enumerate(values)]


def test_two_points_make_a_line() -> None:
    """The figures stand beside the pictures, the newest first."""
    found = chart.chart("Score", {"score": line(40.0, 55.5), "coverage": line(90.0, None)})
    assert found
    assert found.names == ("score", "coverage")
    assert [values for _, values in found.rows] == [(55.5, None), (40.0, 90.0)]
    assert found.wide.count("<path") > 4


@pytest.mark.parametrize("values", [(), (50.0,), (None, None), (None, 50.0, None)])
def test_less_is_no_chart(values) -> None:
    """A single point shows no course, so there is no picture of one."""
    assert chart.chart("Score", {"score": line(*values)}) is None


@given(st.lists(st.one_of(st.none(), st.floats(0, 100)), min_size=2, max_size=40))
def test_any_course_can_be_drawn(values) -> None:
    """Constant, broken, falling to nothing: the picture comes, and twice the same."""
    found = chart.chart("Score", {"score": line(*values)})
    if found:
        assert found == chart.chart("Score", {"score": line(*values)})
        assert "nan" not in found.wide.lower()


def test_pictures_hold_nothing_but_shapes_and_labels() -> None:
    """No script, no style of its own, no comment with the day of making; what is named is escaped."""
    found = chart.chart('<b onload="x">', {"<script>": line(1.0, 2.0)})
    assert found
    for picture in (found.wide, found.narrow):
        assert not re.search(r"<script|<style|<!--|style=|<b |href", picture)
        assert 'role="img"' in picture
        assert set(re.findall(r"<([a-z]+)", picture)) <= {"svg", "g", "path", "rect", "text"}


def test_long_courses_are_thinned() -> None:
    """A year of nightly audits makes no longer a picture than a year of weekly ones."""
    year = [(START + timedelta(days=day), 50.0 + day / 10) for day in range(365)]
    kept = chart.thinned(year, 120)
    assert len(kept) == 120
    assert (kept[0], kept[-1]) == (year[0], year[-1])


@given(st.lists(st.floats(0, 100), min_size=1))
def test_the_scale_holds_every_value(values) -> None:
    """From its lowest to its highest line, at most a handful of them."""
    low, high, ticks = chart.scale(values)
    assert 0 <= low <= min(values)
    assert max(values) <= high <= 100
    assert ticks[0] == low
    assert 2 <= len(ticks) <= 7


def test_months_are_marked() -> None:
    """Evenly, and never more than there is room for; a few days have their first day."""
    assert len(chart.marks(START, START + timedelta(days=400), 6)) <= 6
    assert chart.marks(START, START + timedelta(days=3), 6) == [START]
    assert all(mark.day == 1 for mark in chart.marks(START, START + timedelta(days=200), 6))


def test_tiny_lines() -> None:
    """Up is up, and nothing is drawn of a single point."""
    assert chart.spark([None, 50.0]) == ""
    first, last = (float(point.split(",")[1]) for point in chart.spark([40.0, None, 60.0]).split())
    assert first > last
    assert chart.change([None, 40.0, 42.5]) == 2.5
    assert chart.change([40.0]) is None


def test_drawing_leaves_imports_alone() -> None:
    """No finder of the drawing library stays behind: Python 3.11 would warn at every later import."""
    chart.chart("Score", {"score": line(1.0, 2.0)})
    assert [finder for finder in sys.meta_path if type(finder).__module__.startswith("pygal")] == []
