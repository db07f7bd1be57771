"""What CI runs, directly or a few steps away: scripts, targets and tasks are read, never run."""

import posixpath
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct, field

from checker.collectors.actions import makefile, runners, tools
from checker.collectors.actions.hooks import PreCommitHooks
from checker.collectors.actions.publish import publishes_in
from checker.collectors.actions.shell import base, commands, programs
from checker.files import Files

_DEPTH = 6
_SCRIPTS = 600
_COMMANDS = 10_000
_SCRIPT_LIMIT = 64 * 1024
_DOCKERFILES = 20
_SHELLS = (".sh", ".bash", ".zsh", ".ps1", ".bat", ".cmd", "")
_PACKAGE = frozenset({"npm", "pnpm", "yarn", "bun"})
_PACKAGE_WORDS = frozenset({"run", "run-script", "exec", "workspace", "workspaces", "foreach"})
_MANY = frozenset(
    {"npm-run-all", "npm-run-all2", "run-s", "run-p", "concurrently", "turbo", "nx", "lerna", "wireit"}
)
_PROJECT = frozenset({"hatch", "pdm", "poe", "task", "poetry", "uv", "rye", "pixi", "just"})
_OTHERS = frozenset({"tox", "nox", "rake", "invoke", "inv", "mage", "mise", "composer", "deno"})
_MAKES = frozenset({"make", "gmake", "mingw32-make"})
_IMAGES = frozenset({"docker", "docker-compose", "podman", "buildah"})
_RUNNERS = _PACKAGE | _MANY | _PROJECT | _OTHERS | _MAKES | _IMAGES


class Script(Struct, frozen=True):
    """Commands, and the folder where they are run."""

    text: str
    directory: str = ""
    depth: int = 0


class ReachedCommands(Struct, dict=True):
    """What was found so far; *cut* says why the search was not complete."""

    tools: set[str] = field(default_factory=set)
    publishes: bool = False
    cut: str = ""


class Follower:
    """Follows scripts through the repository's own files, each once."""

    def __init__(self, files: Files, hooks: PreCommitHooks) -> None:
        self._files = files
        self._hooks = hooks
        self._makefiles = makefile.Makefiles(files)
        self._seen: set[tuple[str, str]] = set()
        self._commands = 0
        self._asked: set[tuple[str, ...]] = set()
        self.reach = ReachedCommands()

    def follow(self, scripts: Iterable[Script]) -> None:
        """Add what these scripts reach to what is known."""
        waiting = list(scripts)
        while waiting:
            script = waiting.pop()
            key = (script.text, script.directory)
            if not script.text or key in self._seen:
                continue
            if len(self._seen) >= _SCRIPTS or self._commands > _COMMANDS:
                self.reach.cut = f"CI runs more than {_SCRIPTS} scripts or {_COMMANDS} commands"
                return
            self._seen.add(key)
            self.reach.publishes = self.reach.publishes or publishes_in(script.text)
            waiting += self._visit(script)

    def name(self, found: Iterable[str]) -> None:
        """Add tools that are known without commands; pre-commit brings those of its hooks."""
        added = set(found)
        self.reach.tools.update(added)
        if not added.isdisjoint(("pre-commit", "prek")):
            self.reach.tools.update(self._hooks.tools)

    def _visit(self, script: Script) -> Iterator[Script]:
        directory = script.directory
        for words in commands(script.text):
            self._commands += 1
            if self._commands > _COMMANDS:
                return
            if words[0] == "cd" and len(words) > 1:
                directory = self._changed(words[1], directory, script.directory)
                continue
            self.name(tools.in_command(words))
            for text in self._called(words, directory):
                if text and script.depth >= _DEPTH:
                    self.reach.cut = f"CI's scripts call one another more than {_DEPTH} deep"
                    return
                yield Script(text, directory, script.depth + 1)

    def _changed(self, target: str, *folders: str) -> str:
        """Return where `cd` leads: from here, or from the start, for each line of make begins anew."""
        for folder in (*folders, ""):
            path = posixpath.normpath(posixpath.join(folder, target))
            at = bisect_left(self._files.all_paths, path + "/")
            if self._files.all_paths[at : at + 1] and self._files.all_paths[at].startswith(path + "/"):
                return path
        return folders[0]

    def _called(self, words: Sequence[str], directory: str) -> Iterator[str]:
        """Return the texts of what one command calls."""
        for at in programs(words[:10]):
            runner = base(words[at])
            if runner in _RUNNERS and self._is_new(directory, runner, *words[at + 1 :]):
                yield from self._tasks(runner, words[at + 1 :], directory)
            yield self._local(words[at], directory)

    def _is_new(self, *question: str) -> bool:
        """Tell whether this is asked for the first time."""
        new = question not in self._asked
        self._asked.add(question)
        return new

    def _tasks(self, runner: str, rest: Sequence[str], directory: str) -> Iterator[str]:
        files, names = self._files, _names(rest)
        if runner in _MAKES:
            yield self._makefiles.make(_directory(rest, directory), names)
        elif runner in _PACKAGE:
            wanted = [name for name in names if name not in _PACKAGE_WORDS]
            yield runners.package(files, _directory(rest, directory), wanted, _everywhere(rest))
        elif runner in _MANY:
            yield runners.package(
                files, directory, [name.removeprefix("npm:") for name in names], everywhere=True
            )
        elif runner == "tox":
            yield runners.tox(files, directory, _after(rest, "-e", "--env"))
        elif runner == "nox":
            yield runners.nox(files, directory)
        elif runner in _PROJECT:
            yield from self._project(runner, names, directory)
        elif runner in _IMAGES:
            yield from self._images(rest)
        else:
            yield from self._others(runner, names, directory)

    def _project(self, runner: str, names: Sequence[str], directory: str) -> Iterator[str]:
        yield runners.pyproject(self._files, directory, names)
        if runner == "task":
            yield runners.taskfile(self._files, directory, names)
        if runner == "just":
            yield self._makefiles.just(directory, names)

    def _others(self, runner: str, names: Sequence[str], directory: str) -> Iterator[str]:
        files = self._files
        if runner == "rake":
            yield runners.tasks_in(files, directory, "Rakefile", "rakefile")
        elif runner in ("invoke", "inv"):
            yield runners.tasks_in(files, directory, "tasks.py")
        elif runner == "mage":
            yield runners.tasks_in(files, directory, "magefile.go")
        elif runner == "mise":
            yield runners.tasks_in(files, directory, "mise.toml", ".mise.toml")
        elif runner == "composer":
            yield runners.composer(files, directory, names)
        elif runner == "deno":
            yield runners.deno(files, directory, names)

    def _images(self, rest: Sequence[str]) -> Iterator[str]:
        """Return what Dockerfiles run: which of them is built cannot be told."""
        if {"build", "bake", "buildx", "compose", "up", "run"}.isdisjoint(rest):
            return
        paths = [path for path in self._files.own_paths if "dockerfile" in path.lower()]
        for text in self._files.texts(self._files.within(paths, _DOCKERFILES)).values():
            yield "\n".join(_run_lines(text))

    def _local(self, word: str, directory: str) -> str:
        """Return the text of the repository's own script that a word names."""
        if not ("/" in word or "." in word) or word.startswith(("-", "/", "http")):
            return ""
        for folder in dict.fromkeys((directory, "")):
            path = posixpath.normpath(posixpath.join(folder, word))
            entry = self._files.entry(path)
            if entry is not None and not entry.is_submodule and _is_script(path):
                return runners.plain(self._files, path, _SCRIPT_LIMIT)
        return ""


def _is_script(path: str) -> bool:
    return posixpath.splitext(path)[1].lower() in _SHELLS


def _run_lines(text: str) -> Iterator[str]:
    for line in text.replace("\\\r\n", " ").replace("\\\n", " ").splitlines():
        words = line.strip().split(maxsplit=1)
        if len(words) == 2 and words[0].upper() in ("RUN", "CMD", "ENTRYPOINT"):
            yield " ".join(word for word in words[1].split() if not word.startswith("--mount"))
        elif not words or words[0].upper() not in ("FROM", "COPY", "ADD", "ENV", "ARG", "LABEL"):
            yield line


def _names(words: Sequence[str]) -> list[str]:
    """Return the words that can name tasks: no options, no assignments, nothing after `--`."""
    kept = words[: words.index("--")] if "--" in words else words
    return [word for word in kept if not word.startswith("-") and "=" not in word]


def _after(words: Sequence[str], *options: str) -> list[str]:
    """Return the values of an option, [] where one of them is only known when it runs."""
    values: list[str] = []
    for number, word in enumerate(words):
        if word in options and number + 1 < len(words):
            values += words[number + 1].split(",")
        elif any(word.startswith(f"{option}=") for option in options):
            values += word.partition("=")[2].split(",")
    return [] if any("{" in value or "$" in value for value in values) else values


def _directory(words: Sequence[str], directory: str) -> str:
    for option in ("-C", "--directory", "--prefix", "--cwd", "--dir"):
        if chosen := _after(words, option):
            return posixpath.normpath(posixpath.join(directory, chosen[0]))
    return directory


def _everywhere(words: Sequence[str]) -> bool:
    return not {
        "-r",
        "--recursive",
        "--workspaces",
        "-ws",
        "workspaces",
        "--filter",
        "-F",
        "foreach",
        "-w",
    }.isdisjoint(words)
