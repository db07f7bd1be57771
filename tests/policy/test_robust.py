"""Nothing that a file can hold makes loading raise, and what is refused is always located."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from checker.policy.cases import CASE, load_cases
from checker.policy.language import ADJUST, INITIATIVE, OBJECTIVE, POLICY, RULE, WAIVER
from checker.policy.loading.load import load
from checker.policy.settings import config
from checker.policy.settings.catalog import CONFIGURATION

KEYS = sorted(
    {
        key
        for record in (POLICY, RULE, OBJECTIVE, ADJUST, WAIVER, INITIATIVE, CASE, CONFIGURATION)
        for key in record.fields
    }
)
WORDS = [
    "a/b",
    "a/*",
    "*",
    "[",
    "{a,b",
    "p",
    "gold",
    "2026-12-01",
    "low",
    "",
    "\0",
    "p.yml",
    "common",
    "true",
    "<<",
    "git+https://x",
    "~nobody",
]
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(-3, 3), st.floats(0, 1), st.sampled_from(WORDS), st.text(max_size=5)
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=3), inner, max_size=5)
    ),
    max_leaves=25,
)


def shaped(record: Any) -> st.SearchStrategy[Any]:
    """Return mappings with the right keys and any values."""
    return st.fixed_dictionaries({}, optional=dict.fromkeys(record.fields, VALUES))


POLICIES = st.fixed_dictionaries(
    {"policy": st.just("p")},
    optional={
        "extends": VALUES,
        "levels": st.lists(st.sampled_from(WORDS), max_size=3),
        "locked": st.lists(st.sampled_from(WORDS), max_size=3),
        **{
            key: st.lists(shaped(record) | VALUES, max_size=3)
            for key, record in {
                "rules": RULE,
                "adjust": ADJUST,
                "waivers": WAIVER,
                "initiatives": INITIATIVE,
            }.items()
        },
    },
)


@given(POLICIES | VALUES)
def test_any_policy_loads_or_says_why_not(document: Any) -> None:
    """Any YAML at all comes back as a policy or as mistakes in that file."""
    with TemporaryDirectory() as folder:
        (Path(folder) / "p.yml").write_text(json.dumps(document), encoding="utf-8")
        loaded = load(["p.yml"], Path(folder))
    assert loaded.policy is not None or loaded.mistakes
    assert all(mistake.position.line >= 1 <= mistake.position.column for mistake in loaded.mistakes)


@given(
    shaped(CONFIGURATION) | VALUES,
    st.fixed_dictionaries({"cases": st.lists(shaped(CASE), max_size=3)}) | VALUES,
)
def test_any_configuration_and_any_cases(configuration: Any, cases: Any) -> None:
    """The same for checker.yml and for case files."""
    with TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "checker.yml").write_text(json.dumps(configuration), encoding="utf-8")
        (root / "p.yml").write_text("policy: p\n", encoding="utf-8")
        (root / "cases").mkdir()
        (root / "cases/x.yml").write_text(json.dumps(cases), encoding="utf-8")
        found, mistakes = config.load(root / "checker.yml")
        assert found is not None or mistakes
        load_cases(["p.yml"], root)


@given(st.binary(max_size=200) | st.text("{}[]:,-#&*!|>'\"%@`? \n\tab", max_size=60).map(str.encode))
def test_any_bytes(content: bytes) -> None:
    """Files that are no YAML, no UTF-8 or nothing at all."""
    with TemporaryDirectory() as folder:
        (Path(folder) / "p.yml").write_bytes(content)
        assert load(["p.yml"], Path(folder)).mistakes
