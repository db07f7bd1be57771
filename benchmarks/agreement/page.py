"""Shows figures as a table and as a page of the documentation."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks import installs
from benchmarks.agreement.answers import NOW
from benchmarks.agreement.figures import EXACT, RIGHT, Figures, Ratio

_HEAD = (
    "Peer", "Its rule", "Ours", "Cells", "Agreed", "Ours right", "Peer right", "Both", "Neither", "Unknown",
    "Precision", "Recall", "Its precision", "Its recall",
)  # fmt: skip
_TEMPLATE = Path(__file__).with_name("page.md")


def table(rows: Sequence[Figures]) -> str:
    """Return a Markdown table with a line for each question."""
    lines = [_HEAD, ("---",) * len(_HEAD), *map(_cells, rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


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
    """Return a sentence for each target that is missed."""
    same = sum((row.right for row in rows if row.question.same), Ratio(0, 0))
    said = [] if same.reaches(RIGHT) else [f"MISSED: we are right in {same}, the target is {RIGHT:.0%}"]
    for group in _groups(rows):
        for name, ratio in (
            ("precision", _sum(rows, group, "precision")),
            ("recall", _sum(rows, group, "recall")),
        ):
            if not ratio.reaches(EXACT):
                said.append(f"MISSED: {name} about {group} is {ratio}, the target is {EXACT:.0%}")
    return said


def _groups(rows: Sequence[Figures]) -> list[str]:
    return sorted({row.question.group for row in rows} - {""})


def _sum(rows: Sequence[Figures], group: str, figure: str) -> Ratio:
    found: list[Ratio] = [getattr(row.ours, figure) for row in rows if row.question.group == group]
    return sum(found, Ratio(0, 0))


def written(rows: Sequence[Figures], repositories: int, peers: Mapping[str, Path]) -> str:
    """Return the page."""
    packages = {name: installs.peers()[name].packages for name in peers}
    versions = ", ".join(f"`{each}`" for name in sorted(packages) for each in packages[name])
    same = [row for row in rows if row.question.same]
    right = sum((row.right for row in same), Ratio(0, 0))
    cells = sum(row.cells for row in rows)
    groups = [("Subject", "Precision", "Recall", "Agreed cells that were read"), ("---",) * 4]
    groups += [
        (
            group.capitalize(),
            str(_sum(rows, group, "precision")),
            str(_sum(rows, group, "recall")),
            str(sum(row.sampled for row in rows if row.question.group == group)),
        )
        for group in _groups(rows)
    ]
    return _TEMPLATE.read_text(encoding="utf-8").format(
        versions=versions,
        repositories=repositories,
        cells=f"{cells:,}",
        agreed=f"{sum(row.agreed for row in rows):,}",
        judged=f"{sum(row.cells - row.agreed for row in rows):,}",
        right=f"{right.part:,} of {right.whole:,} ({right.part / right.whole:.1%})",
        date=NOW[:10],
        groups="\n".join(f"| {' | '.join(line)} |" for line in groups),
        table=table(rows),
    )
