"""Policy and fact table to a plan: compiled expressions, what they read, every mistake located."""

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct, field
from msgspec.structs import replace

from checker.engine import group_facts
from checker.engine.fixes import ECOSYSTEM, FixesByRule
from checker.expressions import analysis
from checker.expressions.cel_expression import NOW, Environment, Expression, ExpressionError, Flaw
from checker.expressions.fact_table import FactTable
from checker.expressions.functions import SPECS
from checker.model.facts import FactType
from checker.model.json_value import Json
from checker.model.policy import Adjustment, Mistake, Policy, Position, Rule
from checker.patterns import lazy

_HOLE = lazy(r"\{\{|\}\}|\{([^{}]*)\}")
_BOOLEAN = frozenset(("when", "assert", "where"))
_LISTS = frozenset(("findings", "each"))


class Program(Struct, frozen=True):
    """One compiled expression of a rule; *reads* are the facts it needs, *group* its environment.

    *looks*: it calls functions that look into the tree. *timed*: what it gives depends on the time.
    """

    source: str
    serialized: bytes
    reads: tuple[str, ...]
    group: int
    looks: bool = False
    timed: bool = False


Groups = tuple[Mapping[str, str], ...]


class Plan(Struct, frozen=True):
    """A policy ready to judge. It pickles; expressions are restored where it arrives.

    *wanted* are the facts that any expression reads, or that choose a fix. *timed* are the rules that may
    come out otherwise tomorrow although nothing was changed. *fixes* are texts for single ecosystems.
    """

    policy: Policy
    table: FactTable
    programs: Mapping[str, Mapping[str, Program]]
    groups: Groups
    wanted: frozenset[str] = field(default=frozenset())
    timed: frozenset[str] = field(default=frozenset())
    fixes: FixesByRule = field(default_factory=dict)

    def wanted_by(self, rule: str) -> frozenset[str]:
        """Return the facts that one rule reads."""
        return frozenset(path for program in self.programs[rule].values() for path in program.reads)

    @property
    def looks(self) -> bool:
        """Tell whether any rule calls a function that looks into the tree."""
        return any(program.looks for rule in self.programs.values() for program in rule.values())

    @property
    def looks_later(self) -> bool:
        """Tell whether another day alone can make a rule look into the tree."""
        return any(program.looks for rule in self.timed for program in self.programs[rule].values())


def adjustment_key(index: int) -> str:
    """Return the name under which the `where` of an adjustment is compiled."""
    return f"adjust.{index}"


def compile_policy(policy: Policy, table: FactTable) -> tuple[Plan, tuple[Mistake, ...]]:
    """Compile every expression of *policy*; the plan is only good without mistakes."""
    compiler = _Compiler(table, policy.rules)
    programs = {rule.id: compiler.rule(rule) for rule in policy.rules}
    for index, adjustment in enumerate(policy.adjustments):
        key = adjustment_key(index)
        programs[key] = compiler.where(adjustment)
    return planned(policy, table, programs, compiler.groups()), tuple(compiler.mistakes)


def planned(
    policy: Policy, table: FactTable, programs: Mapping[str, Mapping[str, Program]], groups: Groups
) -> Plan:
    """Return the plan that compiled programs make, with what is asked of it for every repository."""
    timed = frozenset(
        rule.id for rule in policy.rules if any(program.timed for program in programs[rule.id].values())
    )
    return Plan(
        policy=policy,
        table=table,
        programs=programs,
        groups=groups,
        wanted=wanted(programs),
        timed=timed,
    )


def with_fixes(plan: Plan, fixes: FixesByRule) -> Plan:
    """Return a plan whose results speak of the ecosystem that they are about."""
    return replace(plan, fixes=fixes, wanted=plan.wanted | {ECOSYSTEM}) if fixes else plan


def wanted(programs: Mapping[str, Mapping[str, Program]]) -> frozenset[str]:
    """Return every fact that any of the programs reads."""
    return frozenset(path for rule in programs.values() for each in rule.values() for path in each.reads)


def environment(table: FactTable, kind_and_params: Mapping[str, str]) -> Environment:
    """Return the environment for one kind of subject and one set of typed parameters."""
    params = dict(kind_and_params)
    kind = params.pop(_KIND)
    facts = {path: typed for path, typed in table.types().items() if group_facts.concerns(path, kind)}
    variables = {**facts, **params, NOW: "timestamp", "item": "any"}
    if kind == "repository":
        return Environment(variables)
    return Environment(variables, [spec for spec in SPECS if not spec.looks])


_KIND = "kind"


def sources(rule: Rule) -> Iterator[tuple[str, str]]:
    """Yield every expression of a rule with the key it stands under; holes are numbered."""
    plain = {
        "when": rule.when,
        "each": rule.each,
        "assert": rule.assert_,
        "findings": rule.findings,
        "value": rule.value,
    }
    yield from ((key, source) for key, source in plain.items() if source)
    for key, template in (("message", rule.message), ("expect", rule.expect)):
        for index, source in enumerate(holes(template)):
            yield f"{key}.{index}", source


def holes(template: str) -> list[str]:
    """Return the expressions in the holes of a template, `{{` and `}}` being braces."""
    return [match[1] for match in _HOLE.finditer(template) if match[1] is not None]


def fill(template: str, values: Iterable[str]) -> str:
    """Put *values* into the holes of a template."""
    remaining = iter(values)
    return _HOLE.sub(lambda match: match[0][0] if match[1] is None else next(remaining), template)


class _Compiler:
    def __init__(self, table: FactTable, rules: Iterable[Rule]) -> None:
        self._table = table
        self._groups: list[dict[str, str]] = [{_KIND: "repository"}]
        self._group_of = {rule.id: self._group(_signature(rule)) for rule in rules}
        self._environments = [environment(table, types) for types in self._groups]
        self.mistakes: list[Mistake] = []

    def groups(self) -> tuple[Mapping[str, str], ...]:
        return tuple(self._groups)

    def rule(self, rule: Rule) -> dict[str, Program]:
        group = self._group_of[rule.id]
        programs: dict[str, Program] = {}
        for key, source in sources(rule):
            position = rule.positions.get(key.split(".")[0]) or rule.positions[""]
            program = self._program(source, key, group, position, rule)
            if program is not None:
                programs[key] = program
        return programs

    def where(self, adjustment: Adjustment) -> dict[str, Program]:
        place = adjustment.positions.get("where") or adjustment.position or Position("", 1, 1)
        program = self._program(adjustment.where, "where", 0, place, None)
        return {} if program is None else {"where": program}

    def _group(self, signature: Mapping[str, str]) -> int:
        """Return the first environment in which these names have no other type, grown by them."""
        for index, known in enumerate(self._groups):
            if all(known.get(name, typed) == typed for name, typed in signature.items()):
                known.update(signature)
                return index
        self._groups.append(dict(signature))
        return len(self._groups) - 1

    def _program(
        self, source: str, key: str, group: int, position: Position, rule: Rule | None
    ) -> Program | None:
        env = self._environments[group]
        try:
            compiled = env.compile(source)
        except ExpressionError as error:
            self.mistakes.extend(_located(flaw, key, position) for flaw in error.flaws)
            return None
        used = env.usage(source, compiled)
        objections = [
            *analysis.refusals(used),
            *_wrong_type(key, compiled),
            *self._wrong_reads(key, used, rule),
        ]
        self.mistakes.extend(_located(Flaw(1, 1, what), key, position) for what in objections)
        facts = sorted({path[0] for path in used.values if path[0] in self._table.specs})
        called = [spec for spec in SPECS if spec.name in used.calls]
        looks, timed = any(spec.looks for spec in called), any(spec.timed for spec in called)
        timed = timed or (NOW,) in used.values or any(self._table.specs[path].timed for path in facts)
        return Program(
            source=source,
            serialized=compiled.serialized,
            reads=tuple(facts),
            group=group,
            looks=looks,
            timed=timed,
        )

    def _wrong_reads(self, key: str, used: analysis.Usage, rule: Rule | None) -> Iterator[str]:
        yield from self._presence_tests(used)
        if rule is None:
            for path in sorted({path[0] for path in used.values if not path[0].startswith("repo.")}):
                yield f"`where` reads catalog attributes (repo.*) only, not {path}"
            return
        yield from _parameters(used, rule)
        yield from self._fields(used, rule)
        if "item" in {path[0] for path in used.values} and not _has_item(key, rule):
            yield "`item` needs `each` (in `assert` and `message`) or `findings` (in `message`)"

    def _presence_tests(self, used: analysis.Usage) -> Iterator[str]:
        for path in sorted(used.tests):
            spec = self._table.specs.get(path[0])
            if spec and (len(path) == 1 or (spec.type is FactType.MAP and len(path) == 2)):
                name = ".".join(path)
                yield f"a presence test on {name}: facts are always there or unknown; compare the value"

    def _fields(self, used: analysis.Usage, rule: Rule) -> Iterator[str]:
        listed = rule.each or rule.findings
        for path in sorted(used.values | used.tests):
            root = (listed, analysis.ITEM, *path[1:]) if path[0] == "item" else path
            spec = self._table.specs.get(root[0])
            if spec and spec.item and len(root) > 2 and root[1] == analysis.ITEM and root[2] not in spec.item:
                known = ", ".join(spec.item)
                yield f"items of {spec.path} have no field {root[2]!r}; they have {known}"


def _signature(rule: Rule) -> dict[str, str]:
    """Return the kind of a rule's subject and the types of its parameters."""
    params = {f"params.{name}": parameter_type(value) for name, value in rule.params.items()}
    return {_KIND: rule.subject, **params}


def _has_item(key: str, rule: Rule) -> bool:
    if key.startswith("message"):
        return bool(rule.each or rule.findings)
    return key == "assert" and bool(rule.each)


def _parameters(used: analysis.Usage, rule: Rule) -> Iterator[str]:
    """Find parameters of other rules: they share an environment, not their values."""
    for path in sorted(used.values):
        name = path[0].removeprefix("params.")
        if path[0] == "params" or (path[0].startswith("params.") and name not in rule.params):
            yield f"this rule has no parameter {path[-1] if path[0] == 'params' else name!r}"


def _wrong_type(key: str, compiled: Expression) -> Iterator[str]:
    if key in _BOOLEAN and compiled.type not in ("BOOL", "DYN"):
        yield f"`{key}` must be true or false, this gives {compiled.type}"
    if key in _LISTS and not compiled.type.startswith(("LIST", "DYN")):
        yield f"`{key}` must be a list, this gives {compiled.type}"


def _located(flaw: Flaw, key: str, position: Position) -> Mistake:
    """Translate a place inside an expression to a place in the file."""
    if "." in key:  # a hole: the template's start is as near as we know
        return Mistake(position, flaw.message)
    # Only block scalars keep their line breaks, and each of their lines is indented alike.
    line, column = position.line + flaw.line - 1, position.column + flaw.column - 1
    return Mistake(Position(position.file, line, column), flaw.message)


def parameter_type(value: Json) -> str:
    """Return the type that a parameter has by its default."""
    if isinstance(value, bool):
        return "bool"
    for kind, name in ((int, "int"), (float, "double"), (str, "string")):
        if isinstance(value, kind):
            return name
    if isinstance(value, Mapping):
        return "map"
    kinds = {parameter_type(item) for item in value} if isinstance(value, (list, tuple)) else set()
    return f"list({kinds.pop()})" if len(kinds) == 1 else "list(any)"
