"""What the doctor says is readable, harmless, and the same for programs."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import convert
from msgspec.structs import replace

from checker.model.audit import Uncollected
from checker.model.diagnosis import Cost, Diagnosis, Permission, PermissionGap, Resource
from checker.render import Style
from checker.render.terminal.diagnosis import as_json, as_text

AT = datetime(2026, 11, 1, 12, 30, tzinfo=UTC)
KEYS = PermissionGap("security/keys", "Keys", 3, ("acme/a", "acme/b"), ("Administration: Read-only",))
ADMINISTRATION = Permission(
    "repository", "Administration", "Read-only", 0, 3, ("security/keys",), scope="repo"
)
CONTENTS = Permission("repository", "Contents", "Read-only", 3, 0, key="contents")
COST = Cost(
    exact=False,
    resources=(Resource("core", 12_345, 12_345, 5000, 100, AT), Resource("graphql", 60, 900)),
    clones=1000,
    here=3,
    waiting=7200 + 1800,
    working=260.0,
    asked=42,
)
LACKING = Diagnosis(
    targets=("github:acme",),
    policy="own 1",
    rules=20,
    token="fine-grained",
    repositories=1000,
    sample=("acme/a", "acme/b", "acme/c"),
    permissions=(ADMINISTRATION, CONTENTS),
    gaps=(KEYS,),
    cost=COST,
)


def said(found, **style):
    return " ".join(as_text(found, Style(**style)).split())


def test_what_is_estimated_is_called_about():
    text = said(LACKING)
    assert "about 12,345 requests; 100 of 5,000 an hour are left until 12:30 UTC" in text
    assert "about 60 queries, 900 points; GitHub states no limit" in text
    assert "1000 clones, 3 of which are here" in text
    assert "about 4 min and 2 h 30 min of waiting for limits" in text
    exact = said(replace(LACKING, cost=replace(COST, exact=True)))
    assert "about 12,345" not in exact
    assert "12,345 requests" in exact


def test_it_says_which_repositories_it_asked_about():
    assert "3 of 1000 repositories, some of each kind: acme/a, acme/b, acme/c." in said(LACKING)
    assert "--sample 1000 asks about all" in said(LACKING)


@pytest.mark.parametrize(
    ("token", "hint"),
    [
        ("classic", "needs the scopes repo, and a user with the rights"),
        ("fine-grained", "sees no more than its user"),
    ],
)
def test_it_says_how_to_grant(token, hint):
    assert hint in said(replace(LACKING, token=token))


def test_it_says_what_cannot_be_granted():
    never = replace(ADMINISTRATION, possible=False)
    text = said(replace(LACKING, token="workflow", permissions=(never,)))
    assert "WHAT THIS WORKFLOW'S TOKEN CANNOT BE GIVEN" in text
    assert "1 rule stays unknown with it" in text
    assert "TO DECIDE THEM" not in text


def test_all_is_well():
    text = said(Diagnosis(("github:acme",), "own 1", 20, "app", 1, ("acme/a",), (CONTENTS,)))
    assert "Everything that the policy asks of GitHub can be seen." in text
    assert "UNKNOWN" not in text


def test_trouble_is_not_silent():
    found = Diagnosis(
        ("github:acme",),
        "own 1",
        20,
        "app",
        2,
        ("acme/a",),
        lost=2,
        uncollected=(Uncollected("acme/b", "gone"),),
    )
    assert not found.whole
    assert "2 requests came to nothing" in said(found)
    assert "acme/b gone" in said(found)
    assert "Everything" not in said(found)


def test_programs_are_told_everything():
    data = json.loads(as_json(LACKING))
    assert data.pop("schema") == "urn:standards-checker:doctor-1"
    assert convert({**data, "cost": None}, Diagnosis) == replace(LACKING, cost=None)
    assert data["cost"]["resources"][0]["resets"] == "2026-11-01T12:30:00Z"


_TEXT = st.text(max_size=200)


@given(_TEXT, _TEXT, st.integers(40, 120))
def test_strange_names_stay_harmless(name, reason, width):
    """No control reaches the terminal, and no line is wider than it."""
    gap = PermissionGap(name, name, 1, (name,), (name,))
    found = Diagnosis(
        (name,), name, 1, "classic", 1, (name,), (CONTENTS,), (gap,), uncollected=(Uncollected(name, reason),)
    )
    text = as_text(found, Style(width=width))
    assert not any(ord(each) < 32 and each != "\n" for each in text)
    assert "\x1b" not in as_text(found, Style(width=width, ascii=True))
    json.loads(as_json(found))
