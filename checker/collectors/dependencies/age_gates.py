"""How old a release has to be before the package manager itself takes it."""

import re
from collections.abc import Mapping
from contextlib import suppress

from checker.documents import Malformed
from checker.documents.shapes import at, string
from checker.errors import Unobserved
from checker.files import Files
from checker.model.json_value import Json

_MINUTES, _SECONDS = 1440, 86_400
_RELATIVE = r"\s*P?(\d{1,4})\s*(days?|d|weeks?|w|hours?|h|minutes?|m)\s*"
_DAYS = {"d": 1.0, "w": 7.0, "h": 1 / 24, "m": 1 / 1440}
_NPMRC = r"(?m)^[ \t]*(min-release-age|minimum-release-age)[ \t]*=[ \t]*(\d{1,7})[ \t]*$"


def read(files: Files) -> Mapping[str, int]:
    """Return the days by the ecosystem, from the settings at the top."""
    with suppress(Malformed, Unobserved):
        found = {"npm": _npm(files), "pypi": _pypi(files)}
        return {name: int(days) for name, days in found.items() if days >= 1}
    return {}


def _npm(files: Files) -> float:
    pnpm = at(files.document("pnpm-workspace.yaml").data, "minimumReleaseAge")
    yarn = at(files.document(".yarnrc.yml").data, "npmMinimalAgeGate")
    bun = at(files.document("bunfig.toml").data, "install", "minimumReleaseAge")
    written = dict(re.findall(_NPMRC, files.text(".npmrc")))
    return max(
        _number(pnpm) / _MINUTES,
        _number(yarn) / _MINUTES or _relative(yarn),
        _number(bun) / _SECONDS,
        float(written.get("min-release-age", 0)),
        float(written.get("minimum-release-age", 0)) / _MINUTES,
    )


def _pypi(files: Files) -> float:
    project = at(files.document("pyproject.toml").data, "tool", "uv", "exclude-newer")
    return _relative(project or at(files.document("uv.toml").data, "exclude-newer"))


def _number(value: Json) -> float:
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else 0.0


def _relative(value: Json) -> float:
    match = re.fullmatch(_RELATIVE, string(value)[:50], re.IGNORECASE)
    return int(match[1]) * _DAYS[match[2][0].lower()] if match else 0.0
