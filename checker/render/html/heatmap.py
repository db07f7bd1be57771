"""The heat map: every team against every objective and every pack."""

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from checker.model.audit import Group, Score
from checker.render.html import address, components
from checker.render.html.audit_index import AuditIndex
from checker.render.html.components import PageLink

_STEPS = (20.0, 40.0, 60.0, 80.0, 90.0)


class HeatmapCell(Struct, frozen=True):
    """A score, and how warm it looks: 0 is the worst, 5 the best, "" where there is none."""

    score: float | None
    warmth: str


class HeatmapRow(Struct, frozen=True):
    """One team's cells; the *whole* stands below all of them."""

    team: PageLink
    whole: bool
    cells: tuple[HeatmapCell, ...]


class Heatmap(Struct, frozen=True):
    """A table of scores; *columns* lead to where they are explained."""

    columns: tuple[PageLink, ...]
    rows: tuple[HeatmapRow, ...]


def by_objective(survey: AuditIndex, groups: Sequence[Group]) -> Heatmap:
    """Return the scores of groups by objective."""
    titles = components.titles(survey.audit.policy.objectives)
    known = {name for group in groups for name in group.objectives}
    names = [*(name for name in titles if name in known), *sorted(known - titles.keys())]
    columns = tuple(PageLink(titles.get(name, name)) for name in names)
    return Heatmap(columns, tuple(_row(group, group.objectives, names, survey) for group in groups))


def by_pack(survey: AuditIndex, groups: Sequence[Group]) -> Heatmap:
    """Return the scores of groups by pack."""
    scores = [survey.packs(components.members(group, survey)) for group in groups]
    names = sorted({name for each in scores for name in each})
    columns = tuple(PageLink(name, f"rules.html#{address.anchor(name)}") for name in names)
    return Heatmap(
        columns, tuple(_row(group, own, names, survey) for group, own in zip(groups, scores, strict=True))
    )


def _row(group: Group, scores: Mapping[str, Score], names: Iterable[str], survey: AuditIndex) -> HeatmapRow:
    team = PageLink(group.name or "all repositories", survey.page(group.name))
    whole = group is survey.audit.organization
    return HeatmapRow(team, whole, tuple(cell(scores.get(name, Score()).score) for name in names))


def cell(score: float | None) -> HeatmapCell:
    """Return a score with its warmth."""
    return HeatmapCell(score, "" if score is None else str(sum(score >= step for step in _STEPS)))
