"""What is carried over from audit to audit: never another result than a full audit gives."""

import subprocess
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from checker.app.audit import repository
from checker.app.audit.run import AuditRequest, context_of
from checker.app.audit.targets import AuditTask
from checker.app.policies.compile_plan import prepare
from checker.model.policy import Waiver
from checker.policy.settings.configuration import Configuration
from tests.repositories import DAY, START, Made

PACKS = ("baseline", "flow", "release")
FILES = {
    "README.md": "# A\n\nText.\n",
    "LICENSE": "MIT License\n",
    "pyproject.toml": '[project]\nname = "a"\nversion = "1"\nrequires-python = ">=3.12"\n',
    ".github/workflows/ci.yml": "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - uses: a/b@v1\n",
}
WAIVER = Waiver(("actions/*", "docs/*"), "later", "olga", "cto", date(2026, 2, 20), everywhere=True)
PATHS = replace(WAIVER, paths=(".github/**",))


def plan(waivers=()):
    found = prepare(PACKS, Path.cwd(), date(2026, 11, 1))
    return replace(found, policy=replace(found.policy, waivers=tuple(waivers)))


def judged(target, now, *, waivers=(), many=True, configuration=None, refresh=False, at=""):
    """Judge one repository as an audit of many does, or as one of few."""
    request = AuditRequest((str(target),), now, at=at, refresh=refresh)
    used = plan(waivers)
    context = context_of(request, used, configuration or Configuration(), many=many)
    return repository.judge_task(repository.RepositoryJudge(context), AuditTask(str(target)))


@pytest.fixture
def made(make_repository, tmp_path, monkeypatch):
    monkeypatch.setenv("CHECKER_CACHE_DIR", str(tmp_path / "cache"))
    return make_repository(files=FILES)


def day(number):
    return datetime.fromtimestamp(START, UTC) + timedelta(days=number)


def carried(judgement):
    return any(note.startswith("carried over") for note in judgement.subject.notes)


def test_an_unchanged_repository_is_not_opened(made, monkeypatch):
    """Reading a few files is enough: no process is started, and the report says how old it is."""
    judged(made, day(1))
    monkeypatch.setattr(subprocess.Popen, "__init__", None)
    again = judged(made, day(30))
    assert again.subject.notes[0].endswith("since it was collected at 2026-01-02T00:00:00Z")


def test_what_depends_on_the_time_is_judged_again(made):
    """Nobody commits for two years: that is a fact of today."""
    outcomes = {
        days: {each.rule: each for each in judged(made, day(days)).subject.results} for days in (1, 900)
    }
    assert outcomes[1]["flow/maintained"].outcome == "pass"
    assert outcomes[900]["flow/maintained"].outcome == "fail"
    assert outcomes[900]["python/requires-python"].outcome != "unknown"


def test_refresh_reads_again(made):
    judged(made, day(1))
    assert not carried(judged(made, day(2), refresh=True))


def test_few_repositories_are_always_read(made):
    """What was kept would be of little use, and notes about the work in progress would be missed."""
    judged(made, day(1))
    assert not carried(judged(made, day(2), many=False))


@pytest.mark.parametrize(
    "changes",
    [
        {"at": "HEAD"},
        {"configuration": Configuration(organization="acme")},
    ],
)
def test_another_question_is_answered_anew(made, changes):
    judged(made, day(1))
    assert not carried(judged(made, day(2), **changes))


def test_damaged_memories_are_forgotten(made, tmp_path):
    judged(made, day(1))
    [path] = (tmp_path / "cache/kept").iterdir()
    path.write_bytes(path.read_bytes()[:-1])
    assert not carried(judged(made, day(2)))


def without_notes(judgement):
    return replace(judgement, subject=replace(judgement.subject, notes=()))


CHANGES = {
    "commit": lambda made: made.commit({"src/a.py": f"x = {made.commits}\n"}),
    "workflow": lambda made: made.commit(
        {".github/workflows/ci.yml": FILES[".github/workflows/ci.yml"] + "\n"}
    ),
    "tag": lambda made: made.git("tag", "--force", f"v1.{made.commits}"),
    "branch": lambda made: made.git("branch", "--force", f"topic-{made.commits}"),
    "pack": lambda made: made.git("gc", "--quiet"),
    "nothing": lambda made: None,
}
STEPS = st.lists(
    st.tuples(
        st.sampled_from(sorted(CHANGES)),
        st.sampled_from([(), (WAIVER,), (PATHS,)]),
        st.integers(0, 400),
    ),
    min_size=1,
    max_size=5,
)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(steps=STEPS)
def test_carried_results_are_those_of_a_full_audit(tmp_path_factory, steps):
    """For any sequence of changes, waivers and days."""
    folder = tmp_path_factory.mktemp("steps")
    made = Made(folder / "made")
    made.path.mkdir()
    made.git("init", "--quiet", "-b", "main")
    made.commit(FILES)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CHECKER_CACHE_DIR", str(folder / "cache"))
        now = 0
        for change, waivers, days in steps:
            CHANGES[change](made)
            now += days
            moment = datetime.fromtimestamp(START, UTC) + timedelta(seconds=now * DAY)
            some = judged(made, moment, waivers=waivers)
            whole = judged(made, moment, waivers=waivers, many=False)
            assert without_notes(some) == without_notes(whole)
