"""Task runners other than make: the commands behind a task's name, each with its place."""

import json
import posixpath
import re
import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from checker.ci import task_files
from checker.ci.pipeline import ShellScript
from checker.documents import Malformed
from checker.documents.shapes import at, items, strings, table
from checker.errors import Unobserved
from checker.files import Files
from checker.model.json_value import Json
from checker.patterns import lazy

_SESSION = lazy(r"session\.run(?:_always|_install)?\(([^)]{0,2000}+)\)")
_CODES = lazy(r"\bsuccess_codes\s*=\s*(?:range|[\[(][^\])\n]*[1-9])")
_STRING = lazy(r"[\"']([^\"'\n]*)[\"']")
_FILE_LIMIT = 256 * 1024
_PACKAGES = 50
_TASKS = 100
_IGNORED = "`ignore_error: true` lets it pass"
_SWALLOWED = "`-` before it tells the runner to go on"


class CalledScript(Struct, frozen=True):
    """A script that a command calls; *swallowed* says why its failure is not the command's."""

    script: ShellScript
    swallowed: str = ""


def data(files: Files, path: str) -> Mapping[str, Json]:
    """Return a document's mapping, {} where there is none to read."""
    try:
        return table(files.document(path).data) if path else {}
    except (Malformed, Unobserved):
        return {}


def plain(files: Files, path: str, limit: int = _FILE_LIMIT) -> str:
    """Return the beginning of a file, "" where there is none to read."""
    return files.beginning(path, limit) if path and files.texts([path]) else ""


def near(files: Files, directory: str, *names: str) -> str:
    """Return the path of the first of *names* in a folder, else at the top, else ""."""
    for folder in dict.fromkeys((directory, "")):
        for name in names:
            path = posixpath.normpath(posixpath.join(folder, name))
            if files.entry(path):
                return path
    return ""


def command(files: Files, path: str, line: str, directory: str = "") -> CalledScript:
    """Return one command line of a file, at the line where it stands."""
    bare = line.strip().lstrip("@")
    ignored = bare.startswith("- ") or (bare.startswith("-") and bare[1:2].isalpha())
    text = bare.lstrip("-! ") if ignored else bare.lstrip("! ")
    script = ShellScript(path, line_of(files, path, line), text, "sh", errexit=False, directory=directory)
    return CalledScript(script, _SWALLOWED if ignored else "")


def line_of(files: Files, path: str, fragment: str) -> int:
    """Return the line on which a text first stands, as it is or as JSON writes it."""
    text = plain(files, path)
    first = fragment.strip().split("\n")[0][:200]
    for written in (first, json.dumps(first)[1:-1]):
        if written and (offset := text.find(written)) >= 0:
            return text.count("\n", 0, offset) + 1
    return 1


def package(
    files: Files, directory: str, names: Iterable[str], *, everywhere: bool = False
) -> list[CalledScript]:
    """Return the package.json scripts of these names, with what runs before and after them."""
    paths = [near(files, directory, "package.json")]
    if everywhere:
        below = [path for path in files.own_paths if path.endswith("/package.json")]
        paths += files.within(below, _PACKAGES)
        files.texts(paths)
    wanted = list(names)
    return [
        command(files, path, text, posixpath.dirname(path))
        for path in filter(None, dict.fromkeys(paths))
        for text in _scripts(table(data(files, path).get("scripts")), wanted)
    ]


def _scripts(scripts: Mapping[str, Json], names: Sequence[str]) -> Iterator[str]:
    for name in names:
        if name.endswith("*"):
            chosen = [key for key in scripts if key.startswith(name[:-1])]
        else:
            chosen = [
                key for key in (f"pre{name}", name, f"post{name}") if key in scripts and name in scripts
            ]
        yield from (text for key in chosen if (text := _string(scripts[key])))


def _string(value: Json) -> str:
    return value if isinstance(value, str) else ""


def lines(value: Json) -> list[str]:
    """Write commands, which may be lines, lists of words or lists of those, as lines."""
    if isinstance(value, str):
        joined = value[:_FILE_LIMIT].replace("\\\n", " ")
        return [line.strip() for line in joined.splitlines() if line.strip()]
    listed = items(value)
    if listed and all(isinstance(word, str) for word in listed):
        return [shlex.join(strings(value))]
    return [line for item in listed for line in lines(item)]


def nox(files: Files, directory: str, names: Sequence[str]) -> list[CalledScript]:
    """Return what the sessions of these names of a noxfile run, those it chooses if none is named."""
    path = near(files, directory, "noxfile.py")
    text = task_files.chosen("nox", {path: plain(files, path)}, names)[path]
    found: list[CalledScript] = []
    for match in _SESSION.finditer(text):
        if words := _STRING.findall(match[1]):
            line = text.count("\n", 0, match.start()) + 1
            script = ShellScript(path, line, shlex.join(words), "sh", errexit=False)
            codes = _CODES.search(match[1])
            found.append(CalledScript(script, "`success_codes` lets it pass" if codes else ""))
    return found


def pyproject(files: Files, directory: str, names: Sequence[str]) -> list[CalledScript]:
    """Return the scripts of these names that hatch, PDM, Poe, taskipy or Pixi would run."""
    path = near(files, directory, "pyproject.toml")
    tool = table(data(files, path).get("tool"))
    hatch, pixi = near(files, directory, "hatch.toml"), near(files, directory, "pixi.toml")
    tables = [(path, at(tool, *keys)) for keys in _SCRIPT_TABLES]
    tables.append((pixi, data(files, pixi).get("tasks")))
    tables += [(path, at(each, "scripts")) for each in table(at(tool, "hatch", "envs")).values()]
    tables += [(hatch, at(each, "scripts")) for each in table(data(files, hatch).get("envs")).values()]
    found: list[CalledScript] = []
    waiting, done = list(names), set[str]()
    while waiting and len(done) < _TASKS:
        name = waiting.pop().rpartition(":")[2]
        if name not in done:
            done.add(name)
            chosen = [(place, table(each)[name]) for place, each in tables if name in table(each)]
            waiting += [need for _, value in chosen for need in _needs(value)]
            lines = [(place, line) for place, value in chosen for line in _task(value) if line]
            names_of_tasks = {key for _, each in tables for key in table(each)}
            found += [
                command(files, place, line)
                for place, line in lines
                if line.split()[0].rpartition(":")[2] not in names_of_tasks
            ]
            waiting += [word for _, line in lines for word in line.split()[:3]]
    return found


def _needs(value: Json) -> Iterator[str]:
    for key in ("depends-on", "depends_on", "depends", "deps"):
        for each in items(at(value, key)):
            yield each if isinstance(each, str) else _string(at(each, "task"))


_SCRIPT_TABLES = (
    ("pdm", "scripts"),
    ("poe", "tasks"),
    ("taskipy", "tasks"),
    ("pixi", "tasks"),
    ("rye", "scripts"),
    ("hatch", "scripts"),
)


def _task(value: Json) -> list[str]:
    if isinstance(value, Mapping):
        keys = ("cmd", "shell", "call", "sequence", "composite", "script", "run")
        return [line for key in keys for line in _task(value.get(key))]
    if isinstance(value, str):
        return value.splitlines()
    return [line for item in items(value) for line in _task(item)]


def taskfile(files: Files, directory: str, names: Sequence[str]) -> list[CalledScript]:
    """Return the commands of a Taskfile's tasks, with those that they call."""
    path = near(files, directory, "Taskfile.yml", "Taskfile.yaml", "taskfile.yml", "Taskfile.dist.yml")
    tasks = table(data(files, path).get("tasks")) if path else {}
    waiting, done, found = list(names) or ["default"], set[str](), list[CalledScript]()
    while waiting and len(done) < _TASKS:
        name = waiting.pop()
        if name in done:
            continue
        done.add(name)
        task = tasks.get(name)
        steps = task if not isinstance(task, Mapping) else task.get("cmds")
        for item in [*(items(steps) or [steps]), at(task, "cmd")]:
            if line := item if isinstance(item, str) else _string(at(item, "cmd")):
                ignored = True in (at(item, "ignore_error"), at(task, "ignore_error"))
                called = command(files, path, line)
                found.append(replace(called, swallowed=_IGNORED) if ignored else called)
            waiting.append(_string(at(item, "task")))
        waiting += [
            each if isinstance(each, str) else _string(at(each, "task")) for each in items(at(task, "deps"))
        ]
    return found


def composer(files: Files, directory: str, names: Sequence[str]) -> list[CalledScript]:
    """Return composer.json scripts, with those that they call by `@`."""
    return _named(files, near(files, directory, "composer.json"), "scripts", names)


def deno(files: Files, directory: str, names: Sequence[str]) -> list[CalledScript]:
    """Return deno.json tasks."""
    return _named(files, near(files, directory, "deno.json", "deno.jsonc"), "tasks", names)


def mise(files: Files, directory: str, names: Sequence[str]) -> list[CalledScript]:
    """Return the tasks of mise."""
    return _named(files, near(files, directory, "mise.toml", ".mise.toml"), "tasks", names)


def _named(files: Files, path: str, key: str, names: Sequence[str]) -> list[CalledScript]:
    tasks = table(data(files, path).get(key)) if path else {}
    waiting, done, found = list(names), set[str](), list[CalledScript]()
    while waiting and len(done) < _TASKS:
        name = waiting.pop()
        if name in done or name not in tasks:
            continue
        done.add(name)
        for line in _task(tasks[name]):
            if line.startswith("@") and line[1:] in tasks:
                waiting.append(line[1:])
            else:
                found.append(command(files, path, re.sub(r"^@(?:php|putenv|composer)\s+", "", line)))
        waiting += strings(at(tasks[name], "depends")) + strings(at(tasks[name], "dependencies"))
    return found
