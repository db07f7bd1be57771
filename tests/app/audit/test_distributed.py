"""What is sent to other machines, and what has to be the same there."""

import pickle
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from checker.app.audit import distributed
from checker.app.audit.repository import Judged, RepositoryJudge
from checker.app.audit.resume import Run
from checker.app.audit.run import AuditRequest, context_of, shared_out
from checker.app.audit.targets import AuditTask
from checker.app.policies.compile_plan import prepare
from checker.errors import PolicyError, TargetError
from checker.executors import Here, Work
from checker.policy.settings import config
from checker.policy.settings.configuration import Configuration

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
SECRET = "hunter2hunter2"
SETTINGS = f"""\
organization: acme
targets: [a]
history: postgresql://checker:{SECRET}@db.example/standards
"""


def context(folder: Path, configuration: Configuration | None = None):
    plan = prepare(["docs"], folder, date(2026, 11, 22))
    return context_of(AuditRequest((), NOW), plan, configuration or Configuration(folder))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CHECKER_CACHE_DIR", str(tmp_path / "cache"))
    return tmp_path


def test_no_secret_is_sent(folder, monkeypatch) -> None:
    """Neither of the environment nor of the settings."""
    monkeypatch.setenv("GITHUB_TOKEN", SECRET)
    (folder / "checker.yml").write_text(SETTINGS)
    configuration = config.trusted(folder / "checker.yml")
    assert SECRET in configuration.history
    made = context(folder, configuration)
    assert SECRET.encode() in pickle.dumps(made)
    sent = pickle.dumps((distributed.work_elsewhere(made), AuditTask("a")))
    assert SECRET.encode() not in sent
    assert b"acme" in sent


def test_a_repository_is_judged_as_here(folder, make_repository) -> None:
    """The work that is sent comes to what it comes to here."""
    make_repository("a", {"README.md": "# A\n"})
    made = context(folder)
    _, here = shared_out(AuditRequest(("a",), NOW), made, asks=False)
    [(_, expected)] = Here().run(here, [AuditTask("a")])
    sent = pickle.loads(pickle.dumps(distributed.work_elsewhere(made)))
    assert list(Here().run(sent, [AuditTask("a")])) == [(AuditTask("a"), expected)]
    assert not isinstance(expected, Exception)


def outcome(work: Work[RepositoryJudge, AuditTask, Judged]) -> str:
    [(_, judged)] = Here().run(work, [AuditTask("a")])
    return str(judged)


def test_what_a_lost_worker_kept_is_not_carried_over(folder, make_repository) -> None:
    """It was judged in this run; only the next run finds it unchanged."""
    make_repository("a", {"README.md": "# A\n"})
    plan = prepare(["docs"], folder, date(2026, 11, 22))
    made = [context_of(AuditRequest((), NOW), plan, Configuration(folder), Run(None, NOW)) for _ in range(2)]
    work, later = map(distributed.work_elsewhere, made)
    first, again, next_run = map(outcome, (work, work, later))
    assert first == again
    assert "carried over" in next_run
    assert "carried over" not in first


def test_what_is_not_found_there_says_so(folder, make_repository) -> None:
    """It is about the other machine, for the client has found it."""
    make_repository("a", {"README.md": "# A\n"})
    work = distributed.work_elsewhere(context(folder))
    [(_, outcome)] = Here().run(work, [AuditTask("b")])
    assert isinstance(outcome, TargetError)
    assert "where it was to be judged, does not find b" in outcome.message
    assert "same file system" in outcome.hint


def test_another_folder_is_not_taken_for_the_clients(folder) -> None:
    """Relative targets would lead to other repositories."""
    made = context(folder)
    with pytest.raises(TargetError, match="has no folder /no/such/folder"):
        distributed.prepare_elsewhere(made, "/no/such/folder")


def test_another_policy_is_refused(folder) -> None:
    """It would have been changed on its way."""
    made = context(folder)
    plan = replace(made.plan, policy=replace(made.plan.policy, digest="0" * 64))
    with pytest.raises(PolicyError, match="not the one that was sent"):
        distributed.prepare_elsewhere(replace(made, plan=plan), str(folder))


def test_files_that_are_asked_for_with_a_token_are_read_here(folder) -> None:
    """Whoever else could judge."""
    request = AuditRequest((), NOW, executor="dask://host:8786")
    executor, _ = shared_out(request, context(folder), asks=True)
    assert isinstance(executor, Here)
