"""The process ends with the command's code, without being taken apart, and forgets nothing."""

import subprocess
import sys

import pytest

_SCRIPT = """
import atexit, sys, threading
atexit.register(lambda: print("at exit", file=sys.stderr))
{}
sys.argv = ["checker", {!r}]
from checker.__main__ import main
main()
"""
_THREAD = (
    'threading.Thread(target=lambda: (__import__("time").sleep(0.5), print("done", file=sys.stderr))).start()'
)


@pytest.mark.parametrize(("option", "code"), [("--version", 0), ("--nonsense", 2)])
@pytest.mark.parametrize("thread", ["", _THREAD])
def test_the_process_ends_with_the_code_of_the_command(option: str, code: int, thread: str) -> None:
    """What waits for the end is called, and other threads are waited for."""
    command = [sys.executable, "-c", _SCRIPT.format(thread, option)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == code
    assert ended.stdout.startswith("standards-checker") == (code == 0)
    assert ended.stderr.endswith("done\nat exit\n" if thread else "at exit\n")
