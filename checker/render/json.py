"""JSON for programs: everything that is known, in the shape of reports/schema/audit-1.json."""

import json
import math
from collections.abc import Mapping
from typing import Any

from checker.model import codec
from checker.model.audit import Audit
from checker.model.plain import Plain
from checker.render import Style
from checker.render import report as reports
from checker.render.text import without_surrogates


def render(audit: Audit, style: Style) -> str:  # noqa: ARG001  # programs see no style
    """Return the whole audit as JSON."""
    return write(codec.encode(reports.report(audit)))


def read(text: str) -> Audit:
    """Return the audit that a report tells of, as far as it was rounded.

    Raises ValueError when it is no report of this shape.
    """
    data = json.loads(text)
    if not isinstance(data, dict) or data.get("schema") != reports.SCHEMA:
        raise ValueError(f"not a report of the shape {reports.SCHEMA}")
    try:
        return reports.audit(codec.decode(reports.Report, data))
    except (KeyError, TypeError) as error:
        raise ValueError(f"not a whole report: {error}") from error


def write(value: Plain) -> str:
    """Return *value* as JSON in ASCII: safe in every encoding, terminal and script element."""
    text = json.dumps(_writable(value), indent=2, allow_nan=False)
    # An early </script> would end the element in which a page embeds the report.
    return text.replace("</", "<\\/") + "\n"


def _writable(value: Any) -> Any:
    """Replace what JSON cannot hold: lone surrogates, infinities and NaN."""
    if isinstance(value, str):
        return without_surrogates(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {without_surrogates(str(key)): _writable(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_writable(item) for item in value]
    return value
