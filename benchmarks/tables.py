"""Tables for the terminal and for pages."""

from collections.abc import Sequence


def table(head: Sequence[str], rows: Sequence[Sequence[str]], *, markdown: bool = True) -> str:
    """Return a table, in Markdown or in columns of the terminal."""
    if markdown:
        lines = [head, ["---"] * len(head), *rows]
        return "\n".join(
            f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines
        )
    widths = [max(len(cell) for cell in column) for column in zip(head, *rows, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in (head, *rows)
    )


def percent(share: float | None) -> str:
    """Return a share in whole percent, "" for none; only nothing is 0 %, and only everything 100 %."""
    if share is None:
        return ""
    if 0 < share < 0.01:
        return "< 1 %"
    if 0.99 < share < 1:
        return "> 99 %"
    return f"{100 * share:.0f} %"
