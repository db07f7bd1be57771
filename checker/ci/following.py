"""What a command calls in the repository: scripts, targets, tasks and programs are read, never run."""

import posixpath
import re
import shlex
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from checker.ci import cargo, fastlane, images, maven, options, programs, settings, task_files, tasks, tox
from checker.ci.command_patterns import names
from checker.ci.makefile import Makefiles
from checker.ci.matching import KnownCommands
from checker.ci.pipeline import Shell, ShellScript
from checker.ci.tasks import CalledScript
from checker.files import Files
from checker.model.tree import BLOB_LIMIT
from checker.word_lists import wordset

_SCRIPT_LIMIT = 256 * 1024
_SOURCES = 40
"""Files of one program that are read."""
_SHELLS: Mapping[str, Shell] = {
    ".sh": "bash",
    ".bash": "bash",
    ".zsh": "bash",
    ".ksh": "bash",
    ".bats": "bash",
    ".ps1": "pwsh",
    ".psm1": "pwsh",
    ".bat": "cmd",
    ".cmd": "cmd",
}
_PROGRAMS = wordset("""
    .py .rb .js .mjs .cjs .ts .mts .pl .php .lua .cake .fsx .csx .cs .fs .go .rs .kts .groovy .jl .r .exs
    .ex .clj .scala .sc .swift .dart .java .kt .tcl .nim .hs .ml .zig
""")
_PACKAGE = frozenset({"npm", "pnpm", "yarn", "bun"})
_PACKAGE_WORDS = frozenset({"run", "run-script", "exec", "workspace", "workspaces", "foreach"})
_SHORT = dict.fromkeys(
    ("t", "tst", "it", "cit", "install-test", "clean-install-test", "install-ci-test"), "test"
)
"""Other words for `npm test`."""
_MANY = wordset("npm-run-all npm-run-all2 run-s run-p concurrently turbo nx lerna wireit wsrun rush ultra")
_MAVEN = wordset("mvn mvnw mvnd")
_GRADLE = wordset("gradle gradlew")
_PROJECT = wordset("hatch pdm poe poetry uv rye pixi")
_LAUNCHERS = wordset(
    "gradlew mvnw sbt mill millw bazel bazelw bazelisk lein ant phpunit pest composer rails mix activator"
)
"""Scripts in repositories that only fetch and start the tool of their name."""
_MAKES = wordset("make gmake mingw32-make bmake nmake")
_SHOWS = frozenset({"-n", "--dry-run", "--just-print", "--recon", "--dry", "--list", "-l", "-T", "--tasks"})
"""Options with which runners of tasks only show what they would run."""
_IGNORING = frozenset({"-i", "--ignore-errors", "-ik", "-ki"})
_IGNORES = "`make -i` goes on after it"
_IMAGES = wordset("docker docker-compose podman buildah")
_EVERYWHERE = wordset("-r --recursive --workspaces -ws workspaces --filter -F foreach -w --workspace")


class FollowedCommand(Struct, frozen=True):
    """What a command calls; *opaque* says what of it cannot be read.

    *program*: it is a program in another language than the shell's. *builds*: it builds an image, where
    what is not known is no check. *variables* are a script's arguments.
    """

    scripts: tuple[CalledScript, ...] = ()
    opaque: str = ""
    program: bool = False
    builds: bool = False
    variables: Mapping[str, str] = {}


class Follower:
    """Reads what commands call from the repository's own files."""

    def __init__(self, files: Files, known: KnownCommands) -> None:
        self._files = files
        self._known = known
        self._makefiles = Makefiles(files)
        self._settings: dict[tuple[str, str], tuple[str, ...]] = {}

    def follow(self, words: Sequence[str], directory: str) -> FollowedCommand | None:
        """Return what a command calls; None: nothing that the repository defines."""
        runner = names(words[0])[-1] if names(words[0]) else ""
        if runner in _IMAGES:
            named = options.values(words[1:], "-f", "--file")
            built = images.built(self._files, directory, words[1:], named)
            return FollowedCommand(tuple(built), builds=True) if built else None
        found = self._tasks(runner, words[1:], directory)
        if found is not None:
            return FollowedCommand(tuple(found))
        return self._local(words, directory) or self._built(runner, words[1:], directory)

    def settings(self, words: Sequence[str], directory: str) -> tuple[str, ...]:
        """Return what build files tell the tool that a command runs, as words of the command."""
        runner = names(words[0])[-1] if names(words[0]) else ""
        read = settings.maven if runner in _MAVEN else settings.gradle if runner in _GRADLE else None
        if read is None:
            return ()
        if (runner, directory) not in self._settings:
            self._settings[runner, directory] = tuple(read(self._files, directory))
        return self._settings[runner, directory]

    def program(self, path: str, line: int, text: str) -> FollowedCommand:
        """Return what a program that stands in a script starts."""
        read = programs.read(path, text[:_SCRIPT_LIMIT], self._known, line)
        opaque = "runs a program whose commands are not all read" if read.opaque else ""
        return FollowedCommand(tuple(CalledScript(each) for each in read.scripts), opaque, program=True)

    def changed(self, target: str, *folders: str) -> str:
        """Return where `cd` leads: from here, or from the start, for each line of make begins anew."""
        for folder in (*folders, ""):
            path = posixpath.normpath(posixpath.join(folder, target))
            at = bisect_left(self._files.all_paths, path + "/")
            if self._files.all_paths[at : at + 1] and self._files.all_paths[at].startswith(path + "/"):
                return path
        return folders[0]

    def _tasks(self, runner: str, rest: Sequence[str], directory: str) -> list[CalledScript] | None:
        """Return the scripts behind a runner's tasks; None where it has none of these names."""
        files, named = self._files, options.named(rest)
        if not _SHOWS.isdisjoint(rest) and (runner in _MAKES or runner in ("just", "task", "rake")):
            return []
        if runner in _MAKES:
            found = self._makefiles.make(options.directory_of(rest, directory), *options.targets(rest))
            return (
                [replace(each, swallowed=_IGNORES) for each in found or ()]
                if _IGNORING & set(rest)
                else found
            )
        if runner == "just":
            return self._makefiles.just(directory, named)
        if runner in _PACKAGE or runner in _MANY:
            return self._packages(runner, rest, named, directory) or None
        if runner in _PROJECT:
            return tasks.pyproject(files, directory, named) or None
        return self._others(runner, rest, named, directory) or None

    def _packages(
        self, runner: str, rest: Sequence[str], named: Sequence[str], directory: str
    ) -> list[CalledScript]:
        if runner in _MANY:
            wanted = [name.removeprefix("npm:") for name in options.targeted(rest, named)]
            return tasks.package(self._files, directory, wanted, everywhere=True)
        if runner == "bun" and named[:1] == ["test"]:
            return []  # Bun's own runner, never the script of this name
        wanted = [_SHORT.get(name, name) for name in named if name not in _PACKAGE_WORDS]
        everywhere = not _EVERYWHERE.isdisjoint(rest)
        return tasks.package(
            self._files, options.directory_of(rest, directory), wanted, everywhere=everywhere
        )

    def _others(
        self, runner: str, rest: Sequence[str], named: Sequence[str], directory: str
    ) -> list[CalledScript]:
        files = self._files
        if runner == "task":
            return tasks.taskfile(files, directory, named) or tasks.pyproject(files, directory, named)
        if runner == "nox":
            return tasks.nox(files, directory, task_files.called(runner, rest))
        if runner == "tox":
            return tox.called(files, directory, options.values(rest, "-e", "--env"))
        if runner == "cargo":
            return cargo.called(files, directory, rest)
        if runner in _MAVEN:
            return maven.default_goals(files, directory, rest)
        read = _TASK_READERS.get(runner)
        return read(files, directory, named) if read else []

    def _built(self, runner: str, rest: Sequence[str], directory: str) -> FollowedCommand | None:
        """Read programs that their language's tool builds and runs: `go run ./ci`, `cargo xtask`, `rake`."""
        named = options.named(rest)
        folder = ""
        if runner == "go" and named[:1] == ["run"] and len(named) > 1:
            folder = named[1]
        elif runner == "cargo" and named[:1] == ["xtask"]:
            folder = "xtask"
        elif runner == "cargo" and named[:1] == ["run"]:
            folder = (options.values(rest, "-p", "--package") or [""])[0]
        elif runner == "dotnet" and named[:1] == ["run"]:
            folder = posixpath.dirname((options.values(rest, "--project", "-p") or [""])[0]) or "build"
        elif runner == "fastlane":
            lane = fastlane.read(self._files, directory, rest, self._known)
            scripts = tuple(CalledScript(script) for script in lane.scripts) if lane else ()
            return FollowedCommand(scripts, lane.opaque, program=True) if lane else None
        elif runner in task_files.FILES:
            return self._task_file(runner, rest, directory)
        if not folder or "://" in folder:
            return None
        path = posixpath.normpath(posixpath.join(directory, folder))
        below = [each for each in self._below(path) if posixpath.splitext(each)[1].lower() in _PROGRAMS]
        return self._program(below[:_SOURCES]) if below else None

    def _task_file(self, runner: str, rest: Sequence[str], directory: str) -> FollowedCommand | None:
        """Read the tasks that are called of a program that defines tasks."""
        path = tasks.near(self._files, directory, *task_files.FILES[runner])
        others = [each for place in task_files.MORE.get(runner, ()) for each in self._files.glob(place)]
        paths = [path, *self._files.within(others, _SOURCES)] if path else []
        texts = task_files.chosen(runner, self._files.texts(paths), task_files.called(runner, rest))
        return self._programs(texts) if texts else None

    def _below(self, folder: str) -> Iterator[str]:
        if self._files.entry(folder):
            yield folder
        at = bisect_left(self._files.all_paths, folder + "/")
        while at < len(self._files.all_paths) and self._files.all_paths[at].startswith(folder + "/"):
            yield self._files.all_paths[at]
            at += 1

    def is_script(self, word: str, directory: str) -> bool:
        """Tell whether a word names the repository's own shell script, whatever tool has the same name."""
        path = self._path(word, directory)
        if not path:
            return False
        ending = posixpath.splitext(path)[1].lower()
        return ending in _SHELLS or (
            not ending and bool(_shebang(tasks.plain(self._files, path, _SCRIPT_LIMIT)))
        )

    def _local(self, words: Sequence[str], directory: str) -> FollowedCommand | None:
        """Read the repository's own script or program that a command names."""
        path = self._path(words[0], directory)
        return self._script(path, words, directory) if path else None

    def _path(self, named: str, directory: str) -> str:
        """Return the path of the own file that a command's word names, "" for launchers such as gradlew."""
        word = named.replace("\\", "/")
        if not word or word.startswith(("-", "http")) or ("/" not in word and "." not in word):
            return ""
        if not _LAUNCHERS.isdisjoint(names(word)):
            return ""
        tail = re.sub(r"^(?:\$\{?\w+\}?|\$\(\)|[A-Za-z]:)?/", "", word)
        for folder in dict.fromkeys((directory, "")):
            path = posixpath.normpath(posixpath.join(folder, tail))
            entry = self._files.entry(path)
            if entry is not None and not entry.is_submodule and path != ".":
                # What is too large to be read is an archive of a program, and named for it.
                return path if (entry.size or 0) <= BLOB_LIMIT else ""
        return ""

    def _script(self, path: str, words: Sequence[str], directory: str) -> FollowedCommand:
        ending = posixpath.splitext(path)[1].lower()
        text = tasks.plain(self._files, path, _SCRIPT_LIMIT)
        shell = _SHELLS.get(ending) or (None if ending in _PROGRAMS else _shebang(text))
        if shell:
            script = ShellScript(path, 1, text, shell=shell, errexit=False, directory=directory)
            given = {str(number): word for number, word in enumerate(words[1:10], 1)}
            return FollowedCommand((CalledScript(script),), variables={**given, "@": shlex.join(words[1:])})
        if ending in _PROGRAMS or text.startswith("#!"):
            return self._program([path])
        return FollowedCommand(opaque=f"runs {words[0]}, which is not read")

    def _program(self, paths: Sequence[str]) -> FollowedCommand:
        return self._programs(self._files.texts(paths)) or FollowedCommand(
            opaque=f"runs {paths[0]}, whose commands are not all read", program=True
        )

    def _programs(self, texts: Mapping[str, str]) -> FollowedCommand | None:
        read = [programs.read(path, text[:_SCRIPT_LIMIT], self._known) for path, text in texts.items()]
        scripts = tuple(CalledScript(script) for each in read for script in each.scripts)
        opaque = any(each.opaque for each in read)
        what = f"runs {next(iter(texts))}, whose commands are not all read" if opaque else ""
        return FollowedCommand(scripts, what, program=True) if texts else None


def inline(path: str, line: int, text: str, shell: Shell, directory: str) -> FollowedCommand:
    """Return a script that stands in the words of a command, or in its input."""
    script = ShellScript(path, line, text, shell=shell, errexit=False, directory=directory)
    return FollowedCommand((CalledScript(script),))


_TASK_READERS = {"mise": tasks.mise, "composer": tasks.composer, "deno": tasks.deno}


def _shebang(text: str) -> Shell | None:
    first = text[:200].partition("\n")[0]
    if not first.startswith("#!"):
        return "sh" if not first.strip() or first.startswith(("#", "set ", ":")) else None
    if re.search(r"\b(?:ba|z|k|da|a)?sh\b", first):
        return "bash"
    return "pwsh" if "pwsh" in first else None
