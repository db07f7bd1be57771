"""Scripts that decode what they run, so that nobody can read it."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from posixpath import normpath

from checker.ci.command_patterns import names
from checker.ci.wrappers import inner
from checker.collectors.actions.shell_pipelines import PipedCommand, ShellPipeline, shell_pipelines
from checker.patterns import lazy
from checker.word_lists import wordset

_HINTS = lazy(
    r"\b(?:g?base(?:64|32)|basenc|base64d|openssl|xxd|uudecode|rev(?!-)|tr|b64decode|base64_decode|decode_base64"
    r"|decode64|atob|fromhex|unhexlify|rot_?13)\b|\\x[0-9a-fA-F]{2}|\\0?[0-7]{3}"
)
"""What a script holds that decodes anything."""
_SHELLS = wordset("sh bash zsh dash ksh ash")
_INTERPRETERS = wordset("python node perl ruby php pwsh deno bun")
_READS = wordset("source . eval")
_INPUT = wordset("- -s /dev/stdin /dev/fd/0 /proc/self/fd/0")
_PRINTS = wordset("echo printf cat tee")
_DECODES = wordset("uudecode rev")
_DECODING_OPTIONS = {
    **dict.fromkeys(("base64", "gbase64", "base32", "basenc"), re.compile(r"--decode|-[a-z]*[dD][a-z]*")),
    "xxd": re.compile(r"-[a-z]*r[a-z]*|-revert"),
}
_OUTPUTS = wordset("-o --output -out")
_SHELL_CODE = re.compile(r"-[a-zA-Z]*c[a-zA-Z]*")
_LANGUAGE_CODE = re.compile(r"-[a-zA-Z]*[cerpE]|-[Cc]ommand|--eval|--print")
"""Options behind which a script stands."""
_MODULE = re.compile(r"-m.*")
_VALUED = wordset("-o -O +o +O --rcfile --init-file -W -X -I")
"""Options of shells and languages whose value is another word."""
_LANGUAGE_DECODES = lazy(
    r"b64decode|base64_decode|decode_base64|decode64|\batob\s*\(|['\"]base64['\"]|fromhex|unhexlify|rot_?13"
)
_ESCAPED = lazy(r"(?:\\+(?:x[0-9a-fA-F]{2}|0?[0-7]{3})){4}")
"""Letters that are written by their numbers."""
_DECODING_TEXTS = {
    **dict.fromkeys(_INTERPRETERS, _LANGUAGE_DECODES),
    "printf": _ESCAPED,
    "echo": _ESCAPED,
    "jq": lazy("@base64d"),
}
_LETTERS = re.compile(r"\\.|\[:\w+:\]|[^A-Za-z-]")
_VARIABLE = lazy(r"\$\{?(\w+)")
_DEPTH = 3
"""How deep scripts inside scripts are read."""


def decoded_scripts(script: str) -> Iterator[tuple[int, str]]:
    """Yield where a script of sh or bash runs what it decodes, and the command."""
    if not _HINTS.search(script):
        return
    for stages in _Decoding(0).found(shell_pipelines(script)):
        yield stages[0].offset, " | ".join(each.text for each in stages)


class _Decoding:
    """What one script has decoded so far: into which files, and into which variables."""

    def __init__(self, depth: int) -> None:
        self._depth = depth
        self._files: set[str] = set()
        self._variables: set[str] = set()

    def found(self, pipelines: Sequence[ShellPipeline]) -> Iterator[ShellPipeline]:
        """Yield the pipelines that run what is decoded."""
        for stages in pipelines:
            if any(self._is_run(stages[:number], each) for number, each in enumerate(stages)):
                yield stages
            for each in stages:
                yield from self.found(each.inner)
            self._remember(stages)

    def _remember(self, stages: ShellPipeline) -> None:
        for number, each in enumerate(stages):
            if not self._is_decoded(stages[: number + 1]):
                continue
            files = [*each.written, *(word for word in each.words[1:] if each.words[0] == "tee")]
            files += [word for option, word in pairwise(each.words) if option in _OUTPUTS]
            self._files.update(normpath(word) for word in files if not _is_data(word))
            self._variables.update({each.assigns} - {""})

    def _is_decoded(self, stages: ShellPipeline) -> bool:
        """Tell whether decoded text comes out of a pipeline."""
        return any(_decodes(each) or self._prints_decoded(each) for each in stages)

    def _prints_decoded(self, each: PipedCommand) -> bool:
        if each.words and each.words[0] not in _PRINTS:
            return False
        return self._holds_decoded(each) or any(normpath(word) in self._files for word in each.words[1:])

    def _holds_decoded(self, each: PipedCommand) -> bool:
        """Tell whether decoded text stands in the words of a command."""
        named = {match[1] for match in _VARIABLE.finditer(each.text)} if self._variables else set()
        return not named.isdisjoint(self._variables) or any(map(self._is_decoded, each.inner))

    def _is_run(self, before: ShellPipeline, each: PipedCommand) -> bool:
        return any(self._runs(words, before, each) for words in inner(each.words) if words)

    def _runs(self, words: Sequence[str], before: ShellPipeline, each: PipedCommand) -> bool:
        """Tell whether a command runs what was decoded before it, inside it, or into a file."""
        program = _programs(words)
        if words[0].startswith("$"):
            return (words[0].startswith("$()") or len(words) == 1) and self._holds_decoded(each)
        if program & _READS:
            return self._reads(words[1:], before, each)
        if not program & (_SHELLS | _INTERPRETERS):
            return normpath(words[0]) in self._files
        code, script = _code_and_script(words)
        if code:
            held = code.startswith("$") and self._holds_decoded(each)
            return held or (bool(program & _SHELLS) and self._hides(code))
        if script and script not in _INPUT:
            return normpath(script) in self._files or (script == "$()" and self._holds_decoded(each))
        given = bool(each.given) and (self._holds_decoded(each) or self._hides(each.given))
        return given or self._is_decoded(before)

    def _reads(self, arguments: Sequence[str], before: ShellPipeline, each: PipedCommand) -> bool:
        """Answer for `source` and `eval`."""
        if self._holds_decoded(each) or self._hides(" ".join(arguments)):
            return True
        if not _INPUT.isdisjoint(arguments):
            return self._is_decoded(before)
        return any(normpath(word) in self._files for word in arguments[:1])

    def _hides(self, code: str) -> bool:
        """Tell whether a script inside a script runs what it decodes."""
        if self._depth >= _DEPTH or not _HINTS.search(code):
            return False
        if _ESCAPED.match(code):
            return True
        return any(_Decoding(self._depth + 1).found(shell_pipelines(code)))


def _programs(words: Sequence[str]) -> set[str]:
    return {words[0], *names(words[0])}


def _code_and_script(words: Sequence[str]) -> tuple[str, str]:
    """Return the code that a shell or a language is told to run, and the file; "" for what is not there."""
    options = _SHELL_CODE if _programs(words) & _SHELLS else _LANGUAGE_CODE
    skipped = False
    for number, word in enumerate(words[1:], 2):
        if options.fullmatch(word) and number < len(words):
            return words[number], ""
        if _MODULE.fullmatch(word):
            return "", word
        if not skipped and (not word.startswith(("-", "+")) or word in _INPUT):
            return "", word
        skipped = word in _VALUED
    return "", ""


def _is_data(path: str) -> bool:
    """Tell whether a file is no script by its name: a device, or variables, as in `.env`."""
    name = path.rsplit("/", 1)[-1]
    return path.startswith("/dev/") or name.startswith(".env") or name.endswith((".env", "env.sh"))


def _decodes(each: PipedCommand) -> bool:
    """Tell whether a command decodes what it reads, or what stands in it."""
    return any(_decodes_by(words) for words in inner(each.words) if words)


def _decodes_by(words: Sequence[str]) -> bool:
    program, arguments = _programs(words), words[1:]
    options = [word for word in arguments if word.startswith("-")]
    wanted = next((option for name, option in _DECODING_OPTIONS.items() if name in program), None)
    if wanted is not None:
        return any(map(wanted.fullmatch, options))
    if "openssl" in program:
        coded = arguments[:1] == ("base64",) or not {"-base64", "-a"}.isdisjoint(options)
        return coded and "-d" in options
    if "tr" in program:
        return not options and _is_cipher(arguments)
    wanted = next((text for name, text in _DECODING_TEXTS.items() if name in program), None)
    return bool(program & _DECODES) or (wanted is not None and any(map(wanted.search, arguments)))


def _is_cipher(sets: Sequence[str]) -> bool:
    """Tell whether `tr` puts other letters in the place of letters, and not only capitals."""
    letters = [_LETTERS.sub("", each).lower().strip("-") for each in sets[:2]]
    return len(letters) > 1 and all(len(each) > 1 for each in letters) and letters[0] != letters[1]
