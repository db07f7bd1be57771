"""Commands that start another one: `sudo`, `npx`, `docker run`, `python -m` and their likes."""

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from msgspec import Struct

from checker.ci.command_patterns import names
from checker.ci.pipeline import Shell
from checker.patterns import lazy
from checker.word_lists import wordset

_ASSIGNMENT = lazy(r"[A-Za-z_]\w*=.*", re.DOTALL)
_UNKNOWN = lazy(r"\$(?:\w+|[@*]|\{[^{}/]*\}|\(\))")
_DEPTH = 6
_WORDS = 400


class _Wrapper(Struct, frozen=True):
    """How to find the command inside: after a verb, options (*values* take one) and *skip* words.

    *flags*: only these options take no value, all others do. *alone*: the words after the program are a
    command also without a verb.
    """

    verbs: tuple[str, ...] = ()
    values: frozenset[str] = frozenset()
    skip: int = 0
    flags: frozenset[str] | None = None
    alone: bool = False


_PLAIN = _Wrapper()
_IMAGE_FLAGS = wordset("""
    -i -t -it -ti -d --rm --init --privileged --tty --interactive --detach --no-deps -T --read-only --no-TTY
    --build --quiet -q --use-aliases --service-ports -P --publish-all --no-healthcheck -dit --no-tty
    --remove-orphans
""")
_DOCKER = _Wrapper(("run", "exec", "container"), skip=1, flags=_IMAGE_FLAGS)
_UV_VALUES = wordset("""
    --with --from -p --python --extra --group --directory --project --index --only-group --env-file
    --with-editable
    --with-requirements --package --no-group -G --only --features --color --index-url --extra-index-url
    --resolution --prerelease --link-mode --no-extra -m
""")
_WRAPPERS: Mapping[str, _Wrapper] = {
    **dict.fromkeys(
        wordset("""
            time nohup command exec builtin unbuffer catchsegv travis_retry travis_wait winpty chronic stdbuf
            ionice retry setarch doas dotenvx ddtrace-run xvfb-run coverage-run prefix xcpretty-run eatmydata
            valgrind wine mono rosetta ltrace strace linux32 linux64 bunx pnpx npx pipx uvx nyc c8 tsx ts-node
            cross-env cross-env-shell env-cmd dotenv with-server wrapper xargs parallel firejail caffeinate
            hyperfine act-run busybox unshare fakeroot faketime tsx-node op-run doppler infisical
        """),
        _PLAIN,
    ),
    "sudo": _Wrapper(values=wordset("-u -g -p -C -h -U -r -t -D --user --group --chdir")),
    "env": _Wrapper(values=wordset("-u --unset -C --chdir")),
    "nice": _Wrapper(values=wordset("-n --adjustment")),
    "timeout": _Wrapper(values=wordset("-k -s --kill-after --signal"), skip=1),
    "gtimeout": _Wrapper(values=wordset("-k -s --kill-after --signal"), skip=1),
    "arch": _PLAIN,
    "chroot": _Wrapper(skip=1),
    "gosu": _Wrapper(skip=1),
    "su-exec": _Wrapper(skip=1),
    "xvfb-run": _Wrapper(
        values=wordset("-s -n -f -e -w -p --server-args --server-num --error-file --auth-file")
    ),
    "xargs": _Wrapper(values=wordset("-n -P -I -L -d -a -s -E --max-args --max-procs --replace --delimiter")),
    "npx": _Wrapper(values=wordset("-p --package -w --workspace --prefix")),
    "uvx": _Wrapper(values=_UV_VALUES),
    **dict.fromkeys(
        ("nyc", "c8"),
        _Wrapper(
            values=wordset("--exclude -x --include -n --reporter -r --report-dir --temp-dir --extension -e")
        ),
    ),
    "uv": _Wrapper(("run", "tool run"), values=_UV_VALUES - {"-m"}),
    "poetry": _Wrapper(("run",), values=wordset("-C --directory -P --project")),
    "pdm": _Wrapper(("run",), values=wordset("-p --project")),
    "rye": _Wrapper(("run",)),
    "pixi": _Wrapper(("run", "exec"), values=wordset("-e --environment --manifest-path -s --spec")),
    "hatch": _Wrapper(("run", "-e")),
    "pipenv": _Wrapper(("run",)),
    "pipx": _Wrapper(("run",), values=wordset("--spec --python --pip-args")),
    "bundle": _Wrapper(("exec",)),
    "conda": _Wrapper(("run",), values=wordset("-n -p --name --prefix --cwd")),
    "mamba": _Wrapper(("run",), values=wordset("-n -p --name --prefix --cwd")),
    "micromamba": _Wrapper(("run",), values=wordset("-n -p --name --prefix")),
    "docker": _DOCKER,
    "podman": _DOCKER,
    "nerdctl": _DOCKER,
    "docker-compose": _DOCKER,
    "kubectl": _Wrapper(("exec",), skip=1, flags=wordset("-i -t -it -ti --stdin --tty")),
    "lima": _PLAIN,
    "nix": _Wrapper(("-c", "--command", "run")),
    "nix-shell": _Wrapper(("--run", "--command")),
    "devbox": _Wrapper(("run",)),
    "devenv": _Wrapper(("shell",)),
    "mise": _Wrapper(("x", "exec"), values=wordset("-C --cd")),
    "rtx": _Wrapper(("x", "exec")),
    "asdf": _Wrapper(("exec",)),
    "opam": _Wrapper(("exec",), values=wordset("--switch")),
    "esy": _Wrapper(alone=True),
    "rustup": _Wrapper(("run",), skip=1),
    "rbenv": _Wrapper(("exec",)),
    "pyenv": _Wrapper(("exec",)),
    "npm": _Wrapper(("exec", "x"), values=wordset("-w --workspace --prefix -p --package")),
    "pnpm": _Wrapper(("exec", "dlx"), values=wordset("-C --dir --filter -F"), alone=True),
    "yarn": _Wrapper(("exec", "dlx", "run"), values=wordset("--cwd"), alone=True),
    "bun": _Wrapper(("x", "run"), values=wordset("--cwd"), alone=True),
    "composer": _Wrapper(("exec",)),
    "swiftly": _Wrapper(("run",)),
    "mint": _Wrapper(("run",)),
    "swift": _Wrapper(("run",)),
    "dart": _Wrapper(("run",)),
    "flutter": _Wrapper(("pub run",)),
    "fvm": _Wrapper(("exec",), alone=True),
    "dotnet": _Wrapper(("tool run", "exec"), alone=True),
    "coverage": _Wrapper(
        ("run",), values=wordset("--source --omit --include --rcfile --context --data-file --concurrency")
    ),
    "kcov": _Wrapper(skip=1),
    "go": _Wrapper(("run", "tool"), values=wordset("-modfile -tags")),
    "lerna": _Wrapper(("exec",), values=wordset("--scope --ignore")),
    "stack": _Wrapper(("exec",)),
    "cabal": _Wrapper(("exec",)),
    "spack": _Wrapper(("env", "build-env"), skip=1),
    "heroku": _Wrapper(("run",)),
    "vagrant": _PLAIN,
    "su": _Wrapper(("-c",)),
    "script": _Wrapper(("-c",)),
    "watchexec": _PLAIN,
    "flock": _Wrapper(skip=1),
}
_INTERPRETERS = wordset(
    "python python2 python3 pypy3 pypy py ruby node php perl bun deno tsx ts-node jruby lua bash sh zsh dash "
    "ksh fish pwsh powershell source . osascript julia Rscript escript elixir groovy kotlin swift dart"
)
_EVALUATORS = wordset("bash sh zsh dash ksh fish pwsh powershell cmd")


def inner(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Return a command and, from outside to inside, the commands that it only starts."""
    waiting, seen = [tuple(words[:_WORDS])], 0
    while waiting and seen < _DEPTH * 4:
        command = _stripped(waiting.pop(0))
        seen += 1
        if command:
            yield command
            waiting += [found for found in _started(command) if found]


def _stripped(words: tuple[str, ...]) -> tuple[str, ...]:
    """Leave out assignments before a program, and a toolchain after it."""
    start = 0
    while start < len(words) and (
        _ASSIGNMENT.fullmatch(words[start]) or words[start] in ("then", "do", "{", "&")
    ):
        start += 1
    return tuple(
        word
        for number, word in enumerate(words[start:])
        if number != 1 or not word.startswith("+") or words[start] == "sbt"
    )


def _started(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    program = names(words[0])
    wrapper = next((_WRAPPERS[name] for name in program if name in _WRAPPERS), None)
    if wrapper is not None:
        yield from _wrapped(words[1:], wrapper)
    if any(name in _INTERPRETERS for name in program):
        yield _interpreted(words[1:])
    if "sbt" in program or "lein" in program:
        yield from (
            ("sbt", *part.split())
            for word in words[1:]
            if re.search(r"[;\s]", word)
            for part in word.split(";")
            if part.strip()
        )
    if "mix" in program and words[1:2] == ("do",):
        yield from (("mix", *part.split()) for part in re.split(r",|\+", " ".join(words[2:])) if part.strip())
    if words[0].startswith("Invoke-") and len(words) > 1:
        yield (words[0].removeprefix("Invoke-").lower(), *words[1:])
    if "find" in program and "-exec" in words:
        yield words[words.index("-exec") + 1 :]


def _wrapped(rest: tuple[str, ...], wrapper: _Wrapper) -> Iterator[tuple[str, ...]]:
    if not wrapper.verbs:
        yield _after_options(rest, wrapper)
        return
    found = False
    for verb in wrapper.verbs:
        parts = tuple(verb.split())
        for at in range(min(len(rest), 12)):
            if rest[at : at + len(parts)] == parts:
                found = True
                yield _after_options(rest[at + len(parts) :], wrapper)
                break
    if wrapper.alone and not found and rest[:1] != ("test",):
        yield _after_options(rest, wrapper)


def _after_options(words: tuple[str, ...], wrapper: _Wrapper) -> tuple[str, ...]:
    """Return the command after the options; unknown variables may hold options, or the command itself."""
    at, skipped = 0, 0
    unknown = len(words)
    while at < len(words):
        word = words[at]
        if word == "--":
            return words[at + 1 :] if skipped >= wrapper.skip else words[at + 2 :]
        if word.startswith("-"):
            valued = word in wrapper.values or (wrapper.flags is not None and word not in wrapper.flags)
            at += 2 if valued and "=" not in word else 1
        elif _ASSIGNMENT.fullmatch(word):
            at += 1
        elif skipped < wrapper.skip:
            skipped, at = skipped + 1, at + 1
        elif is_variable(word):
            unknown, at = min(unknown, at), at + 1
        else:
            return words[at:]
    return words[unknown:]


def is_variable(word: str) -> bool:
    """Tell whether a word is nothing but a variable, or a command's output, whose value nobody knows."""
    return _UNKNOWN.fullmatch(word) is not None


def _interpreted(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return what an interpreter is told to run: a module (`-m pytest`) or a program's file."""
    valued = False
    for number, word in enumerate(words[:12]):
        if valued:
            valued = False
            continue
        valued = word in ("-W", "-X", "-I", "-r")
        if word in ("-m", "-S") and number + 1 < len(words):
            return words[number + 1 :]
        if word.startswith("-m") and len(word) > 2 and word[2:].isidentifier():
            return (word[2:], *words[number + 1 :])
        if is_variable(word) and words[number + 1 : number + 2] and words[number + 1].startswith("-"):
            continue
        if not word.startswith("-"):
            return words[number:]
        if word in ("-c", "-e", "--eval", "-Command"):
            return ()
    return ()


def evaluated(words: Sequence[str]) -> tuple[Shell, str] | None:
    """Return the shell and the text that a command hands to it: `bash -c "…"`, `eval`."""
    program = names(words[0])
    if "eval" in program and len(words) > 1:
        return "bash", " ".join(words[1:])
    shell = next((name for name in program if name in _EVALUATORS), "")
    for number, word in enumerate(words[1:10] if shell else (), 1):
        if word.lower() in ("-command", "/c") or re.fullmatch(r"-[abd-z]*c[a-z]*", word):
            end = None if shell in _SHELLS else 1
            return _SHELLS.get(shell, "bash"), " ".join(words[number + 1 :][:end])
    options = next((_HANDED[name] for name in program if name in _HANDED), ())
    for word, following in pairwise([*words[1:], ""]):
        option, sign, value = word.partition("=")
        if option in options and (value or following):
            return "bash", value if sign else following
    return None


_HANDED = {"nix-shell": ("--run", "--command"), "su": ("-c",), "script": ("-c",), "circleci": ("--command",)}
"""Options by which programs are handed a script."""


def program_text(words: Sequence[str]) -> str:
    """Return the program that an interpreter is given in its words (`python -c`, `node -e`), "" if none."""
    if not set(names(words[0])) & _LANGUAGES:
        return ""
    for number, word in enumerate(words[1:8], 1):
        if word in ("-c", "-e", "--eval", "-E", "-r"):
            return words[number + 1] if number + 1 < len(words) else ""
    return ""


_LANGUAGES = wordset("python python2 python3 node ruby perl php deno bun")
_SHELLS: Mapping[str, Shell] = {"pwsh": "pwsh", "powershell": "pwsh", "cmd": "cmd"}


def image(words: Sequence[str]) -> tuple[str, ...]:
    """Return the name of the image that `docker run` starts with its arguments, () for other commands."""
    if not set(names(words[0])) & {"docker", "podman", "nerdctl"} or "run" not in words[:4]:
        return ()
    at = list(words).index("run")
    rest = _after_options(tuple(words[at + 1 :]), _Wrapper(flags=_IMAGE_FLAGS))
    return (posixpath.basename(rest[0]).partition("@")[0].partition(":")[0], *rest[1:]) if rest else ()
