"""Worker processes: order, errors as values, bounds of time and memory, and what the caller's process keeps."""

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Thread

import pytest

from checker.errors import TargetError
from checker.executors import Here, Processes, Work, processes, serving

ROOT = Path(__file__).parents[2]
WAYS = pytest.mark.parametrize("hosted", [False, True], ids=["copy", "new"])
"""Both ways in which a worker starts."""


def prepare(factor, seconds=None):
    if seconds is not None:
        serving.TIME_LIMIT = seconds
    return factor


def prepare_badly(_factor):
    raise ValueError("no such factor")


class Odd(Exception):  # noqa: N818  # it is none of ours
    """An error that cannot be unpickled: its constructor wants more than its arguments."""

    def __init__(self, one, two):
        super().__init__(f"{one} {two}")


def multiply(factor, number):
    """Multiply; some numbers are trouble."""
    trouble = {
        13: lambda: _raise(TargetError("unlucky", "try another")),
        14: lambda: _raise(Odd(1, 2)),
        15: lambda: lambda: None,  # which cannot be pickled
        66: lambda: bytearray(8 * 1024**3),
        77: lambda: time.sleep(600),
        88: lambda: os.kill(os.getpid(), signal.SIGKILL),
        99: lambda: os._exit(9),
    }
    return trouble[number]() if number in trouble else number * factor


def _raise(error):
    raise error


def hang(_factor, _task):
    """Hang inside a library in C that holds the interpreter's lock: no signal handler of Python runs."""
    ctypes.PyDLL(None).pause()
    while True:  # a signal that was caught ends a pause
        ctypes.PyDLL(None).sleep(600)


@WAYS
@pytest.mark.parametrize("jobs", [1, 2])
def test_every_task_has_its_outcome(jobs, hosted):
    """Errors come back as values with what they said."""
    outcomes = dict(Processes(jobs, hosted=hosted).run(Work(multiply, prepare, 3), [1, 13, 2]))
    assert (outcomes[1], outcomes[2]) == (3, 6)
    assert isinstance(outcomes[13], TargetError)
    assert outcomes[13].hint == "try another"


@WAYS
@pytest.mark.parametrize(("number", "reason"), [(99, "code 9"), (88, "SIGKILL")])
@pytest.mark.parametrize("jobs", [1, 2])
def test_a_process_that_dies_costs_its_own_task_only(jobs, number, reason, hosted):
    """The rest is done in new processes, also where there is one at a time."""
    outcomes = dict(Processes(jobs, hosted=hosted).run(Work(multiply, prepare, 3), [1, number, 2, 4]))
    assert (outcomes[1], outcomes[2], outcomes[4]) == (3, 6, 12)
    assert reason in str(outcomes[number])


class Secret:
    """What must not leave its process."""

    def __reduce__(self):
        raise TypeError("a secret stays in its process")


def test_what_must_not_leave_this_process_is_done_here():
    """Such as reading files with a token; errors are values here as well."""
    secret = Secret()
    work = Work[int, object, object](
        lambda _, task: _raise(ValueError("no")) if task is None else os.getpid(), prepare, 3
    )
    outcomes = dict(Here().run(work, [secret, None]))
    assert outcomes[secret] == os.getpid()
    assert str(outcomes[None]) == "no"


@pytest.mark.parametrize("number", [14, 15])
def test_what_cannot_be_sent_is_an_error_of_its_task(number):
    """It neither hangs nor ends the others."""
    outcomes = dict(Processes().run(Work(multiply, prepare, 3), [1, number, 2]))
    assert (outcomes[1], outcomes[2]) == (3, 6)
    assert isinstance(outcomes[number], TargetError)


def test_a_worker_that_cannot_be_prepared_says_so_for_each_task():
    """It is not started over and over."""
    outcomes = dict(Processes().run(Work(multiply, prepare_badly, 3), [1, 2]))
    assert [str(outcome) for outcome in outcomes.values()] == ["no such factor"] * 2


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="others do not enforce the limit")
@WAYS
@pytest.mark.parametrize("tasks", [[66], [66, 1, 2]])
def test_a_task_that_takes_all_memory_costs_itself_only(tasks, hosted):
    """Also the only one."""
    outcomes = dict(Processes(1, hosted=hosted).run(Work(multiply, prepare, 3), tasks))
    assert "MiB of memory" in str(outcomes.pop(66))
    assert all(outcome == number * 3 for number, outcome in outcomes.items())


@pytest.mark.parametrize("number", [77])
def test_a_task_that_takes_too_long_is_stopped(number, monkeypatch):
    """The others have all the time that they may take."""
    monkeypatch.setattr(processes, "TIME_LIMIT", 0.5)
    outcomes = dict(Processes().run(Work(multiply, prepare, 3), [1, number, 2]))
    assert (outcomes[1], outcomes[2]) == (3, 6)
    assert "took longer than 0.5 seconds" in str(outcomes[number])


@pytest.mark.skipif(sys.platform == "win32", reason="it needs another library to hang in")
def test_a_task_that_hangs_inside_a_library_is_stopped(monkeypatch):
    """The parent ends it: nothing in the worker would."""
    monkeypatch.setattr(processes, "TIME_LIMIT", 0.5)
    monkeypatch.setattr(processes, "GRACE", 0.2)
    outcomes = dict(Processes().run(Work(hang, prepare, 3), ["x"]))
    assert "took longer" in str(outcomes["x"])


@pytest.mark.skipif(sys.platform == "win32", reason="there are no alarms")
def test_a_hanging_worker_ends_without_its_parent(monkeypatch):
    """The system ends it, should the parent be killed: here the parent only waits for longer."""
    monkeypatch.setattr(serving, "GRACE", 0.1)
    work = Work(hang, prepare, 3, 0.2)
    outcomes = dict(Processes().run(work, ["x"]))
    assert "SIGALRM" in str(outcomes["x"])


def test_tasks_are_taken_as_they_are_needed():
    """So that a long list of large tasks is never held whole, even when processes die."""
    taken = []

    def tasks():
        for number in [*range(12), 99, *range(100, 140)]:
            taken.append(number)
            yield number

    running = Processes(2).run(Work(multiply, prepare, 3), tasks())
    next(running)
    assert len(taken) <= 4
    outcomes = dict(running)
    assert len(taken) == 53
    assert sum(isinstance(outcome, TargetError) for outcome in outcomes.values()) == 1


def test_workers_end_with_the_iterator():
    """A caller that has seen enough leaves no process behind."""
    running = Processes(2).run(Work(os_pid, prepare, 3), [1, 77])
    _, pid = next(running)
    running.close()
    assert isinstance(pid, int)
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def os_pid(_factor, number):
    """Return the worker's own number, or wait."""
    if number == 77:
        time.sleep(600)
    return os.getpid()


@pytest.mark.skipif(sys.platform == "win32", reason="there are no alarms and limits")
@WAYS
def test_the_callers_process_keeps_its_signals_alarms_limits_and_environment(hosted):
    """Work is done for a program that has its own."""
    import resource

    def state():
        names = [signal.getsignal(each) for each in sorted(signal.valid_signals()) if each not in (9, 19)]
        limits = [
            resource.getrlimit(getattr(resource, each))
            for each in dir(resource)
            if each.startswith("RLIMIT_")
        ]
        return names, limits, dict(os.environ), list(sys.path), Path.cwd()

    mine = lambda *_: None  # noqa: E731  # it is compared by identity
    before = signal.signal(signal.SIGALRM, mine)
    try:
        signal.alarm(500)
        kept = state()
        assert dict(Processes(1, hosted=hosted).run(Work(multiply, prepare, 3), [1])) == {1: 3}
        assert state() == kept
        assert signal.alarm(0) > 400
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


@WAYS
def test_it_works_in_any_thread(hosted):
    """Signal handlers, for one, can be set in the main thread only."""
    outcomes: dict[int, object] = {}
    thread = Thread(
        target=lambda: outcomes.update(Processes(2, hosted=hosted).run(Work(multiply, prepare, 3), [1, 2]))
    )
    thread.start()
    thread.join()
    assert outcomes == {1: 3, 2: 6}


def test_no_process_to_be_had(monkeypatch):
    """It is said, and not taken for a bug."""

    def refused(*_arguments):
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(os, "fork", refused)
    monkeypatch.setattr(subprocess, "Popen", refused)
    with pytest.raises(TargetError, match="no process can be started"):
        list(Processes().run(Work(multiply, prepare, 3), [1]))


def test_work_in_two_threads_does_not_mix():
    """Each has what it was prepared with, also where both are done in this process."""
    begun = threading.Barrier(2)

    def pause(factor, number):
        begun.wait()
        return factor * number

    def done(factor):
        return [outcome for _, outcome in Here().run(Work(pause, prepare, factor), [1, 2, 3])]

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(done, [10, 100])) == [[10, 20, 30], [100, 200, 300]]


FOREVER = """\
import os, sys
sys.path.insert(0, sys.argv[2])
from checker.executors import Processes, Work
from at_work import prepare, wait

if __name__ == "__main__":
    list(Processes(2, hosted=sys.argv[1] == "True").run(Work(wait, prepare), [1, 2]))
"""
AT_WORK = """\
import os, time

def prepare():
    pass

def wait(_prepared, number):
    os.write(2, b"at work\\n")
    time.sleep(600)
"""


@WAYS
@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_processes_end_with_the_one_they_work_for(tmp_path, hosted, end):
    """Also when it is killed; else they would hold its locks, and nobody could go on with the audit."""
    (tmp_path / "forever.py").write_text(FOREVER)
    (tmp_path / "at_work.py").write_text(AT_WORK)
    process = subprocess.Popen(
        [sys.executable, tmp_path / "forever.py", str(hosted), tmp_path],
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        text=True,
    )
    assert process.stderr
    assert [process.stderr.readline() for _ in range(2)] == ["at work\n"] * 2
    process.send_signal(end)
    process.communicate(timeout=60)  # returns when the last of them has let go of the pipe
