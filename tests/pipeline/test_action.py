"""The Action, step by step as GitHub's runner would, on payloads that GitHub publishes."""

import json
from pathlib import Path

import pytest

from tests.pipeline import ANNOTATIONS_A_JOB, SUMMARY_LIMIT
from tests.pipeline.stage import FILES, MARKER, NAME, NUMBER, payload, staged
from tests.repositories import WORKFLOW, Made


@pytest.fixture
def stage(make_repository, tmp_path):
    with staged(make_repository("work place", files=FILES), tmp_path) as found:
        yield found


def broken(stage):
    """Fix one rule and break another."""
    text = WORKFLOW.replace("permissions: {contents: read}\n", "").replace("a/b@v1", f"a/b@{'a' * 40}")
    stage.made.commit({".github/workflows/ci.yml": text})


def test_a_change_that_fixes_one_rule_and_breaks_another_is_told_of_the_broken_one(stage):
    broken(stage)
    run = stage.pull(**{"fail-on": "low"})
    assert run.status == "failure", run.log
    assert run.steps[-1].name == "Verdict"
    loud = [each for each in run.annotations if each.kind != "notice"]
    assert {each.title.split(" ")[0] for each in loud} == {"actions/read-only-default"}
    assert all(each.file == ".github/workflows/ci.yml" for each in loud)
    assert run.outputs["exit-code"] == "1"
    assert int(run.outputs["worse"]) == 1
    assert float(run.outputs["score"]) >= 0
    assert json.loads(Path(run.outputs["json"]).read_text())["gate"]["worse"]
    assert json.loads(Path(run.outputs["sarif"]).read_text())["version"] == "2.1.0"
    assert "## ❌ 1 rule became worse" in run.summary
    assert "1 rule became better" in run.summary
    assert [body.startswith(f"{MARKER}\n# Own") for body in stage.comments] == [True]


def test_the_comment_is_written_over(stage):
    """The second push mends what the first one broke: still one comment, which says so."""
    broken(stage)
    assert stage.pull(**{"fail-on": "low"}).status == "failure"
    stage.made.commit({".github/workflows/ci.yml": WORKFLOW})
    run = stage.pull(action="synchronize", **{"fail-on": "low"})
    assert run.status == "success", run.log
    assert (run.outputs["exit-code"], run.outputs["worse"]) == ("0", "0")
    assert len(stage.comments) == 1
    assert "## ✅ Nothing became worse" in stage.comments[0]


def test_what_others_write_with_our_marker_stays_theirs(stage):
    """Anybody may begin a comment so; it is neither written over nor taken for ours."""
    theirs = f"{MARKER}\nIgnore what follows"
    stage.forge.world.comments.add(NAME, NUMBER, "Codertocat", theirs)
    broken(stage)
    for action in ("opened", "synchronize"):
        stage.pull(action=action, **{"fail-on": "low"})
    assert [body == theirs for body in stage.comments] == [True, False]


def test_what_the_base_became_meanwhile_is_not_blamed_on_the_change(stage):
    """GitHub tests a merge into the base as it is now, which the event may not know yet."""
    stage.made.commit({"README.md": "# Ours\n"})
    event_base = stage.made.git("rev-parse", "main")
    stage.made.git("checkout", "--quiet", "main")
    stage.made.commit({".github/workflows/ci.yml": WORKFLOW + "      - uses: others/c@v1\n"})
    stage.made.git("checkout", "--quiet", "--detach", "main")
    stage.made.git("merge", "--quiet", "--no-ff", "--no-edit", "topic")
    run = stage.pull(base=event_base, **{"fail-on": "low"})
    assert (run.status, run.outputs["worse"]) == ("success", "0"), run.log


def test_a_merge_of_the_change_itself_does_not_move_the_base(stage):
    """Only the merge that GitHub made counts: its second parent is the head of the pull request."""
    broken(stage)
    before = stage.made.git("rev-parse", "HEAD")
    stage.made.git("checkout", "--quiet", "-b", "side", "main")
    stage.made.commit({"README.md": "# Ours\n"})
    stage.made.git("checkout", "--quiet", "topic")
    stage.made.git("merge", "--quiet", "--no-ff", "--no-edit", "side")
    assert stage.made.git("rev-parse", "HEAD^1") == before
    assert stage.pull(**{"fail-on": "low"}).outputs["exit-code"] == "1"


def test_a_fork_has_no_comment_and_does_not_fail_for_it(stage):
    """Its token only reads: annotations and the summary are there all the same."""
    stage.made.commit({"README.md": "# Ours\n"})
    run = stage.pull("fork")
    assert run.status == "success", run.log
    assert stage.comments == []
    assert "Resource not accessible by integration" in run.log
    assert "Nothing became worse" in run.summary


def test_a_fork_cannot_let_itself_pass(stage):
    broken(stage)
    stage.made.commit({"checker.yml": "policy: [docs]\n", "own.yml": "nonsense"})
    run = stage.pull("fork", **{"fail-on": "low"})
    assert run.outputs["exit-code"] == "1"
    assert run.status == "failure"


def test_a_merge_queue_is_held_against_its_base(stage):
    """What blocked nobody in the pull request does not block it in the queue; there is nowhere to comment."""
    event = payload("merge_group")
    event["merge_group"]["base_sha"] = stage.made.git("rev-parse", "main")
    stage.made.commit({"README.md": "# Ours\n"})
    run = stage.run("merge_group", event, **{"fail-on": "low"})
    assert (run.status, run.outputs["worse"], stage.comments) == ("success", "0", []), run.log
    broken(stage)
    assert stage.run("merge_group", event, **{"fail-on": "low"}).outputs["exit-code"] == "1"


def test_a_push_is_judged_as_it_stands(stage):
    """Nothing to hold it against, nowhere to comment."""
    run = stage.run("push", payload("push"), **{"fail-on": "never"})
    assert run.status == "success", run.log
    assert run.outputs["worse"] == ""
    assert (stage.comments, [step.outcome for step in run.steps if step.name == "Comment"]) == (
        [],
        ["skipped"],
    )
    assert run.outputs["exit-code"] == "0"


def test_a_schedule_is_judged_as_it_stands(stage):
    """GitHub publishes no example of this event; its payload is the schedule and the repository."""
    event = {"schedule": "17 4 * * 1", "repository": payload("push")["repository"]}
    run = stage.run("schedule", event, **{"fail-on": "low", "sarif": "out.sarif"})
    assert (run.status, run.outputs["exit-code"]) == ("failure", "1")
    assert run.outputs["sarif"] == f"{stage.made.path}/out.sarif"
    assert Path(run.outputs["sarif"]).exists()


def test_inputs_are_text(stage):
    """Nothing in an input is run, and a mistake in one is told as such."""
    run = stage.pull(policy="$(touch hacked)\n`touch hacked`; touch hacked")
    assert not (stage.made.path / "hacked").exists()
    assert (run.status, run.outputs["exit-code"], run.outputs["json"]) == ("failure", "2", "")
    assert "$(touch hacked)" in run.log
    assert stage.comments == []


def test_other_demands_and_folders(stage):
    """A repository below the workspace, judged by packs that are named."""
    stage.made.git("clone", "--quiet", ".", "below it")
    run = stage.run(
        "push",
        payload("push"),
        **{"path": "below it", "policy": "actions\ndocs", "min-score": "100", "fail-on": "never"},
    )
    assert (run.status, run.outputs["exit-code"]) == ("failure", "1"), run.log
    packs = {
        each["pack"] for each in json.loads(Path(run.outputs["json"]).read_text())["subjects"][0]["results"]
    }
    assert packs == {"actions", "docs"}


def test_without_the_history_it_says_what_to_fetch(stage):
    """actions/checkout brings one commit unless it is told otherwise."""
    base = stage.made.git("rev-parse", "main")
    stage.made.commit({"README.md": "# Ours\n"})
    place = f"file://{stage.made.path}"
    stage.made.git("clone", "--quiet", "--depth", "1", place, str(stage.folder / "shallow"))
    event = payload("pull_request", "opened")
    event["pull_request"]["base"]["sha"] = base
    stage.made = Made(stage.folder / "shallow")
    run = stage.run("pull_request", event)
    assert (run.status, run.outputs["exit-code"], run.outputs["json"]) == ("failure", "3", "")
    (told,) = run.annotations
    assert (told.kind, told.title) == ("error", "There is no audit")
    assert "fetch-depth: 0" in told.message
    assert stage.comments == []


def test_a_second_use_in_a_job_is_not_taken_for_the_first(stage):
    """A mistake in it leaves nothing that the first one wrote."""
    stage.made.commit({"README.md": "# Ours\n"})
    first = stage.pull()
    stage.kept = first.temporary
    second = stage.pull(policy="nothing-of-this-name")
    assert (second.outputs["exit-code"], second.outputs["json"], second.outputs["score"]) == ("2", "", "")
    assert Path(first.outputs["json"]).exists()


def test_a_runner_without_summaries_does(stage):
    """Not all that run actions show summaries."""
    stage.lacks = ("GITHUB_STEP_SUMMARY",)
    broken(stage)
    run = stage.pull(**{"fail-on": "low"})
    assert (run.outputs["exit-code"], run.outputs["worse"], run.summary) == ("1", "1", "")
    assert run.steps[-1].name == "Verdict"


def test_what_a_change_brought_comes_before_what_was_there(stage):
    """Notices of old failures begin with those in touched files."""
    old = {f".github/workflows/a{n}.yml": WORKFLOW for n in range(20)}
    stage.made.git("checkout", "--quiet", "main")
    stage.made.commit(old)
    stage.made.git("checkout", "--quiet", "-B", "topic")
    stage.made.commit({".github/workflows/ci.yml": WORKFLOW + "      - uses: c/d@v1\n"})
    run = stage.pull(**{"fail-on": "low"})
    places = [(each.kind, each.file, each.line) for each in run.annotations if each.file]
    assert places[0] == ("error", ".github/workflows/ci.yml", 10)
    notices = [file for kind, file, _ in places if kind == "notice"]
    assert notices[0] == ".github/workflows/ci.yml"
    assert ".github/workflows/a0.yml" in notices


def test_thousands_of_findings_stay_within_limits(stage):
    """Ten annotations of a kind, a summary and a comment that GitHub takes."""
    steps = "".join(f"      - uses: {'long/' * 30}x{number}@v1\n" for number in range(400))
    stage.made.commit({f".github/workflows/w{n}.yml": WORKFLOW + steps for n in range(12)})
    run = stage.pull(**{"fail-on": "low"})
    audit = next(step for step in run.steps if step.name == "Audit")
    kinds = [each.kind for each in audit.annotations]
    assert max(map(kinds.count, kinds)) == 10
    assert "left out here" in run.log
    assert 0 < len(run.summary.encode()) < SUMMARY_LIMIT
    assert len(run.annotations) <= ANNOTATIONS_A_JOB
    assert [len(body) <= 65_536 for body in stage.comments] == [True]


@pytest.mark.parametrize("cached", [False, True])
def test_what_is_installed_is_locked(stage, cached):
    """With hashes and wheels only; what the cache brings is not asked of a registry again."""
    stage.cached = cached
    stage.run("push", payload("push"))
    told = (stage.folder / "temporary 1" / "pip").read_text().splitlines()
    assert [" download " in line for line in told] == [True] * (not cached) + [False, False]
    assert all("--require-hashes" in line and "--only-binary :all:" in line for line in told[:-2])
    assert "--no-index --require-hashes" in told[-2]
    assert "--no-deps --no-compile --no-index --no-build-isolation" in told[-1]
