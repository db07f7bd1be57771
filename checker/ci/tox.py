"""Tox: the commands of its environments, in each of the places where they are configured."""

import re
from collections.abc import Iterator, Mapping, Sequence

from msgspec.structs import replace

from checker.ci import tasks
from checker.ci.tasks import CalledScript
from checker.documents import Malformed, parse
from checker.documents.shapes import at, table
from checker.files import Files
from checker.model.json_value import Json
from checker.patterns import lazy

_LIMIT = 256 * 1024
_INI = "tox.ini"
_FACTORS = lazy(r"([\w.,!{}-]{1,100}):\s+(?=\S)")
_REFERENCE = lazy(r"\{\[([^\]{}\n]{1,100})\](\w{1,50})\}")
_SUBSTITUTIONS = (
    (lazy(r"\{env_?python\}"), "python"),
    (
        lazy(r"\{(?:env_?(?:bin_?)?dir|env_?tmp_?dir|tox(?:ini|work)_?(?:dir|root)?|tox_?root|work_?dir)\}"),
        ".",
    ),
    (lazy(r"\{/\}"), "/"),
    (lazy(r"\{posargs:?([^{}\n]*)\}"), r"\1"),
    (lazy(r"\{env:\w+:([^{}\n]*)\}"), r"\1"),
)
_DEPTH = 5


def called(files: Files, directory: str, environments: Sequence[str]) -> list[CalledScript]:
    """Return the commands of tox environments, all of them if none is named."""
    return [
        _unless(tasks.command(files, path, line), table(values))
        for path, sections in _configured(files, directory)
        for name, values in _environments(sections).items()
        if not environments or name in ("", "testenv") or any(_fits(name, each) for each in environments)
        for key in ("commands_pre", "commands", "commands_post")
        for line in _of_factors(_commands(table(values).get(key), sections), environments)
    ]


def _of_factors(commands: Iterator[str], environments: Sequence[str]) -> Iterator[str]:
    """Return commands without the factors before them (`django{4,5}: pytest`), where these fit."""
    for line in commands:
        match = _FACTORS.match(line)
        if match is None:
            yield line
            continue
        wanted = match[1].replace("{", ",").replace("}", "").split(",")
        parts = {part for environment in environments for part in environment.split("-")}
        open_ended = not parts or "!" in match[1] or "{" in match[1]
        if open_ended or any(set(one.split("-")) <= parts for one in wanted):
            yield line[match.end() :]


def _unless(called: CalledScript, environment: Mapping[str, Json]) -> CalledScript:
    ignored = str(environment.get("ignore_outcome", "")).strip().lower() in ("true", "1", "yes")
    return replace(called, swallowed="`ignore_outcome = true` lets it pass") if ignored else called


def _configured(files: Files, directory: str) -> Iterator[tuple[str, Mapping[str, Json]]]:
    """Yield sections as tox.ini would have them, with the file in which they stand."""
    for name in (_INI, "setup.cfg"):
        if path := tasks.near(files, directory, name):
            yield path, tasks.data(files, path)
    toml, project = tasks.near(files, directory, "tox.toml"), tasks.near(files, directory, "pyproject.toml")
    for path, config in (
        (toml, tasks.data(files, toml)),
        (project, table(at(tasks.data(files, project), "tool", "tox"))),
    ):
        named = {f"testenv:{name}": value for name, value in table(config.get("env")).items()}
        yield path, {"testenv": config.get("env_run_base"), **named}
        if isinstance(legacy := config.get("legacy_tox_ini"), str):
            yield path, _legacy(legacy[:_LIMIT])


def _legacy(text: str) -> Mapping[str, Json]:
    """Parse a tox.ini in pyproject.toml; where it does not parse, each of its lines may be a command."""
    try:
        return table(parse(_INI, text).data)
    except Malformed:
        return {"testenv": {"commands": text}}


def _environments(sections: Mapping[str, Json]) -> dict[str, Json]:
    return {
        key.removeprefix("testenv").lstrip(":"): value
        for key, value in sections.items()
        if key.startswith("testenv")
    }


def _fits(section: str, environment: str) -> bool:
    return section == environment or any(part == environment for part in re.split(r"[{},\s]+", section))


def _commands(value: Json, sections: Mapping[str, Json], depth: int = 0) -> Iterator[str]:
    """Yield command lines, those of other sections in the place of `{[section]key}`."""
    for line in tasks.lines(value):
        reference = _REFERENCE.fullmatch(line.strip())
        if reference and depth < _DEPTH:
            yield from _commands(at(sections.get(reference[1]), reference[2]), sections, depth + 1)
        else:
            for pattern, text in _SUBSTITUTIONS:
                line = pattern.sub(text, line)  # noqa: PLW2901 (each works on what the one before left)
            yield line
