"""Tools that run many others: which of them, by variables and by configuration files.

Sources: github.com/super-linter/super-linter (README), megalinter.io (configuration, flavors), 2026-11.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from msgspec.structs import replace

from checker.ci import tasks
from checker.ci.matching import KnownCommands, ToolMatch
from checker.documents.shapes import strings
from checker.files import Files
from checker.model.json_value import Json
from checker.word_lists import wordset

_CONFIG = (".mega-linter.yml", ".megalinter.yml", ".mega-linter.yaml", ".megalinter.yaml")
_LANGUAGES = wordset("""
    C CLOJURE COFFEE CPP CSHARP DART GO GROOVY JAVA JAVASCRIPT JSX KOTLIN LUA MAKEFILE PERL PHP
    POWERSHELL PUPPET PYTHON R RAKU ROBOTFRAMEWORK RUBY RUST SALESFORCE SCALA SWIFT TSX TYPESCRIPT VBDOTNET
    TERRAFORM CLOUDFORMATION
""")
"""Descriptors of MegaLinter that only some flavors hold."""
_FLAVORS: Mapping[str, frozenset[str]] = {
    "c_cpp": wordset("C CPP"),
    "ci_light": frozenset(),
    "documentation": frozenset(),
    "dotnet": wordset("CSHARP VBDOTNET"),
    "dotnetweb": wordset("CSHARP VBDOTNET JAVASCRIPT JSX TSX TYPESCRIPT"),
    "formatters": _LANGUAGES,
    "go": wordset("GO"),
    "java": wordset("JAVA KOTLIN GROOVY"),
    "javascript": wordset("JAVASCRIPT JSX TSX TYPESCRIPT"),
    "php": wordset("PHP"),
    "python": wordset("PYTHON"),
    "ruby": wordset("RUBY"),
    "rust": wordset("RUST"),
    "salesforce": wordset("SALESFORCE JAVASCRIPT"),
    "security": wordset("PYTHON TERRAFORM CLOUDFORMATION"),
    "swift": wordset("SWIFT"),
    "terraform": wordset("TERRAFORM KOTLIN GROOVY CLOUDFORMATION"),
}
_OFF = "`DISABLE_ERRORS` lets it pass"


class Bundles:
    """The tools behind tools that run others."""

    def __init__(self, files: Files, known: KnownCommands) -> None:
        self._files = files
        self._known = known

    def of(self, match: ToolMatch, uses: str, variables: Mapping[str, str]) -> list[ToolMatch]:
        """Return the tools that a tool runs, in the mode in which they fail."""
        bundles = match.tool.bundles
        if not bundles:
            return []
        if match.name == "megalinter":
            return self._megalinter(bundles, uses, variables)
        said = {key: value.lower() for key, value in variables.items()}
        chosen = [key for key in bundles if said.get(key) == "true"]
        if not chosen and not any(_is_chosen(key, value) for key, value in said.items()):
            chosen = [key for key in bundles if said.get(key) != "false"]
        lenient = _OFF if said.get("DISABLE_ERRORS") == "true" else ""
        return [self._tool(bundles[key], lenient) for key in chosen]

    def _tool(self, name: str, lenient: str) -> ToolMatch:
        return replace(self._known.judged(name, ()), lenient=lenient)

    def _megalinter(
        self, bundles: Mapping[str, str], uses: str, variables: Mapping[str, str]
    ) -> list[ToolMatch]:
        """Choose by descriptors (`PYTHON`) and linters (`PYTHON_RUFF`), in the file or the environment."""
        path = self._files.any(*_CONFIG)
        config: Mapping[str, Json] = {**(tasks.data(self._files, path) if path else {}), **variables}
        held = _held(uses)
        return [
            self._tool(bundles[linter], _OFF if _is_lenient(linter, config) else "")
            for linter in bundles
            if (_descriptor(linter) not in _LANGUAGES or _descriptor(linter) in held)
            and _is_enabled(linter, config)
        ]


def _is_chosen(variable: str, value: str) -> bool:
    """Tell whether a variable turns on a tool of a bundle, maybe one that is not known."""
    return value == "true" and variable.startswith("VALIDATE_") and variable != "VALIDATE_ALL_CODEBASE"


def _held(uses: str) -> frozenset[str]:
    """Return the descriptors of languages that a flavor holds: all, where it is none that is known."""
    flavor = re.search(r"flavors/(\w+)|megalinter-(\w+)|--flavor[ =](\w+)", uses)
    return _FLAVORS.get((flavor[1] or flavor[2] or flavor[3]) if flavor else "", _LANGUAGES)


def _descriptor(linter: str) -> str:
    return linter.partition("_")[0]


def _is_enabled(linter: str, config: Mapping[str, Json]) -> bool:
    names = {linter, _descriptor(linter)}
    enabled = {*_listed(config.get("ENABLE")), *_listed(config.get("ENABLE_LINTERS"))}
    disabled = {*_listed(config.get("DISABLE")), *_listed(config.get("DISABLE_LINTERS"))}
    return (not enabled or not names.isdisjoint(enabled)) and names.isdisjoint(disabled)


def _is_lenient(linter: str, config: Mapping[str, Json]) -> bool:
    every = str(config.get("DISABLE_ERRORS", "")).lower() == "true"
    one = str(config.get(f"{linter}_DISABLE_ERRORS", "")).lower() == "true"
    kept = _listed(config.get("ENABLE_ERRORS_LINTERS"))
    return (
        every
        or one
        or linter in _listed(config.get("DISABLE_ERRORS_LINTERS"))
        or bool(kept and linter not in kept)
    )


def _listed(value: Json) -> Sequence[str]:
    return list(_split(value)) if isinstance(value, str) else strings(value)


def _split(value: str) -> Iterator[str]:
    return (word.strip() for word in value[:4_000].split(",") if word.strip())
