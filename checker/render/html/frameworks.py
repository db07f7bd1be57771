"""Frameworks: how far their controls are met, and by which rules."""

from collections.abc import Sequence
from functools import partial

from msgspec import Struct

from checker.model.framework import Assessment, Conformance, ControlState
from checker.model.result import Outcome
from checker.render.html import address
from checker.render.html.audit_index import AuditIndex
from checker.render.html.components import PageLink, Share
from checker.render.html.page import Cut, cut
from checker.render.shared.links import web

WORDS = {
    ControlState.MET: "met",
    ControlState.PARTLY: "partly met",
    ControlState.NOT_MET: "not met",
    ControlState.RISK_ACCEPTED: "not met, risk accepted",
    ControlState.UNKNOWN: "unknown",
    ControlState.NOT_APPLICABLE: "not applicable",
    ControlState.NOT_ASSESSED: "not assessed",
}
"""How states are told, in the order in which bars show them."""


class FrameworkRow(Struct, frozen=True):
    """One framework in the list of all."""

    framework: PageLink
    version: str
    met: int
    assessed: int
    shares: tuple[Share, ...]


class Signal(Struct, frozen=True):
    """A rule that speaks for a control, and what came of it."""

    rule: PageLink
    title: str
    partial: bool
    share: float | None
    failed: int


class ControlRow(Struct, frozen=True, kw_only=True):
    """One control of a framework."""

    id: str
    anchor: str
    title: str
    state: str
    said: str
    places: tuple[Share, ...]
    signals: tuple[Signal, ...]


class FrameworkView(Struct, frozen=True, kw_only=True):
    """Everything on a framework's page; controls without rules are told apart."""

    title: str
    version: str
    url: str
    note: str
    shares: tuple[Share, ...]
    controls: Cut[ControlRow]
    unassessed: Cut[ControlRow]


def rows(found: Sequence[Conformance]) -> tuple[FrameworkRow, ...]:
    """Return the frameworks as rows."""
    return tuple(map(_row, found))


def _row(conformance: Conformance) -> FrameworkRow:
    framework = conformance.framework
    return FrameworkRow(
        PageLink(framework.title, address.framework(framework.id)),
        framework.version,
        conformance.count(ControlState.MET),
        len(conformance.assessments) - conformance.count(ControlState.NOT_ASSESSED),
        shares(conformance),
    )


def shares(conformance: Conformance) -> tuple[Share, ...]:
    """Return how many controls are in each state, for a bar."""
    counted = [(state, conformance.count(state)) for state in WORDS]
    return tuple(Share(WORDS[state], count, state.value) for state, count in counted if count)


def view(conformance: Conformance, survey: AuditIndex, limit: int) -> FrameworkView:
    """Return a framework's page."""
    framework, found = conformance.framework, conformance.assessments
    control = partial(_control, survey=survey)
    assessed = [control(each) for each in found if each.state is not ControlState.NOT_ASSESSED]
    others = [control(each) for each in found if each.state is ControlState.NOT_ASSESSED]
    return FrameworkView(
        title=framework.title,
        version=framework.version,
        url=web(framework.url),
        note=framework.note,
        shares=shares(conformance),
        controls=cut(assessed, limit),
        unassessed=cut(others, limit),
    )


def _control(found: Assessment, survey: AuditIndex) -> ControlRow:
    return ControlRow(
        id=found.control,
        anchor=address.anchor(found.control),
        title=found.title,
        state=found.state.value,
        said=WORDS[found.state],
        places=tuple(
            Share(WORDS[state], found.subjects[state], state.value)
            for state in WORDS
            if state in found.subjects
        ),
        signals=(
            *(_signal(rule, survey, False) for rule in found.full),
            *(_signal(rule, survey, True) for rule in found.partial),
        ),
    )


def _signal(rule: str, survey: AuditIndex, is_partial: bool) -> Signal:
    standing = survey.rules[rule]
    failed = standing.tally.get(Outcome.FAIL, 0)
    return Signal(PageLink(rule, address.rule(rule)), standing.rule.title, is_partial, standing.share, failed)
