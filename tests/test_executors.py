"""Local processes: order, errors as values, and a process that dies."""

import os

import pytest

from checker.errors import TargetError
from checker.executors import Work


class State:
    """What a process was prepared with."""

    factor = 0


def prepare(factor):
    State.factor = factor


def multiply(number):
    if number == 13:
        raise TargetError("unlucky", "try another")
    if number == 99:
        os._exit(9)
    return number * State.factor


@pytest.mark.parametrize("jobs", [1, 2])
def test_every_task_has_its_outcome(jobs):
    """Errors come back as values with what they said."""
    outcomes = dict(Work(multiply, prepare, 3).run([1, 13, 2], jobs))
    assert outcomes[0] == 3
    assert outcomes[2] == 6
    assert isinstance(outcomes[1], TargetError)
    assert outcomes[1].hint == "try another"


def test_a_process_that_dies_costs_its_own_task_only():
    """The rest is done in new processes."""
    outcomes = dict(Work(multiply, prepare, 3).run([1, 99, 2, 4], 2))
    assert (outcomes[0], outcomes[2], outcomes[3]) == (3, 6, 12)
    assert "died" in str(outcomes[1])
