"""The reference pages: made from rules, facts, functions, formats and commands, compared in CI."""

import inspect
from collections.abc import Mapping
from pathlib import Path

import click

from checker import plugins
from checker.app.plans import table
from checker.cli import cli
from checker.engine.compile import Plan
from checker.engine.functions import SPECS
from checker.errors import UsageError
from checker.render import handbook


def differing(plan: Plan, folder: Path) -> Mapping[str, str]:
    """Return the pages, by path below *folder*, that are not there or not as they should be."""
    pages = handbook.pages(
        plan.policy, table().specs.values(), SPECS, titles=_titles(plan), formats=_formats(), commands=_commands()
    )
    return {path: text for path, text in pages.items() if _present(folder / path) != text}


def write(pages: Mapping[str, str], folder: Path) -> None:
    """Write pages; raises UsageError when one cannot be written."""
    for path, text in pages.items():
        target = folder / path
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8", newline="\n")
        except OSError as error:
            raise UsageError(f"{target}: cannot be written: {error.strerror}") from error
