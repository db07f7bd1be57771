"""A site of the made-up organization, and a real browser to open it in."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, sync_playwright

from checker.app.demo import DemoHistory
from checker.model.report_input import Audience, ReportInput
from checker.render import html

LAST = date(2026, 11, 22)
NO_BROWSER = "there is no Chromium here, and nothing to install it with"
FLAGS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]


def write(story: ReportInput, folder: Path, audience: Audience = Audience.ENGINEER) -> Path:
    """Write a site without the care that the command line takes."""
    for page in html.pages(story, audience):
        path = folder / page.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(page.content)
    return folder


@pytest.fixture(scope="session")
def story() -> ReportInput:
    """Tell of the made-up organization, with five audits over a year."""
    return DemoHistory(LAST).story(5)


@pytest.fixture(scope="session")
def folder(story: ReportInput, tmp_path_factory) -> Path:
    """Write the site of the made-up organization once."""
    return write(story, tmp_path_factory.mktemp("site"))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start Chromium; where CI has none that is a failure, elsewhere a reason to skip."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(NO_BROWSER)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield started
        started.close()


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder as any static host does, for as long as it is needed."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="session")
def host(folder: Path) -> Iterator[str]:
    """Serve the site of the made-up organization."""
    with served(folder) as address:
        yield address


class Visit:
    """One tab: what it asked for, and what its console said."""

    def __init__(self, context: BrowserContext, base: str) -> None:
        self.base = base
        self.asked: list[str] = []
        self.said: list[str] = []
        self.page: Page = context.new_page()
        self.page.on("request", self._request)
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))

    def _request(self, request: Request) -> None:
        self.asked.append(request.url)

    def open(self, path: str) -> Page:
        self.page.goto(f"{self.base}/{path}")
        return self.page

    def strayed(self) -> list[str]:
        """Return what was asked of anybody but the host of the site."""
        return [url for url in self.asked if not url.startswith(f"{self.base}/")]


@pytest.fixture
def visit(browser: Browser, host: str) -> Iterator[Callable[..., Visit]]:
    """Return a function that opens a tab with the options given; at the end nothing has strayed or complained."""
    visits: list[Visit] = []
    contexts: list[BrowserContext] = []

    def begin(base: str = host, **options) -> Visit:
        contexts.append(browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options}))
        visits.append(Visit(contexts[-1], base))
        return visits[-1]

    yield begin
    for each in visits:
        assert each.strayed() == []
        assert each.said == []
    for context in contexts:
        context.close()
