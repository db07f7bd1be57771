"""Where reports go: stdout or files, and what people are told beside them on stderr."""

import os
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, TypeGuard, cast

import click
from msgspec import Struct

from checker import plugins
from checker.cli import folder_output
from checker.errors import UsageError
from checker.filesystem import probe
from checker.filesystem.write import Destination, settle
from checker.model.report_input import Audience, ReportInput
from checker.render import FolderFormat, Format, Page, StoryFormat, Style
from checker.render.shared import homonyms
from checker.render.shared.text import clean

LINES_LIMIT = 10
"""Reasons and warnings that are told beside a report."""
_STDOUT = ("-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1")
"""Paths that mean stdout: a file of these names would be cut, and written over by what follows."""


class Output(Struct, frozen=True):
    """One report: its format, and the file or folder it goes to, None for stdout.

    *below* is the folder that it may not leave: that of the settings that name it, None if the user did.
    """

    name: str
    format: Format[Any] | FolderFormat
    path: Path | None
    below: Path | None = None


def outputs(
    chosen: tuple[str, ...],
    group: str = plugins.FORMATS,
    beside: bool = True,
    below: Path | None = None,
) -> list[Output]:
    """Read -o FORMAT[=PATH] options; the table joins in unless another takes stdout.

    *group* is the formats' entry-point group, which goes with what will be told. Without *beside* the
    table joins in only where nothing else was chosen. *below* is the settings' folder if these are not of
    the command line. Raises UsageError for an unknown format, a place that nothing can be written to, or
    two reports for one place.
    """
    found = [_output(each, group, below) for each in chosen]
    if not found or (beside and not any(each.path is None for each in found)):
        found.insert(0, _output("table", group, None))
    places = [None if each.path is None else _checked(each, each.path) for each in found]
    if len(set(places)) < len(places):
        raise UsageError("two reports would go to the same place", "give each its own: -o json=report.json")
    return found


def _output(option: str, group: str, below: Path | None) -> Output:
    name, equals, path = option.partition("=")
    form = plugins.load(group, name)
    if equals and not path:
        raise UsageError(
            f"-o {option} names no file", f"has a variable no value? -o {name} prints the report"
        )
    if not equals or path in _STDOUT:
        if is_folder(form):
            raise UsageError(f"{name} is a folder of pages", f"say where: -o {name}=FOLDER")
        return Output(name, form, None)
    return Output(name, form, Path(path), below)


def _checked(output: Output, path: Path) -> Path:
    """Return where a report really goes; raise UsageError now if it cannot be: not after hours."""
    place = settle(path, output.below)
    if not probe.is_folder(place.parent):
        raise UsageError(f"{path}: there is no folder {path.parent}", "make it first")
    if is_folder(output.format):
        folder_output.check(path, output.format.SCHEMA, output.below)
    elif probe.is_folder(place):
        raise UsageError(f"{path}: is a folder", f"name a file in it: -o {output.name}={path / 'report'}")
    return place


def is_folder(form: Format[Any] | FolderFormat) -> TypeGuard[FolderFormat]:
    """Tell whether a format makes a folder of pages instead of a text."""
    return hasattr(form, "pages")


def tells(form: Format[Any] | FolderFormat) -> TypeGuard[StoryFormat]:
    """Tell whether a format of one text has something to say of what led to an audit."""
    return hasattr(form, "tell")


def write_story(
    story: ReportInput,
    wanted: list[Output],
    audience: Audience = Audience.ENGINEER,
    *,
    edition: ReportInput | None = None,
    verbose: bool = False,
) -> None:
    """Render what an audience is told of an audit, and write every report.

    Formats of one text tell the *edition*, by default the story itself.
    Raises UsageError, after all others are written, for those that cannot be.
    """
    story, told = homonyms.story(story), homonyms.story(edition or story)

    def text(form: Format[Any], shown: Style) -> str:
        return form.tell(told, audience, shown) if tells(form) else form.render(told.audit, shown)

    _write(wanted, verbose, text, lambda form: form.pages(story, audience))


def write(told: object, wanted: list[Output], verbose: bool = False) -> None:
    """Render what the formats are for, and write every report; none is a folder.

    Raises UsageError, after all others are written, for those that cannot be.
    """
    _write(wanted, verbose, lambda form, shown: form.render(told, shown))


def _write(
    wanted: list[Output],
    verbose: bool,
    text: Callable[[Format[Any], Style], str],
    pages: Callable[[FolderFormat], Iterable[Page]] = lambda _: (),
) -> None:
    """Write every report: folders and files first, so that they are there whatever reads stdout."""
    failed: list[UsageError] = []
    for output in sorted(wanted, key=lambda each: (each.path is None, not is_folder(each.format))):
        try:
            if output.path is not None and is_folder(output.format):
                folder_output.write(pages(output.format), output.path, output.format.SCHEMA, output.below)
                continue
            made = text(cast("Format[Any]", output.format), style_of(output, verbose))
            if output.path is None:
                to_stdout(made)
            else:
                Destination(output.path, output.below).write(made)
        except UsageError as error:
            failed.append(error)
    if failed:
        raise UsageError("\n".join(each.message for each in failed), failed[0].hint)


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


def say(text: str, quiet: bool = False) -> None:
    """Tell people something that is no part of a report; strangers may have written some of it."""
    if not quiet:
        click.echo(clean(text), err=True)


def say_all(label: str, lines: Sequence[str], quiet: bool) -> None:
    """Tell people several such things, but not thousands: the report has them all."""
    for line in lines[:LINES_LIMIT]:
        say(f"{label}{line}", quiet)
    if len(lines) > LINES_LIMIT:
        say(f"{label}and {len(lines) - LINES_LIMIT} more; the report has them all", quiet)
