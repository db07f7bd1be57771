"""The frameworks that ship with us."""

from pathlib import Path

import pytest

from checker.app.policies.reference_docs import every_pack
from checker.errors import PolicyError
from checker.policy.frameworks import frameworks, load
from checker.policy.loading.load import load as load_policy


def test_every_framework_that_rules_map_to_is_described() -> None:
    """And where its controls are listed, rules name none that is not among them."""
    known = {each.id: each for each in frameworks()}
    policy = load_policy(every_pack(), Path.cwd()).policy
    assert policy
    for rule in policy.rules:
        for framework, controls in rule.maps.items():
            listed = known[framework].controls
            assert not listed or set(controls) <= set(listed), rule.id


def test_interpretations_say_so() -> None:
    """Mappings that nobody but us vouches for are told as such."""
    known = {each.id: each for each in frameworks()}
    assert "Our interpretation" in known["iso27001"].note
    assert "Our interpretation" in known["soc2"].note


def test_a_mistake_is_found_at_its_place(tmp_path) -> None:
    """A file that does not load says where and why, for all its mistakes."""
    path = tmp_path / "x.yml"
    path.write_text("framework: X Y\ntitle: A\nurl: javascript:alert(1)\ncontrol: {}\n")
    with pytest.raises(PolicyError) as caught:
        load(path)
    assert "policies/frameworks/x.yml:1:12" in str(caught.value)
    assert "x.yml:3:6" in str(caught.value)
    assert "did you mean 'controls'?" in str(caught.value)
