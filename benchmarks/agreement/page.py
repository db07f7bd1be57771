"""Shows figures as a table and as a page of the documentation."""

from collections.abc import Sequence
from pathlib import Path

from benchmarks import installs, tables
from benchmarks.agreement.answers import NOW
from benchmarks.agreement.figures import EXACT, RIGHT, Figures, Ratio

_HEAD = (
    "Peer", "Its rule", "Ours", "Cells", "Agreed", "Ours right", "Peer right", "Both", "Neither", "Unknown",
    "Precision", "Recall", "Its precision", "Its recall",
)  # fmt: skip
_TEMPLATE = Path(__file__).with_name("page.md")


def table(rows: Sequence[Figures], *, markdown: bool = True) -> str:
    """Return a table with a line for each question."""
    return tables.table(_HEAD, [_cells(row) for row in rows], markdown=markdown)


def _cells(row: Figures) -> tuple[str, ...]:
    judged = (str(row.judged[right]) for right in ("ours", "peer", "both", "neither"))
    sides = (row.ours.precision, row.ours.recall, row.peer.precision, row.peer.recall)
    question = row.question
    return (
        question.peer,
        ", ".join(question.rules if len(question.rules) < 4 else (*question.rules[:2], "…")),
        question.ours,
        str(row.cells),
        str(row.agreed),
        *judged,
        str(row.unknown),
        *map(str, sides),
    )


def missed(rows: Sequence[Figures]) -> list[str]:
    """Return a sentence for each target that is missed, or that nothing was measured for."""
    same = _right(rows)
    said = [] if _meets(same, RIGHT) else [f"MISSED: we are right in {same}, the target is {RIGHT:.0%}"]
    for group in _groups(rows):
        for figure in ("precision", "recall"):
            ratio = _sum(rows, group, figure)
            if not _meets(ratio, EXACT):
                said.append(f"MISSED: {figure} about {group} is {ratio}, the target is {EXACT:.0%}")
    return said


def _meets(ratio: Ratio, bound: float) -> bool:
    return ratio.whole > 0 and ratio.reaches(bound)


def _groups(rows: Sequence[Figures]) -> list[str]:
    return sorted({row.question.group for row in rows} - {""})


def _sum(rows: Sequence[Figures], group: str, figure: str) -> Ratio:
    found: list[Ratio] = [getattr(row.ours, figure) for row in rows if row.question.group == group]
    return sum(found, Ratio(0, 0))


def written(rows: Sequence[Figures], repositories: int, broken: Sequence[str]) -> str:
    """Return the page; *broken* are the peers and repositories of which there is no answer."""
    packages = {package for row in rows for package in installs.peers()[row.question.peer].packages}
    right = _right(rows)
    head = ("Subject", "Precision", "Recall", "Agreed cells that were read")
    return _TEMPLATE.read_text(encoding="utf-8").format(
        versions=", ".join(f"`{each}`" for each in sorted(packages)),
        repositories=repositories,
        cells=f"{sum(row.cells for row in rows):,}",
        agreed=f"{sum(row.agreed for row in rows):,}",
        judged=f"{sum(row.cells - row.agreed - row.unjudged for row in rows):,}",
        right=f"{right.part:,} of {right.whole:,} ({right.part / right.whole:.1%})"
        if right.whole
        else "none",
        date=NOW[:10],
        broken=f"\n- Without an answer: {', '.join(broken)}." if broken else "",
        groups=tables.table(head, [_group(rows, group) for group in _groups(rows)]),
        table=table(rows),
    )


def _right(rows: Sequence[Figures]) -> Ratio:
    return sum((row.right for row in rows if row.question.same), Ratio(0, 0))


def _group(rows: Sequence[Figures], group: str) -> Sequence[str]:
    sampled = sum(row.sampled for row in rows if row.question.group == group)
    sums = (str(_sum(rows, group, figure)) for figure in ("precision", "recall"))
    return group.capitalize(), *sums, str(sampled)
