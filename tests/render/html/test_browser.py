"""The site as people use it: in a real browser, with a keyboard, from a disk, on paper."""

import re
from importlib.resources import files
from pathlib import Path
from time import sleep

import pytest
from msgspec.structs import replace
from playwright.sync_api import expect

from checker.app.reports.story import told
from checker.model.report_input import Audience
from checker.render import badge
from checker.render.html import showcase
from tests.render import hostile

from .conftest import write

KINDS = {
    "overview": "index.html",
    "changes": "changes.html",
    "initiatives": "initiatives.html",
    "heat map": "heatmap.html",
    "teams": "teams.html",
    "team": "teams/checkout.html",
    "department": "teams/commerce.html",
    "repositories": "repositories.html",
    "repository": "repositories/git.larkspur.example~larkspur~cart-api.html",
    "organization": "organization.html",
    "rules": "rules.html",
    "rule": "rules/actions~pinned-actions.html",
    "frameworks": "frameworks.html",
    "framework": "frameworks/osps.html",
    "waivers": "waivers.html",
    "about": "about.html",
}
REPOSITORY = KINDS["repository"]
AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def accessible(page) -> list[str]:
    """Return what axe finds wrong, each with the element."""
    # The rows of a table are alike, and axe takes its time for each.
    page.evaluate("document.querySelectorAll('tbody tr:nth-child(n + 6)').forEach(row => row.remove())")
    page.evaluate(
        "document.querySelectorAll('section article:nth-of-type(n + 6)').forEach(each => each.remove())"
    )
    page.evaluate(
        "document.querySelectorAll('#rules > section:nth-of-type(n + 4)').forEach(each => each.remove())"
    )
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    violations = page.evaluate(
        """async rules => {
          // Colours that are still on their way to the dark ones are nobody's choice.
          await Promise.all(document.getAnimations().map(each => each.finished));
          const options = {preload: false, resultTypes: ["violations"], runOnly: {type: "tag", values: rules}};
          return (await axe.run(document, options)).violations;
        }""",
        RULES,
    )
    return [
        f"{violation['id']}: {node['target']} {node.get('failureSummary', '')[:300]}"
        for violation in violations
        for node in violation["nodes"][:3]
    ]


@pytest.mark.parametrize("path", KINDS.values(), ids=KINDS)
def test_every_kind_of_page_is_accessible(visit, path) -> None:
    """Axe finds nothing, light and wide as dark and narrow, and no page scrolls sideways: nor at 360 pixels."""
    page = visit(color_scheme="light").open(path)
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 740})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert accessible(page) == []
    page.set_viewport_size({"width": 360, "height": 740})
    page.emulate_media(color_scheme="dark")
    assert accessible(page) == []


SHIFTS = """() => new Promise(done => {
  let sum = 0;
  new PerformanceObserver(list => list.getEntries().forEach(each => { sum += each.value; }))
    .observe({type: "layout-shift", buffered: true});
  setTimeout(() => done(sum), 300);
})"""


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("kind", ["overview", "team", "repositories", "repository", "rules", "heat map"])
def test_nothing_moves_when_scripts_begin(visit, kind, width) -> None:
    """What was painted before stays where it is (a cumulative layout shift up to 0.1 is held to be good)."""
    tab = visit(viewport={"width": width, "height": 800})
    tab.page.route("**/site.js", slowly)
    assert tab.open(KINDS[kind]).evaluate(SHIFTS) < 0.05


def slowly(route) -> None:
    """Let a page be painted before it gets what it asked for."""
    sleep(0.4)
    route.continue_()


@pytest.mark.parametrize("audience", [Audience.EXECUTIVE, Audience.PARTNER, Audience.TEAM])
def test_every_edition_is_accessible(visit, story, tmp_path, audience) -> None:
    """Its first page has no fault that axe finds, wide or narrow, and opens from a disk."""
    folder = write(story, tmp_path, audience)
    for width, scheme in ((1280, "dark"), (360, "light")):
        options = {"viewport": {"width": width, "height": 800}, "color_scheme": scheme}
        page = visit(base=folder.as_uri(), **options).open("index.html")
        assert accessible(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (360, "dark")])
def test_the_page_of_the_demonstration_is_accessible(visit, story, tmp_path, width, scheme) -> None:
    """It has no fault that axe finds, and is as wide as its window."""
    badges = (replace(page, path=f"badges/{page.path}") for page in badge.pages(story))
    for page in (*showcase.pages(story, "payments"), *badges):
        (tmp_path / page.path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / page.path).write_bytes(page.content)
    options = {"viewport": {"width": width, "height": 800}, "color_scheme": scheme}
    page = visit(tmp_path.as_uri(), **options).open("index.html")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert accessible(page) == []


def test_executives_print_one_sheet(visit, story, tmp_path) -> None:
    """The page fits one sheet of A4 and one of US Letter, and has no id of a rule."""
    folder = write(story, tmp_path, Audience.EXECUTIVE)
    page = visit(base=folder.as_uri()).open("index.html")
    for size in ("A4", "Letter"):
        assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(format=size, prefer_css_page_size=False))) == 1
    said = page.locator("main").inner_text()
    assert not [rule.id for rule in story.audit.policy.rules if rule.id in said]
    assert "Decisions needed" in said


@pytest.mark.parametrize("attack", ["<script>alert(1)</script>", "javascript:alert(1)", "n" * 10_000])
def test_hostile_texts_do_nothing_in_a_browser(visit, tmp_path, attack) -> None:
    """With an attack in every field nothing runs, nothing is asked of anybody, and nothing is too wide."""
    folder = write(told(dict(hostile.audits())[attack]), tmp_path)
    tab = visit(base=folder.as_uri(), viewport={"width": 360, "height": 740})
    for path in sorted(folder.rglob("*.html")):
        page = tab.open(path.relative_to(folder).as_posix())
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path
        assert set(page.eval_on_selector_all("a", "links => links.map(link => link.protocol)")) <= {
            "https:",
            "file:",
        }


def test_navigation_leads_through_the_site(visit) -> None:
    """From the overview to a team, to one of its repositories, to a rule, and back to the start."""
    page = visit().open("index.html")
    page.get_by_role("navigation", name="Report").get_by_role("link", name="Teams").click()
    page.get_by_role("link", name="checkout", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("checkout")
    page.get_by_role("link", name="larkspur/cart-api").last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("larkspur/cart-api")
    page.locator("article > p > a").first.click()
    expect(page.locator("main")).to_contain_text("Why")
    page.get_by_role("link", name="larkspur (simulated) Larkspur").click()
    page.wait_for_url("**/index.html")
    expect(page.locator("nav [aria-current=page]")).to_have_text("Overview")


def test_search_finds_by_keyboard(visit) -> None:
    """The sign / leads to the search, words in any order find, arrows choose, Enter goes there."""
    page = visit().open("rules/docs~readme.html")
    page.keyboard.press("/")
    page.keyboard.type("API cart")
    page.wait_for_selector("#found a")
    assert page.locator("#search").get_attribute("aria-expanded") == "true"
    assert page.locator("#found a").first.inner_text().startswith("Repository")
    page.keyboard.press("Enter")
    page.wait_for_url("**/repositories/*cart-api.html")
    page.keyboard.press("/")
    page.keyboard.type("pinned")
    page.wait_for_selector("#found a")
    page.keyboard.press("ArrowDown")
    assert page.locator("#found a[aria-selected=true]").count() == 1
    assert page.locator("#found a").nth(1).get_attribute("aria-selected") == "true"
    page.keyboard.press("Escape")
    assert page.locator("#found").is_hidden()


def test_search_says_when_nothing_is_found(visit) -> None:
    """An empty list would look like a fault."""
    page = visit().open("index.html")
    page.locator("#search").fill("no such thing at all")
    page.wait_for_selector("#found p")
    assert page.locator("#found").inner_text() == "Nothing is called so"


def test_tables_are_filtered_and_the_filter_can_be_shared(visit) -> None:
    """Only rows with every word stay, how many is said, and the address brings the same filter back."""
    tab = visit()
    page = tab.open("repositories.html")
    page.get_by_label("Filter repositories").fill("checkout api")
    rows = page.locator("#repositories tbody tr:visible")
    assert rows.count() == 1
    assert "larkspur/cart-api" in rows.inner_text()
    assert page.get_by_role("status").inner_text() == "1 of 80"
    assert page.url.endswith("#q=checkout+api")
    page.reload()
    assert page.locator("#repositories tbody tr:visible").count() == 1


def test_results_are_filtered_by_outcome_and_words(visit) -> None:
    """Chips show one outcome, folded parts open when something in them is asked for."""
    page = visit().open(REPOSITORY)
    every = page.locator("article:visible").count()
    assert every > 5
    page.get_by_role("group", name="Outcome").get_by_role("button", name="Passed").click()
    assert page.locator("article:visible").count() == 0
    assert page.locator("#passed .briefs li:visible").count() > 20
    page.get_by_role("group", name="Outcome").get_by_role("button", name="Passed").click()
    page.get_by_label("Filter rules").fill("licence file")
    assert 0 < page.locator("article:visible, .briefs li:visible").count() < 10


def test_tables_are_sorted(visit) -> None:
    """A click sorts, another turns the order round, and the head says so; a dash is no number."""
    page = visit().open("repositories.html")
    head = page.get_by_role("columnheader", name="failed")

    def column() -> list[int]:
        return [int(cell) for cell in page.locator("#repositories tbody td:nth-child(7)").all_inner_texts()]

    head.get_by_role("button").click()
    assert column() == sorted(column(), reverse=True)
    assert head.get_attribute("aria-sort") == "descending"
    head.get_by_role("button").click()
    assert column() == sorted(column())
    assert head.get_attribute("aria-sort") == "ascending"
    page.get_by_role("columnheader", name="repository").get_by_role("button").click()
    names = page.locator("#repositories tbody th a").all_inner_texts()
    assert names == sorted(names, key=str.lower)
    assert head.get_attribute("aria-sort") is None


def test_the_theme_can_be_chosen_and_is_kept(visit) -> None:
    """The system's theme holds until the reader chooses another, which later pages have too."""
    page = visit(color_scheme="light").open("index.html")

    def ground() -> str:
        return str(page.evaluate("getComputedStyle(document.body).backgroundColor"))

    light = ground()
    button = page.locator("[data-theme-toggle]")
    assert button.inner_text() == "Theme: system"
    button.click()
    assert (button.inner_text(), ground()) == ("Theme: light", light)
    button.click()
    assert button.inner_text() == "Theme: dark"
    assert ground() != light
    dark = ground()
    page.get_by_role("link", name="Rules", exact=True).click()
    page.wait_for_url("**/rules.html")  # a page that is still coming has no body
    assert ground() == dark
    page.emulate_media(color_scheme="dark")
    page.locator("[data-theme-toggle]").click()
    assert ground() == dark


def test_a_link_into_a_folded_part_unfolds_it(visit) -> None:
    """The address of one rule's result shows that result."""
    tab = visit()
    page = tab.open(REPOSITORY)
    link = page.locator("#passed .briefs a").nth(3)
    place = "is-" + link.get_attribute("href").removeprefix("../rules/").removesuffix(".html")
    assert not page.locator("#passed").evaluate("each => each.open")
    page = tab.open(f"{REPOSITORY}?again#{place}")
    assert page.locator("#passed").evaluate("each => each.open")
    assert page.locator("[data-found]").is_visible()


def test_paper_has_neither_navigation_nor_folds(visit) -> None:
    """In print there is no search or navigation, the colours are light, and what is folded is told."""
    page = visit(color_scheme="dark").open(REPOSITORY)
    page.emulate_media(media="print", color_scheme="dark")
    assert page.locator("header.side").is_hidden()
    assert page.locator(".filter").first.is_hidden()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("document.querySelector('#passed .briefs').getBoundingClientRect().height") > 100
    assert page.pdf()[:5] == b"%PDF-"


def test_everything_can_be_read_without_scripts(visit) -> None:
    """Without JavaScript nothing that only scripts can do is shown, and every outcome is there."""
    page = visit(java_script_enabled=False).open(REPOSITORY)
    assert page.locator("article").count() > 5
    assert page.locator("#search").is_hidden()
    assert page.locator("[data-theme-toggle]").is_hidden()
    page.locator("#passed > summary").click()
    assert page.locator("#passed .briefs li").first.is_visible()


def test_it_works_from_a_memory_stick(visit, folder: Path) -> None:
    """Opened as a file it looks the same, and search, filter and theme work."""
    page = visit(base=folder.as_uri()).open("index.html")
    assert page.evaluate("getComputedStyle(document.querySelector('.side')).position") == "sticky"
    page.locator("#search").fill("cart-api")
    page.wait_for_selector("#found a")
    page.keyboard.press("Enter")
    page.wait_for_url("**cart-api.html")
    page.locator("[data-theme-toggle]").click()
    page.get_by_label("Filter rules").fill("licence")
    assert page.locator("article:visible, .briefs li:visible").count() > 0


def test_the_keyboard_reaches_everything(visit) -> None:
    """The first stop skips the navigation, and what has the focus shows it."""
    page = visit().open("index.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to content"
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#main"
    page.keyboard.press("Tab")
    style = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert style == "solid"


def test_every_link_of_the_site_leads_somewhere(folder: Path) -> None:
    """Each reference to another page is a file of the site, and each place in it is there."""
    pages = {path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*.html")}
    anchors = {name: set(re.findall(r'\bid="([^"]+)"', text)) for name, text in pages.items()}
    for name, text in pages.items():
        for target in set(re.findall(r'(?:href|src)="([^"]+)"', text)):
            if target.startswith("https://"):
                continue
            path, _, place = target.partition("#")
            found = (folder / name).parent.joinpath(path).resolve() if path else folder / name
            assert found.is_file(), f"{name}: {target}"
            if place and found.suffix == ".html":
                page = found.relative_to(folder.resolve()).as_posix()
                # Rules that passed have no place of their own; a script finds them by where they lead.
                known = place in anchors[page] or f"/{place.removeprefix('is-')}.html" in pages[page]
                assert known or place == "main", f"{name}: {target}"
