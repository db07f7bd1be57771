"""A site of the made-up organization, and a real browser to open it in."""

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Browser, Dialog, Page, sync_playwright

from checker.model.report_input import Audience, ReportInput
from checker.render import html
from tests.shared import once

NO_BROWSER = "there is no Chromium here, and nothing to install it with"
BLANK = "about:blank"
FLAGS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]


def write(story: ReportInput, folder: Path, audience: Audience = Audience.ENGINEER) -> Path:
    """Write a site without the care that the command line takes."""
    for page in html.pages(story, audience):
        path = folder / page.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(page.content)
    return folder


@pytest.fixture(scope="session")
def folder(story: ReportInput, tmp_path_factory) -> Path:
    """Write the site of the made-up organization once."""
    return once("site", lambda: write(story, tmp_path_factory.mktemp("site")), tmp_path_factory)


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


class Tabs:
    """Tabs of the browser by their options: starting one takes longer than most of what is looked at in it."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._idle: dict[str, list[Page]] = {}

    def take(self, options: Mapping[str, Any]) -> Page:
        """Return a tab that has nothing of those before it."""
        idle = self._idle.get(repr(options))
        if not idle:
            return self._browser.new_context(**options).new_page()
        page = idle.pop()
        page.set_viewport_size(options["viewport"])
        page.emulate_media(media="null", color_scheme=options["color_scheme"])
        return page

    def give_back(self, page: Page, options: Mapping[str, Any]) -> None:
        """Forget what the tab was told and what its pages keep."""
        page.unroute_all()
        if page.url != BLANK:
            page.evaluate("localStorage.clear(), sessionStorage.clear()")
            page.goto(BLANK)
        self._idle.setdefault(repr(options), []).append(page)


@pytest.fixture(scope="session")
def tabs(browser: Browser) -> Tabs:
    """Keep the tabs of one browser."""
    return Tabs(browser)


class Visit:
    """One tab: what it asked for, and what its console and its dialogs said."""

    def __init__(self, page: Page, base: str) -> None:
        self.base = base
        self.asked: list[str] = []
        self.said: list[str] = []
        self.page = page
        self._listeners: dict[Any, Callable[[Any], None]] = {
            "request": lambda request: self.asked.append(request.url),
            "console": lambda message: self.said.append(message.text),
            "pageerror": lambda error: self.said.append(str(error)),
            "dialog": self._dialog,
        }
        for event, listener in self._listeners.items():
            page.on(event, listener)

    def _dialog(self, dialog: Dialog) -> None:
        self.said.append(dialog.message)
        dialog.dismiss()

    def open(self, path: str) -> Page:
        self.page.goto(f"{self.base}/{path}")
        return self.page

    def end(self) -> None:
        """Listen no more."""
        for event, listener in self._listeners.items():
            self.page.remove_listener(event, listener)

    def strayed(self) -> list[str]:
        """Return what was asked of anybody but the host of the site."""
        return [url for url in self.asked if not url.startswith(f"{self.base}/")]


@pytest.fixture
def visit(tabs: Tabs, host: str) -> Iterator[Callable[..., Visit]]:
    """Return a function that opens a tab with the options given; at the end nothing has strayed or complained."""
    visits: list[tuple[Visit, dict[str, Any]]] = []

    def begin(base: str = host, **options) -> Visit:
        whole = {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light", **options}
        begun = Visit(tabs.take(whole), base)
        visits.append((begun, whole))
        return begun

    yield begin
    for each, options in visits:
        each.end()
        tabs.give_back(each.page, options)
    for each, _ in visits:
        assert each.strayed() == []
        assert each.said == []
