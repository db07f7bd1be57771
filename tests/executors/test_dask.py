"""Work on a Dask cluster: errors as values, bounds, lost workers, other code, and what is never sent there."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from checker.errors import TargetError, UsageError
from checker.executors import dask
from checker.fingerprint import fingerprint
from tests.executors.cluster import PATIENCE, Cluster

ROOT = Path(__file__).parents[2]
AT_WORK = """\
import os, signal, time
from pathlib import Path

PARENT = os.getppid()

def prepare(folder):
    return Path(folder)

def do(folder, task):
    '''Do what a task says; the parent of this process is the Dask worker.'''
    marker = folder / f"{task}.done"
    if task == "fail":
        raise ValueError("no")
    if task == "kill" or (task == "kill-once" and not marker.exists()):
        marker.touch()
        assert os.getppid() == PARENT != 1  # the Dask worker, which may have gone meanwhile
        os.kill(PARENT, signal.SIGKILL)
        time.sleep(60)
    if task == "much":
        return len(bytearray(8 * 1024**3))
    if task == "hang":
        (folder / "hanging").write_text(str(os.getpid()))
        time.sleep(600)
    return f"{task} is done"
"""
CLIENT = """\
import sys
from at_work import do, prepare
from checker.executors import Work, dask

address, folder, alone, *tasks = sys.argv[1:]
dask.ALONE_LIMIT = float(alone)
for task, outcome in dask.Dask(address).run(Work(do, prepare, folder), tasks):
    print(task, "->", outcome, flush=True)
"""


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    """Start a scheduler that gives a task up when it has lost two workers."""
    (tmp_path / "at_work.py").write_text(AT_WORK)
    (tmp_path / "client.py").write_text(CLIENT)
    found = Cluster(tmp_path, DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES="1")
    yield found
    found.close()


def client(cluster: Cluster, *tasks: str, alone: float = 60) -> "subprocess.Popen[str]":
    command = [sys.executable, "client.py", cluster.address, cluster.folder, str(alone), *tasks]
    return subprocess.Popen(
        [str(word) for word in command],
        cwd=cluster.folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def outcomes(process: "subprocess.Popen[str]") -> Mapping[str, str]:
    out, said = process.communicate(timeout=2 * PATIENCE)
    assert process.returncode == 0, said
    return dict(line.split(" -> ") for line in out.splitlines())


@pytest.mark.slow
def test_each_task_is_bounded_and_lost_workers_lose_nothing(cluster: Cluster) -> None:
    """A task whose worker dies is done by another, and one that kills each of them is given up."""
    for _ in range(2):
        cluster.worker()  # its nanny starts another in the place of one that dies
    tasks = ["a", "fail", "kill-once", "b", "c"]
    if sys.platform.startswith("linux"):  # others do not enforce the limit of memory
        tasks.append("much")
    found = outcomes(client(cluster, *tasks))
    assert {name: found[name] for name in ("a", "b", "c", "fail", "kill-once")} == {
        "a": "a is done",
        "b": "b is done",
        "c": "c is done",
        "fail": "no",
        "kill-once": "kill-once is done",
    }
    assert "MiB of memory" in found.get("much", "MiB of memory")
    # Alone: what waits on a worker that is lost counts as having been tried there, too.
    assert outcomes(client(cluster, "kill")) == {"kill": "2 Dask workers were lost that had to judge it"}


@pytest.mark.slow
def test_an_interruption_ends_what_runs_on_the_workers(cluster: Cluster) -> None:
    """Nothing works on for a client that has gone."""
    cluster.worker()
    process = client(cluster, "hang")
    started = cluster.folder / "hanging"
    while not (started.exists() and started.read_text()):
        assert process.poll() is None, process.communicate()
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=PATIENCE)
    worker = int(started.read_text())
    while Path(f"/proc/{worker}").exists() and sys.platform.startswith("linux"):
        pass  # the guard of the suite ends it
    assert process.returncode != 0


@pytest.mark.slow
def test_when_no_worker_is_left_the_rest_is_uncollected(cluster: Cluster) -> None:
    """It does not wait for ever, and every task has an outcome."""
    worker = cluster.worker("--no-nanny")
    process = client(cluster, "hang", "hang-not", alone=1)
    while not (cluster.folder / "hanging").exists():
        assert process.poll() is None, process.communicate()
    worker.kill()
    found = outcomes(process)
    assert set(found) == {"hang", "hang-not"}
    assert found["hang"] == "no Dask worker was left to judge it for 1 seconds"


def test_nobody_answers() -> None:
    """It is said in one line, soon."""
    code = (
        "from checker.executors import Work, dask\ndask.CONNECT_LIMIT = 0.5\n"
        "list(dask.Dask('dask://127.0.0.1:1').run(Work(len, len), []))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=PATIENCE, cwd=ROOT
    )
    last = done.stderr.splitlines()[-1]
    assert last.startswith("checker.errors.TargetError: no Dask scheduler answers at dask://127.0.0.1:1")


class Others:
    """A client whose one worker says which code it has."""

    def __init__(self, code: object) -> None:
        self._code = code

    def wait_for_workers(self, _count, timeout):
        if self._code is None:
            raise TimeoutError

    def run(self, _function, on_error):
        return {"tcp://10.0.0.7:34567": self._code}

    def nthreads(self):
        return {"tcp://10.0.0.7:34567": 4}


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("standards-checker 0.0.1 (code 123)", "10.0.0.7:34567 has standards-checker 0.0.1 .*; here is"),
        (ModuleNotFoundError("No module named 'checker'"), "cannot load standards-checker: No module"),
    ],
)
def test_other_code_is_refused(code, said) -> None:
    """Before anything is judged by it."""
    with pytest.raises(UsageError, match=said):
        dask._threads(Others(code), "dask://x:1")  # noqa: SLF001
    assert dask._threads(Others(fingerprint()), "dask://x:1") == 4  # noqa: SLF001


def test_a_scheduler_without_workers() -> None:
    """The command that starts one is in the hint, as Dask wants it."""
    with pytest.raises(TargetError, match="has no workers") as caught:
        dask._threads(Others(None), "dask://x:1")  # noqa: SLF001
    assert "`dask worker tcp://x:1`" in caught.value.hint


@pytest.mark.parametrize(
    ("address", "theirs"),
    [
        ("dask://host:8786", "tcp://host:8786"),
        ("tcp://10.1.2.3:1", "tcp://10.1.2.3:1"),
        ("tls://[::1]:8786", "tls://[::1]:8786"),
    ],
)
def test_addresses(address, theirs) -> None:
    """As we and as Dask write them."""
    assert dask.dask_address(address) == theirs


@pytest.mark.parametrize(
    "address",
    [
        *("", "host:8786", "dask://", "dask://host", "dask://:1", "http://host:1", "dask://h:x"),
        *(
            "dask://h:0",
            "dask://h:65536",
            f"dask://h:{'9' * 5000}",
            "dask://a b:1",
            "dask://h/x:1",
            "dask://h:١",
        ),
    ],
)
def test_what_is_no_address(address) -> None:
    """It is said before anything else is done."""
    with pytest.raises(UsageError, match="no address of a Dask scheduler"):
        dask.Dask(address)


def test_without_dask(monkeypatch) -> None:
    """The extra is named."""
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(UsageError, match="needs Dask") as caught:
        dask.Dask("dask://host:8786")
    assert "standards-checker[distributed]" in caught.value.hint
