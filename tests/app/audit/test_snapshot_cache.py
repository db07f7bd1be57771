"""What is carried over from audit to audit: never another result than a full audit gives."""

import subprocess
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from checker.app.audit import repository, snapshot_cache
from checker.app.audit.resume import Run
from checker.app.audit.run import AuditRequest, context_of
from checker.app.audit.targets import AuditTask
from checker.app.policies.compile_plan import prepare
from checker.errors import TargetError
from checker.model.policy import Waiver
from checker.policy.settings.configuration import Configuration
from tests.command import warm
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


def plan(waivers=(), packs=PACKS):
    found = prepare(packs, Path.cwd(), date(2026, 11, 1))
    return replace(found, policy=replace(found.policy, waivers=tuple(waivers)))


def judged(
    target, now, *, waivers=(), packs=PACKS, many=True, run=None, configuration=None, refresh=False, at=""
):
    """Judge one repository as an audit of many does, or as one of few."""
    request = AuditRequest((str(target),), now, at=at, refresh=refresh)
    used = plan(waivers, packs)
    run = run or (Run(None, now) if many else None)
    context = context_of(request, used, configuration or Configuration(), run)
    return repository.judge_task(repository.RepositoryJudge(context), AuditTask(str(target)))


@pytest.fixture
def made(make_repository, cache, monkeypatch):
    monkeypatch.setenv("CHECKER_CACHE_DIR", str(cache))
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


def test_another_policy_is_judged_by_what_was_kept(made, monkeypatch):
    """As far as it asks for nothing else, the repository is not opened; the next day neither."""
    judged(made, day(1))
    with monkeypatch.context() as patch:
        patch.setattr(subprocess.Popen, "__init__", None)
        some = judged(made, day(2), packs=("baseline",))
    assert carried(some)
    assert results(some) == results(judged(made, day(2), packs=("baseline",), many=False))


def test_what_another_policy_asks_for_is_read(made):
    """And kept, so that it is read once."""
    judged(made, day(1), packs=("release",))
    some = judged(made, day(2))
    assert carried(some)
    assert results(some) == results(judged(made, day(2), many=False))
    again = judged(made, day(3))
    assert results(again) == results(judged(made, day(3), many=False))


def test_a_repository_that_is_gone_is_not_judged_by_half(made, tmp_path):
    """What is lacking cannot be had: that is neither unknown nor an error of a rule."""
    run = Run(None, day(1))
    judged(made, day(1), packs=("release",), run=run)
    made.path.rename(tmp_path / "elsewhere")
    with pytest.raises(TargetError):
        judged(made, day(1), run=run)


def test_the_same_run_goes_on_with_what_it_collected(made):
    """Whatever became of the repository: everything is as of the time of the run, and nothing is carried."""
    run = Run(None, day(1))
    first = judged(made, day(1), run=run)
    made.commit({"README.md": "# Another\n"})
    assert judged(made, day(1), run=run) == first
    assert judged(made, day(1), run=run, refresh=True) == first
    assert judged(made, day(1), run=Run(None, day(1))) != first


def test_busy_histories_are_read_again(made, monkeypatch):
    """Their commits are too many to keep; everything else is carried over."""
    for number in range(3):
        made.commit({"a": f"{number}"})
    monkeypatch.setattr("checker.collectors.history.recorded.COMMITS_KEPT", 2)
    judged(made, day(1))
    some = judged(made, day(3))
    assert carried(some)
    assert results(some) == results(judged(made, day(3), many=False))


def test_busy_histories_stay_incomplete(made, monkeypatch):
    """Also where another policy at the same time did not have to read them: the next day one has to."""
    for number in range(3):
        made.commit({"a": f"{number}"})
    monkeypatch.setattr("checker.collectors.history.recorded.COMMITS_KEPT", 2)
    for packs in (PACKS, ("release",)):
        judged(made, day(1), packs=packs)
        head = snapshot_cache.head_of(str(made))
        assert head is not None
        assert not head.complete


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
    [path] = (tmp_path / "cache" / snapshot_cache.KIND).iterdir()
    path.write_bytes(path.read_bytes()[:-1])
    assert not carried(judged(made, day(2)))


def without_notes(judgement):
    return replace(judgement, subject=replace(judgement.subject, notes=()))


def results(judgement):
    return judgement.subject.results


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
        st.sampled_from([PACKS, ("release",), ("docs", "flow")]),
        st.integers(0, 400),
    ),
    min_size=1,
    max_size=5,
)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(steps=STEPS)
def test_carried_results_are_those_of_a_full_audit(tmp_path_factory, steps):
    """For any sequence of changes, waivers, policies and days."""
    folder = tmp_path_factory.mktemp("steps")
    made = Made(folder / "made")
    made.path.mkdir()
    made.git("init", "--quiet", "-b", "main")
    made.commit(FILES)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CHECKER_CACHE_DIR", str(warm(folder / "cache")))
        now = 0
        for change, waivers, packs, days in steps:
            CHANGES[change](made)
            now += days
            moment = datetime.fromtimestamp(START, UTC) + timedelta(seconds=now * DAY)
            some = judged(made, moment, waivers=waivers, packs=packs)
            whole = judged(made, moment, waivers=waivers, packs=packs, many=False)
            assert without_notes(some) == without_notes(whole)
