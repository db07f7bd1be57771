"""A waiver is written whole or not at all."""

import os
from datetime import date

import pytest
from msgspec.structs import replace

from checker.app.exceptions import add_waiver
from checker.errors import UsageError
from checker.model.policy import Position, Waiver
from checker.policy import yaml_edit
from checker.policy.loading.sources import Sources

TODAY = date(2026, 11, 22)
POLICY = """\
policy: own
rules:
  - id: own/rule
    title: T
    why: W
    severity: low
    assert: "true"
    fix: {text: F}
waivers:
  - {rules: [own/rule], reason: r, owner: o, approved_by: a, until: 2026-12-01, everywhere: true}
"""
WAIVER = Waiver(("own/*",), "frozen", "pay", "cto", date(2026, 12, 24), teams=("pay",))


@pytest.fixture(autouse=True)
def _cache(tmp_path_factory, monkeypatch):
    monkeypatch.setenv("CHECKER_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))


@pytest.fixture
def policy(tmp_path):
    path = tmp_path / "own.yml"
    path.write_text(POLICY)
    return path


def add(policy, waiver=WAIVER):
    return add_waiver.add(waiver, Sources(("own.yml",), policy.parent), None, TODAY)


def test_the_place_is_returned(policy):
    """It is the waiver as the policy has it now; the same one once more is another."""
    assert add(policy) == replace(WAIVER, position=Position("own.yml", 11, 5))
    assert add(policy).position == Position("own.yml", 17, 5)
    assert policy.read_text() == POLICY + 2 * ("\n".join(add_waiver.lines(WAIVER)) + "\n")


def test_a_full_disk_costs_nothing(policy, monkeypatch):
    """The old file is there, whole, and no other."""

    def full(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(UsageError, match=r"own\.yml: cannot be written: No space left"):
        add(policy)
    assert (policy.read_text(), [*policy.parent.iterdir()]) == (POLICY, [policy])


def test_what_somebody_else_just_wrote_is_not_lost(policy, monkeypatch):
    """The command gives way."""
    monkeypatch.setattr(os, "fsync", lambda _: policy.write_text("policy: other\n"))
    with pytest.raises(UsageError, match="changed by somebody else"):
        add(policy)
    assert (policy.read_text(), [*policy.parent.iterdir()]) == ("policy: other\n", [policy])


@pytest.mark.parametrize(
    "wrong",
    [
        lambda text: text + "max_waiver_days: 364\n",
        lambda text: text.replace("reason: r", "reason: R") + "\n".join(add_waiver.lines(WAIVER)) + "\n",
        lambda text: text + "\n".join(add_waiver.lines(replace(WAIVER, reason="other"))) + "\n",
        lambda text: text + 2 * ("\n".join(add_waiver.lines(WAIVER)) + "\n"),
        lambda text: text,
        lambda text: (
            text.replace("severity: low", "severity: high") + "\n".join(add_waiver.lines(WAIVER)) + "\n"
        ),
    ],
)
def test_a_wrong_edit_would_be_noticed(policy, monkeypatch, wrong):
    """Whatever the editor does, the policy with the waiver is loaded and compared before it is written."""
    monkeypatch.setattr(yaml_edit, "append", lambda text, key, entry: wrong(text))
    with pytest.raises(UsageError, match="without changing what it says") as caught:
        add(policy)
    assert caught.value.hint.startswith("add it by hand, below `waivers:`\n  - rules: [own/*]\n")
    assert policy.read_text() == POLICY


def test_what_cannot_be_edited_is_told_with_the_lines(policy, monkeypatch):
    """People can do it themselves."""

    def refuse(text, key, entry):
        raise UsageError("line 3: odd")

    monkeypatch.setattr(yaml_edit, "append", refuse)
    with pytest.raises(UsageError, match=r"own\.yml: cannot be edited: line 3: odd") as caught:
        add(policy)
    assert "    teams: [pay]" in caught.value.hint
