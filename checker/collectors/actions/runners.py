"""Task runners other than make: the commands behind a task's name."""

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from checker.documents import Malformed
from checker.documents.shapes import at, items, strings, table
from checker.errors import Unobserved
from checker.files import Files
from checker.model.json_value import Json
from checker.patterns import lazy

_SESSION = lazy(r"session\.run(?:_always|_install)?\(([^)]*)\)|[\"']([\w./ -]{2,200})[\"']")
_STRING = lazy(r"[\"']([^\"'\n]*)[\"']")
_FILE_LIMIT = 64 * 1024
_PACKAGES = 50


def data(files: Files, path: str) -> Mapping[str, Json]:
    """Return a document's mapping, {} where there is none to read."""
    try:
        return table(files.document(path).data)
    except (Malformed, Unobserved):
        return {}


def plain(files: Files, path: str, limit: int = _FILE_LIMIT) -> str:
    """Return the beginning of a file, "" where there is none to read."""
    return files.beginning(path, limit) if files.texts([path]) else ""


def near(files: Files, directory: str, *names: str) -> str:
    """Return the path of the first of *names* in a folder, else at the top, else ""."""
    for folder in dict.fromkeys((directory, "")):
        for name in names:
            path = posixpath.normpath(posixpath.join(folder, name))
            if files.entry(path):
                return path
    return ""


def package(files: Files, directory: str, names: Iterable[str], everywhere: bool = False) -> str:
    """Return the package.json scripts of these names, with what runs before and after them."""
    paths = [near(files, directory, "package.json")]
    if everywhere:
        below = [path for path in files.own_paths if path.endswith("/package.json")]
        paths += files.within(below, _PACKAGES)
        files.texts(paths)
    lines: list[str] = []
    for path in filter(None, dict.fromkeys(paths)):
        scripts = table(data(files, path).get("scripts"))
        for name in names:
            wanted = (f"pre{name}", name, f"post{name}")
            lines += [_string(scripts[each]) for each in wanted if each in scripts]
            if name.endswith("*"):
                lines += [_string(value) for key, value in scripts.items() if key.startswith(name[:-1])]
    return "\n".join(lines)


def _string(value: Json) -> str:
    return value if isinstance(value, str) else ""


def tox(files: Files, directory: str, environments: Sequence[str]) -> str:
    """Return the commands of tox environments, all of them if none is named."""
    lines: list[str] = []
    for section in _tox_sections(files, directory):
        for name, values in section.items():
            wanted = (
                not environments or name in ("", "testenv") or any(_fits(name, each) for each in environments)
            )
            if wanted:
                lines += [line for key in _TOX_KEYS for line in _lines(table(values).get(key))]
    return "\n".join(lines)


_TOX_KEYS = ("commands", "commands_pre", "commands_post")


def _tox_sections(files: Files, directory: str) -> Iterator[Mapping[str, Json]]:
    for name in ("tox.ini", "setup.cfg"):
        if path := near(files, directory, name):
            sections = data(files, path)
            yield {
                key.removeprefix("testenv").lstrip(":"): value
                for key, value in sections.items()
                if key.startswith("testenv")
            }
    configs = [data(files, near(files, directory, "tox.toml") or "-")]
    configs.append(table(at(data(files, near(files, directory, "pyproject.toml") or "-"), "tool", "tox")))
    for config in configs:
        yield {"": config.get("env_run_base"), **table(config.get("env"))}
        if legacy := config.get("legacy_tox_ini"):
            yield {"": {"commands": legacy}}


def _fits(section: str, environment: str) -> bool:
    return section == environment or any(part == environment for part in re.split(r"[{},\s]+", section))


def _lines(value: Json) -> list[str]:
    """Write commands, which may be lines, lists of words or lists of those, as lines."""
    if isinstance(value, str):
        return [line.strip().lstrip("-! ") for line in value[:_FILE_LIMIT].splitlines()]
    listed = items(value)
    if listed and all(isinstance(word, str) for word in listed):
        return [" ".join(strings(value)), *strings(value)] if len(listed) > 1 else strings(value)
    return [line for item in listed for line in _lines(item)]


def nox(files: Files, directory: str) -> str:
    """Return what the sessions of a noxfile run."""
    text = plain(files, near(files, directory, "noxfile.py"))
    return "\n".join(" ".join(_STRING.findall(match[1])) for match in _SESSION.finditer(text) if match[1])


def pyproject(files: Files, directory: str, names: Sequence[str]) -> str:
    """Return the scripts of these names that hatch, PDM, Poe, taskipy or Pixi would run."""
    tool = table(data(files, near(files, directory, "pyproject.toml") or "-").get("tool"))
    tables = [at(tool, "pdm", "scripts"), at(tool, "poe", "tasks"), at(tool, "taskipy", "tasks")]
    tables += [at(tool, "pixi", "tasks"), at(tool, "rye", "scripts"), at(tool, "hatch", "scripts")]
    environments = {
        **table(at(tool, "hatch", "envs")),
        **table(data(files, near(files, directory, "hatch.toml") or "-").get("envs")),
    }
    tables += [at(environment, "scripts") for environment in environments.values()]
    lines: list[str] = []
    waiting, done = list(names), set[str]()
    while waiting and len(done) < 100:
        name = waiting.pop().rpartition(":")[2]
        if name in done:
            continue
        done.add(name)
        for scripts in tables:
            if name in table(scripts):
                found = [line for line in _task(table(scripts)[name]) if line]
                lines += found
                waiting += [word for line in found for word in line.split()[:3]]
    return "\n".join(lines)


def _task(value: Json) -> list[str]:
    if isinstance(value, Mapping):
        return [
            line
            for key in ("cmd", "shell", "call", "sequence", "composite", "script")
            for line in _task(value.get(key))
        ]
    if isinstance(value, str):
        return value.splitlines()
    return [line for item in items(value) for line in _task(item)]


def taskfile(files: Files, directory: str, names: Sequence[str]) -> str:
    """Return the commands of a Taskfile's tasks, with those that they call."""
    path = near(files, directory, "Taskfile.yml", "Taskfile.yaml", "taskfile.yml", "Taskfile.dist.yml")
    tasks = table(data(files, path).get("tasks")) if path else {}
    waiting, done, lines = list(names) or ["default"], set[str](), list[str]()
    while waiting and len(done) < 100:
        name = waiting.pop()
        if name in done:
            continue
        done.add(name)
        task = tasks.get(name)
        for item in [
            *items(task if not isinstance(task, Mapping) else task.get("cmds")),
            *items(at(task, "deps")),
        ]:
            if isinstance(item, str):
                lines.append(item)
                waiting.append(item)
            else:
                lines.append(_string(at(item, "cmd")))
                waiting.append(_string(at(item, "task")))
        lines.append(_string(at(task, "cmd")))
    return "\n".join(lines)


def tasks_in(files: Files, directory: str, *paths: str) -> str:
    """Return whole files of tasks (Rakefile, tasks.py, mise.toml …): what is in them can be called."""
    found = near(files, directory, *paths)
    return plain(files, found) if found else ""


def composer(files: Files, directory: str, names: Sequence[str]) -> str:
    """Return composer.json scripts."""
    path = near(files, directory, "composer.json")
    scripts = table(data(files, path).get("scripts")) if path else {}
    return "\n".join(line for name in names for line in _task(scripts.get(name)))


def deno(files: Files, directory: str, names: Sequence[str]) -> str:
    """Return deno.json tasks."""
    path = near(files, directory, "deno.json", "deno.jsonc")
    tasks = table(data(files, path).get("tasks")) if path else {}
    return "\n".join(line for name in names for line in _task(tasks.get(name)))
