"""JSON for programs: everything that is known, in the shape of reports/schema/audit-1.json."""

import json
import math
from collections.abc import Mapping
from json.encoder import encode_basestring_ascii as _quoted
from typing import Any

from checker.model import codec
from checker.model.audit import Audit
from checker.model.plain import Plain
from checker.render import Style
from checker.render import report as reports
from checker.render.reread import reread
from checker.render.text import without_surrogates


def render(audit: Audit, style: Style) -> str:  # noqa: ARG001  # programs see no style
    """Return the whole audit as JSON."""
    return write(codec.encode(reports.report(audit)))


def read(text: str) -> Audit:
    """Return the audit that a report of this or another minor version tells of, as far as it was rounded.

    Raises ValueError when it is no report of this shape.
    """
    data = _parsed(text)
    if not isinstance(data, dict) or data.get("schema") != reports.SCHEMA:
        raise ValueError(f"not a report of the shape {reports.SCHEMA}")
    try:
        return _sound(reread(codec.decode(reports.Report, data, lenient=True)))
    except KeyError as error:
        raise ValueError(f"not a whole report: {error} is missing") from error
    except (TypeError, ValueError, AttributeError, ArithmeticError, RecursionError) as error:
        raise ValueError(f"not a whole report: {error}") from error


def _sound(audit: Audit) -> Audit:
    for subject in audit.subjects:
        for result in subject.results:
            if not all(0 <= share <= 1 for share in (result.score or 0.0, result.unwaived_score or 0.0)):
                raise ValueError(f"{subject.subject}: {result.rule}: the score of a result is within 0 and 1")
    return audit


def _parsed(text: str) -> Any:
    try:
        return json.loads(text, parse_constant=_refused, parse_float=_finite)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def _finite(digits: str) -> float:
    return float(digits) if math.isfinite(float(digits)) else _refused(digits)


def _refused(constant: str) -> float:
    raise ValueError(f"{constant} is no number")


def write(value: Plain) -> str:
    """Return *value* as JSON in ASCII: safe in every encoding, terminal and script element."""
    text = _written(value, "\n")
    return f"{_inert(text)}\n"


def line(value: Plain) -> str:
    """Return *value* as JSON on one line, as `write` does."""
    return f"{_inert(json.dumps(json.loads(_written(value, ''))))}\n"


def _inert(text: str) -> str:
    """Return the same JSON without what acts where it is printed or embedded.

    An early </script> would end the element of a page, and CI servers read commands after ##.
    """
    return text.replace("</", "<\\/").replace("##", "#\\u0023")


def _written(value: Any, line: str) -> str:
    """Return what `json.dumps` would with `indent=2`, five times as fast; *line* starts a new one.

    What JSON cannot hold is replaced: lone surrogates, infinities and NaN.
    """
    if isinstance(value, str):
        return _quoted(without_surrogates(value))
    if isinstance(value, Mapping):
        inner = f"{line}  "
        items = [
            f"{_quoted(without_surrogates(str(key)))}: {_written(item, inner)}" for key, item in value.items()
        ]
        return f"{{{inner}{f',{inner}'.join(items)}{line}}}" if items else "{}"
    if isinstance(value, (list, tuple)):
        inner = f"{line}  "
        items = [_written(item, inner) for item in value]
        return f"[{inner}{f',{inner}'.join(items)}{line}]" if items else "[]"
    if isinstance(value, float) and not math.isfinite(value):
        return "null"
    return json.dumps(value)
