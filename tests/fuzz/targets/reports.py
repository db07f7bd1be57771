"""Reports and snapshots that are read back: by `compare`, `report FILE` and `audit --facts`."""

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from checker import plugins
from checker.app.audit.assemble import assemble
from checker.app.audit.repository import RepositoryJudge, replay
from checker.app.audit.run import AuditRequest, context_of
from checker.app.audit.times import accepted
from checker.app.reports import compare
from checker.engine import snapshot as snapshots
from checker.model.audit import Audit
from checker.model.change import Focus
from checker.model.report_input import Audience, ReportInput
from checker.policy.settings.configuration import Configuration
from checker.render import Style
from tests.fuzz import judging
from tests.fuzz.corpus import trees
from tests.fuzz.inputs import Input
from tests.fuzz.mutations import mutated, restructured, written
from tests.render import changes, example, gates

_SNAPSHOT = "snapshot.json"


@cache
def _reports() -> Sequence[Any]:
    audits = (example.audit(), example.single(), gates.audit(), changes.before())
    form = plugins.load(plugins.FORMATS, "json")
    return [json.loads(form.render(each, Style())) for each in audits]


@cache
def _snapshots() -> Sequence[Any]:
    some = sorted(trees(), key=lambda tree: -len(tree))[:12]
    return [json.loads(snapshots.dump(judging.snapshot(tree))) for tree in some]


def make(random: Random) -> Input:
    """Return two reports or a snapshot, one of them mutated."""
    kept = random.random() < 0.4
    document = random.choice(_snapshots() if kept else _reports())
    changed = written(restructured(document, random))
    if random.random() < 0.1:
        changed = mutated(changed, random)
    files = (
        {_SNAPSHOT: changed} if kept else {"a.json": changed, "b.json": written(random.choice(_reports()))}
    )
    return Input(files, random.randrange(2**32))


def run(given: Input, scratch: Path) -> None:
    """Read it back, and tell what it says in one of the formats."""
    for name, content in given.files.items():
        (scratch / name).write_bytes(content)
    random = Random(given.choice)
    if _SNAPSHOT in given.files:
        _tell(_replayed(scratch / _SNAPSHOT), random)
        return
    first, second = (str(scratch / name) for name in random.sample(sorted(given.files), 2))
    before, after = compare.load(first, second, compare.ReferenceSource())
    change = compare.compare(before, after, Focus())
    compare.verdict(change)
    form = plugins.load(plugins.CHANGES, random.choice(plugins.names(plugins.CHANGES)))
    form.render(change, Style())
    _tell(before, random)
    _tell(after, random)


def _replayed(path: Path) -> Audit:
    found = snapshots.load(path.read_text(encoding="utf-8", errors="replace"), path.name)
    now = accepted(snapshots.moment(found), found.collected_at)
    context = context_of(AuditRequest((), now), judging.plan("baseline"), Configuration())
    return assemble([replay(RepositoryJudge(context), (found, now))], (), context)


def _tell(audit: Audit, random: Random) -> None:
    name = random.choice(plugins.names(plugins.FORMATS))
    form = plugins.load(plugins.FORMATS, name)
    style, audience = Style(verbose=random.random() < 0.5), random.choice(list(Audience))
    if hasattr(form, "pages"):
        list(form.pages(ReportInput(audit), audience))
    elif hasattr(form, "tell"):
        form.tell(ReportInput(audit), audience, style)
    else:
        form.render(audit, style)
