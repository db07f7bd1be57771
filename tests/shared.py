"""What the processes of one run of tests make once, for all of them."""

import os
import pickle
from collections.abc import Callable
from typing import TypeVar

import pytest

from checker.cache import locked

Value = TypeVar("Value")


def once(name: str, make: Callable[[], Value], factory: pytest.TempPathFactory) -> Value:
    """Return what *make* makes: in the first process that asks, and as a copy in all others.

    Where there are no locks each process makes its own.
    """
    if os.name != "posix" or "PYTEST_XDIST_WORKER" not in os.environ:
        return make()
    # The folders of all workers lie in that of the run.
    kept = factory.getbasetemp().parent / f"{name}.pickle"
    with kept.with_suffix(".lock").open("wb") as lock:
        locked(lock.fileno(), wait=True)
        if not kept.exists():
            made = make()
            kept.write_bytes(pickle.dumps(made))
            return made
        found: Value = pickle.loads(kept.read_bytes())
        return found
