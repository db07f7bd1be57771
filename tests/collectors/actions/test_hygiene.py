"""Order in workflows."""

import pytest


def failed(facts) -> list[str]:
    return [item["what"] for item in facts.values["actions.hygiene"] if not item["ok"]]


@pytest.mark.parametrize(
    ("concurrency", "cancels"),
    [
        ("", False),
        ("concurrency: x\n", False),
        ("concurrency: {group: x}\n", False),
        ("concurrency: {group: x, cancel-in-progress: false}\n", False),
        ("concurrency: {group: x, cancel-in-progress: true}\n", True),
        (
            "concurrency: {group: x, cancel-in-progress: \"${{ github.event_name == 'pull_request' }}\"}\n",
            True,
        ),
    ],
)
def test_superseded_runs(job, concurrency, cancels) -> None:
    """Only a group that cancels stops the run before."""
    facts = job("      - run: x\n", top=concurrency, extra="    timeout-minutes: 5\n")
    assert failed(facts) == ([] if cancels else ["a new push does not cancel the run before it"])
    assert facts.values["actions.workflows"][0]["cancels"] is cancels


def test_concurrency_of_every_job_counts(job) -> None:
    """Jobs can have groups of their own."""
    extra = "    timeout-minutes: 5\n    concurrency: {group: x, cancel-in-progress: true}\n"
    assert failed(job("      - run: x\n", extra=extra)) == []


CANCELS = "concurrency: {group: x, cancel-in-progress: true}\n"
JOB = "jobs: {t: {runs-on: x, timeout-minutes: 1, steps: [{run: x}]}}\n"


@pytest.mark.parametrize(
    ("called", "caller", "cancels"),
    [
        (CANCELS, "", True),
        ("", CANCELS, True),
        ("", "", False),
        ("concurrency: {group: x}\n", "", False),
    ],
)
def test_groups_of_called_workflows_count(collect, called, caller, cancels) -> None:
    """GitHub applies them to the run that calls, and the caller's to what is called."""
    files = {
        ".github/workflows/tests.yml": f"name: t\non: workflow_call\n{called}{JOB}",
        ".github/workflows/pr.yml": f"name: p\non: pull_request\n{caller}jobs: {{t: {{uses: ./.github/workflows/tests.yml}}}}\n",
    }
    assert failed(collect(files)) == ([] if cancels else ["a new push does not cancel the run before it"])


def test_a_job_beside_the_call_needs_its_own_group(collect) -> None:
    """A called workflow stops only itself."""
    jobs = "jobs: {t: {uses: ./.github/workflows/t.yml}, u: {runs-on: x, timeout-minutes: 1, steps: [{run: x}]}}\n"
    files = {
        ".github/workflows/t.yml": f"name: t\non: workflow_call\n{CANCELS}{JOB}",
        ".github/workflows/pr.yml": f"name: p\non: pull_request\n{jobs}",
    }
    assert failed(collect(files)) == ["a new push does not cancel the run before it"]


@pytest.mark.parametrize("uses", ["acme/ci/.github/workflows/t.yml@v1", "./.github/workflows/missing.yml"])
def test_a_workflow_that_is_not_here_may_have_a_group(collect, uses) -> None:
    """Nobody can tell, so nothing is said."""
    text = f"name: p\non: pull_request\njobs: {{t: {{uses: {uses}}}}}\n"
    assert collect({".github/workflows/pr.yml": text}).problem("actions.hygiene") is not None


def test_workflows_that_call_each_other_end(collect) -> None:
    """GitHub refuses them; so does the search."""
    text = "name: p\non: [pull_request, workflow_call]\njobs: {t: {uses: ./.github/workflows/pr.yml}}\n"
    assert collect({".github/workflows/pr.yml": text}).problem("actions.hygiene") is not None


def test_time_limits(job) -> None:
    """A job is limited by itself or by each of its steps."""
    assert failed(job("      - run: x\n", on="push")) == ["job build has no timeout-minutes"]
    assert failed(job("      - run: x\n        timeout-minutes: 3\n", on="push")) == []


def test_workflow_records(collect) -> None:
    """A record says what starts a workflow and what it may do."""
    text = "on: [push, issue_comment]\npermissions: read-all\njobs: {a: {runs-on: x, timeout-minutes: 1, steps: [{run: x}]}}\n"
    (item,) = collect({".github/workflows/x.yml": text}).values["actions.workflows"]
    assert item == {
        "path": ".github/workflows/x.yml",
        "name": "",
        "line": 1,
        "triggers": ["issue_comment", "push"],
        "named": False,
        "pull_request": False,
        "privileged": True,
        "permissions": "read-all",
        "cancels": False,
        "timeouts": True,
        "conditional": False,
    }
