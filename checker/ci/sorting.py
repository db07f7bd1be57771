"""What one command is: a check, a publication, harmless, or not understood."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from msgspec import Struct

from checker.ci.command_patterns import fits, names
from checker.ci.matching import KnownCommands, ToolMatch, is_idle
from checker.ci.wrappers import image, inner
from checker.ecosystems.schema import Publisher
from checker.model.teaching import Teaching
from checker.patterns import lazy
from checker.word_lists import wordset

SCRIPT = "script-test"
"""What stands for a repository's own script of tests: no tool, but tests all the same."""
TAUGHT = "taught-test"
"""What stands for a command of tests that the settings teach."""
_SCRIPT = lazy(
    r"(?:.*/)?(?:run[-_]?)?(?:unit|integration|e2e|all|smoke|check)?[-_]?tests?(?:[-_.]\w++)*+", re.IGNORECASE
)
_TASK = lazy(
    r"(?:[\w-]*[-_:./])?(?:unit|integration|e2e)?(?:tests?|specs?|(?:dist|install)?check)(?:[-_:.][\w:.-]*)?",
    re.IGNORECASE,
)
_IN_TESTS = lazy(r"(?:.*/)?(?:tests?|specs?|t)/\S+", re.IGNORECASE)
_RUNNERS = wordset("""
    make gmake just task rake npm yarn pnpm bun invoke inv mage mise composer nx turbo lerna poe ninja scons
    waf
    earthly dagger bake pants please plz buck buck2 nuke fake cake psake gulp grunt jake doit hatch pdm pixi
    tox nox rush wireit melos fvm dotnet ant meson b2 bjam redo tup xmake premake5 haxelib
""")
_COMMITTED = wordset("pants please plz waf b2 bjam cake mill")
"""Runners of which repositories hold a copy; others at the top of a tree are programs of its own."""
_INTERPRETERS = wordset("""
    python python2 python3 ruby node perl bash sh php tclsh lua deno bun tsx ts-node pypy3 julia Rscript zsh
    guile racket sbcl emacs nim elixir escript ghc runghc clojure bb swipl octave
""")
_BUILTINS = wordset("""
    : . true false echo printf cd export unset set shift return exit break continue local declare readonly
    typeset
    read test [ [[ trap wait umask ulimit alias unalias source type hash getopts let pushd popd dirs shopt
    kill jobs
    setlocal endlocal if else goto rem pause title eval esac fi done mapfile readarray complete ${EXPRESSION}
    @echo BEGIN END
""")
"""Words of shells; a shell that is not told what to run reads what is judged where it stands."""
_CMDLETS = wordset("""
    add clear compare convert convertfrom convertto copy disable enable expand export find foreach format
    get group
    import join measure move new out pop push read register remove rename resolve restore save select set
    show sort
    split stop switch tee test uninstall unregister update use wait where write compress install start
""")
_BRACED = lazy(r"^\$\{(?!EXPRESSION)([A-Z][A-Z0-9_]*)\}$")
"""A program that a variable names, in its longer spelling."""
_ASKS = wordset("--version -version -V --help -h version help -v")
_WORDS = 40


class SortedCommand(Struct, frozen=True):
    """What one command is; nothing of it: it is not understood.

    *candidates* are the command and, from outside to inside, those that it only starts. *named*: its own
    name, or that of the task, says that it runs tests. *started*: what it starts was read.
    """

    candidates: tuple[tuple[str, ...], ...]
    tools: tuple[ToolMatch, ...] = ()
    publishers: tuple[Publisher, ...] = ()
    taught: tuple[Teaching, ...] = ()
    harmless: bool = False
    named: bool = False
    started: bool = False

    @property
    def only_measures(self) -> bool:
        """Tell whether only the coverage is known of what this starts: what is measured may be tests."""
        measures = all(set(match.checks) <= {"coverage"} for match in self.tools)
        return bool(self.tools) and measures and len(self.candidates) > 1


class Sorter:
    """Sorts commands by what the ecosystem files and the settings say."""

    def __init__(self, known: KnownCommands, recognize: Sequence[Teaching] = ()) -> None:
        self._known = known
        self.offered: frozenset[str] = frozenset()
        self._taught = [(each.pattern.split(), each) for each in recognize if each.kind in _COMMANDS]

    def sort(
        self,
        words: Sequence[str],
        *,
        is_own: Callable[[str], bool] = lambda _: False,
        variables: Mapping[str, str] = {},
        further: Sequence[str] = (),
    ) -> SortedCommand:
        """Say what a command is; *is_own* tells whether a word is a script of the repository, no tool.

        *variables* of its environment and *further* words, which build files say, are options, too.
        """
        words = [_BRACED.sub(r"$\1", word) for word in words[:1]] + list(words[1:])
        candidates = tuple(inner(words))
        if not candidates:
            return SortedCommand((), harmless=True)
        if started := image(words):
            candidates += (started,)
        others = [each for each in candidates if not is_own(each[0])]
        found = {
            match.name: match
            for each in others
            for match in self._known.tool_matches(each, variables, further)
        }
        publishing = [(each, one) for one in others for each in self._known.publishers.find(one)]
        taught = [teaching for each in candidates for teaching in self._teachings(each)]
        return SortedCommand(
            candidates,
            tools=tuple(found.values()),
            publishers=tuple(
                each
                for each, one in publishing
                if not is_idle(each, [*one, *_assignments(words, one, variables)])
            ),
            taught=tuple(dict.fromkeys(taught)),
            harmless=words[0] in self.offered or bool(publishing) or any(map(self._is_harmless, others)),
            named=any(is_test_name(each) for each in candidates),
        )

    def _teachings(self, words: Sequence[str]) -> Iterator[Teaching]:
        """Return the teachings whose pattern is this whole command."""
        spelled = [words, (_bare(words[0]), *words[1:])]
        for pattern, teaching in self._taught:
            if any(_is_whole(pattern, each) for each in spelled):
                yield teaching

    def _is_harmless(self, words: Sequence[str]) -> bool:
        program = names(words[0])
        if (
            not program
            or words[0] in _WORDS_OF_SHELLS
            or words[0].lower() in _BATCH
            or _is_cmdlet(words[0])
            or words[0].startswith("(")
        ):
            return True
        if program[-1] in _READERS and all(word.startswith("-") for word in words[1:2]):
            return True  # it reads what is judged where it stands, or was fetched to install something
        if program[-1] == "make" and set(words[1:]) <= _BUILD_TARGETS:
            return True
        asks = [word for word in words[1:] if not word.startswith("-") and word not in _ASKS]
        if len(words) < 4 and not asks and any(word in _ASKS for word in words[1:]):
            return True
        return self._known.is_harmless(words)


def _assignments(words: Sequence[str], inside: Sequence[str], variables: Mapping[str, str]) -> Iterator[str]:
    """Return the variables of a command *inside* another one, as `NAME=VALUE`."""
    yield from (f"{name}={value}" for name, value in variables.items())
    yield from (word for word in words[: max(len(words) - len(inside), 0)] if "=" in word)


_COMMANDS = ("tests", "publish", "harmless")
_BATCH = wordset("setlocal endlocal rem goto pause title set where")
"""Words of batch files, which are written in any case."""
_READERS = wordset(
    "bash sh zsh dash ksh pwsh powershell python ruby perl node cmd source . command exec time eval"
)
_WORDS_OF_SHELLS = _BUILTINS - _READERS
_BUILD_TARGETS = wordset("all install build dist -j -j1 -j2 -j4 -j8 -j$() VERBOSE=1 V=1 -s -k")
_LOWER_CMDLETS = wordset(
    "write-host write-output out-null out-file test-path resolve-path set-location remove-item"
)


def _is_cmdlet(word: str) -> bool:
    verb, dash, _ = word.partition("-")
    capital = word[:1].isupper() and verb.lower() in _CMDLETS
    return bool(dash) and (capital or word.lower() in _LOWER_CMDLETS)


def _bare(word: str) -> str:
    return word.removeprefix("./")


def _is_whole(pattern: Sequence[str], words: Sequence[str]) -> bool:
    """Tell whether a taught pattern is a command, word by word; `*` alone stands for any words."""
    if not pattern:
        return not words
    if pattern[0] == "*":
        return any(_is_whole(pattern[1:], words[start:]) for start in range(len(words[:_WORDS]) + 1))
    return bool(words) and fits(pattern[0], words[0]) and _is_whole(pattern[1:], words[1:])


def is_test_name(words: Sequence[str]) -> bool:
    """Tell whether a command's own name says that it runs tests."""
    program = names(words[0])
    head = program[-1] if program else ""
    own = words[0].startswith("./") and words[0].count("/") == 1 and head not in _COMMITTED
    if head in _RUNNERS and not own:
        return any(_TASK.fullmatch(word) for word in words[1:8])
    if head in _INTERPRETERS:
        return any(_SCRIPT.fullmatch(word) or _IN_TESTS.fullmatch(word) for word in words[1:6])
    local = "/" in words[0] or "." in words[0]
    return local and bool(_SCRIPT.fullmatch(words[0]) or _IN_TESTS.fullmatch(words[0]))
