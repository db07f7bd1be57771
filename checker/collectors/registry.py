"""All collectors: what they declare, and asking them for the facts that a plan reads."""

from collections.abc import Mapping
from functools import cache

from msgspec.structs import replace

from checker import plugins
from checker.collectors import Checkout, Collector
from checker.engine import group_facts
from checker.errors import TargetError, Unobserved
from checker.expressions.fact_table import BUG, FactTable
from checker.model.facts import Facts, Problem, merge


@cache
def collectors() -> Mapping[str, Collector]:
    """Return every collector by name."""
    return {name: plugins.load(plugins.COLLECTORS, name) for name in plugins.names(plugins.COLLECTORS)}


@cache
def table() -> FactTable:
    """Return the table of all facts that the collectors declare."""
    collected = (spec for collector in collectors().values() for spec in collector.FACTS)
    return FactTable.of((*collected, *group_facts.FACTS))


def collect(checkout: Checkout, wanted: frozenset[str]) -> Facts:
    """Return the wanted facts; a collector that breaks costs its own facts only."""
    return merge(_ask(collector, checkout, wanted) for collector in collectors().values())


def _ask(collector: Collector, checkout: Checkout, wanted: frozenset[str]) -> Facts:
    asked = wanted.intersection(spec.path for spec in collector.FACTS)
    if not asked:
        return Facts()
    try:
        return collector.collect(checkout, asked)
    except TargetError:  # the repository itself cannot be read
        raise
    except Unobserved as error:
        why = f"{error.path}: {error.reason}"
        return _lost(asked, Problem("", why, error.permission, cause=error.cause, files=error.files))
    except Exception as error:  # noqa: BLE001  # whatever it is, the other collectors still count
        return _lost(asked, Problem("", f"{BUG}{type(error).__name__}: {error}"))


def _lost(paths: frozenset[str], why: Problem) -> Facts:
    return Facts(problems=tuple(replace(why, path=path) for path in sorted(paths)))
