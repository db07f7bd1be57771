"""The one door for errors: expected ones, interruptions and bugs."""

import sys


def main() -> None:
    """Run the command line and exit with its code."""
    import gc

    import click

    from checker.cli import cli
    from checker.errors import CheckerError

    # Little of what an audit makes is garbage in cycles, and to look for it after every 700 new
    # objects takes a tenth of the time.
    gc.set_threshold(50_000, 20, 20)
    try:
        code = cli.main(prog_name="checker", standalone_mode=False)
        sys.exit(code if isinstance(code, int) else 0)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        sys.stderr.write("checker: interrupted\n")
        sys.exit(130)
    except CheckerError as error:
        _complain(error.message, error.hint)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        _close_quietly()
    except Exception:  # noqa: BLE001  # a bug: show all of it and where to report it
        _report_bug()
        sys.exit(3)


def _complain(message: str, hint: str) -> None:
    from checker.render.text import clean

    for line in message.splitlines():
        sys.stderr.write(f"checker: {clean(line)}\n")
    if hint:
        sys.stderr.write(f"hint: {clean(hint)}\n")


def _close_quietly() -> None:
    """Leave as a reader who has seen enough wants it: without a trace."""
    import os

    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(141)


def _report_bug() -> None:
    import platform
    import traceback

    from checker import __version__

    traceback.print_exc()
    sys.stderr.write(
        f"\nchecker: this is a bug in standards-checker {__version__} (Python {platform.python_version()}, "
        f"{platform.system()}). Please report it with the lines above.\n"
    )


if __name__ == "__main__":
    main()
