"""Where reports go: stdout or files, and what people are told beside them on stderr."""

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeGuard, cast

import click

from checker import plugins
from checker.cli import folder
from checker.errors import UsageError
from checker.model.story import Audience, Story
from checker.model.value import dataclass
from checker.render import FolderFormat, Format, StoryFormat, Style
from checker.render.text import clean

LINES_LIMIT = 10
"""Reasons and warnings that are told beside a report."""


@dataclass(frozen=True, slots=True)
class Output:
    """One report: its format, and the file or folder it goes to, None for stdout."""

    name: str
    format: Format[Any] | FolderFormat
    path: Path | None


def outputs(chosen: tuple[str, ...], group: str = plugins.FORMATS, beside: bool = True) -> list[Output]:
    """Read -o FORMAT[=PATH] options; the table joins in unless another takes stdout.

    *group* is the formats' entry-point group, which goes with what will be told. Without *beside* the
    table joins in only where nothing else was chosen.
    Raises UsageError for an unknown format, a folder that is not there, or two reports for one place.
    """
    found = [_output(each, group) for each in chosen]
    if not found or (beside and not any(each.path is None for each in found)):
        found.insert(0, _output("table", group))
    for path in filter(None, (each.path for each in found)):
        if not path.parent.is_dir():  # better now than after hours of work
            raise UsageError(f"{path}: there is no folder {path.parent}", "make it first")
    for each in found:
        if each.path is not None and is_folder(each.format):
            folder.check(each.path, each.format.SCHEMA)
    places = [each.path for each in found]
    if len(set(places)) < len(places):
        raise UsageError("two reports would go to the same place", "give each its own: -o json=report.json")
    return found


def _output(option: str, group: str) -> Output:
    name, _, path = option.partition("=")
    made = Output(name, plugins.load(group, name), Path(path) if path and path != "-" else None)
    if made.path is None and is_folder(made.format):
        raise UsageError(f"{name} is a folder of pages", f"say where: -o {name}=FOLDER")
    return made


def is_folder(form: Format[Any] | FolderFormat) -> TypeGuard[FolderFormat]:
    """Tell whether a format makes a folder of pages instead of a text."""
    return hasattr(form, "pages")


def write_folders(story: Story, wanted: list[Output], audience: Audience = Audience.ENGINEER) -> None:
    """Render and write the reports that are folders.

    Raises UsageError when one cannot be written.
    """
    for output in wanted:
        if output.path is not None and is_folder(output.format):
            folder.write(output.format.pages(story, audience), output.path, output.format.SCHEMA)


def tells(form: Format[Any] | FolderFormat) -> TypeGuard[StoryFormat]:
    """Tell whether a format of one text has something to say of what led to an audit."""
    return hasattr(form, "tell")


def write_texts(
    story: Story, wanted: list[Output], audience: Audience = Audience.ENGINEER, verbose: bool = False
) -> None:
    """Render what an audience is told of an audit in one text, and write it, files first.

    Raises UsageError when a file cannot be written.
    """

    def text(form: Format[Any], shown: Style) -> str:
        return form.tell(story, audience, shown) if tells(form) else form.render(story.audit, shown)

    _write(wanted, verbose, text)


def write(told: object, wanted: list[Output], verbose: bool = False) -> None:
    """Render what the formats are for, and write every report that is a text, files first.

    Raises UsageError when a file cannot be written.
    """
    _write(wanted, verbose, lambda form, shown: form.render(told, shown))


def _write(wanted: list[Output], verbose: bool, text: Callable[[Format[Any], Style], str]) -> None:
    for output in sorted(wanted, key=lambda each: each.path is None):
        if is_folder(output.format):
            continue
        made = text(cast("Format[Any]", output.format), style_of(output, verbose))
        if output.path is None:
            to_stdout(made)
        else:
            to_file(made, output.path)


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
    """Tell people something that is no part of a report; strangers may have written some of it."""
    if not quiet:
        click.echo(clean(text), err=True)


def say_all(label: str, lines: Sequence[str], quiet: bool) -> None:
    """Tell people several such things, but not thousands: the report has them all."""
    for line in lines[:LINES_LIMIT]:
        say(f"{label}{line}", quiet)
    if len(lines) > LINES_LIMIT:
        say(f"{label}and {len(lines) - LINES_LIMIT} more; the report has them all", quiet)
