"""Trends as a table, as JSON and as CSV."""

import csv as stdlib_csv
import io
import json as stdlib
import re

import pytest
from jsonschema import Draft202012Validator
from msgspec import convert
from msgspec.structs import replace

from checker import plugins
from checker.installed import entry_points
from checker.model.trend import Trend
from checker.render import Style
from checker.render.machine import trend_csv, trend_json
from checker.render.machine.schema import trend_schema
from checker.render.terminal import trend as terminal_trend
from checker.resources import folder
from tests.render import example, trends


def told(trend: Trend, **style: bool) -> str:
    """Return the table in one line, as it reads."""
    return " ".join(terminal_trend.render(trend, Style(**style)).split())


@pytest.mark.parametrize("name", sorted(trends.FORMATS))
def test_examples_are_current(name: str) -> None:
    """The example of each format is what it makes of the trend today (`make docs` writes them)."""
    text = trends.FORMATS[name].render(trends.trend(), Style())
    assert (example.FOLDER / trends.FILES[name]).read_text(encoding="utf-8") == text


def test_every_format_is_a_plug_in() -> None:
    """What the entry points offer is what is tested here."""
    offered = entry_points(plugins.TRENDS)
    assert offered == {
        "csv": "checker.render.machine.trend_csv",
        "json": "checker.render.machine.trend_json",
        "table": "checker.render.terminal.trend",
    }


def test_json_fits_its_schema_and_is_whole() -> None:
    """It is valid, the schema that is shipped is current, and nothing is lost."""
    shipped = (folder("reports") / "schema" / "trend-1.json").read_text(encoding="utf-8")
    assert shipped == stdlib.dumps(trend_schema(), indent=2, sort_keys=True) + "\n"
    data = stdlib.loads(trend_json.render(trends.trend(), Style()))
    Draft202012Validator(trend_schema()).validate(data)
    assert data.pop("schema") == trend_json.SCHEMA
    assert convert(data, Trend) == trends.trend()


def test_csv_has_a_row_for_each_point_and_objective() -> None:
    """The whole first, then its objectives."""
    rows = list(stdlib_csv.DictReader(io.StringIO(trend_csv.render(trends.alone(), Style()))))
    first = [row for row in rows if row["audit"] == "1"]
    assert [row["objective"] for row in first] == ["", "community", "compliance", "cost", "speed", "trust"]
    assert (first[0]["score"], first[0]["coverage"], first[0]["repositories"]) == ("58.7", "93.8", "3")
    assert {row["started_at"][:7] for row in rows} == {"2026-08", "2026-09", "2026-10", "2026-11"}
    assert [row["level"] for row in rows if not row["objective"]] == ["", "bronze", "bronze", ""]


def test_several_are_told_in_a_line_each() -> None:
    """Bars, ends, coverage and level, and what explains the way."""
    text = told(trends.trend())
    assert "acme 2026-08-22 → 2026-11-22, 4 audits" in text
    assert "payments ▆▆▅▃ 46.8 43.3 -3.5 80.0 none" in text
    assert "WHAT EXPLAINS IT" in text
    assert "payments 46.8 43.3 -3.5 0.0 0.0 -3.6 +3.9 -13.2 +9.4" in text


def test_one_is_told_in_detail() -> None:
    """Why, which rules, each objective, and each audit with the step from the one before."""
    text = told(trends.alone())
    assert "58.7 → 56.1 -2.6 coverage 93.8 → 76.7 % no level" in text
    assert "lowest 56.1, highest 58.7" in text
    assert "+7.1 repositories and time" in text
    assert "+12.5 testing/runs-in-ci CI runs the tests" in text
    assert re.search(r"speed [▁-█]{4} 25.0 100.0 \+75.0", text)
    assert "2026-09-22 09:30 58.5 -0.2 91.9 bronze 3" in text


def test_a_repository_is_told_with_its_commits() -> None:
    """Its objectives are known at both ends alone."""
    text = told(trends.repository())
    assert "github.com/acme/payments 2026-08-22" in text
    assert "2026-11-22 09:30 56.1 -1.5 76.7 none 9f2c1e07" in text
    assert "speed 0.0 100.0 +100.0" in text


def test_trends_without_explanation() -> None:
    """One audit, or no wish to know why: the ends and the points are told all the same."""
    line = trends.alone().lines[0]
    bare = replace(line, score=None, objectives={}, movers=())
    text = told(replace(trends.alone(), lines=(bare,)))
    assert "58.7 → 56.1 -2.6" in text
    assert "WHY" not in text
    single = replace(bare, points=bare.points[:1])
    text = told(replace(trends.alone(), lines=(single,), audits=1))
    assert "58.7 → 58.7 0.0" in text
    assert "1 audit" in text
    several = told(replace(trends.trend(), lines=(bare, bare)))
    assert "WHAT EXPLAINS IT" not in several


def test_gaps_and_long_trends() -> None:
    """An audit without a score is a dash, and many audits are cut to the newest."""
    line = trends.alone().lines[0]
    gap = replace(line.points[1], score=None)
    text = told(
        replace(trends.alone(), lines=(replace(line, points=(line.points[0], gap, *line.points[2:])),))
    )
    assert "2026-09-22 09:30 – 91.9" in text
    many = replace(line, points=line.points * 10)
    text = told(replace(trends.alone(), lines=(many,)))
    assert "and 28 earlier audits; --verbose tells of all" in text
    assert text.count("2026-08-22 09:30") == 3
    assert told(replace(trends.alone(), lines=(many,)), verbose=True).count("2026-08-22 09:30") == 10


def test_ascii_bars_are_not_lost() -> None:
    """A log without Unicode sees heights, too."""
    line = next(
        each
        for each in terminal_trend.render(trends.alone(), Style(ascii=True)).splitlines()
        if "speed" in each
    )
    assert re.search(r"speed +[.:=+*#@-]{4} ", line)
