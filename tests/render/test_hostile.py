"""Texts that repositories chose never act in a report, whatever its format."""

import csv as stdlib_csv
import gzip
import io
import json as stdlib_json
import re
from pathlib import Path

from jsonschema import Draft4Validator
from junitparser import JUnitXml
from markdown_it import MarkdownIt

from checker.model.audit import Audit
from checker.render import Style
from checker.render.machine import csv, github, json, junit, sarif
from checker.render.machine.schema import audit_schema
from checker.render.markdown import audit as markdown_audit
from checker.render.terminal import table
from tests.render import example, hostile

SCHEMA = stdlib_json.loads(gzip.decompress((Path(__file__).parent / "sarif-2.1.0.json.gz").read_bytes()))
AUDITS = dict(hostile.audits())
"""An audit for each attack."""


def test_rich_markup_is_shown_as_it_stands() -> None:
    """Square brackets and colons in data are characters, not styles or emoji."""
    text = table.render(hostile.poisoned(example.single(), "[red]x[/red] :warning:"), Style())
    assert "[red]x[/red] :warning:" in text


@hostile.every_attack
def test_markdown_shows_text_only(attack: str) -> None:
    """Markdown that GitHub would render has no links, images or elements from data."""
    tokens = MarkdownIt("gfm-like", {"html": True, "linkify": False}).parse(
        markdown_audit.render(AUDITS[attack], Style())
    )
    inline = [child for token in tokens for child in token.children or ()]
    tags = [token.content for token in [*tokens, *inline] if token.type in ("html_block", "html_inline")]
    allowed = re.compile(r"(</?(details|summary|code|sub)>|<!-- -->|\n|[^<>\n]*(?=</summary>))*")
    assert [tag for tag in tags if not allowed.fullmatch(tag.strip())] == []
    assert [token for token in inline if token.type in ("image", "link_open", "code_inline")] == []
    assert [token for token in tokens if token.type in ("fence", "code_block", "hr", "blockquote_open")] == []


@hostile.every_attack
def test_markdown_keeps_its_structure(attack: str) -> None:
    """Data adds no headings, list items or table cells of its own."""
    harmless = hostile.poisoned(example.audit(), "x")
    reader = MarkdownIt("gfm-like", {"linkify": False})

    def shape(of: Audit) -> list[str]:
        kinds = ("heading_open", "table_open", "td_open", "ordered_list_open", "bullet_list_open")
        return [
            token.type for token in reader.parse(markdown_audit.render(of, Style())) if token.type in kinds
        ]

    found, expected = shape(AUDITS[attack]), shape(harmless)
    assert found.count("heading_open") <= expected.count("heading_open")
    assert found.count("td_open") <= expected.count("td_open")


@hostile.every_attack
def test_markdown_links_lead_to_the_repository(attack: str) -> None:
    """Where the forge is known, every link is a place in the audited repository."""
    audit = hostile.poisoned(example.audit(), attack, frozenset({"web", "commit"}))
    tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(markdown_audit.render(audit, Style()))
    links = [child.attrGet("href") for token in tokens for child in token.children or () if child.tag == "a"]
    assert [link for link in links if link and not str(link).startswith("https://github.com/acme/")] == []
    assert any(links)


def test_markdown_mentions_nobody() -> None:
    """No @name, #number or bare address is left for GitHub to link."""
    for attack in ("@everyone", "fixes #12", "www.evil.example", "https://evil.example", "acme/x#3"):
        text = markdown_audit.render(hostile.poisoned(example.audit(), attack), Style())
        assert not re.search(r"@\w|#\d|www\.|https?:", re.sub(r"&#\d+;(<!-- -->)?", "\0", text))


@hostile.every_attack
def test_csv_has_no_formulas(attack: str) -> None:
    """No cell begins like a formula, and each row has a cell for each column."""
    rows = list(stdlib_csv.reader(io.StringIO(csv.render(AUDITS[attack], Style()))))
    assert {len(row) for row in rows} == {len(csv.HEADER)}
    assert [cell for row in rows for cell in row if cell.lstrip().startswith(("=", "+", "-", "@"))] == []
    assert max(len(cell) for row in rows for cell in row) <= 32_767


@hostile.every_attack
def test_junit_parses_with_all_results(attack: str) -> None:
    """The XML is well formed whatever is in it, and no test case is lost."""
    xml = JUnitXml.fromstring(junit.render(AUDITS[attack], Style()).encode())
    assert sum(len(list(suite)) for suite in xml) == sum(len(s.results) for s in AUDITS[attack].subjects) + 1


@hostile.every_attack
def test_github_commands_are_ours(attack: str) -> None:
    """Every line is one of our commands; data ends neither a property nor a line."""
    lines = github.render(AUDITS[attack], Style()).split("\n")[:-1]
    calm = github.render(hostile.poisoned(example.audit(), "x"), Style()).split("\n")[:-1]
    assert len(lines) == len(calm)
    for line in lines:
        match = re.fullmatch(r"::(error|warning|notice) ([^:]*)::(.*)", line)
        assert match
        assert {part.partition("=")[0] for part in match[2].split(",")} <= {"file", "line", "title"}
        assert not re.search(r"%(?!25|0D|0A|3A|2C)", line)


@hostile.every_attack
def test_sarif_and_json_stay_valid(attack: str) -> None:
    """Both documents fit their schemas, in ASCII."""
    text = sarif.render(AUDITS[attack], Style())
    Draft4Validator(SCHEMA, format_checker=Draft4Validator.FORMAT_CHECKER).validate(stdlib_json.loads(text))
    report = json.render(AUDITS[attack], Style())
    assert text.isascii()
    assert report.isascii()
    assert stdlib_json.loads(report)["schema"] == audit_schema()["$id"]


@hostile.every_attack
def test_sarif_places_stay_inside_the_repository(attack: str) -> None:
    """Locations are relative references without a scheme, and lines count from one."""
    run = stdlib_json.loads(sarif.render(AUDITS[attack], Style()))["runs"][0]
    for result in run["results"]:
        place = result["locations"][0]["physicalLocation"]
        assert re.fullmatch(r"[A-Za-z0-9/._~!$&'()*+,;=@%-]+", place["artifactLocation"]["uri"])
        assert place["region"]["startLine"] >= 1
