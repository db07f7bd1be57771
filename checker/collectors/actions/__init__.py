"""Facts about continuous integration: GitHub's workflows above all, and what any CI runs."""

from checker.collectors import Checkout
from checker.collectors.actions.facts import FACTS
from checker.model.facts import Facts

__all__ = ["FACTS", "collect"]


def collect(checkout: Checkout, wanted: frozenset[str]) -> Facts:
    """Read the workflows and the files of other CI systems; a broken one is a fact of its own."""
    from checker.collectors.actions import assemble

    return assemble.collect(checkout, wanted)
