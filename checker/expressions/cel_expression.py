"""Compiles and runs CEL: the only module that knows the library, and where its traps are caught."""

from collections.abc import Callable, Mapping, Sequence
from contextvars import ContextVar
from functools import lru_cache
from typing import Any, cast

from cel_expr_python import cel
from msgspec import Struct, field

from checker.errors import Cause, TargetError, Unobserved
from checker.expressions import analysis, syntax_tree
from checker.expressions.functions import SPECS, Answers, BrokenDocument, FunctionSpec
from checker.installed import version
from checker.model.json_value import Json
from checker.patterns import lazy

LENGTH_LIMIT = 4000
"""Characters of the longest expression; the parser's memory grows with it."""
NOW = "now"
"""The variable that holds the time of the audit."""
# Library bounds count iterations only; these two build large values in one step.
_ADVICE = {
    "and": "&&",
    "or": "||",
    "not": "!",
    "len": "size()",
    "lower": "lowerAscii()",
    "upper": "upperAscii()",
    "sum": "a fact that counts",
    "max": "math.greatest()",
    "min": "math.least()",
    "any": "exists()",
    "strip": "trim()",
}
_EXTENSIONS = "name: checker\nextensions:\n" + "".join(
    f"- name: {name}\n"
    for name in ("optional", "strings", "math", "sets", "lists", "bindings", "two-var-comprehensions")
)
_POSITION = lazy(r"<input>:(\d+):(\d+): (.*)")
_UNDECLARED = lazy(r"undeclared reference to '([^']*)'")
_MISMATCHED = lazy(r"Syntax error: mismatched input '(and|or)'")
_MISSING = lazy(r'No value with name "([^"]*)" found in Activation')
_OTHER_SHAPE = lazy(r"^(?:INVALID_ARGUMENT|UNKNOWN|OUT_OF_RANGE):")
"""How an error begins that the type or size of a value brought about, and not a key that is missing."""
_RAISED = lazy(r"checker-raised-(\d+)\.")


class Flaw(Struct, frozen=True):
    """A mistake in an expression, at its line and column (from 1)."""

    line: int
    column: int
    message: str


class ExpressionError(Exception):
    """An expression does not compile."""

    def __init__(self, flaws: Sequence[Flaw]) -> None:
        super().__init__(tuple(flaws))
        self.flaws = tuple(flaws)


class Missing(Struct, frozen=True):
    """The answer was not observed: *path* is a fact, or what a function could not see.

    *seen* are those items of a function's list that were, None where there is no such part.
    """

    path: str
    reason: str = ""
    permission: str = ""
    cause: Cause = Cause.UNREADABLE
    files: tuple[str, ...] = ()
    seen: Sequence[Json] | None = None


class EvaluationFailed(Struct, frozen=True):
    """The evaluation broke, by a bug in the rule or in a collector."""

    message: str


class BrokenInput(Struct, frozen=True):
    """The expression asked for data of a file that does not parse, or is of another shape than it expects.

    *reason* says which, with the details.
    """

    path: str
    reason: str
    line: int


class Done(Struct, frozen=True):
    """A value."""

    value: Json


Answer = Done | Missing | EvaluationFailed | BrokenInput


class Session(Struct):
    """The functions' side of one evaluation: who answers, what they raised, and what was read as data."""

    answers: Answers
    raised: list[BaseException] = field(default_factory=list)
    documents: list[str] = field(default_factory=list)


_session: ContextVar[Session] = ContextVar("session")


def _dispatch(name: str) -> Callable[..., Json]:
    """Return an implementation that asks the current session.

    The library turns every exception, KeyboardInterrupt too, into text: keep it and mark it.
    """

    def implementation(*arguments: Json) -> Json:
        session = _session.get()
        if name == "data":
            session.documents.append(str(arguments[0]))
        try:
            return session.answers.call(name, arguments)
        except BaseException as error:
            session.raised.append(error)
            raise RuntimeError(f"checker-raised-{len(session.raised) - 1}.") from error

    return implementation


class Expression:
    """One compiled expression. It does not pickle: send `serialized` instead."""

    __slots__ = ("_compiled", "serialized", "type")

    def __init__(self, compiled: Any, serialized: bytes) -> None:
        self._compiled = compiled
        self.serialized = serialized
        self.type: str = str(compiled.return_type().name())

    def evaluate(self, env: "Environment", values: Mapping[str, Any], answers: Answers) -> Answer:
        """Evaluate over flat *values*; a variable that is not among them is missing."""
        session = Session(answers)
        token = _session.set(session)
        try:
            result = self._compiled.eval(env.activation(values))
            answer = _answer(result, session)
        except RuntimeError as error:  # the iteration budget, or a value that CEL cannot hold
            answer = EvaluationFailed(_first_line(str(error)))
        except MemoryError:
            # The library bounds steps, not sizes: ten times `map(a, a + a)` ends at the limit of the process.
            # Whatever was built is free again by now, so this costs one rule and not the repository.
            answer = EvaluationFailed("the expression takes more memory than there is")
        finally:
            _session.reset(token)
        _reraise(session)
        return answer


def _reraise(session: Session) -> None:
    """Raise what must not be turned into an outcome: KeyboardInterrupt, a repository that cannot be read."""
    for error in session.raised:
        if isinstance(error, TargetError) or not isinstance(error, Exception):
            raise error


def _answer(result: Any, session: Session) -> Answer:
    # Test the type first: an error's value is a non-empty, so truthy, string.
    if result.type() != cel.Type.ERROR:
        return Done(cast("Json", result.plain_value()))
    text = str(result.value())
    if match := _RAISED.search(text):
        return _from_exception(session.raised[int(match[1])])
    if match := _MISSING.search(text):
        return Missing(match[1])
    if session.documents and _OTHER_SHAPE.search(text):
        # Files are written by those who are judged: what they hold is no fault of the rule.
        reason = f"holds a value of another shape than the rule expects ({_first_line(text)})"
        return BrokenInput(session.documents[-1], reason, 1)
    return EvaluationFailed(_first_line(text))


def _from_exception(error: BaseException) -> Answer:
    if isinstance(error, Unobserved):
        return Missing(
            path=error.path,
            reason=error.reason,
            permission=error.permission,
            cause=error.cause,
            files=error.files,
            seen=error.seen,
        )
    if isinstance(error, BrokenDocument):
        return BrokenInput(error.path, f"does not parse: {error.reason}", error.line)
    return EvaluationFailed(f"{type(error).__name__}: {error}")


def _first_line(text: str) -> str:
    return text.split("\n", 1)[0].strip()


class Environment:
    """What expressions may name: variables with their types, and functions."""

    def __init__(self, variables: Mapping[str, str], functions: Sequence[FunctionSpec] = SPECS) -> None:
        self._variables = dict(variables)
        self._functions = [spec.name for spec in functions]
        self._env = cel.NewEnv(
            config=cel.NewEnvConfigFromYaml(_EXTENSIONS),
            variables={name: _type(kind) for name, kind in variables.items()},
            functions=[_declaration(spec) for spec in functions],
        )
        # Before its first compilation an environment does not know its variables' types: restored
        # expressions would refuse every timestamp.
        self._env.compile("true")

    def activation(self, values: Mapping[str, Any]) -> Any:
        """Bind *values* (those that an expression reads: binding all costs ten times more)."""
        return self._env.Activation(dict(values))

    def compile(self, source: str) -> Expression:
        """Compile and check *source*.

        Raises ExpressionError with every flaw.
        """
        if len(source) > LENGTH_LIMIT:
            raise ExpressionError([Flaw(1, 1, f"longer than {LENGTH_LIMIT} characters")])
        try:
            compiled = self._env.compile(source)
        except RuntimeError as error:
            raise ExpressionError(self._flaws(source, str(error))) from error
        return Expression(compiled, bytes(compiled.serialize()))

    def restore(self, serialized: bytes) -> Expression:
        """Return an expression that was compiled in an equal environment (which is not checked)."""
        return Expression(self._env.deserialize(serialized), serialized)

    def usage(self, source: str, expression: Expression) -> analysis.Usage:
        """Return what an expression touches, presence tests included."""
        found = analysis.usage(syntax_tree.tree(expression.serialized))
        if "has(" in source:
            # The checker turns has(fact) into the fact's value, so look at the unchecked tree.
            parsed = bytes(self._env.compile(source, disable_check=True).serialize())
            for path in analysis.usage(syntax_tree.tree(parsed)).tests:
                found.tests.add(self._joined(path))
        return found

    def _joined(self, path: analysis.Path) -> analysis.Path:
        """Join the leading parts of an unchecked path that make a variable's name."""
        for size in range(len(path), 0, -1):
            name = ".".join(path[:size])
            if name in self._variables:
                return (name, *path[size:])
        return path

    def _flaws(self, source: str, text: str) -> list[Flaw]:
        found = [
            self._flaw(source, int(match[1]), int(match[2]), match[3]) for match in _POSITION.finditer(text)
        ]
        return found or [Flaw(1, 1, _first_line(text))]

    def _flaw(self, source: str, line: int, column: int, message: str) -> Flaw:
        """Point at the start of an unknown name (CEL points at its last dot or at its parenthesis)."""
        if match := _MISMATCHED.search(message):
            return Flaw(line, column, f"{match[1]!r} is no operator; use {_ADVICE[match[1]]}")
        match = _UNDECLARED.search(message)
        if match is None:
            return Flaw(line, column, message.removesuffix(" (in container '')"))
        text = source.splitlines()[line - 1]
        start = text.rfind(match[1], 0, column + len(match[1]))
        called = text[column - 1 : column] == "("
        return Flaw(line, start + 1 if start >= 0 else column, self._unknown(match[1], called))

    def _unknown(self, name: str, called: bool) -> str:
        if name.startswith("params.") and not called:  # what other rules have is no suggestion
            return f"this rule has no parameter {name.removeprefix('params.')!r}"
        kind = "function" if name in _ADVICE or called else "fact"
        return f"no {kind} is called {name!r}{self._suggestion(name)}"

    def _suggestion(self, name: str) -> str:
        if name in _ADVICE:
            return f"; use {_ADVICE[name]}"
        from difflib import get_close_matches

        close = get_close_matches(name, [*self._variables, *self._functions], 1, 0.7)
        return f"; did you mean {close[0]}?" if close else ""


def _declaration(spec: FunctionSpec) -> Any:
    overload = cel.Overload(
        f"{spec.name}_overload",
        return_type=_type(spec.returns),
        parameters=[_type(kind) for _, kind in spec.parameters],
        impl=_dispatch(spec.name),
    )
    return cel.FunctionDecl(spec.name, [overload])


@lru_cache(maxsize=64)
def _type(kind: str) -> Any:
    """Return the CEL type of a fact type's name."""
    types = {
        "bool": cel.Type.BOOL,
        "int": cel.Type.INT,
        "double": cel.Type.DOUBLE,
        "string": cel.Type.STRING,
        "timestamp": cel.Type.TIMESTAMP,
        "any": cel.Type.DYN,
    }
    if kind == "map":
        return cel.Type.Map(cel.Type.STRING, cel.Type.DYN)
    if kind.startswith("list("):
        return cel.Type.List(_type(kind[5:-1]))
    return types[kind]


def library_version() -> str:
    """Return the version that compiled expressions belong to."""
    return version("cel-expr-python")
