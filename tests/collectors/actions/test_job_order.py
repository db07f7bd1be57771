"""Which jobs stand before others."""

import pytest

from checker.collectors.actions.job_order import needed
from checker.collectors.actions.places import YamlPosition
from checker.collectors.actions.workflow import workflow
from checker.documents import yaml


def before(jobs: str) -> dict[str, set[str]]:
    """Return the ids of the jobs before each job."""
    document = yaml.parse(f"on: push\njobs:\n{jobs}")
    found = needed(workflow(YamlPosition("a.yml", document)))
    return {name: {each.id for each in order} - {name} for name, order in found.items()}


def test_needs_are_followed() -> None:
    """In whichever order they are written."""
    jobs = "  c: {needs: [b]}\n  b: {needs: a}\n  a: {}\n  d: {needs: [a, nobody]}\n"
    assert before(jobs) == {"a": set(), "b": {"a"}, "c": {"a", "b"}, "d": {"a"}}


@pytest.mark.parametrize(
    ("condition", "waits"),
    [
        ("always()", False),
        ("\"!cancelled() && needs.a.result != 'failure'\"", False),
        ("always() && needs.a.result == 'success'", True),
        ("\"!failure() && 'success' == needs.a.result\"", True),
        ("always() || needs.a.result == 'success'", False),
        ("github.ref == 'x'", True),
    ],
)
def test_conditions_that_run_after_skipped_jobs(condition: str, waits: bool) -> None:
    """Only a job that must have succeeded stands before them."""
    assert before(f"  a: {{}}\n  b:\n    needs: a\n    if: {condition}\n")["b"] == ({"a"} if waits else set())


def test_circles_end() -> None:
    """GitHub refuses them."""
    assert before("  a: {needs: b}\n  b: {needs: a}\n  c: {needs: c}\n").keys() == {"a", "b", "c"}


def test_many_jobs_that_need_many() -> None:
    """Each edge is looked at once."""
    names = [f"j{number}" for number in range(400)]
    jobs = "".join(f"  {name}: {{needs: [{', '.join(names[:at])}]}}\n" for at, name in enumerate(names))
    assert len(before(jobs)["j399"]) == 399
