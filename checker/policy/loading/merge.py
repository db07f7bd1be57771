"""One policy from many files: what unites, what appends, what replaces."""

from collections.abc import Iterator
from typing import Any

from msgspec import Struct, field

from checker.model.policy import Mistake, Objective, Position, Rule
from checker.model.teaching import Teaching
from checker.policy.loading import build
from checker.policy.loading.gather import Gathered, PolicyPart
from checker.policy.schema.reader import Section
from checker.policy.teachings import teachings

_SCALARS = ("levels", "max_waiver_days", "repository_waivers", "level_share", "with_github")


class LocatedValue(Struct, frozen=True):
    """Something together with the section it was said in and the unit that says it."""

    value: Any
    section: Section
    unit: str


class Draft(Struct):
    """A policy in the making.

    *sections* are those of the rules, by id. *sketches* are broken rules, to find more mistakes
    in. *known* holds every id that was given, of broken entries too.
    """

    rules: dict[str, Rule] = field(default_factory=dict)
    sketches: list[Rule] = field(default_factory=list)
    sections: dict[str, Section] = field(default_factory=dict)
    objectives: dict[str, Objective] = field(default_factory=dict)
    initiatives: list[LocatedValue] = field(default_factory=list)
    adjustments: list[LocatedValue] = field(default_factory=list)
    waivers: list[LocatedValue] = field(default_factory=list)
    locks: list[LocatedValue] = field(default_factory=list)
    scalars: dict[str, Any] = field(default_factory=dict)
    tiers: dict[str, float] = field(default_factory=dict)
    known: dict[str, dict[str, Position]] = field(default_factory=dict)
    origins: dict[str, Position] = field(default_factory=dict)
    off: dict[str, str] = field(default_factory=dict)
    recognize: list[Teaching] = field(default_factory=list)
    mistakes: list[Mistake] = field(default_factory=list)

    @property
    def levels(self) -> tuple[str, ...]:
        """The names of the levels, lowest first."""
        levels: tuple[str, ...] = self.scalars.get("levels", ())
        return levels

    def wrong(self, position: Position, message: str) -> None:
        """Record a mistake."""
        self.mistakes.append(Mistake(position, message))


def merge(gathered: Gathered) -> Draft:
    """Unite all parts in their order."""
    draft = Draft(mistakes=gathered.mistakes)
    for part in gathered.parts:
        _replace(draft, part)
        _unite(draft, part)
        _append(draft, part)
    return draft


def _replace(draft: Draft, part: PolicyPart) -> None:
    section = part.section
    for key in _SCALARS:
        if (value := section.get(key)) is not None:
            draft.scalars[key] = value
            draft.origins[key] = section.at(key)
    for tier, weight in section.get("tiers", {}).items():
        draft.tiers[tier] = weight
        draft.origins[f"tiers.{tier}"] = section.at("tiers", tier)


def _unite(draft: Draft, part: PolicyPart) -> None:
    for section in _new(draft, part, "rules"):
        if not section.sound:
            draft.sketches.append(build.sketch(section, part.lines))
            continue
        draft.rules[section.values["id"]] = build.rule(section, part.lines)
        draft.sections[section.values["id"]] = section
    for section in filter(_sound, _new(draft, part, "objectives")):
        draft.objectives[section.values["id"]] = build.objective(section)
    for section in filter(_sound, _new(draft, part, "initiatives")):
        draft.initiatives.append(LocatedValue(build.initiative(section), section, part.unit))


def _new(draft: Draft, part: PolicyPart, collection: str) -> Iterator[Section]:
    """Yield the entries of a collection whose ids are new; note all ids."""
    known = draft.known.setdefault(collection, {})
    for section in part.section.get(collection, ()):
        entry = section.get("id")
        if entry is None:
            continue
        if entry in known:
            what = collection.removesuffix("s")
            advice = "; only 'adjust' changes a rule" if what == "rule" else ""
            draft.wrong(section.at("id"), f"the {what} {entry!r} is there already, at {known[entry]}{advice}")
            continue
        known[entry] = section.at("id")
        draft.origins[f"{collection}.{entry}"] = section.at()
        yield section


def _sound(section: Section) -> bool:
    return section.sound


def _append(draft: Draft, part: PolicyPart) -> None:
    section, unit = part.section, part.unit
    draft.adjustments += [
        LocatedValue(build.adjustment(each, part.lines), each, unit)
        for each in section.get("adjust", ())
        if each.sound
    ]
    draft.waivers += [
        LocatedValue(build.waiver(each), each, unit) for each in section.get("waivers", ()) if each.sound
    ]
    draft.recognize += teachings(section)
    for index, pattern in enumerate(section.get("locked", ())):
        draft.locks.append(LocatedValue((pattern, section.at("locked", index)), section, unit))
