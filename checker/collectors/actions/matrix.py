"""What expressions in a job's texts stand for: variables, inputs, and the legs of its matrix."""

import re
from collections.abc import Iterable, Mapping

from msgspec import Struct
from msgspec.structs import replace

from checker.collectors.actions.workflow import Job, text
from checker.documents.shapes import items, table
from checker.patterns import lazy

CONTINUES = "`continue-on-error: true`"
"""Why a failure is swallowed."""
VALUE_LIMIT = 500
"""Characters of a value that is put in the place of an expression."""
_VARIANTS = 12
"""Values of a matrix that are put into a script."""
_EXPRESSION = lazy(r"\$\{\{\s*(env|inputs|matrix)\.([\w-]+)\s*(?:\|\|\s*'([^'\n]*)'\s*)?\}\}")
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
    matrix = table(table(job.data.get("strategy")).get("matrix"))
    found: dict[str, list[str]] = {}
    for key, value in matrix.items():
        if key not in ("include", "exclude"):
            found[key] = [text(each) for each in items(value) if text(each)]
    for each in items(matrix.get("include")):
        for key, value in table(each).items():
            found.setdefault(key, []).append(text(value))
    values = {key: tuple(dict.fromkeys(filter(None, value))) for key, value in found.items()}
    one = _ONE_LEG.fullmatch(text(job.data.get("continue-on-error")).strip())
    return JobValues(env, inputs, values, (one[1], one[2]) if one and one[1] in values else ("", ""))
