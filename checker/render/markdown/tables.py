"""Tables and folded parts in Markdown; what is in them must be harmless already."""

from collections.abc import Iterable, Sequence


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def details(title: str, body: str) -> str:
    """Return a part that is folded until somebody opens it."""
    return f"<details><summary>{title}</summary>\n\n{body}\n\n</details>"
