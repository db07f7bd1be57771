"""What is in a site, whatever it tells of."""

import json
import re
from html.parser import HTMLParser

import pytest
from msgspec.structs import replace

from checker.app.reports.story import told
from checker.engine.comparison import compare
from checker.model.audit import Audit
from checker.model.report_input import Audience, ReportInput
from checker.render import html
from checker.render.html import components, page, teams
from checker.render.html.audit_index import AuditIndex
from checker.render.html.page import SIZE_LIMIT
from tests.render import example, hostile

HREFS = re.compile(r"(?!javascript)(https://[^\s]*|[A-Za-z0-9._~,/-]*(#[^\s]*)?)")
ELEMENTS = {
    *[
        "html",
        "head",
        "meta",
        "title",
        "link",
        "script",
        "body",
        "a",
        "header",
        "span",
        "small",
        "img",
        "nav",
        "ul",
        "li",
        "ol",
        "button",
        "div",
        "search",
        "label",
        "input",
        "kbd",
        "aside",
        "main",
        "footer",
        "p",
        "time",
        "h1",
        "h2",
        "h3",
        "h4",
        "dl",
        "dt",
        "dd",
        "svg",
        "rect",
        "g",
        "path",
        "text",
        "polyline",
        "figure",
        "figcaption",
        "details",
        "summary",
        "table",
        "caption",
        "thead",
        "tbody",
        "tfoot",
        "tr",
        "th",
        "td",
        "b",
        "br",
        "code",
        "section",
        "article",
    ]
}


class Reader(HTMLParser):
    """Collects elements and attributes as a browser would find them."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag, attrs) -> None:
        self.found.append((tag, dict(attrs)))


def story(audit: Audit | None = None) -> ReportInput:
    """Tell of the example with one of everything that there can be."""
    found = told(audit or example.audit())
    before = replace(found.audit, started_at="2026-10-01T00:00:00Z", subjects=found.audit.subjects[:2])
    return replace(found, change=compare(before, found.audit), notices=("Look out.",))


def texts(told: ReportInput, audience: Audience = Audience.ENGINEER) -> dict[str, str]:
    return {
        page.path: page.content.decode() for page in html.pages(told, audience) if page.path.endswith(".html")
    }


@pytest.mark.parametrize("audience", Audience)
def test_the_same_story_gives_the_same_bytes(audience) -> None:
    """Page by page, the list of them included, and each page once."""
    first, second = (list(html.pages(story(), audience)) for _ in range(2))
    assert first == second
    paths = [page.path for page in first]
    assert len(paths) == len({path.lower() for path in paths})
    listed = json.loads(first[-1].content)
    assert listed["files"] == sorted(paths[:-1])
    assert listed["audience"] == audience


@pytest.mark.parametrize("audience", Audience)
def test_pages_can_do_nothing_but_show(audience) -> None:
    """A strict policy stands in each, and no page has a style, a script or a handler in itself."""
    for text in texts(story(), audience).values():
        assert "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'" in text
        reader = Reader()
        reader.feed(text)
        for tag, attributes in reader.found:
            assert tag in ELEMENTS
            assert not [name for name in attributes if name.startswith("on") or name == "style"]
            if tag == "script":
                assert attributes["src"]
        assert text.count("<script") == 2


@pytest.mark.parametrize(("attack", "poisoned"), hostile.audits(), ids=lambda each: None)
def test_no_text_of_strangers_acts(attack: str, poisoned: Audit) -> None:
    """Whatever stands in every field: only our elements, only harmless links, nothing that turns words."""
    pages = {page.path: page.content.decode() for page in html.pages(story(poisoned))}
    index = pages["assets/index.js"]
    assert index.isascii()
    assert isinstance(json.loads(index.removeprefix("window.checkerIndex=").removesuffix(";\n")), list)
    for text in (text for path, text in pages.items() if path.endswith(".html")):
        reader = Reader()
        reader.feed(text)
        for tag, attributes in reader.found:
            assert tag in ELEMENTS
            assert not [name for name in attributes if name.startswith("on") or name == "style"]
            for name in ("href", "src"):
                assert HREFS.fullmatch(attributes.get(name) or ""), attributes
        assert not re.search("[\u202a-\u202e\u2066-\u2069\u200b\x00-\x08\x0b-\x1f\x7f-\x9f]", text)
        assert len(text) <= SIZE_LIMIT


def test_a_page_shows_less_rather_than_grow() -> None:
    """A repository with endless evidence still has a page of bounded size, which says what is missing."""
    audit = example.single()
    (subject,) = audit.subjects
    long = tuple(
        replace(
            result, rule=f"a/{index}", findings=tuple(hostile.poisoned(result.findings, "n" * 2_000)) * 20
        )
        for index in range(30)
        for result in subject.results
    )
    pages = texts(told(replace(audit, subjects=(replace(subject, results=long),))))
    page = next(text for path, text in pages.items() if path.startswith("repositories/"))
    assert max(map(len, pages.values())) <= SIZE_LIMIT
    assert "more, which have no room here" in page


def test_long_lists_are_spread_over_pages(monkeypatch) -> None:
    """Every item is on one of them, and each page leads to the others."""
    from checker.render.html import sitemap

    monkeypatch.setattr(sitemap, "_ROWS", 2)
    pages = texts(story())
    assert {"repositories.html", "repositories,2.html"} <= pages.keys()
    both = pages["repositories.html"] + pages["repositories,2.html"]
    assert all(each.repository.name in both for each in example.audit().subjects if each.repository)
    assert 'href="repositories,2.html"' in pages["repositories.html"]
    assert list(page.batches([1, 2, 3], 2)) == [(1, 2), (3,)]
    assert list(page.batches([], 2)) == [()]


def test_an_empty_audit_has_a_site() -> None:
    """Nothing was audited, and the pages say so instead of failing."""
    empty = replace(example.single(), subjects=(), teams=(), uncollected=())
    empty = replace(
        empty, organization=replace(empty.organization, score=None, coverage=None, repositories=())
    )
    for audience in Audience:
        assert "index.html" in texts(told(empty), audience)
    assert "there is no score" in texts(told(empty))["index.html"]


def test_evidence_leads_to_the_line_on_the_forge() -> None:
    """At the commit that was judged."""
    pages = texts(story())
    page = pages["repositories/github.com~acme~payments.html"]
    commit = example.audit().subjects[0].commit
    assert f'href="https://github.com/acme/payments/blob/{commit}/.github/workflows/triage.yml#L14"' in page
    assert "would decide it" in page.lower()
    assert "Only a warning: initiative pin-everything" in page


def test_scores_of_packs_are_pooled_as_groups_are() -> None:
    """A team's pack score is the mean of its repositories', important ones counted more."""
    audit = example.audit()
    survey = AuditIndex(told(replace(audit, policy=replace(audit.policy, tiers={"critical": 3.0}))))
    repositories = [each for each in survey.repositories if "licence" in each.packs]
    tiers = [each.repository.attributes.get("tier") for each in repositories if each.repository]
    weights = [3.0 if tier == "critical" else 1.0 for tier in tiers]
    scores = [each.packs["licence"].score for each in repositories]
    known = [(weight, score) for weight, score in zip(weights, scores, strict=True) if score is not None]
    expected = sum(w * s for w, s in known) / sum(w for w, _ in known)
    assert survey.packs(survey.repositories)["licence"].score == pytest.approx(expected)


def test_gains_add_up_to_what_is_missing() -> None:
    """Mending everything would bring the organization to a hundred, apart from what only follows."""
    survey = AuditIndex(told(example.audit()))
    scored = [each for each in survey.repositories if each.score is not None]
    weights = [survey.weight(each) for each in scored]
    lacking = [weight * (100 - (each.score or 0.0)) for weight, each in zip(weights, scored, strict=True)]
    missing = sum(lacking) / sum(weights)
    deeds = survey.deeds(survey.repositories)
    gain = sum(deed.gain for deed in deeds)
    assert 0 < gain <= missing + 1e-9
    efforts = components.efforts(deeds, 100)
    assert sum(each.places for each in efforts) == sum(len(deed.subjects) for deed in deeds)
    assert sum(each.gain for each in efforts) == pytest.approx(gain)


def test_teams_in_a_circle_are_listed_once() -> None:
    """Whatever a report says of who is part of whom, every team has one row."""
    audit = example.audit()
    first, second, *rest = audit.teams
    deep = [replace(first, name=f"t{index}", part_of=f"t{index + 1}") for index in range(3000)]
    assert len(teams.rows(AuditIndex(told(replace(audit, teams=tuple(deep)))))) == 3000
    circle = (replace(first, part_of=second.name), replace(second, part_of=first.name), *rest)
    rows = teams.rows(AuditIndex(told(replace(audit, teams=circle))))
    assert sorted(row.name for row in rows) == sorted(team.name for team in circle)
