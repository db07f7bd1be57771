"""The one door for errors: expected ones, interruptions and bugs."""

import sys
from collections.abc import Callable
from contextlib import suppress
from typing import NoReturn


def main() -> NoReturn:
    """Run the command line in a process of its own and end that with its code.

    What the system frees at once is not taken apart object by object first: that takes 30 ms.
    """
    import atexit
    import os
    import threading

    try:
        run()
    except SystemExit as ended:
        if threading.active_count() > 1 or not isinstance(ended.code, int):
            raise  # the interpreter waits for the other threads
        atexit._run_exitfuncs()  # noqa: SLF001  # `os._exit` would skip them
        with suppress(OSError, ValueError):
            sys.stderr.flush()
        os._exit(ended.code)


def run() -> NoReturn:
    """Run the command line and exit with its code."""
    import gc

    from checker.cli import streams

    # Little of what an audit makes is garbage in cycles, and to look for it after every 700 new
    # objects takes a tenth of the time; among 50,000, which most audits make once, it still takes 30 ms.
    gc.set_threshold(200_000, 20, 20)
    streams.guard()
    code = _code_of(_run)
    # What waits in the buffers goes out here, where a full disk or a closed pipe can still be told.
    sys.exit(max(code, _code_of(streams.finish), key=_weight))


def _weight(code: int) -> int:
    """Return how much a code says of two: that stdout was lost goes before any verdict."""
    from checker.cli.streams import CLOSED_PIPE

    return {0: 0, 1: 1}.get(code, 3 if code == CLOSED_PIPE else 2)


def _run() -> int:
    """Return the exit code of the command that the arguments name."""
    from checker.cli import cli

    try:
        code = cli.main(prog_name="checker", standalone_mode=False)
    except SystemExit as ended:
        code = ended.code
    return code if isinstance(code, int) else 0


def _code_of(work: Callable[[], int | None]) -> int:
    """Do some work; return its exit code, or the one of what it raised, which is told."""
    import click

    from checker.cli.streams import CLOSED_PIPE, ReaderGone
    from checker.errors import CheckerError

    try:
        return work() or 0
    except ReaderGone:
        return CLOSED_PIPE
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        sys.stderr.write("checker: interrupted\n")
        return 130
    except CheckerError as error:
        _complain(error.message, error.hint)
        return error.exit_code
    except Exception:  # noqa: BLE001  # a bug: show all of it and where to report it
        _report_bug()
        return 3


def _complain(message: str, hint: str) -> None:
    from checker.render.shared.text import clean

    for line in message.splitlines():
        sys.stderr.write(f"checker: {clean(line)}\n")
    if hint:
        sys.stderr.write(f"hint: {clean(hint)}\n")


def _report_bug() -> None:
    import platform
    import traceback

    from checker._version import __version__

    traceback.print_exc()
    sys.stderr.write(
        f"\nchecker: this is a bug in standards-checker {__version__} (Python {platform.python_version()}, "
        f"{platform.system()}). Please report it with the lines above.\n"
    )


if __name__ == "__main__":
    main()
