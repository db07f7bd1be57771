"""The table of all facts: what the expression language knows of the world."""

import hashlib
import math
from collections.abc import Iterable, Mapping

from msgspec import Struct

from checker.model.facts import Facts, FactSpec, FactType, Problem
from checker.model.json_value import Json

_INT_BOUND = 2**63


class FactTable(Struct, frozen=True):
    """Every declared fact by path."""

    specs: Mapping[str, FactSpec]
    digest: str = ""

    @classmethod
    def of(cls, specs: Iterable[FactSpec]) -> "FactTable":
        """Make a table; raises ValueError when two collectors declare one path."""
        table: dict[str, FactSpec] = {}
        for spec in specs:
            if spec.path in table:
                raise ValueError(f"two facts are called {spec.path}")
            table[spec.path] = spec
        content = "\n".join(sorted(f"{spec.path} {spec.type} {sorted(spec.item)}" for spec in table.values()))
        return cls(table, hashlib.sha256(content.encode()).hexdigest())

    def types(self) -> dict[str, str]:
        """Return the type of each fact by path."""
        return {path: spec.type.value for path, spec in self.specs.items()}

    def typed(self, facts: Facts) -> Facts:
        """Return *facts* as CEL can hold them: of the declared types, bounded, without surrogates.

        A value that does not fit its declaration is a collector's bug: it becomes a problem.
        """
        values: dict[str, Json] = {}
        problems = list(facts.problems)
        for path, value in facts.values.items():
            spec = self.specs.get(path)
            if spec is None:
                continue
            try:
                values[path] = _fit(spec.type, value)
            except TypeError as error:
                problems.append(Problem(path, f"{BUG}{error}"))
        return Facts(values, tuple(problems))


BUG = "a bug of its collector: "
"""How the reason of a problem starts that makes an outcome an error."""


def _fit(kind: FactType, value: Json) -> Json:
    clean = _clean(value)
    if kind is FactType.DOUBLE and isinstance(clean, int) and not isinstance(clean, bool):
        return float(clean)
    if not _fits(kind, clean):
        raise TypeError(f"{type(value).__name__} where {kind} was declared")
    return clean


def _fits(kind: FactType, value: Json) -> bool:
    if kind in (FactType.STRINGS, FactType.RECORDS):
        item = str if kind is FactType.STRINGS else dict
        return isinstance(value, list) and all(isinstance(each, item) for each in value)
    if kind is FactType.INT:
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, _PYTHON[kind])


_PYTHON: dict[FactType, type] = {
    FactType.BOOL: bool,
    FactType.DOUBLE: float,
    FactType.STRING: str,
    FactType.MAP: dict,
}


def _clean(value: Json) -> Json:
    """Return a value without what CEL refuses or cannot tell apart."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode() if not value.isascii() else str(value)
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int):
        return max(-_INT_BOUND, min(value, _INT_BOUND - 1))
    if isinstance(value, float):
        return value if math.isfinite(value) else 0.0
    if isinstance(value, Mapping):
        return {str(key): _clean(item) for key, item in value.items()}
    return [item if type(item) is str and item.isascii() else _clean(item) for item in value]
