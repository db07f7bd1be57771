"""Scripts as simple commands: enough to see which programs they name, never to run them."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from checker.patterns import lazy
from checker.word_lists import wordset

_SEPARATORS = lazy(r"&&|\|\||[;|&\n]")
_COMMENT = lazy(r"(?:^|\s)#.*")
_QUOTES = "\"'`(){}[],@$"
_PREFIX = lazy(r"\$\{\w+\}(?=\w)")
"""A variable before a program's name: the folder that it is in."""
_ASSIGNMENT = lazy(r"[A-Za-z_]\w*=")
_WORDS_LIMIT = 60
_WORD_LIMIT = 200
_INSTALLS = lazy(
    r"(?:^|\s)(?:pip[\d.]*|pipx|pip-sync|apt(?:-get)?|apk|brew|choco|dnf|yum|zypper|pacman|gem|conda|mamba|micromamba|"
    r"uv|uvx|npm|pnpm|yarn|bun|go|cargo|rustup|composer|poetry|pdm|dotnet|winget|scoop|snap|port|opam|luarocks|cpanm?)"
    r"\s+(?:-\S+\s+)*(?:(?:pip|tool|global|component|toolchain)\s+)?"
    r"(?:i|install|ci|add|inject|get|sync|binstall|update|upgrade|download|require|lock|remove|create)(?:\s|$)"
)
_TRANSPARENT = wordset("""
    source . travis_retry nix-shell unbuffer valgrind arch winpty nyc c8
    sudo env time exec command then do else if while ! not nohup nice retry xvfb-run timeout bash sh
    zsh dash poetry uv uvx pdm hatch rye pipenv pipx npx pnpx pnpm yarn bunx bun npm bundle python
    python2 python3 py pypy3 coverage nix docker podman mise conda mamba micromamba devenv devbox
    direnv busybox wrapper run go stdbuf catchsegv lerna turbo nx npm-run-all run-s run-p
    concurrently cross-env node dotenv find xargs dotnet
""")
"""Words after which the program proper may come."""
_EVALUATORS = wordset("python python2 python3 node bun deno ruby perl")


def commands(script: str) -> Iterator[list[str]]:
    """Split a script into its commands, each a list of bare words; installations are left out."""
    joined = script.replace("\\\r\n", " ").replace("\\\n", " ")
    for line in joined.split("\n"):
        if line.lstrip().startswith("#"):
            continue
        for part in _SEPARATORS.split(_COMMENT.sub("", line)):
            words = _words(part)
            if words and not _INSTALLS.search(" ".join(words[:8])):
                yield words


def _words(part: str) -> list[str]:
    words = [
        _PREFIX.sub("", word).strip(_QUOTES)[:_WORD_LIMIT]
        for word in part.split(maxsplit=_WORDS_LIMIT)[:_WORDS_LIMIT]
    ]
    words = [word for word in words if word]
    while words and (
        _ASSIGNMENT.match(words[0]) or words[0] in ("-", "+", "sudo", "time", "exec", "then", "do")
    ):
        words.pop(0)
    return words


def programs(words: Sequence[str]) -> Iterator[int]:
    """Return where the program of a command can stand: first, or after words that only start it."""
    for number, word in enumerate(words):
        yield number
        if number == 0 and base(word) not in _TRANSPARENT:
            return
        if word in ("-c", "-e", "--eval") and base(words[0]) in _EVALUATORS:
            return


@lru_cache(maxsize=4096)
def base(word: str) -> str:
    """Return the bare name of a program: no folder, no version, no Windows ending."""
    name = word.rsplit("/", 1)[-1].rsplit("\\", 1)[-1]
    for mark in ("@", ":", "=="):
        name = name.partition(mark)[0] if not name.startswith(mark) else name
    return name.removesuffix(".exe").removesuffix(".cmd")
