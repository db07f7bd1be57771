"""A web site for people: a folder of pages that any host serves and that works from a memory stick."""

import json
from collections.abc import Iterator

from checker import resources
from checker.model.report_input import Audience, ReportInput
from checker.render import Page
from checker.render.html.audit_index import AuditIndex
from checker.render.html.layout import Shell, shell
from checker.render.html.page import LIMITS, SIZE_LIMIT, SitePage
from checker.render.html.sitemap import leaves
from checker.render.machine.manifest import manifest
from checker.render.shared.redaction import for_partners

SCHEMA = "urn:standards-checker:site-1"
"""Stands in the manifest, by which a folder is known again as ours."""
_ASSETS = ("site.css", "site.js", "theme.js", "icon.svg")


def pages(story: ReportInput, audience: Audience = Audience.ENGINEER) -> Iterator[Page]:
    """Yield the pages, what they need to look and work as they should, and last the list of all."""
    if audience is Audience.PARTNER:
        story = for_partners(story)
    survey = AuditIndex(story)
    planned = list(leaves(survey, audience))
    frame = shell(story, planned, audience)
    paths = []
    for page in _all(planned, survey, frame):
        paths.append(page.path)
        yield page
    yield manifest(SCHEMA, story, audience, paths)


def _all(planned: list[SitePage], survey: AuditIndex, frame: Shell) -> Iterator[Page]:
    yield from assets()
    yield Page("assets/index.js", index(planned, survey))
    for leaf in planned:
        yield Page(leaf.path, written(leaf, frame))


def assets() -> Iterator[Page]:
    """Yield what every page needs to look and work as it should."""
    for name in _ASSETS:
        path = resources.folder("reports") / "templates" / "site" / "assets" / name
        yield Page(f"assets/{name}", path.read_bytes())


def written(leaf: SitePage, frame: Shell) -> bytes:
    """Return a page with as many items in its lists as its size allows."""
    from checker.render.html.environment import environment

    template = environment().get_template(leaf.template)
    around = {"shell": frame, "leaf": leaf, "root": "../" * leaf.path.count("/")}
    content = b""
    for limit in LIMITS:
        content = template.render(page=leaf.view(limit), **around).encode("utf-8", "replace")
        if len(content) <= SIZE_LIMIT:
            break
    return content


def index(planned: list[SitePage], survey: AuditIndex) -> bytes:
    """Return what the search looks through, as a script: pages opened from a disk may not fetch data."""
    from checker.render.html.search import entries

    found = [[entry.kind, entry.name, entry.about, entry.href] for entry in entries(planned, survey)]
    text = json.dumps(found, separators=(",", ":"))
    return f"window.checkerIndex={text};\n".encode("ascii")
