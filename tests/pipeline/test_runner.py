"""The runner that tests of the Action stand on: what it does as GitHub's does, and what it refuses."""

import textwrap
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.pipeline import (
    ANNOTATIONS_A_JOB,
    ANNOTATIONS_A_STEP,
    SUMMARY_LIMIT,
    Annotation,
    Refused,
    Run,
    Runner,
)
from tests.pipeline.job import Job
from tests.pipeline.limits import assignments, shown

JOB = """
on:
  workflow_call:
    inputs:
      loud: {type: boolean, default: false}
    secrets:
      token: {required: true}
      history: {}
jobs:
  a:
    runs-on: x
    env: {KEPT: "${{ secrets.history != '' && 'yes' || 'no' }}"}
"""
SHA = "0123456789012345678901234567890123456789"
HEAD = """
name: Test
inputs:
  greeting: {default: "Hello ${{ github.actor }}"}
  needed: {required: true, default: x}
outputs:
  said: {value: "${{ steps.first.outputs.said }}"}
runs:
  using: composite
  steps:
"""


@pytest.fixture
def played(tmp_path: Path) -> Callable[..., Run]:
    """Return what runs the steps of an action, given as YAML."""

    def play(steps: str, actions: Mapping[str, object] | None = None, **given: str) -> Run:
        folder, work, temporary = (tmp_path / name for name in ("action", "work place", "temporary"))
        for each in (folder, work, temporary):
            each.mkdir(exist_ok=True)
        (folder / "lock.txt").write_text("a==1\n")
        (folder / "action.yml").write_text(HEAD + textwrap.indent(textwrap.dedent(steps), "    "))
        runner = Runner(folder, {"GIVEN": "yes"}, actions or {})  # type: ignore[arg-type]
        return runner.run(work, temporary, {"actor": "olga", "event_name": "push"}, given)

    return play


def test_values_travel_through_files_and_contexts(played):
    run = played(
        """
        - id: first
          shell: bash
          run: |
            echo "said=$GREETING" >> "$GITHUB_OUTPUT"
            echo "LATER=again" >> "$GITHUB_ENV"
            printf 'MANY<<END\\na\\nb=c\\nEND\\n' >> "$GITHUB_ENV"
            echo "# Title" >> "$GITHUB_STEP_SUMMARY"
          env: {GREETING: "${{ inputs.greeting }}"}
        - name: second
          shell: bash
          run: echo "$GIVEN $LATER [$MANY] ${{ steps.first.outputs.said }} $GITHUB_ACTOR"
        """
    )
    assert run.outputs == {"said": "Hello olga"}
    assert run.steps[1].output == "yes again [a\nb=c] Hello olga olga\n"
    assert run.summary == "# Title\n"


def test_later_steps_run_after_a_failure_only_if_they_say_so(played):
    run = played(
        """
        - {name: breaks, shell: bash, run: exit 3}
        - {name: usual, shell: bash, run: echo no}
        - {name: always, shell: bash, run: echo yes, if: always()}
        - {name: ended, shell: bash, run: echo yes, if: "${{ !cancelled() }}"}
        - {name: failed, shell: bash, run: echo yes, if: "${{ failure() && inputs.needed == 'x' }}"}
        """
    )
    assert [step.conclusion for step in run.steps] == ["failure", "skipped", "success", "success", "success"]
    assert run.status == "failure"


def test_a_forgiven_failure_is_seen_as_its_outcome(played):
    run = played(
        """
        - {id: first, shell: bash, run: exit 1, continue-on-error: true}
        - {shell: bash, run: "echo ${{ steps.first.outcome }} ${{ steps.first.conclusion }}"}
        """
    )
    assert (run.status, run.steps[1].output) == ("success", "failure success\n")


def test_pipes_fail_as_a_whole(played):
    """GitHub's bash has pipefail."""
    assert played("- {shell: bash, run: 'false | cat'}").status == "failure"


def test_actions_of_others_are_played_by_stand_ins(played):
    def setup(run, given):
        assert given == {"version": "3.13", "key": "k-" + run_hash(run)}
        return {"where": "/x"}

    def run_hash(run):
        import hashlib

        return hashlib.sha256(b"a==1\n").hexdigest()

    run = played(
        f"""
        - id: setup
          uses: acme/setup@{SHA}
          with: {{version: "3.13", key: "k-${{{{ hashFiles('lock.txt') }}}}"}}
        - {{shell: bash, run: "echo ${{{{ steps.setup.outputs.where }}}}"}}
        """,
        {"acme/setup": setup},
    )
    assert run.steps[1].output == "/x\n"


@pytest.fixture
def job(tmp_path: Path) -> Callable[..., Run]:
    """Return what runs the steps of a job, given as YAML."""

    def play(steps: str, said: str = "", **given: str) -> Run:
        work, temporary = tmp_path / "work place", tmp_path / "temporary"
        for each in (work, temporary):
            each.mkdir(exist_ok=True)
        (tmp_path / "w.yml").write_text(
            JOB + said + "    steps:\n" + textwrap.indent(textwrap.dedent(steps), "      ")
        )
        runner = Job(tmp_path / "w.yml", "a", {}, {}, {"token": "t0ken"})
        return runner.run(work, temporary, {"actor": "olga"}, given)

    return play


def test_a_job_has_secrets_true_and_false_and_an_environment(job):
    """A secret that nobody hands over is empty, and an input that is false does not hold."""
    run = job(
        """
        - run: 'echo "$T $KEPT [${{ secrets.history }}] $LOUD"'
          env: {T: "${{ secrets.token }}", LOUD: "${{ inputs.loud }}"}
        - {run: echo no, if: "${{ inputs.loud }}"}
        """
    )
    assert run.steps[0].output == "t0ken no [] false\n"
    assert [step.conclusion for step in run.steps] == ["success", "skipped"]
    assert job("- {run: echo yes, if: '${{ inputs.loud }}'}", loud="true").steps[0].output == "yes\n"


def test_only_a_bash_that_is_named_minds_a_broken_pipe(job):
    """As GitHub says of the shell of a step that names none."""
    assert job("- run: false | cat").status == "success"
    assert job("- {run: false | cat, shell: bash}").status == "failure"
    assert job("- run: 'false; true'").status == "failure"


@pytest.mark.parametrize("said", ["    services: {}\n", "    container: a\n"])
def test_a_job_that_says_more_is_refused(job, said):
    with pytest.raises(Refused, match="unknown keys"):
        job("- run: a", said)


@pytest.mark.parametrize(
    ("steps", "why"),
    [
        ("- {shell: bash, run: 'echo ${{ secrets.X }}'}", "secrets"),
        ("- {shell: bash, run: 'echo ${{ nothing() }}'}", "nothing"),
        ("- {shell: bash, run: 'echo ${{ 1 + 1 }}'}", "symbol"),
        ("- {shell: bash, run: 'echo ::set-output name=a::b'}", "set-output"),
        ("- {shell: bash, run: 'echo ::error colour=red::b'}", "colour"),
        ("- {shell: pwsh, run: a}", "shell"),
        ("- {run: a}", "shell"),
        ("- {shell: bash, run: a, timeout-minutes: 1}", "timeout-minutes"),
        ("- {uses: acme/setup@v1}", "pinned"),
        (f"- {{uses: acme/setup@{SHA}}}", "nothing stands for"),
        ("- {shell: bash, run: 'echo nonsense >> $GITHUB_OUTPUT'}", "GITHUB_OUTPUT"),
        ("- {shell: bash, run: 'echo \"a<<END\" >> $GITHUB_ENV'}", "no end"),
        ("- {shell: bash, run: 'echo ${{ hashFiles(\"other\") }}'}", "other"),
    ],
)
def test_refuses_what_it_does_not_know(played, steps, why):
    with pytest.raises(Refused, match=why):
        played(steps)


def test_unknown_inputs_are_mistakes(played):
    with pytest.raises(Refused, match="typo"):
        played("- {shell: bash, run: a}", typo="x")


def test_annotations_are_read_as_github_reads_them(played):
    run = played(
        """
        - shell: bash
          run: |
            echo '::error file=a b.py,line=3,title=x%3Ay::one%0Atwo 100%25'
            echo '::warning::plain'
            echo 'not ::error::here'
        """
    )
    assert run.annotations == [
        Annotation("error", "one\ntwo 100%", "a b.py", 3, "x:y"),
        Annotation("warning", "plain"),
    ]


def test_github_shows_ten_of_a_kind_and_fifty_in_all():
    many = [Annotation("error", str(n)) for n in range(11)] + [
        Annotation("notice", str(n)) for n in range(11)
    ]
    assert len(shown([many])) == 2 * ANNOTATIONS_A_STEP
    assert len(shown([many] * 5)) == ANNOTATIONS_A_JOB


def test_too_long_a_summary_is_lost(played):
    run = played(f"- {{shell: bash, run: 'head -c {SUMMARY_LIMIT + 1} /dev/zero >> $GITHUB_STEP_SUMMARY'}}")
    assert run.summary == ""


def test_delimiters_may_hold_an_equals_sign():
    assert assignments("a<<x=y\n1\nx=y\nb=c<<d\n", "f") == {"a": "1", "b": "c<<d"}


def test_steps_see_nothing_else_of_this_machine(played, monkeypatch):
    monkeypatch.setenv("SECRET_OF_THE_MACHINE", "x")
    assert "SECRET_OF" not in played("- {shell: bash, run: env}").steps[0].output
