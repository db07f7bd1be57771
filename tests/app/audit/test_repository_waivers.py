"""What a repository says of itself is bounded, and counts only where it is allowed to."""

from datetime import UTC, date, datetime

import pytest

from checker.app.audit.repository_waivers import Excused, excused
from checker.engine.snapshot import Held
from checker.engine.waivers import WaiverScope
from checker.model.policy import Fix, Policy, Rule, Severity

NOW = datetime(2026, 11, 1, tzinfo=UTC)
PLACE = WaiverScope("host/acme/app", "app", "", "acme/app")
WAIVER = "{rules: [a/b], reason: r, owner: o, approved_by: x, until: 2027-10-01}"


def policy(allowed: bool = True) -> Policy:
    rule = Rule("a/b", "T", "W", Severity.LOW, Fix("F"), "a")
    return Policy("p", "P", "1", (rule,), repository_waivers=allowed)


def said(*waivers: str) -> Held:
    return Held("waivers:\n" + "".join(f"  - {waiver}\n" for waiver in waivers), asked=True)


def found(held: Held, allowed: bool = True, today: date | None = None) -> Excused:
    return excused(held, policy(allowed), PLACE, NOW, today)


def test_the_policy_has_to_allow_it() -> None:
    """Else nothing is read, counted or told."""
    assert found(said(WAIVER, "7"), allowed=False) == Excused()
    assert len(found(said(WAIVER)).waivers) == 1


@pytest.mark.parametrize(
    "held", [Held(asked=True), Held("waivers: []\n", asked=True), Held(unseen="", asked=True)]
)
def test_without_waivers_nothing_is_told(held: Held) -> None:
    """Most repositories have none."""
    assert found(held) == Excused()


def test_what_could_not_be_read_is_told() -> None:
    """It counts for nothing, and people learn why."""
    assert found(Held(unseen="x: hidden", asked=True)).warnings == (
        "acme/app: its own waivers do not count: x: hidden",
    )


def test_a_stranger_cannot_flood_the_warnings() -> None:
    """Ten are told, the others counted."""
    warnings = found(said(*["7"] * 60)).warnings
    assert (len(warnings), warnings[-1]) == (11, "acme/app: and 50 more about .checker/waivers.yml")


def test_an_audit_as_of_earlier_does_not_find_them_too_long() -> None:
    """They are measured from the later of its day and today."""
    early = Held(said(WAIVER.replace("2027-10-01", "2027-11-10")).text, asked=True)
    assert found(early).waivers == ()
    assert len(found(early, today=date(2026, 11, 24)).waivers) == 1


def test_bytes_that_are_no_text_survive_a_snapshot() -> None:
    """They are refused as they would be at once."""
    text = b"waivers: [\xff]".decode("utf-8", "surrogateescape")
    assert "not UTF-8" in found(Held(text, asked=True)).warnings[0]
