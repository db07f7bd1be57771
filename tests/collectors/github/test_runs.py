"""Facts about workflow runs."""

from typing import Any

import pytest

from checker.collectors.github import runs
from checker.github.responses import Answer, AnswerState
from tests.collectors.github.views import ago, view

ALL = frozenset(spec.path for spec in runs.FACTS)
NONE = {"runs.completed": 0, "runs.proposed": 0}
FILES = {"entries": [{"name": "README.md"}, {"name": "ci.yml"}]}


def run(
    conclusion: str | None = "success",
    event: str = "push",
    branch: str | None = "main",
    minutes: float = 6,
    days: int = 1,
) -> dict[str, Any]:
    return {
        "conclusion": conclusion,
        "event": event,
        "head_branch": branch,
        "created_at": ago(days),
        "run_started_at": ago(days),
        "updated_at": ago(days, -minutes / 60),
    }


def measured(*found: Any) -> Any:
    return runs.collect(view({"workflow_files": FILES, "runs": [*found]}), ALL)


def test_default_branch() -> None:
    """Runs of pull requests, of other branches, and those without a verdict do not count."""
    facts = measured(
        run(),
        run("failure"),
        run("timed_out"),
        run(event="schedule"),
        run("cancelled"),
        run("skipped"),
        run(None),
        run(branch="topic"),
        run(branch=None),
        run(event="pull_request"),
        run(event="dynamic"),
        run(days=31),
    )
    assert facts.values["runs.completed"] == 4
    assert facts.values["runs.success_share"] == 0.5


def test_minutes_of_pull_requests() -> None:
    """A fork's branch may be called as ours."""
    proposed = [run(event="pull_request", minutes=minutes, branch="main") for minutes in (2, 4, 12)]
    facts = measured(*proposed, run(minutes=600))
    assert facts.values["runs.proposed"] == 3
    assert facts.values["runs.minutes"] == 4
    assert facts.values["runs.minutes_p95"] == 11.2


def test_nothing_ran() -> None:
    """None is a fact, a share of none is not."""
    facts = measured()
    assert facts.values == NONE
    assert {problem.path for problem in facts.problems} == ALL - NONE.keys()
    assert all("30 days" in problem.reason for problem in facts.problems)


@pytest.mark.parametrize("folder", [None, {"entries": []}, {"entries": [{"name": "README.md"}]}])
def test_without_workflows_nothing_is_asked(folder: Any) -> None:
    """No request is spent to hear that nothing ran."""
    observed = view({"workflow_files": folder})
    assert [*runs.more(observed, ALL)] == []
    assert runs.collect(observed, ALL).values == NONE


@pytest.mark.parametrize(
    "folder",
    [FILES, {}, Answer(AnswerState.DENIED), Answer(AnswerState.SEEN, None, "hidden", complete=False)],
)
def test_one_request_where_something_may_run(folder: Any) -> None:
    """Also where we could not see whether there are workflows."""
    assert [*runs.more(view({"workflow_files": folder}), ALL)] == [runs.RUNS]


def test_switched_off() -> None:
    """Where Actions are off, nothing runs."""
    observed = view(
        {"workflow_files": FILES, "runs": Answer(AnswerState.OFF, message="Actions are disabled")}
    )
    assert runs.collect(observed, ALL).values == NONE
