"""Jenkins: declarative and scripted pipelines, read by their blocks and calls.

Source: jenkins.io/doc/book/pipeline/syntax and /doc/pipeline/steps/workflow-durable-task-step. `sh` runs
`sh -xe` unless its script begins with `#!`; of `bat` and `powershell` the last command decides. Control
flow that cannot be decided stays: what may fail the build counts.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from posixpath import normpath

from msgspec.structs import replace

from checker.ci.pipeline import Pipeline, PipelineJob, PipelineStep, ShellScript
from checker.ci.systems.groovy import GroovyBlock, GroovyToken, TooMuch, blocks, statements
from checker.ci.systems.jenkins_context import JenkinsContext, Statement, limited
from checker.ci.systems.jenkins_context import inner as inside
from checker.ci.systems.placed import Placed
from checker.ci.systems.scripts import Interpreter, script, shebang
from checker.ci.systems.sources import CiFiles
from checker.patterns import lazy
from checker.word_lists import wordset

_SHELLS = {
    "sh": Interpreter("sh", errexit=True),
    "bat": Interpreter("cmd", errexit=False),
    "powershell": Interpreter("pwsh", errexit=False),
    "pwsh": Interpreter("pwsh", errexit=False),
}
_STRUCTURE = lazy(r"^[ \t]*(?:pipeline|node|podTemplate|timestamps|ansiColor)\b[^\n{]{0,200}\{", re.MULTILINE)
_ARGUMENTS = 100
"""Tokens after a name that may belong to its arguments."""
_CALL = lazy(r"[a-z]\w*\Z")
_WORDS = wordset("""
    def if else for while try catch finally return throw new import true false null in switch case break
    void final static pipeline node agent any none label options environment tools parameters triggers
    when post stages stage steps script parallel matrix axes axis exclude input always success failure
    unstable changed cleanup fixed regression aborted image docker dir env properties each podTemplate
    container timeout retry timestamps ansiColor withEnv withCredentials catchError warnError lock ws
    wrap sshagent waitUntil ansicolor load library failFast
""")
"""Words that only structure a pipeline."""
_DEFINED = lazy(r"\b(?:def|void|boolean|int|[A-Z]\w{0,60})[ \t]+(\w+)[ \t]*\(")

_RESULTS = wordset("junit xunit nunit testng mstest publishTestResults")
"""Steps that make a build unstable, which is reported as a failure, where tests failed."""
_WORD = lazy(r"\w+")
_FAILS = frozenset(["error", "throw", "unstable", "currentBuild.result", "currentBuild.setResult", "exit"])
_SETTINGS = ("when", "environment", "parameters", "triggers", "options", "agent", "tools", "axes", "excludes")


def fits(text: str) -> bool:
    """Tell whether a Groovy text is a pipeline."""
    return _STRUCTURE.search(text) is not None


def read(sources: CiFiles, paths: Sequence[str]) -> Pipeline:
    """Read these pipelines and what they load."""
    jobs = [job for path in paths for job in _File(sources, path, (path,)).jobs()]
    return Pipeline("jenkins", tuple(sources.paths), tuple(jobs), sources.unseen)


class _File:
    """Reads one file."""

    def __init__(self, sources: CiFiles, path: str, trail: tuple[str, ...]) -> None:
        self._sources = sources
        self._path = path
        self._trail = trail
        self._steps: dict[JenkinsContext, list[PipelineStep]] = {}
        self._loaded: list[PipelineJob] = []
        self._defined: frozenset[str] = frozenset()
        self._uncalled: frozenset[str] = frozenset()
        self._judged = False
        self._failing = 0

    def jobs(self) -> Iterator[PipelineJob]:
        """Return a job for each stage, or for each part of one that is treated differently."""
        text = self._sources.text(self._path)
        try:
            top = blocks(text)
        except TooMuch:
            self._sources.not_understood(Placed(self._path, 1), "has more tokens or blocks than are read")
            return
        self._defined = frozenset(match[1] for match in _DEFINED.finditer(text))
        if len(self._trail) == 1 and not re.search(r"^[ \t]*+return this\b", text, re.MULTILINE):
            counts = Counter(_WORD.findall(text))
            self._uncalled = frozenset(name for name in self._defined if counts[name] == 1)
        self._failing = max(_failing_lines(top), default=0)
        self._library(text, top)
        self._walk(top, JenkinsContext())
        declarative = re.search(r"^[ \t]*pipeline\s{0,9}\{", text, re.MULTILINE) is not None
        skipped = "skipDefaultCheckout" in text or not declarative
        has_code = not skipped or re.search(r"\b(?:checkout|git|unstash|scm)\b", text) is not None
        for context, steps in self._steps.items():
            yield PipelineJob(
                self._path,
                context.line,
                context.stage,
                tuple(steps),
                has_code=has_code or len(self._trail) > 1,
                before_merge=context.before_merge,
                swallowed=context.swallowed,
                never=context.never,
                judged=self._judged,
            )
        yield from self._loaded

    def _library(self, text: str, top: GroovyBlock) -> None:
        for match in re.finditer(r"^[ \t]*(?:@Library\b|library\b)[^\n]{0,200}", text, re.MULTILINE):
            line = text.count("\n", 0, match.end()) + 1
            written = match[0].strip()
            self._sources.not_understood(Placed(self._path, line), f"uses {written}, which is kept elsewhere")
        if fits(text) or len(self._trail) > 1:
            return
        for statement in statements(top):
            head = statement.head if isinstance(statement, GroovyBlock) else statement
            name = head[0] if head else None
            if name and name.kind == "word" and _CALL.match(name.text) and name.text not in _WORDS:
                place = Placed(self._path, name.line)
                self._sources.not_understood(place, f"calls {name.text}, which is defined elsewhere")

    def _walk(self, block: GroovyBlock, context: JenkinsContext) -> None:
        inner = list(statements(block))
        context = limited(inner, context)
        for number, statement in enumerate(inner):
            if isinstance(statement, GroovyBlock):
                self._enter(statement, context, inner[number + 1 :])
            else:
                self._statement(statement, context)

    def _enter(self, block: GroovyBlock, context: JenkinsContext, rest: Sequence[Statement]) -> None:
        name = next((token.text for token in block.head if token.kind == "word"), "")
        if name not in _SETTINGS:
            inner = inside(name, block, context, rest)
            words = [token.text for token in block.head if token.kind == "word"]
            if dead := self._uncalled.intersection(words[:4]):
                inner = replace(inner, never=f"nothing calls `{min(dead)}`")
            self._statement(block.head, inner)
            self._walk(block, inner)

    def _statement(self, tokens: Sequence[GroovyToken], context: JenkinsContext) -> None:
        for number, token in enumerate(tokens):
            if token.kind != "word":
                continue
            following = tokens[number + 1 : number + _ARGUMENTS]
            if token.text in _SHELLS and _is_call(following):
                step = self._shell(token, following, context)
                used = step.swallowed and self._is_used(tokens[:number], token.line)
                self._add(context, replace(step, swallowed="") if used else step)
            elif token.text == "load" and (loaded := _first(following)):
                self._load(loaded)
        self._named(tokens, context)

    def _named(self, tokens: Sequence[GroovyToken], context: JenkinsContext) -> None:
        """Note a step of a plug-in by its name."""
        name = tokens[0] if tokens else None
        if name is None or name.kind != "word" or not _CALL.match(name.text):
            return
        if name.text in _SHELLS or name.text in _WORDS or name.text in self._defined:
            return
        if not _is_call(tokens[1:]):
            return
        inputs = dict(_named_arguments(tokens[1:]))
        if name.text in _RESULTS and inputs.get("skipMarkingBuildUnstable") != "true":
            self._judged = True
        step = PipelineStep(self._path, name.line, name.text, uses=name.text.lower(), inputs=inputs)
        self._add(context, step)

    def _is_used(self, before: Sequence[GroovyToken], line: int) -> bool:
        """Tell whether the status of a script is kept, and something after it may fail the build."""
        return (
            any(token.text in ("=", "if", "return", "switch") for token in before) and self._failing >= line
        )

    def _add(self, context: JenkinsContext, step: PipelineStep) -> None:
        self._steps.setdefault(replace(context, directory=""), []).append(step)

    def _shell(
        self, name: GroovyToken, arguments: Sequence[GroovyToken], context: JenkinsContext
    ) -> PipelineStep:
        named = dict(_named_arguments(arguments))
        text = _argument(arguments, "script") or _first(arguments)
        scripts: tuple[ShellScript, ...] = ()
        if text is not None:
            place = Placed(self._path, text.line, text.text, text.text, text.line)
            scripts = script(place, shebang(place, _SHELLS[name.text]), context.directory)
        else:
            self._sources.not_understood(Placed(self._path, name.line), f"{name.text} of a value")
        swallowed = "`returnStatus: true`" if named.get("returnStatus") == "true" else ""
        return PipelineStep(self._path, name.line, name.text, scripts=scripts, swallowed=swallowed)

    def _load(self, loaded: GroovyToken) -> None:
        path = normpath(loaded.text)
        place = Placed(self._path, loaded.line)
        if path in self._trail or len(self._trail) > 5 or self._sources.files.entry(path) is None:
            self._sources.not_understood(place, f"loads {loaded.text}, which is not read")
        else:
            self._loaded += _File(self._sources, path, (*self._trail, path)).jobs()


def _failing_lines(block: GroovyBlock) -> Iterator[int]:
    """Go through the lines of statements that may fail the build."""
    for item in block.body:
        if isinstance(item, GroovyBlock):
            yield from _failing_lines(item)
        elif item.kind == "word" and item.text in _FAILS:
            yield item.line


def _is_call(following: Sequence[GroovyToken]) -> bool:
    """Tell whether arguments follow; a block follows where nothing does."""
    if not following:
        return True
    first = following[0]
    return first.kind == "string" or first.text == "(" or (first.kind == "word" and first.text != "in")


def _first(tokens: Sequence[GroovyToken]) -> GroovyToken | None:
    """Return the first argument if it is a text."""
    for token in tokens[:2]:
        if token.kind == "string":
            return token
        if token.text != "(":
            return None
    return None


def _argument(tokens: Sequence[GroovyToken], name: str) -> GroovyToken | None:
    """Return a named argument that is a text."""
    for number, token in enumerate(tokens[:-2]):
        if token.text == name and tokens[number + 1].text == ":" and tokens[number + 2].kind == "string":
            return tokens[number + 2]
    return None


def _named_arguments(tokens: Sequence[GroovyToken]) -> Iterator[tuple[str, str]]:
    for number, token in enumerate(tokens[:-2]):
        value = tokens[number + 2]
        if token.kind == "word" and tokens[number + 1].text == ":" and value.kind in ("word", "string"):
            yield token.text, value.text
