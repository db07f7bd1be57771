"""What expressions in a job's texts stand for: variables, inputs, and the legs of its matrix."""

import re
from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct
from msgspec.structs import replace

from checker.collectors.actions.expression import expressions, parsed
from checker.collectors.actions.expression_tree import Both, Either, Literal, Member, Node, path_of
from checker.collectors.actions.workflow import Job, text
from checker.documents.shapes import items, table
from checker.model.json_value import Json
from checker.patterns import lazy

CONTINUES = "`continue-on-error: true`"
"""Why a failure is swallowed."""
VALUE_LIMIT = 500
"""Characters of a value that is put in the place of an expression."""
_MATRIX_LIMIT = 200
"""Values of one key that are looked at."""
_PARTS = 5
"""Levels of values of one key."""
_RESERVED = frozenset({"include", "exclude"})
_VARIANTS = 12
"""Values of a matrix that are put into a script."""
_EXPRESSION = lazy(r"\$\{\{\s*(env|inputs|matrix)\.([\w.-]+)\s*(?:\|\|\s*'([^'\n]*)'\s*)?\}\}")
_ONE_LEG = lazy(r"\$\{\{\s*matrix\.([\w-]+)\s*==\s*'([^']*)'\s*\}\}")


class JobValues(Struct, frozen=True):
    """What expressions in a job's texts stand for; a key of the matrix may stand for several values.

    *tolerated* are a key and its value by which `continue-on-error` lets one leg fail.
    """

    env: Mapping[str, str]
    inputs: Mapping[str, str]
    matrix: Mapping[str, tuple[str, ...]]
    tolerated: tuple[str, str] = ("", "")

    def called(self, inputs: Mapping[str, str]) -> "JobValues":
        """Return what is known inside of an action that is called with these inputs."""
        return JobValues(self.env, inputs, {})

    def all(self, texts: Mapping[str, str]) -> dict[str, str]:
        """Put values in the place of expressions in all texts of a table."""
        return {key: self.text(value) for key, value in texts.items()}

    def text(self, value: str, number: int = 0) -> str:
        """Put values in the place of expressions that are known."""
        if "${{" not in value:
            return value

        def known(match: re.Match[str]) -> str:
            chosen = self.matrix.get(match[2], ()) if match[1] == "matrix" else ()
            if chosen:
                return chosen[number % len(chosen)]
            table_ = self.inputs if match[1] == "inputs" else self.env if match[1] == "env" else {}
            found = table_.get(match[2]) or match[3] or ""
            return found if found and len(found) < VALUE_LIMIT and "${{" not in found else match[0]

        return _EXPRESSION.sub(known, _EXPRESSION.sub(known, value))

    def legs(self, texts: Iterable[str]) -> "list[tuple[JobValues, str]]":
        """Return the values in each leg that texts do something else in, and why its failure is swallowed.

        Only the key by which one leg may fail parts them: what all legs do, those that count do.
        """
        key, tolerated = self.tolerated
        named = {match[2] for each in texts for match in _EXPRESSION.finditer(each) if match[1] == "matrix"}
        if key not in named:
            return [(self, "")]
        return [
            (replace(self, matrix={**self.matrix, key: (value,)}), CONTINUES if value == tolerated else "")
            for value in self.matrix.get(key, ())[:_VARIANTS]
        ]

    def variants(self, value: str) -> list[str]:
        """Return a text for each value of the matrix that it names."""
        keys = [match[2] for match in _EXPRESSION.finditer(value) if match[1] == "matrix"]
        most = max((len(self.matrix.get(key, ())) for key in keys), default=1)
        return list(dict.fromkeys(self.text(value, number) for number in range(min(most, _VARIANTS) or 1)))


def job_values(job: Job, inputs: Mapping[str, str], env: Mapping[str, str]) -> JobValues:
    """Return what is known of a job before it runs."""
    values = matrix_values(job)
    one = _ONE_LEG.fullmatch(text(job.data.get("continue-on-error")).strip())
    return JobValues(env, inputs, values, (one[1], one[2]) if one and one[1] in values else ("", ""))


def matrix_values(job: Job) -> Mapping[str, tuple[str, ...]]:
    """Return the texts that each key of a matrix takes, `include` among them; parts by dotted keys.

    What an expression computes is left out: a key without values is not known.
    """
    matrix = table(table(job.data.get("strategy")).get("matrix"))
    found: dict[str, dict[str, None]] = {}
    listed = [(key, each) for key, value in matrix.items() if key not in _RESERVED for each in items(value)]
    left_out = {repr(dict(row)) for row in map(table, items(matrix.get("exclude"))) if len(row) == 1}
    listed = [(key, value) for key, value in listed if not left_out or repr({key: value}) not in left_out]
    listed += [pair for each in items(matrix.get("include")) for pair in table(each).items()]
    for key, value in listed:
        for name, written in _texts(key, value):
            taken = found.setdefault(name, {})
            if written and len(taken) < _MATRIX_LIMIT:
                taken[written] = None
    return {name: tuple(taken) for name, taken in found.items() if taken}


def possible_texts(expression: str, matrix: Mapping[str, tuple[str, ...]]) -> frozenset[str] | None:
    """Return what an expression can be, None where more than the job's *matrix* decides."""
    node = parsed(expression)
    values = {name.lower(): each for name, each in matrix.items()}
    return None if node is None else _possible(node, values)


def _possible(node: Node, values: Mapping[str, tuple[str, ...]]) -> frozenset[str] | None:
    match node:
        case Literal(str(value)):
            return frozenset({value})
        case Member():
            path = path_of(node)
            known = values.get(".".join(path[1:])) if path[:1] == ("matrix",) else None
            return frozenset(known) if known else None
        case Both(operands):
            return _possible(operands[-1], values)
        case Either(operands):
            found = [_possible(each, values) for each in operands]
            return frozenset().union(*filter(None, found)) if None not in found else None
        case _:
            return None


def matrix_expressions(job: Job, key: str) -> Iterator[str]:
    """Return the expressions out of which a key of a matrix, in lower case, gets its values."""
    matrix = table(job.data.get("strategy")).get("matrix")
    waiting: list[Json] = [matrix if isinstance(matrix, str) else None]
    for name, value in table(matrix).items():
        if name == "include":
            rows = items(value)
            waiting += [each for row in rows for name, each in table(row).items() if name.lower() == key]
            waiting.append(value if isinstance(value, str) else None)
        elif name.lower() == key:
            waiting.append(value)
    while waiting:
        current = waiting.pop()
        if isinstance(current, str):
            yield from (each.text for each in expressions(current))
        elif isinstance(current, Mapping):
            waiting += current.values()
        else:
            waiting += items(current)


def _texts(key: str, value: Json) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping) and key.count(".") < _PARTS:
        for name, each in value.items():
            yield from _texts(f"{key}.{name}", each)
    else:
        yield key, text(value)
