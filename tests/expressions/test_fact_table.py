"""The table of facts, and values as the expression language can hold them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.expressions.fact_table import BUG, FactTable
from checker.model.facts import Facts, FactSpec, FactType
from tests.engine.conftest import TABLE

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def test_two_facts_of_one_name_are_refused():
    """Two collectors cannot declare the same path."""
    spec = FactSpec("a.n", FactType.INT, "A.")
    with pytest.raises(ValueError, match=r"a\.n"):
        FactTable.of([spec, spec])


def test_the_digest_follows_paths_and_types():
    """Compiled expressions belong to a table."""
    assert FactTable.of([FactSpec("a", FactType.INT, "A.")]).digest != (
        FactTable.of([FactSpec("a", FactType.BOOL, "A.")]).digest
    )


@given(PLAIN)
def test_any_value_is_made_to_fit_or_refused(value):
    """Whatever a collector gives, the engine gets the declared type or a problem."""
    for spec in TABLE.specs.values():
        typed = TABLE.typed(Facts({spec.path: value}))
        if spec.path not in typed.values:
            problem = typed.problem(spec.path)
            assert problem is not None
            assert problem.reason.startswith(BUG)
        else:
            str(typed.values[spec.path]).encode()


def test_numbers_surrogates_and_undeclared_facts():
    """Bounded to 64 bits, without lone surrogates, and only what is declared."""
    typed = TABLE.typed(Facts({"a.n": 2**70, "a.name": "x\ud800", "a.share": 1, "b.c": 1}))
    assert typed.values == {"a.n": 2**63 - 1, "a.name": "x?", "a.share": 1.0}
