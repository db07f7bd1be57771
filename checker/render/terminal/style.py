"""How reports in a terminal look: headings, colours, rows."""

import io
from collections.abc import Iterable

from rich.console import Console, RenderableType
from rich.rule import Rule
from rich.table import Column, Table
from rich.text import Text

from checker.model.audit import Group, Subject
from checker.model.result import Result
from checker.render import Style
from checker.render.shared.text import clean, name, number, quiet

HEADING = "bold"
FAINT = "dim"
LABEL = 9
"""Columns of the label at the left of a row."""
_BAR = 30
_ASCII = str.maketrans(
    {"█": "#", "░": ".", "─": "-", "·": "-", "…": "~", "\N{EN DASH}": "-", "└": "`", "→": ">"}
)


def printed(parts: Iterable[RenderableType], style: Style) -> str:
    """Return parts as text of a width, plain unless colours are asked for."""
    file = io.StringIO()
    console = Console(
        file=file,
        width=max(40, style.width),
        force_terminal=style.color or style.links,
        color_system="standard" if style.color else None,
        no_color=not style.color,
        legacy_windows=False,
        markup=False,
        emoji=False,
        highlight=False,
        _environ={},
    )
    for part in parts:
        console.print(part)
    text = quiet("\n".join(line.rstrip() for line in file.getvalue().splitlines()) + "\n")
    return text.translate(_ASCII).encode("ascii", "replace").decode() if style.ascii else text


def headline(left: str, right: str) -> RenderableType:
    """Return a bold title with something faint at the right, and a line below."""
    grid = Table.grid(Column(overflow="fold"), Column(justify="right"), expand=True, padding=(0, 1))
    grid.add_row(Text(left, HEADING), Text(right, FAINT))
    return _stacked(grid, Rule(style=FAINT))


def score_style(value: float | None) -> str:
    """Return the colour of a score."""
    if value is None:
        return FAINT
    return "bold green" if value >= 80 else "bold yellow" if value >= 50 else "bold red"


def score_bar(whole: Group | Subject, level_range: str = "") -> Text:
    """Return a score as a number and a bar, with the level and the coverage beside it.

    Where not everything was decided, what the score is at least and the level that may be held stand below.
    """
    score, level, coverage = whole.score, whole.level, whole.coverage
    if score is None:
        return Text.assemble(" ", ("not scored: nothing was decided", "bold"))
    filled = round(_BAR * score / 100)
    colour = score_style(score)
    return Text.assemble(
        " ",
        (f"{number(score):>5}", colour),
        "  ",
        ("█" * filled, colour),
        ("░" * (_BAR - filled), FAINT),
        "  ",
        (f"level {name(level)}" if level else "no level yet", "bold"),
        *([(f"  coverage {number(coverage)} %", FAINT)] if coverage is not None else []),
        (_at_least(whole, level_range), FAINT),
    )


def _at_least(whole: Group | Subject, level_range: str) -> str:
    certain = number(whole.score_at_least)
    said = [f"at least {certain} if all that is unknown failed"] if certain != number(whole.score) else []
    said += [level_range] if level_range else []
    return f"\n  {'; '.join(said)}" if said else ""


def _stacked(*parts: RenderableType) -> Table:
    grid = Table.grid(expand=True)
    for part in parts:
        grid.add_row(part)
    return grid


def prose(text: str) -> Text:
    """Set what stands between backticks apart."""
    marked = Text(clean(text))
    marked.highlight_regex(r"`[^`]+`", HEADING)
    return marked


def effort(result: Result) -> str:
    """Return how much work a fix is, as it stands behind something else."""
    return f"  {name(result.fix.effort)} effort" if result.fix.effort else ""


def numbered() -> Table:
    """Return an empty table of three columns: a number, what to do, and what it brings."""
    return Table.grid(
        Column(justify="right", min_width=3),
        Column(overflow="fold", ratio=1),
        Column(justify="right", no_wrap=True),
        expand=True,
        padding=(0, 1),
    )


def row(label: Text, body: Text, width: int = LABEL) -> Table:
    """Return a row with a label at the left, of a fixed width, and the text beside it."""
    grid = Table.grid(
        Column(width=width, no_wrap=True), Column(overflow="fold", ratio=1), expand=True, padding=(0, 1)
    )
    grid.add_row(label, body)
    return grid
