"""Where reports go: stdout or files, and what people are told beside them on stderr."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from checker import plugins
from checker.errors import UsageError
from checker.model.value import dataclass
from checker.render import Format, Style

LINES_LIMIT = 10
"""Reasons and warnings that are told beside a report."""


@dataclass(frozen=True, slots=True)
class Output:
    """One report: its format, and the file it goes to, None for stdout."""

    name: str
    format: Format[Any]
    path: Path | None


def outputs(chosen: tuple[str, ...], group: str = plugins.FORMATS) -> list[Output]:
    """Read -o FORMAT[=PATH] options; the table joins in unless another takes stdout.

    *group* is the formats' entry-point group, which goes with what will be told.
    Raises UsageError for an unknown format, a folder that is not there, or two reports for one place.
    """
    found = [_output(each, group) for each in chosen]
    if not any(each.path is None for each in found):
        found.insert(0, _output("table", group))
    for path in filter(None, (each.path for each in found)):
        if not path.parent.is_dir():  # better now than after hours of work
            raise UsageError(f"{path}: there is no folder {path.parent}", "make it first")
    places = [each.path for each in found]
    if len(set(places)) < len(places):
        raise UsageError("two reports would go to the same place", "give each its own: -o json=report.json")
    return found


def _output(option: str, group: str) -> Output:
    name, _, path = option.partition("=")
    return Output(name, plugins.load(group, name), Path(path) if path and path != "-" else None)


def write(told: object, wanted: list[Output], verbose: bool = False) -> None:
    """Render what the formats are for, and write every report, files first.

    Raises UsageError when a file cannot be written.
    """
    for output in sorted(wanted, key=lambda each: each.path is None):
        text = output.format.render(told, style_of(output, verbose))
        if output.path is None:
            to_stdout(text)
        else:
            to_file(text, output.path)


def style_of(output: Output, verbose: bool) -> Style:
    """Return how a report may look where it goes."""
    return Style(verbose=verbose) if output.path is not None else style(verbose)


def style(verbose: bool = False) -> Style:
    """Return how text may look on stdout."""
    color = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    encoding = (sys.stdout.encoding or "").lower().replace("-", "")
    return Style(
        width=terminal_width() or 80, color=bool(color), ascii=not encoding.startswith("utf"), verbose=verbose
    )


def terminal_width() -> int | None:
    """Return how wide text may be on the terminal, None where stdout is none."""
    import shutil

    return max(60, min(shutil.get_terminal_size((80, 24)).columns, 120)) if sys.stdout.isatty() else None


def to_stdout(text: str) -> None:
    """Write a text to stdout, as whole lines."""
    sys.stdout.write(text if text.endswith("\n") else text + "\n")
    sys.stdout.flush()


def to_file(text: str, path: Path) -> None:
    """Write a text to a file.

    Raises UsageError when it cannot be written.
    """
    try:
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise UsageError(f"{path}: cannot be written: {error.strerror}") from error


def say(text: str, quiet: bool = False) -> None:
    """Tell people something that is no part of a report."""
    if not quiet:
        click.echo(text, err=True)


def say_all(label: str, lines: Sequence[str], quiet: bool) -> None:
    """Tell people several such things, but not thousands: the report has them all."""
    for line in lines[:LINES_LIMIT]:
        say(f"{label}{line}", quiet)
    if len(lines) > LINES_LIMIT:
        say(f"{label}and {len(lines) - LINES_LIMIT} more; the report has them all", quiet)
