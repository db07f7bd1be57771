"""Local processes: order, errors as values, and a process that dies."""

import os
import subprocess
import sys
from pathlib import Path

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
    assert outcomes[1] == 3
    assert outcomes[2] == 6
    assert isinstance(outcomes[13], TargetError)
    assert outcomes[13].hint == "try another"


def test_a_process_that_dies_costs_its_own_task_only():
    """The rest is done in new processes."""
    outcomes = dict(Work(multiply, prepare, 3).run([1, 99, 2, 4], 2))
    assert (outcomes[1], outcomes[2], outcomes[4]) == (3, 6, 12)
    assert "died" in str(outcomes[99])


def test_tasks_are_taken_as_they_are_needed():
    """So that a long list of large tasks is never held whole, even when processes die."""
    taken = []

    def tasks():
        for number in [*range(20), 99, *range(100, 140)]:
            taken.append(number)
            yield number

    running = Work(multiply, prepare, 3).run(tasks(), 2)
    next(running)
    assert len(taken) <= 7
    outcomes = dict(running)
    assert len(taken) == 61
    assert sum(isinstance(outcome, TargetError) for outcome in outcomes.values()) == 2


def test_processes_can_start_beside_threads():
    """They are made anew instead of forked, and do the same."""
    outcomes = dict(Work(multiply, prepare, 3, threads=True).run([1, 2, 3], 2))
    assert outcomes == {1: 3, 2: 6, 3: 9}


FOREVER = """\
import sys, time
from checker.executors import Work

def prepare():
    pass

def wait(number):
    sys.stdout.write("at work\\n")
    sys.stdout.flush()
    time.sleep(600)

if __name__ == "__main__":
    list(Work(wait, prepare, threads=sys.argv[1] == "True").run([1, 2], 2))
"""


@pytest.mark.parametrize("threads", [False, True])
def test_processes_end_with_the_one_they_work_for(tmp_path, threads):
    """Also when it is killed; else they would hold its locks, and nobody could go on with the audit."""
    (tmp_path / "forever.py").write_text(FOREVER)
    process = subprocess.Popen(
        [sys.executable, tmp_path / "forever.py", str(threads)],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)},
        text=True,
    )
    assert process.stdout
    assert [process.stdout.readline() for _ in range(2)] == ["at work\n"] * 2
    process.kill()
    process.communicate(timeout=60)  # returns when the last of them has let go of the pipe
