"""Programs that define tasks (Rakefile, build.cake, noxfile.py …): the text of the tasks that are called.

What stands outside of tasks runs whichever is called. A task that the file does not define may come from
anywhere else, so that all of the text is returned then.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from checker.ci import options
from checker.patterns import lazy

_TASKS = 500
_WORD = lazy(r"[\w:.-]+")


class _Style(NamedTuple):
    """How a task is defined (*begins*), what ends it, and which tasks it calls.

    *header*: the words after its name are tasks that it needs. *default*: what runs where none is called,
    else all run.
    """

    begins: re.Pattern[str]
    ends: re.Pattern[str]
    calls: re.Pattern[str]
    header: bool = False
    default: re.Pattern[str] | None = None


_RAKE = _Style(
    lazy(
        r"(?m)^[ \t]*(?:(?:multi)?task[ (]+[:\"']?(?P<name>[\w-]+(?::[\w-]+)*)|"
        r"(?P<kind>[\w:]*Tasks?)\.(?:new|create)\b[ (]*(?:[:\"'](?P<other>[\w:-]+))?)"
    ),
    lazy(r"(?m)^[ \t]*(?:desc\b|namespace\b|(?:multi)?task\b|[\w:]*Tasks?\.(?:new|create)\b|def\b)"),
    lazy(r"Rake::Task\[[\s:\"']*([\w:-]+)"),
    header=True,
    default=lazy(r"(?m)^[ \t]*task[ (]+[:\"']?(default)\b"),
)
_CAKE = _Style(
    lazy(r"\bTask\(\s*\"(?P<name>[\w.-]+)\""),
    lazy(r"(?m)^(?:var \w+ = )?Task\(|^RunTarget\b|^(?:Setup|Teardown)\b"),
    lazy(r"\bIsDependentOn\(\s*\"([\w.-]+)\""),
    default=lazy(r"\bArgument(?:<string>)?\(\s*\"(?i:target)\"\s*,\s*\"([\w.-]+)\""),
)
_PYTHON_ENDS = lazy(r"(?m)^[^\s#)\]}]")
_INVOKE = _Style(
    lazy(r"(?m)^@(?:\w+\.)?task\b[^\n]*\n(?:[@ \t)][^\n]*\n){0,20}?(?:async )?def (?P<name>\w+)"),
    _PYTHON_ENDS,
    lazy(r"\b(\w+)(?=[(,\]])"),
)
_NOX = _Style(
    lazy(
        r"(?m)^@(?:nox\.|nox_poetry\.)?session\b(?:[^\n]*?name=[\"'](?P<other>[\w.-]+))?[^\n]*\n"
        r"(?:[@ \t)][^\n]*\n){0,20}?def (?P<name>\w+)"
    ),
    _PYTHON_ENDS,
    lazy(r"\bsession\.notify\(\s*[\"']([\w.-]+)"),
    default=lazy(r"(?m)^nox\.options\.sessions\s*=\s*[\[(]([^\])]*)"),
)
_DOIT = _Style(
    lazy(r"(?m)^def task_(?P<name>\w+)"),
    _PYTHON_ENDS,
    lazy(r"[\"'](?:task_dep|setup)[\"']\s*:\s*\[([^\]]*)"),
    default=lazy(r"[\"']default_tasks[\"']\s*:\s*\[([^\]]*)"),
)
_MAGE = _Style(
    lazy(r"(?m)^func (?:\([^)\n]*\) )?(?P<name>[A-Z]\w*)\("),
    lazy(r"(?m)^[^\s)}]"),
    lazy(r"\b([A-Z]\w*)(?=[(),])"),
    default=lazy(r"(?m)^var Default = ([\w.]+)"),
)
_STYLES: Mapping[str, _Style] = {
    "rake": _RAKE,
    "cake": _CAKE,
    "dotnet-cake": _CAKE,
    "invoke": _INVOKE,
    "inv": _INVOKE,
    "nox": _NOX,
    "doit": _DOIT,
    "mage": _MAGE,
}
_OF_LIBRARIES = {
    "rspec": "spec",
    "rake": "test",
    "minitest": "test",
    "rubocop": "rubocop",
    "cucumber": "cucumber",
    "yard": "yard",
    "rdoc": "rdoc",
    "reek": "reek",
    "standard": "standard",
    "puppetlint": "lint",
}
"""What the tasks of libraries are called that are given no name, by the first word of their class."""


_OF_BUNDLER = frozenset({"build", "install", "release", "clean", "clobber", "checksum", "local"})
"""Tasks of `bundler/gem_tasks`, which run no other."""
_VERSION = lazy(r"-(?:pypy|py)?\d[\d.]*$")
"""The interpreter in the name of a nox session."""


FILES: Mapping[str, tuple[str, ...]] = {
    "rake": ("Rakefile", "rakefile", "Rakefile.rb"),
    "invoke": ("tasks.py",),
    "inv": ("tasks.py",),
    "mage": ("magefile.go",),
    "cake": ("build.cake", "cakefile.cake"),
    "dotnet-cake": ("build.cake", "cakefile.cake"),
    "doit": ("dodo.py",),
    "fake": ("build.fsx",),
    "scons": ("SConstruct",),
    "waf": ("wscript",),
    "gulp": ("gulpfile.js", "gulpfile.ts", "gulpfile.mjs", "gulpfile.babel.js"),
    "grunt": ("Gruntfile.js",),
    "jake": ("Jakefile", "Jakefile.js"),
}
"""Runners whose tasks are a program, and its file."""
MORE: Mapping[str, tuple[str, ...]] = {
    "rake": ("rakelib/*.rake", "lib/tasks/*.rake", "tasks/*.rake"),
}
_SESSIONS = ("-s", "--session", "--sessions", "-e")


class _Task(NamedTuple):
    name: str
    path: str
    start: int
    end: int
    calls: frozenset[str]


def chosen(runner: str, texts: Mapping[str, str], names: Sequence[str]) -> dict[str, str]:
    """Return the text of the tasks that are called, with those they call; lines stay where they are."""
    style = _STYLES.get(runner)
    if style is None or any("IsDependeeOf" in text for text in texts.values()):
        return dict(texts)
    tasks = [task for path, text in texts.items() for task in _tasks(path, text, style)]
    known = {task.name for task in tasks}
    if any("bundler/gem_tasks" in text for text in texts.values()):
        known |= _OF_BUNDLER
    waiting = [_plain(name) for name in names] or _default(texts, style)
    if not waiting or not known.issuperset(waiting):
        return dict(texts)
    done = set[str]()
    while waiting:
        name = waiting.pop()
        if name not in done:
            done.add(name)
            waiting += [each for task in tasks if task.name == name for each in task.calls & known]
    left_out = [task for task in tasks if task.name not in done]
    return {
        path: _without(text, [task for task in left_out if task.path == path]) for path, text in texts.items()
    }


def called(runner: str, rest: Sequence[str]) -> list[str]:
    """Return the tasks that a runner of a program's tasks is told to run."""
    if runner in ("cake", "dotnet-cake"):
        return options.values(rest, "--target", "-target", "-Target", "--Target", "-t")
    if runner == "nox":
        at = next((n for n, word in enumerate(rest) if word in _SESSIONS), len(rest))
        following = [*rest[at + 1 :], "-"]
        listed = following[: next(n for n, word in enumerate(following) if word.startswith("-"))]
        return listed or options.values(rest, *_SESSIONS)
    return options.named(rest)


def _default(texts: Mapping[str, str], style: _Style) -> list[str]:
    found = (style.default.search(text) for text in texts.values()) if style.default else iter(())
    return [_plain(word) for match in found if match for word in _WORD.findall(match[1])]


def _plain(name: str) -> str:
    """Return a task's name as it is compared: without namespaces, arguments and versions."""
    bare = _VERSION.sub("", re.split(r"[\[(]", name)[0])
    return bare.rpartition(":")[2].rpartition(".")[2].replace("-", "_").lower()


def _tasks(path: str, text: str, style: _Style) -> Iterator[_Task]:
    for number, match in enumerate(style.begins.finditer(text)):
        if number > _TASKS:
            return
        groups = match.groupdict()
        name = groups.get("other") or groups["name"] or _of_library(groups.get("kind") or "")
        ending = style.ends.search(text, _next_line(text, match.end()))
        end = ending.start() if ending else len(text)
        yield _Task(_plain(name), path, match.start(), end, _calls(text, match, end, style))


def _of_library(kind: str) -> str:
    library = kind.partition("::")[0].lower()
    return "test" if "Test" in kind else _OF_LIBRARIES.get(library, library)


def _calls(text: str, match: re.Match[str], end: int, style: _Style) -> frozenset[str]:
    found = [
        word for each in style.calls.finditer(text, match.start(), end) for word in _WORD.findall(each[1])
    ]
    if style.header:
        header = re.split(r"\bdo\b|\{|\n\n", text[match.end() : end], maxsplit=1)[0]
        found += _WORD.findall(header)
    return frozenset(map(_plain, found))


def _next_line(text: str, offset: int) -> int:
    at = text.find("\n", offset)
    return len(text) if at < 0 else at + 1


def _without(text: str, tasks: Sequence[_Task]) -> str:
    """Leave out tasks, but for the ends of their lines."""
    parts, at = list[str](), 0
    for task in tasks:
        if task.start >= at:
            parts += (text[at : task.start], "\n" * text.count("\n", task.start, task.end))
            at = task.end
    return "".join((*parts, text[at:]))
