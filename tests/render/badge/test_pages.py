"""The folder of badges: who has which, for whom, and what its files are."""

import json
import re
from xml.etree import ElementTree as ET

import pytest
from msgspec.structs import replace

from checker.app.reports.story import told
from checker.model.report_input import Audience, ReportInput
from checker.render import badge
from checker.render.badge import wording
from checker.render.shared.redaction import of_team
from tests.render import example, hostile

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def story() -> ReportInput:
    """Tell of the example, in which one repository is public."""
    audit = example.audit()
    payments, *others = audit.subjects
    assert payments.repository
    attributes = {**payments.repository.attributes, "visibility": "public"}
    public = replace(payments, repository=replace(payments.repository, attributes=attributes))
    return told(replace(audit, subjects=(public, *others)))


def made(story: ReportInput, audience: Audience = Audience.ENGINEER) -> dict[str, bytes]:
    return {page.path: page.content for page in badge.pages(story, audience)}


def folders(pages: dict[str, bytes]) -> set[str]:
    return {path.removesuffix("/score.svg") for path in pages if path.endswith("/score.svg")}


def luminance(colour: str) -> float:
    """Return the relative luminance as WCAG 2 defines it."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_all_have_score_coverage_level_and_frameworks(story: ReportInput) -> None:
    """Each as an image and as JSON, below the names that the site uses."""
    pages = made(story)
    assert folders(pages) == {
        "organization",
        "teams/payments",
        "teams/web",
        "teams/commerce",
        "repositories/github.com~acme~payments",
        "repositories/github.com~acme~storefront",
        "repositories/tools~scratch",
    }
    for folder in folders(pages):
        for name in ("score", "coverage", "level", "frameworks/osps", "frameworks/scorecard"):
            assert {f"{folder}/{name}.svg", f"{folder}/{name}.json"} <= pages.keys()


def test_the_json_is_what_shields_reads(story: ReportInput) -> None:
    """schemaVersion, label, message and color; neither text is empty."""
    for path, content in made(story).items():
        if path.endswith(".json") and path != "site.json":
            found = json.loads(content)
            assert found.keys() == {"schemaVersion", "label", "message", "color"}
            assert found["schemaVersion"] == 1
            assert found["label"]
            assert found["message"]
            assert re.fullmatch("[0-9a-f]{6}", found["color"])


def test_an_image_says_what_it_shows(story: ReportInput) -> None:
    """Also to those who do not see it: who, what, by which policy and when."""
    root = ET.fromstring(made(story)["teams/web/score.svg"])
    title = root.find(f"{SVG}title")
    assert title is not None
    assert title.text == (
        "web: standards score at least 63.0 · 94.4 of what was decided (policy acme 2026.11, judged as of 2026-11-22T09:30:00Z)"
    )
    assert (root.get("role"), root.get("aria-label")) == ("img", title.text)
    assert [each.text for each in root.iter(f"{SVG}text")] == [
        "standards score",
        "at least 63.0 · 94.4 of what was decided",
    ]


def test_white_text_can_be_read_on_every_colour() -> None:
    """WCAG AA asks for 4.5:1; the badge brings its own background, so the page's does not matter."""
    for colour in (wording.GREEN, wording.BLUE, wording.AMBER, wording.RED, wording.GREY, "444c56"):
        assert 1.05 / (luminance(colour) + 0.05) >= 4.5


def test_partners_see_no_teams_and_only_public_repositories(story: ReportInput) -> None:
    pages = made(story, Audience.PARTNER)
    assert folders(pages) == {"organization", "repositories/github.com~acme~payments"}
    assert b"1 target not audited" in pages["organization/score.svg"]
    for secret in (b"storefront", b"commerce", b"scratch", b"ledger"):
        assert not [path for path, content in pages.items() if secret in content]


def test_executives_see_groups_only(story: ReportInput) -> None:
    assert {each.split("/")[0] for each in folders(made(story, Audience.EXECUTIVE))} == {
        "organization",
        "teams",
    }


def test_a_teams_edition_has_its_own_only(story: ReportInput) -> None:
    """The team keeps its place, so that addresses stay good."""
    narrowed = of_team(story, "web")
    assert narrowed
    assert folders(made(narrowed)) == {"teams/web", "repositories/github.com~acme~storefront"}


def test_there_are_not_endlessly_many(story: ReportInput, monkeypatch: pytest.MonkeyPatch) -> None:
    """The manifest says how many groups and repositories have none."""
    monkeypatch.setattr(badge, "SUBJECTS_LIMIT", 3)
    pages = made(story)
    assert len(folders(pages)) == 3
    assert json.loads(pages["site.json"])["left_out"] == 4


@pytest.mark.parametrize("attack", hostile.ATTACKS, ids=[ascii(each)[:24] for each in hostile.ATTACKS])
def test_names_of_strangers_are_inert(story: ReportInput, attack: str) -> None:
    """Images hold text and rectangles, nothing that acts, is fetched or leaves the folder."""
    for path, content in made(hostile.poisoned(story, attack)).items():
        assert re.fullmatch(r"[a-z0-9._~-]+(/[a-z0-9._~-]+)*", path)
        assert len(path) < 200
        assert len(content) < 12_000 or path == "site.json"
        if path.endswith(".svg"):
            elements = list(ET.fromstring(content).iter())
            assert {each.tag.removeprefix(SVG) for each in elements} == {"svg", "title", "rect", "text"}
            assert not [
                key for each in elements for key in each.attrib if "href" in key or key.startswith("on")
            ]
            assert int(elements[0].attrib["width"]) < 1500


def test_the_same_story_gives_the_same_bytes(story: ReportInput) -> None:
    assert made(story) == made(story)
