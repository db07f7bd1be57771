"""Everything that reports have to offer, made of the made-up organization."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

from checker.app.audit.series import series_of
from checker.app.demo import adopted
from checker.app.demo.past import DemoHistory, told
from checker.app.demo.world import ORGANIZATION
from checker.model.audit import Audit, Subject
from checker.model.report_input import Audience, ReportInput
from checker.policy.settings.configuration import Configuration
from checker.render import Page, Style, badge, html
from checker.render.html import showcase
from checker.render.machine import csv, json, metrics, sarif
from checker.render.machine.manifest import manifest
from checker.render.markdown import audit as markdown_audit
from checker.render.shared.redaction import of_team
from checker.store import open_history

SCHEMA = "urn:standards-checker:demo-1"
WEEKS = 53
TEAM = "payments"
"""The team for which a report of its own is made."""
_HISTORY = "history.db"
_FILES = {
    "report.json": json,
    "report.md": markdown_audit,
    "report.sarif": sarif,
    "report.csv": csv,
    "metrics.txt": metrics,
}

Advance = Callable[[int, int, str], None]


def pages(last: date, advance: Advance) -> Iterator[Page]:
    """Yield the files of the demonstration: an overview, a report for each audience, a history, a policy.

    The same day gives the same files, but for the bytes of the history. *advance* is told of every audit.
    """
    past = DemoHistory(last)
    audits: list[Audit] = []
    for audit in past.weeks(WEEKS):
        audits.append(audit)
        advance(len(audits), WEEKS, audit.started_at[:10])
    story = told(audits)
    paths = []
    for page in chain(_own(past, last), [Page(_HISTORY, _history(audits))], _files(story), _editions(story)):
        paths.append(page.path)
        yield page
    yield manifest(SCHEMA, story, Audience.ENGINEER, paths)


def _own(past: DemoHistory, last: date) -> Iterator[Page]:
    """Yield what the organization itself wrote."""
    yield Page(adopted.POLICY, adopted.policy(last).encode())
    yield Page("checker.yml", adopted.configuration(past.teams).encode())


def _files(story: ReportInput) -> Iterator[Page]:
    """Yield the formats that are one text, and the badges."""
    for name, form in _FILES.items():
        yield Page(name, form.render(story.audit, Style()).encode())
    for page in badge.pages(story):
        yield Page(f"badges/{page.path}", page.content)


def _editions(story: ReportInput) -> Iterator[Page]:
    """Yield a site for each audience, in a folder of its name, and the page that leads to them."""
    for audience in Audience:
        shown = of_team(story, TEAM) if audience is Audience.TEAM else story
        assert shown is not None
        for page in html.pages(shown, audience):
            yield Page(f"{audience}/{page.path}", page.content)
    yield from showcase.pages(story, TEAM)


def _history(audits: Sequence[Audit]) -> bytes:
    """Return a database in which all audits are recorded, as those of the targets of the configuration."""
    targets = tuple(str(Path.cwd() / each) for each in adopted.TARGETS)
    series = series_of(targets, Configuration(Path.cwd(), ORGANIZATION, targets))
    with TemporaryDirectory() as place:
        with (
            open_history(f"sqlite:///{_HISTORY}", Path(place), write=True) as history,
            history.record(series.key, series.name) as recording,
        ):
            before: dict[tuple[str, str], Subject] = {}
            for audit in audits:
                subjects = {(each.kind, each.subject): each for each in audit.subjects}
                recording.begin(audit.started_at, audit.policy, audit.tool)
                recording.same(key for key, each in subjects.items() if before.get(key) == each)
                recording.finish(audit)
                before = subjects
        return (Path(place) / _HISTORY).read_bytes()
