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
    }
