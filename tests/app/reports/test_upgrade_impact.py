"""What an upgrade will change, from facts that are kept."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from checker.app.audit.history_recorder import HistoryLocation
from checker.app.audit.run import AuditRequest, audit
from checker.app.policies.compile_plan import prepare
from checker.app.reports.compare import ReferenceSource
from checker.app.reports.upgrade_impact import impact
from checker.engine.compile import Plan
from checker.errors import UsageError
from checker.model.change import Change, Parts, ScoreStep, Turn
from checker.model.result import Outcome
from checker.policy.settings.configuration import Configuration
from checker.store import open_history
from tests.cli.conftest import POLICY
from tests.repositories import Made

NOW = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of two repositories and a policy."""
    folder = tmp_path_factory.mktemp("upgrading")
    (folder / "p.yml").write_text(POLICY)
    for name in ("one", "two"):
        made = Made(folder / "repos" / name)
        made.path.mkdir(parents=True)
        made.git("init", "-q", "-b", "main")
        made.commit({"README": "x"})
    return folder


@pytest.fixture(scope="module")
def plan(place: Path) -> Plan:
    return prepare(["p.yml"], place, NOW.date())


def record(place: Path, plan: Plan, name: str, *, keep: bool) -> tuple[ReferenceSource, Configuration]:
    """Audit into a history, which says then that one repository failed."""
    kept = HistoryLocation(f"sqlite:///{name}.db", place)
    configuration = Configuration(place, "acme", (str(place / "repos"),))
    found = audit(AuditRequest((), NOW, jobs=1, history=kept, keep_facts=keep), plan, configuration)
    first, second = found.subjects
    failed = tuple(
        replace(each, outcome=Outcome.FAIL, score=0.0) if each.rule == "small/readme" else each
        for each in second.results
    )
    changed = replace(
        found, subjects=(first, replace(second, results=failed)), started_at="2026-11-23T00:00:00Z"
    )
    with open_history(kept.url, kept.folder, write=True) as history:
        [series] = history.series()
        with history.record(series.key, series.name) as recording:
            recording.begin(changed.started_at, changed.policy, changed.tool)
            for each in changed.subjects:
                recording.add(each)
            recording.finish(changed)
    return ReferenceSource(kept), configuration


def asked(source: ReferenceSource, configuration: Configuration, plan: Plan) -> Change:
    return impact("latest", (), source, plan=plan, configuration=configuration, today=NOW.date())


def test_what_this_version_judges_otherwise(place: Path, plan: Plan) -> None:
    """Is told with the totals, as nobody's doing."""
    change = asked(*record(place, plan, "kept", keep=True), plan)
    assert change.organization.score.parts == Parts(upgrade=50.0)
    [subject] = change.subjects
    [outcome] = subject.outcomes
    assert (subject.subject, outcome.rule) == ("repos/two", "small/readme")
    assert (outcome.before, outcome.after) == (Outcome.FAIL, Outcome.PASS)
    assert (outcome.turn, outcome.step) == (Turn.OTHER, ScoreStep.UPGRADE)
    assert "as they were collected then" in change.notes[-1]


def test_without_facts_it_says_how_to_keep_them(place: Path, plan: Plan) -> None:
    source, configuration = record(place, plan, "none", keep=False)
    with pytest.raises(UsageError, match="no facts are kept") as caught:
        asked(source, configuration, plan)
    assert "--keep-facts" in caught.value.hint
