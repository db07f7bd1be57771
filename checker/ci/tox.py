"""The commands of tox's environments."""

import re
from collections.abc import Iterator, Mapping, Sequence

from msgspec.structs import replace

from checker.ci import tasks
from checker.ci.tasks import CalledScript
from checker.documents.shapes import at, table
from checker.files import Files
from checker.model.json_value import Json
from checker.patterns import lazy

_FACTORS = lazy(r"([\w.,!{}-]{1,100}):\s+(?=\S)")


def called(files: Files, directory: str, environments: Sequence[str]) -> list[CalledScript]:
    """Return the commands of tox environments, all of them if none is named."""
    return [
        _unless(tasks.command(files, path, line), table(values))
        for path, section in _tox_sections(files, directory)
        for name, values in section.items()
        if not environments or name in ("", "testenv") or any(_fits(name, each) for each in environments)
        for key in ("commands_pre", "commands", "commands_post")
        for line in _of_factors(tasks.lines(table(values).get(key)), environments)
    ]


def _of_factors(commands: Sequence[str], environments: Sequence[str]) -> Iterator[str]:
    """Return commands without the factors before them (`django{4,5}: pytest`), where these fit."""
    for line in commands:
        match = _FACTORS.match(line)
        if match is None:
            yield line
            continue
        wanted = match[1].replace("{", ",").replace("}", "").split(",")
        parts = {part for environment in environments for part in environment.split("-")}
        if (
            not parts
            or "!" in match[1]
            or "{" in match[1]
            or any(set(one.split("-")) <= parts for one in wanted)
        ):
            yield line[match.end() :]


def _unless(called: CalledScript, environment: Mapping[str, Json]) -> CalledScript:
    ignored = str(environment.get("ignore_outcome", "")).strip().lower() in ("true", "1", "yes")
    return replace(called, swallowed="`ignore_outcome = true` lets it pass") if ignored else called


def _tox_sections(files: Files, directory: str) -> Iterator[tuple[str, Mapping[str, Json]]]:
    for name in ("tox.ini", "setup.cfg"):
        if path := tasks.near(files, directory, name):
            yield (
                path,
                {
                    key.removeprefix("testenv").lstrip(":"): value
                    for key, value in tasks.data(files, path).items()
                    if key.startswith("testenv")
                },
            )
    toml, project = tasks.near(files, directory, "tox.toml"), tasks.near(files, directory, "pyproject.toml")
    for path, config in (
        (toml, tasks.data(files, toml)),
        (project, table(at(tasks.data(files, project), "tool", "tox"))),
    ):
        yield path, {"": config.get("env_run_base"), **table(config.get("env"))}
        if legacy := config.get("legacy_tox_ini"):
            yield path, {"": {"commands": legacy}}


def _fits(section: str, environment: str) -> bool:
    return section == environment or any(part == environment for part in re.split(r"[{},\s]+", section))
