"""JSON for programs: everything that is known, in the shape of reports/schema/audit-1.json."""

import json as stdlib
from collections.abc import Mapping
from typing import Any

import msgspec

from checker.model import encoding
from checker.model.audit import Audit
from checker.patterns import lazy
from checker.render import Style
from checker.render.machine import report as reports
from checker.render.machine.parse_report import reread
from checker.render.shared.text import without_surrogates

_BEYOND_ASCII = lazy(r"[^\n -~]+")


def render(audit: Audit, style: Style) -> str:  # noqa: ARG001  # programs see no style
    """Return the whole audit as JSON."""
    return write(reports.report(audit))


def read(text: str) -> Audit:
    """Return the audit that a report of this or another minor version tells of, as far as it was rounded.

    Raises ValueError when it is no report of this shape.
    """
    if encoding.schema(text) != reports.SCHEMA:
        raise ValueError(f"not a report of the shape {reports.SCHEMA}")
    try:
        return _sound(reread(encoding.decode(reports.Report, text)))
    except (ValueError, ArithmeticError) as error:
        raise ValueError(f"not a whole report: {error}") from error


def _sound(audit: Audit) -> Audit:
    for subject in audit.subjects:
        for result in subject.results:
            if not all(0 <= share <= 1 for share in (result.score or 0.0, result.unwaived_score or 0.0)):
                raise ValueError(f"{subject.subject}: {result.rule}: the score of a result is within 0 and 1")
    return audit


def write(value: Any) -> str:
    """Return a value, or a mapping of plain values, as JSON in ASCII: safe in every encoding and terminal.

    What JSON cannot hold is replaced: lone surrogates, infinities and NaN.
    """
    return f"{_inert(_ascii(msgspec.json.format(_encoded(value), indent=2)))}\n"


def line(value: Any) -> str:
    """Return *value* as JSON on one line, as `write` does."""
    return f"{_inert(_ascii(msgspec.json.format(_encoded(value), indent=0)))}\n"


def _encoded(value: Any) -> bytes:
    try:
        return msgspec.json.encode(value)
    except UnicodeEncodeError:
        return msgspec.json.encode(_sound_text(msgspec.to_builtins(value)))


def _sound_text(value: Any) -> Any:
    """Replace what no encoding can write in the texts of plain values."""
    if isinstance(value, str):
        return without_surrogates(value)
    if isinstance(value, Mapping):
        return {without_surrogates(key): _sound_text(item) for key, item in value.items()}
    return [_sound_text(item) for item in value] if isinstance(value, (list, tuple)) else value


def _ascii(text: bytes) -> str:
    """Return JSON with all that is not printable ASCII as escapes; such characters stand in strings only."""
    return _BEYOND_ASCII.sub(lambda match: stdlib.dumps(match[0])[1:-1], text.decode())


def _inert(text: str) -> str:
    """Return the same JSON without what acts where it is printed or embedded.

    An early </script> would end the element of a page, and CI servers read commands after ##.
    """
    return text.replace("</", "<\\/").replace("##", "#\\u0023")
