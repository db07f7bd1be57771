"""The heat map: every team against every objective and every pack."""

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from checker.model.audit import Group, Score
from checker.render.site import address, pieces
from checker.render.site.pieces import Link
from checker.render.site.survey import Survey

_STEPS = (20.0, 40.0, 60.0, 80.0, 90.0)


class Cell(Struct, frozen=True):
    """A score, and how warm it looks: 0 is the worst, 5 the best, "" where there is none."""

    score: float | None
    warmth: str


class HeatRow(Struct, frozen=True):
    """One team's cells; the *whole* stands below all of them."""

    team: Link
    whole: bool
    cells: tuple[Cell, ...]


class Heat(Struct, frozen=True):
    """A table of scores; *columns* lead to where they are explained."""

    columns: tuple[Link, ...]
    rows: tuple[HeatRow, ...]


def by_objective(survey: Survey, groups: Sequence[Group]) -> Heat:
    """Return the scores of groups by objective."""
    titles = pieces.titles(survey.audit.policy.objectives)
    known = {name for group in groups for name in group.objectives}
    names = [*(name for name in titles if name in known), *sorted(known - titles.keys())]
    columns = tuple(Link(titles.get(name, name)) for name in names)
    return Heat(columns, tuple(_row(group, group.objectives, names, survey) for group in groups))


def by_pack(survey: Survey, groups: Sequence[Group]) -> Heat:
    """Return the scores of groups by pack."""
    scores = [survey.packs(pieces.members(group, survey)) for group in groups]
    names = sorted({name for each in scores for name in each})
    columns = tuple(Link(name, f"rules.html#{address.anchor(name)}") for name in names)
    return Heat(
        columns, tuple(_row(group, own, names, survey) for group, own in zip(groups, scores, strict=True))
    )


def _row(group: Group, scores: Mapping[str, Score], names: Iterable[str], survey: Survey) -> HeatRow:
    team = Link(group.name or "all repositories", survey.page(group.name))
    whole = group is survey.audit.organization
    return HeatRow(team, whole, tuple(cell(scores.get(name, Score()).score) for name in names))


def cell(score: float | None) -> Cell:
    """Return a score with its warmth."""
    return Cell(score, "" if score is None else str(sum(score >= step for step in _STEPS)))
