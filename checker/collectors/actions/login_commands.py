"""Commands of scripts that are given passwords or tokens."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from msgspec import Struct

from checker.ci.command_patterns import names
from checker.ci.wrappers import inner
from checker.collectors.actions.shell_pipelines import PipedCommand, ShellPipeline, shell_pipelines
from checker.patterns import lazy
from checker.word_lists import phrases, wordset

_HINTS = lazy(
    r"\blogin\b|:_(?:auth|password)|\b(?:composer|hatch|maturin|nuget|poetry|snyk|sshpass|twine)\b"
    r"|\b(?:cargo|uv)\s+publish\b|\bhelm\s+repo\s+add\b"
)
"""What a script holds that logs in."""
_PASSWORD = ("-p", "--password")
_OPTIONS: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(
        phrases(
            "docker login | podman login | nerdctl login | buildah login | skopeo login | crane auth login | "
            "helm registry login | az login | az acr login | cf login | maturin publish | maturin upload | "
            "poetry publish | twine upload | dotnet nuget add source | dotnet nuget update source"
        ),
        _PASSWORD,
    ),
    "az login": (*_PASSWORD, "--federated-token"),
    "cargo publish": ("--token",),
    "dotnet nuget push": ("-k", "--api-key"),
    "hatch publish": ("-a", "--auth"),
    "helm repo add": ("--password",),
    "nuget push": ("-apikey",),
    "nuget sources add": ("-password",),
    "nuget sources update": ("-password",),
    "oc login": (*_PASSWORD, "--token"),
    "oras login": (*_PASSWORD, "--identity-token"),
    "regctl registry login": ("-p", "--pass"),
    "sshpass": ("-p",),
    "uv publish": (*_PASSWORD, "-t", "--token"),
}
"""Commands, and their options whose value is a password or a token."""
_ARGUMENTS: Mapping[str, int] = {
    "cargo login": 0,
    "composer config http-basic": 1,
    "composer config github-oauth": 0,
    "poetry config http-basic": 1,
    "poetry config pypi-token": 0,
    "snyk auth": 0,
    "vault login": 0,
}
"""Commands that have it as an argument, with the number of those before it.

The last word may go on with a dot and a name: `pypi-token.pypi`.
"""
_INPUTS: Mapping[str, tuple[str, ...]] = {
    **{command: ("--password-stdin",) for command, options in _OPTIONS.items() if "--password" in options},
    "gh auth login": ("--with-token",),
    "regctl registry login": ("--pass-stdin",),
    "vault login": ("-",),
}
"""Commands, and the options by which they read it."""
_TOKENS = wordset("-k --api-key -apikey --token -t")
"""Options that take any word where nothing is checked: only what looks like a token is one."""
_TOKEN = lazy(r"(?=[^\d]*+\d)[\w.~+/=-]{16,}")
_NPM = lazy(r"//(\S+?)/?:_(?:authToken|password|auth)[= ]+[\"']?([\w.~+/=-]{16,})")
_LOCAL = lazy(
    r"(?:^|//|[@=])(?:localhost|127\.|10\.|192\.168\.|0\.0\.0\.0|\[::1\]|[\w-]+:\d{2,5}(?:/|$)"
    r"|[\w.-]*\.(?:internal|local|localhost|test)(?:[:/]|$))"
)
"""A registry or a machine that the job itself runs."""
_SETTING = lazy(r"(?!password=|token=)\w+=.")
_NO_TEXT = lazy(r"[$`]|^(?:<.*>|\*+|-|\.\.\.|x+|\{\{.*\}\})$", re.IGNORECASE)
"""What is put in only when it runs, or stands for something else."""


class LoginSecret(Struct, frozen=True):
    """A secret that a *command* is given, and where in the script; *plain*: it is written there."""

    command: str
    offset: int
    plain: bool


def logs_in(script: str) -> bool:
    """Tell whether a script may hold such a command."""
    return _HINTS.search(script) is not None


def login_secrets(
    script: str, variables: Mapping[str, str], expressions: Mapping[str, str]
) -> Iterator[LoginSecret]:
    """Yield the secrets that a script of sh or bash gives to commands.

    *variables* and *expressions* are those whose values are known.
    """
    for stages in _all(shell_pipelines(script, variables, expressions)):
        for number, each in enumerate(stages):
            for command, secret in _given(each, stages[:number]):
                if not any(map(_LOCAL.search, each.words)):
                    yield LoginSecret(command, each.offset, plain=_is_text(secret))


def _all(pipelines: Sequence[ShellPipeline]) -> Iterator[ShellPipeline]:
    for stages in pipelines:
        yield stages
        for each in stages:
            yield from _all(each.inner)


def _given(each: PipedCommand, before: ShellPipeline) -> Iterator[tuple[str, str]]:
    """Yield the secrets of one command; *before* is what it reads from."""
    for match in map(_NPM.search, _lines(each)):
        if match and not _LOCAL.search(f"//{match[1]}"):
            yield "npm", match[2]
    for words in inner(each.words):
        for command, options in _OPTIONS.items():
            if (rest := _behind(command, words)) is not None:
                yield from ((command, value) for value in _values(rest, options))
        for command, count in _ARGUMENTS.items():
            if (rest := _behind(command, words)) is not None:
                arguments = [word for word in rest if not word.startswith("-") and not _SETTING.match(word)]
                yield from ((command, word) for word in arguments[count : count + 1])
        for command, options in _INPUTS.items():
            rest = _behind(command, words)
            if rest is not None and any(option in rest for option in options):
                yield command, _read(each, before)


def _lines(each: PipedCommand) -> Iterator[str]:
    """Yield what may be a line of `.npmrc`: each word, and the settings of `npm config set`."""
    yield from each.words
    yield from each.given.split("\n")
    yield from map(" ".join, pairwise(each.words))


def _behind(command: str, words: Sequence[str]) -> Sequence[str] | None:
    """Return the words behind those of a command, options among them left out; None for other commands."""
    program, *wanted = command.split()
    if program not in names(words[0]):
        return None
    at = 0
    for want in wanted:
        found = (
            number
            for number, word in enumerate(words[at + 1 :], at + 1)
            if word == want or word.startswith(f"{want}.")
        )
        at = next(found, 0)
        if not at:
            return None
    return words[at + 1 :]


def _values(words: Sequence[str], options: Sequence[str]) -> Iterator[str]:
    """Yield the values of options, however they are joined to them."""
    for number, word in enumerate(words):
        option, equals, value = word.partition("=")
        if option.lower() in options and not equals:
            value = words[number + 1] if number + 1 < len(words) else ""
        elif option.lower() not in options:
            option = next((each for each in options if len(each) == 2 and word.startswith(each)), "")
            value = word[2:]
        if option and value and (option.lower() not in _TOKENS or "$" in value or _TOKEN.fullmatch(value)):
            yield value


def _read(each: PipedCommand, before: ShellPipeline) -> str:
    """Return the text that a command reads, "$" where that is not known."""
    if each.given or not before:
        return each.given.strip() or "$"
    words = before[-1].words
    if words[:1] not in (("echo",), ("printf",), ("cat",)):
        return "$"
    if words[0] == "cat":
        return before[-1].given.strip() or "$"
    said = [word for word in words[1:] if not word.startswith("-")]
    return said[-1].removesuffix("\\n") if said else "$"


def _is_text(value: str) -> bool:
    return bool(value.strip()) and not _NO_TEXT.search(value.strip())
