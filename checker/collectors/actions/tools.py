"""How a command, an action or a hook names the tools that are known."""

import re
from collections.abc import Iterator, Mapping, Sequence

from checker.collectors.actions.known import (
    ACTIONS,
    AMBIGUOUS,
    BUILDS,
    HEADS,
    HOOKS,
    PAIRS,
    SAME,
    SCRIPT,
)
from checker.collectors.actions.shell import base, programs
from checker.patterns import lazy
from checker.word_lists import wordset

_BUILD_TESTS = lazy(r"(?:\S*:)?(?:test|verify|install|package|deploy|check|build|\w*[tT]est)")
_NAMED = sorted({*SAME, "safety", "sonarcloud", "sonarqube"} - AMBIGUOUS, key=len, reverse=True)
_NAME = lazy(r"(?<![a-z0-9])(" + "|".join(map(re.escape, _NAMED)) + r")(?![a-z0-9])")
_MEASURES = wordset("coverage nyc c8 codecov")
"""Tools that run another one."""
_COLOURS = wordset("red green blue yellow white magenta cyan")
_NAME_LIMIT = 500
_SCRIPT = lazy(r"(?:.*/)?(?:run[-_]?)?(?:unit|integration|e2e|all|smoke)?[-_]?tests?(?:[-_.]\w+)*")
_TASK = lazy(r"(?:[\w-]*[-_:.])?(?:unit|integration|e2e)?(?:tests?|spec|check)(?:[-_:.][\w:-]*)?")
_RUNNERS = wordset("""
    make gmake just task rake npm yarn pnpm bun invoke inv mage mise composer nx turbo lerna poe
""")
_INTERPRETERS = wordset("""
    python python3 ruby node perl bash sh php tclsh lua deno bun tsx pypy3
""")
_IN_TESTS = lazy(r"(?:.*/)?tests?/\S+\.\w+")


def in_command(words: Sequence[str]) -> Iterator[str]:
    """Return the tools that one command runs."""
    for at in programs(words):
        head = base(words[at])
        rest = _arguments(words[at + 1 : at + 12])
        found = next((tool for word in rest if (tool := PAIRS.get((head, word)))), "")
        if head == "black" and not _COLOURS.isdisjoint(words):
            continue
        if found or HEADS.get(head):
            yield found or HEADS[head]
            if head not in _MEASURES:
                return
        if head in BUILDS and any(_BUILD_TESTS.fullmatch(word) for word in words[at + 1 :]):
            yield f"{BUILDS[head]}-test"
    if _is_test(words):
        yield SCRIPT


def _arguments(words: Sequence[str]) -> list[str]:
    """Return the first words that can be subcommands, and the options before them."""
    plain = [word for word in words if not word.startswith(("-", "+"))][:2]
    return [*plain, *(word for word in words[:3] if word.startswith("--"))]


def _is_test(words: Sequence[str]) -> bool:
    """Tell whether a command's own name says that it runs tests."""
    head = base(words[0])
    if head in _RUNNERS:
        return any(_TASK.fullmatch(word) for word in words[1:8])
    if head in _INTERPRETERS:
        return any(_SCRIPT.fullmatch(word) or _IN_TESTS.fullmatch(word) for word in words[1:6])
    return ("/" in words[0] or "." in words[0]) and _SCRIPT.fullmatch(words[0]) is not None


def in_action(name: str, inputs: Mapping[str, str]) -> Iterator[str]:
    """Return the tools that an action runs, by its name."""
    lowered = name.lower()
    known = next((tool for start, tool in ACTIONS.items() if lowered.startswith(start)), None)
    if known is not None:
        yield from [known] if known else []
    elif not re.search(r"(?:^|[/-])(?:setup|install)(?:$|[-/])", lowered):
        yield from in_name(lowered)
    if "ruff" in lowered and "format" in inputs.get("args", ""):
        yield "ruff-format"


def in_name(name: str) -> Iterator[str]:
    """Return the tools that a name is made of, as those of hooks, images and actions are."""
    for match in _NAME.finditer(name[:_NAME_LIMIT].lower().replace("_", "-")):
        yield HEADS.get(match[1]) or ("sonar" if match[1].startswith("sonar") else match[1])


def in_hook(hook: str) -> Iterator[str]:
    """Return the tools behind a pre-commit hook's id."""
    known = HOOKS.get(hook.replace("_", "-"))
    yield from [known] if known else in_name(hook)
    yield from [hook] if hook in AMBIGUOUS else []
