"""Draws a report as the terminal shows it.

checker audit REPOSITORY -o json | python docs/images/make.py > docs/images/terminal.svg
"""

import io
import re
import sys

from rich.console import Console
from rich.text import Text

from checker.model.audit import Audit
from checker.render import Style
from checker.render.machine import json
from checker.render.terminal import table

WIDTH = 80
LINES = 46


def draw(audit: Audit) -> str:
    """Return the top of an audit's report as SVG, without anything loaded from elsewhere."""
    report = table.render(audit, Style(width=WIDTH, color=True)).splitlines()
    shown = ["\n".join(report[:LINES]).rstrip(), "…"] if len(report) > LINES else report
    console = Console(file=io.StringIO(), width=WIDTH, record=True, color_system="truecolor", _environ={})
    console.print(Text("$ checker audit", "bold green"))
    for line in shown:
        console.print(Text.from_ansi(line))
    drawn = console.export_svg(title="checker", unique_id="terminal")
    return re.sub(r"@font-face \{.*?\}\n", "", drawn, flags=re.DOTALL)


if __name__ == "__main__":
    sys.stdout.write(draw(json.read(sys.stdin.read())))
