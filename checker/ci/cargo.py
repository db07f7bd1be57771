"""Cargo's aliases, and the tasks of cargo-make."""

import shlex
from collections.abc import Sequence

from checker.ci import tasks
from checker.ci.pipeline import ShellScript
from checker.ci.tasks import CalledScript
from checker.documents.shapes import at, strings, table
from checker.files import Files
from checker.model.json_value import Json

_TASKS = 100
_IGNORED = "`ignore_errors = true` lets it pass"


def called(files: Files, directory: str, words: Sequence[str]) -> list[CalledScript]:
    """Return what an alias of `.cargo/config.toml` stands for, or what tasks of cargo-make run."""
    named = [word for word in words if not word.startswith(("-", "+"))]
    if named[:1] == ["make"]:
        return _make(files, directory, named[1:2])
    path = tasks.near(files, directory, ".cargo/config.toml", ".cargo/config")
    alias = at(tasks.data(files, path), "alias", named[0]) if named else None
    text = alias if isinstance(alias, str) else shlex.join(strings(alias))
    if not text or text.split()[0] == named[0] or named[0] == "xtask":
        return []
    place = tasks.line_of(files, path, text if isinstance(alias, str) else named[0])
    return [CalledScript(ShellScript(path, place, f"cargo {text}", "sh", errexit=False, directory=directory))]


def _make(files: Files, directory: str, names: Sequence[str]) -> list[CalledScript]:
    path = tasks.near(files, directory, "Makefile.toml")
    defined = table(tasks.data(files, path).get("tasks"))
    waiting, done, found = list(names) or ["default"], set[str](), list[CalledScript]()
    while waiting and len(done) < _TASKS:
        name = waiting.pop()
        task = table(defined.get(name))
        if name in done or not task:
            continue
        done.add(name)
        lost = _IGNORED if task.get("ignore_errors") is True else ""
        lines = (
            [_text(task.get("script"))]
            if isinstance(task.get("script"), str)
            else tasks.lines(task.get("script"))
        )
        if program := _text(task.get("command")):
            lines.append(shlex.join([program, *strings(task.get("args"))]))
        place = tasks.line_of(files, path, f"[tasks.{name}]")
        found += [
            CalledScript(ShellScript(path, place, line, "sh", errexit=True, directory=directory), lost)
            for line in lines
            if line
        ]
        called = task.get("run_task")
        waiting += [*strings(task.get("dependencies")), _text(task.get("alias")), _text(called)]
        waiting += [_text(at(called, "name")), *strings(at(called, "name"))]
    return found


def _text(value: Json) -> str:
    return value if isinstance(value, str) else ""
