"""Photographs two pages of the made-up organization's site; needs Chromium and the test dependencies.

python docs/images/site.py docs/images
"""

import sys
import tempfile
from datetime import date
from pathlib import Path

from playwright.sync_api import sync_playwright

from checker.app.demo import DemoHistory
from checker.cli import folder_output
from checker.model.report_input import Audience
from checker.render import html

PICTURES = {"site-overview.png": ("index.html", "light"), "site-team.png": ("teams/checkout.html", "dark")}
DAY = date(2026, 11, 22)
BROWSER = "/usr/bin/chromium"


def main(target: Path) -> None:
    """Build the site and save its pictures to a folder."""
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        built = Path(scratch) / "site"
        folder_output.write(html.pages(DemoHistory(DAY).story(27), Audience.ENGINEER), built, html.SCHEMA)
        browser = playwright.chromium.launch(executable_path=BROWSER, args=["--no-sandbox", "--disable-gpu"])
        for name, (page, scheme) in PICTURES.items():
            tab = browser.new_page(viewport={"width": 1280, "height": 860}, color_scheme=scheme)
            tab.goto((built / page).as_uri())
            tab.screenshot(path=target / name)
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
