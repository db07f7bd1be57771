"""Comparisons as a table, as Markdown and as JSON."""

import json as stdlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from markdown_it import MarkdownIt
from msgspec import convert
from msgspec.structs import replace

from checker import plugins
from checker.engine.comparison import compare
from checker.installed import entry_points
from checker.model.audit import Audit
from checker.model.change import Change, Direction, Focus, LevelChange, Parts
from checker.render import Style
from checker.render.machine import change_json
from checker.render.machine.schema import change_schema
from checker.render.markdown import change as markdown_change
from checker.render.terminal import change as terminal_change
from checker.resources import folder
from tests.engine.comparison.audits import audits
from tests.render import changes, example, hostile


def poisoned(attack: str) -> Change:
    return hostile.poisoned(changes.change(), attack, hostile.TIMES)  # type: ignore[no-any-return]


@pytest.mark.parametrize("name", sorted(changes.FORMATS))
def test_examples_are_current(name: str) -> None:
    """The example of each format is what it makes of the comparison today (`make docs` writes them)."""
    text = changes.FORMATS[name].render(changes.change(), Style())
    assert (example.FOLDER / changes.FILES[name]).read_text(encoding="utf-8") == text


def test_every_format_is_a_plug_in() -> None:
    """What the entry points offer is what is tested here."""
    offered = entry_points(plugins.CHANGES)
    assert offered == {
        "json": "checker.render.machine.change_json",
        "markdown": "checker.render.markdown.change",
        "table": "checker.render.terminal.change",
    }


def test_json_fits_its_schema() -> None:
    """It is valid, nothing more is allowed, and the schema that is shipped is current."""
    shipped = (folder("reports") / "schema" / "change-1.json").read_text(encoding="utf-8")
    assert shipped == stdlib.dumps(change_schema(), indent=2, sort_keys=True) + "\n"
    data = stdlib.loads(change_json.render(changes.change(), Style()))
    Draft202012Validator.check_schema(change_schema())
    validator = Draft202012Validator(change_schema())
    validator.validate(data)
    data["organization"]["more"] = 1
    assert not validator.is_valid(data)


def test_json_is_exact() -> None:
    """Nothing is rounded, so that programs see the parts sum to the difference."""
    data = stdlib.loads(change_json.render(changes.change(), Style()))
    score = data["organization"]["score"]
    assert sum(score["parts"].values()) == pytest.approx(score["after"] - score["before"], abs=1e-12)
    assert data.pop("schema") == change_json.SCHEMA
    assert convert(data, Change) == changes.change()


def told(change: Change, **style: bool) -> str:
    """Return the table in one line, as it reads."""
    return " ".join(terminal_change.render(change, Style(**style)).split())


def test_table_says_why() -> None:
    """The score, its parts with what they were about, and the rules that moved it."""
    text = told(changes.change())
    assert "58.7 → 56.1 -2.6 coverage 93.8 → 76.7 % no level" in text
    assert "-9.9 coverage 1 result no longer decided" in text
    assert "+7.1 repositories and time 2 results better, 2 results worse" in text
    assert "+12.5 testing/runs-in-ci CI runs the tests" in text
    assert "deps/lockfile another severity" in text
    assert "weight of trust: 2 → 3" in text


def test_one_repository_is_told_by_its_name() -> None:
    """With the findings that are new and those that are fixed, and no tables of teams."""
    text = told(changes.alone())
    assert text.startswith("acme/payments 2026-08-22 → 2026-11-22")
    assert "TEAMS" not in text
    assert "+ .github/workflows/ci.yml:11 actions/checkout@v4 is not pinned to a commit" in text
    assert "and 3 more places" in text
    assert "- .github/workflows/old.yml:20" in told(changes.alone(), verbose=True)


def test_findings_are_told_where_somebody_looks() -> None:
    """Not of a whole organization, unless all or some repositories are asked for."""
    assert "ci.yml:11" not in told(changes.change())
    assert "ci.yml:11" in told(changes.change(), verbose=True)
    focus = Focus(repositories=("acme/*",))
    assert "ci.yml:11" in told(compare(changes.before(), example.audit(), focus))


def test_repositories_that_were_asked_for_are_explained() -> None:
    """Each by itself; groups are left out. One about which nothing is different is counted."""
    change = compare(changes.before(), example.audit(), Focus(repositories=("acme/*", "tools/*")))
    for text in (told(change), markdown_change.render(change, Style())):
        assert "acme/payments" in text
        assert "tools/scratch" in text
        assert "improved first" not in text.lower()
    assert "acme/payments 2026-08-22 → 2026-11-22" in told(change)
    assert "tools/scratch 2026-08-22 → 2026-11-22 – → – came" in told(change).replace("─", "").replace(
        "  ", " "
    )
    same = compare(example.audit(), example.audit(), Focus(repositories=("acme/storefront",)))
    assert "1 subject without any difference" in told(same)
    many = replace(change, subjects=tuple(replace(change.subjects[0], name=f"x/{n}") for n in range(7)))
    assert "2 more repositories; --verbose tells of all" in told(many)


def test_a_team_that_was_asked_for_comes_first() -> None:
    """Explained as the organization is otherwise; the organization is left out."""
    change = compare(changes.before(), example.audit(), Focus(teams=("web", "payments")))
    text = told(change)
    assert "payments 2026-08-22 → 2026-11-22" in text
    assert "web 2026-08-22 → 2026-11-22" in text
    assert "acme 2026-08-22 →" not in text


def test_levels_that_moved() -> None:
    """The lost ones first."""
    change = changes.change()
    lost = LevelChange("gold", "silver", Direction.LOST)
    gained = LevelChange("", "bronze", Direction.GAINED)
    teams = (replace(change.teams[0], level=gained), replace(change.teams[1], level=lost))
    moved = replace(change, teams=teams)
    names = [team.name for team in teams]
    assert f"LEVELS lost {names[1]} gold → silver gained {names[0]} none → bronze" in told(moved)
    assert f"| lost | {names[1]} | gold → silver |" in markdown_change.render(moved, Style())


def test_nothing_different() -> None:
    """Two equal audits are told in a few lines."""
    lines = terminal_change.render(compare(example.audit(), example.audit()), Style()).splitlines()
    assert any("0.0" in line for line in lines)
    assert "3 subjects without any difference" in lines
    assert not {"WORSE", "BETTER", "POLICY", "LEVELS"} & set(lines)


def test_parts_that_are_not_there_are_explained() -> None:
    """A dash, and what it means."""
    change = changes.change()
    parts = replace(change.organization.score.parts or Parts(), waivers=None)
    score = replace(change.organization.score, parts=parts)
    partly = replace(change, organization=replace(change.organization, score=score))
    for text in (told(partly), markdown_change.render(partly, Style())):
        assert "nothing was scored after this step; what it did is in the next one" in text


def test_verbose_leaves_nothing_out() -> None:
    """Many rules are cut to a few and counted, unless all are asked for."""
    change = changes.change()
    first = change.subjects[0]
    many = tuple(replace(first.outcomes[0], rule=f"x/rule-{number:02}") for number in range(20))
    crowded = replace(change, subjects=(replace(first, outcomes=many),))
    assert "and 12 rules more; --verbose tells of all" in told(crowded)
    assert "x/rule-19" in told(crowded, verbose=True)


@hostile.every_attack
def test_markdown_shows_text_only(attack: str) -> None:
    """No links, images or elements from data, and no headings or cells of its own."""
    tokens = MarkdownIt("gfm-like", {"html": True, "linkify": False}).parse(
        markdown_change.render(poisoned(attack), Style())
    )
    inline = [child for token in tokens for child in token.children or ()]
    tags = [token.content for token in [*tokens, *inline] if token.type in ("html_block", "html_inline")]
    allowed = re.compile(r"(</?(details|summary|code|sub)>|<!-- -->|\n|[^<>\n]*(?=</summary>))*")
    assert [tag for tag in tags if not allowed.fullmatch(tag.strip())] == []
    assert [token for token in inline if token.type in ("image", "link_open", "code_inline")] == []
    calm = MarkdownIt("gfm-like", {"linkify": False}).parse(markdown_change.render(poisoned("x"), Style()))
    for kind in ("heading_open", "td_open", "fence", "hr"):
        assert [token.type for token in tokens].count(kind) <= [token.type for token in calm].count(kind)


@hostile.every_attack
def test_json_stays_json(attack: str) -> None:
    """In ASCII, valid, without a closing tag."""
    text = change_json.render(poisoned(attack), Style())
    assert text.isascii()
    assert "</" not in text
    assert stdlib.loads(text)["schema"] == change_json.SCHEMA


@given(audits(), audits(), st.booleans())
def test_any_two_audits_can_be_told(before: Audit, after: Audit, verbose: bool) -> None:
    """Without scores, without repositories, without anything in common: every format says something."""
    change = compare(before, after)
    assert all(
        len(line) <= 80 for line in terminal_change.render(change, Style(verbose=verbose)).splitlines()
    )
    assert markdown_change.render(change, Style()).startswith("# ")
    Draft202012Validator(change_schema()).validate(stdlib.loads(change_json.render(change, Style())))
