"""The policy language: every key of a policy file, what it holds and what it is for."""

from typing import Any

from msgspec import Struct

from checker.model.policy import Severity
from checker.policy.schema.containers import ListKind, MappingKind, UnionKind
from checker.policy.schema.reader import Reader, described, plain
from checker.policy.schema.records import Excludes, Needs, OneOf, RecordField, RecordKind
from checker.policy.schema.scalars import (
    ChoiceKind,
    DayKind,
    FlagKind,
    GlobKind,
    NumberKind,
    ParameterKind,
    Schema,
    TextKind,
    ValueKind,
)
from checker.policy.teachings import RECOGNIZE

RULE_ID = TextKind("a rule id like pack/name", r"^[a-z0-9-]+/[a-z0-9-]+$", 100)
RULE_GLOB = TextKind("a rule id or a pattern like pack/*", r"^[a-z0-9*?\[\]{},!/-]+$", 100)
NAME = TextKind("a name of lower-case letters, digits and hyphens", r"^[a-z0-9][a-z0-9-]*$", 100)
LEVEL = TextKind("the name of a level", r"\S", 60)
GLOBS = ListKind(GlobKind(), least=1)
LINE = TextKind("a text", r"\S", 400)
PROSE = TextKind()
EXPRESSION = TextKind("an expression", r"\S", literal=True)
FACT = TextKind("a fact like readme.words", r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$", 200)
PARAM = TextKind("a name of lower-case letters, digits and underscores", r"^[a-z][a-z0-9_]*$", 100)
RULES = ListKind(RULE_GLOB, least=1)
SEVERITY = ChoiceKind(tuple(severity.value for severity in Severity))
PERCENT = NumberKind(0, 100)
PARAMS = MappingKind(PARAM, ParameterKind())


class Off(Struct, frozen=True):
    """The reason for switching rules off, or false to switch them on again."""

    what: str = "a reason, or false"

    def read(self, node: Any, reader: Reader) -> Any:
        """Return the reason, INVALID where it is none."""
        value = plain(node)
        if value is False or (isinstance(value, str) and value.strip()):
            return value
        why = "'off' needs the reason, as in off: \"we keep decisions in the wiki\""
        return reader.wrong(node, f"{why}; found {described(node)}")

    def schema(self, _definitions: Schema) -> Schema:
        """Return the same as JSON Schema."""
        return {"anyOf": [{"type": "string", "pattern": r"\S"}, {"const": False}]}


def _needed(kind: ValueKind, doc: str) -> RecordField:
    return RecordField(kind, doc, required=True)


FIX = RecordKind(
    "a fix",
    {
        "text": _needed(PROSE, "What exactly to do, as an instruction."),
        "effort": RecordField(ChoiceKind(("low", "medium", "high")), "How much work it is."),
    },
    doc="What to do about a failure.",
)

_CONTROL = TextKind("the id of a control", r"\S", 100)
_EXTENT = ChoiceKind(("full", "partial"))

RULE = RecordKind(
    "a rule",
    {
        "id": _needed(RULE_ID, "Pack and name; it should explain itself."),
        "title": _needed(LINE, "The standard in one sentence."),
        "why": _needed(PROSE, "The business reason, in one or two plain sentences."),
        "severity": _needed(SEVERITY, "How much a failure matters."),
        "fix": _needed(FIX, "What to do about a failure."),
        "level": RecordField(LEVEL, "The level that needs this rule."),
        "objective": RecordField(NAME, "The id of the objective that this rule serves."),
        "subject": RecordField(
            ChoiceKind(("repository", "team", "organization")), "What the rule judges.", default="repository"
        ),
        "enforce_from": RecordField(DayKind(), "Until this day a failure only warns."),
        "when": RecordField(EXPRESSION, "CEL: where this is false, the rule is not applicable."),
        "requires": RecordField(
            ListKind(RULE_ID, unique=True), "Rules whose failure explains a failure of this one."
        ),
        "assert": RecordField(
            EXPRESSION, "CEL: true where the standard is met; judged per `item` with `each`."
        ),
        "findings": RecordField(
            EXPRESSION, "CEL: a list of evidence; without `assert` the rule passes when empty."
        ),
        "each": RecordField(EXPRESSION, "CEL: the list whose items `assert` judges one by one."),
        "partial": RecordField(
            FlagKind(), "Score the share of items that pass, instead of all or nothing.", default=False
        ),
        "params": RecordField(PARAMS, "Parameters and their defaults, read as `params.name`."),
        "value": RecordField(EXPRESSION, "CEL: the value shown as observed."),
        "expect": RecordField(LINE, "What is expected; may hold {expressions}."),
        "message": RecordField(PROSE, "What a finding says; may hold {expressions}."),
        "maps": RecordField(
            MappingKind(
                PARAM,
                UnionKind(many=ListKind(_CONTROL), table=MappingKind(_CONTROL, _EXTENT)),
            ),
            "Controls of frameworks that this rule covers, in full or in part; a list means in part.",
        ),
        "links": RecordField(ListKind(TextKind("a link", r"^https?://\S+$", 400)), "Where to read more."),
    },
    (
        OneOf(("assert", "findings"), "a rule needs 'assert' or 'findings'"),
        Needs("each", "assert", "'each' needs an 'assert' that judges each item"),
        Needs("partial", "each", "'partial' is only for rules with 'each'"),
        Excludes(
            "each", ("findings",), "'each' and 'findings' do not go together: the items are the evidence"
        ),
    ),
    "One checkable sentence.",
)

OBJECTIVE = RecordKind(
    "an objective",
    {
        "id": _needed(NAME, "How rules name it."),
        "title": _needed(LINE, "The business reason in plain words."),
        "weight": RecordField(NumberKind(0, 1000), "Multiplies the weight of its rules.", default=1),
    },
    doc="A business reason that rules serve.",
)

ADJUST = RecordKind(
    "an adjustment",
    {
        "rules": _needed(RULES, "Rule ids or patterns."),
        "where": RecordField(EXPRESSION, "CEL over `repo.*`: the adjustment holds where this is true."),
        "severity": RecordField(SEVERITY, "The new severity."),
        "level": RecordField(TextKind("the name of a level", "", 60), 'The new level; "" for none.'),
        "objective": RecordField(NAME, "The new objective."),
        "enforce_from": RecordField(DayKind(), "The day from which failures count."),
        "off": RecordField(Off(), "Why the rules are switched off; false switches them on again."),
        "params": RecordField(PARAMS, "New values of parameters that the rules have."),
    },
    (
        OneOf(
            ("severity", "level", "objective", "enforce_from", "off", "params"),
            "this adjustment changes nothing",
        ),
    ),
    doc="A change to rules of other files.",
)

_ACCEPTED = {
    "rules": _needed(RULES, "Rule ids or patterns."),
    "reason": _needed(PROSE, "Why the risk is accepted."),
    "owner": _needed(LINE, "Who will end it."),
    "approved_by": _needed(LINE, "Who accepted it."),
    "until": _needed(DayKind(), "The last day on which it holds."),
}
_PATHS = RecordField(GLOBS, "Patterns over paths in the repository: only findings there.")

WAIVER = RecordKind(
    "a waiver",
    {
        **_ACCEPTED,
        "repositories": RecordField(GLOBS, "Patterns over repository ids and paths."),
        "teams": RecordField(GLOBS, "Patterns over team names."),
        "paths": _PATHS,
        "everywhere": RecordField(FlagKind(only=True), "It holds for every repository, and that is meant."),
    },
    (
        OneOf(
            ("repositories", "teams", "paths", "everywhere"),
            "a waiver needs a scope: repositories, teams or paths, or 'everywhere: true' if that is meant",
        ),
        Excludes(
            "everywhere",
            ("repositories", "teams", "paths"),
            "'everywhere' and a narrower scope contradict each other",
        ),
    ),
    doc="A risk that somebody accepted, until a day.",
)

OWN_WAIVERS = RecordKind(
    "a file of waivers",
    {
        "waivers": _needed(
            ListKind(
                RecordKind(
                    "a waiver of the repository itself",
                    {**_ACCEPTED, "paths": _PATHS},
                    doc="A risk that somebody accepted, until a day.",
                )
            ),
            "Accepted risks of this repository, each with its end.",
        )
    },
    doc="What a repository asks to be waived for itself; it counts where the policy says so.",
)

INITIATIVE = RecordKind(
    "an initiative",
    {
        "id": _needed(NAME, "How reports name it."),
        "title": _needed(LINE, "What is to be reached."),
        "start": _needed(DayKind(), "The first day."),
        "due": _needed(DayKind(), "The last day."),
        "owner": _needed(LINE, "Who drives it."),
        "rules": RecordField(RULES, "The rules to be met: ids or patterns."),
        "level": RecordField(LEVEL, "The level to be held."),
        "repositories": RecordField(GLOBS, "Patterns over repository ids and paths; all where not given."),
        "teams": RecordField(GLOBS, "Patterns over team names; all where not given."),
        "target": RecordField(PERCENT, "Percent of the repositories.", default=100),
        "grace": RecordField(FlagKind(), "Until it is due, failures only warn.", default=False),
    },
    (
        OneOf(("rules", "level"), "an initiative needs 'rules' or a 'level'"),
        Excludes("level", ("rules",), "an initiative has either 'rules' or a 'level'"),
    ),
    doc="A campaign with a deadline.",
)

_COLLECTIONS = {
    "rules": RecordField(ListKind(RULE), "The standards themselves."),
    "objectives": RecordField(ListKind(OBJECTIVE), "The business reasons that rules serve."),
    "adjust": RecordField(ListKind(ADJUST), "Changes to rules, in order."),
    "waivers": RecordField(ListKind(WAIVER), "Accepted risks, each with its end."),
    "initiatives": RecordField(ListKind(INITIATIVE), "Campaigns with a deadline."),
    "recognize": RecordField(RECOGNIZE, "Commands and files that the checker does not know by itself."),
}

POLICY = RecordKind(
    "a policy",
    {
        "policy": _needed(NAME, "The id of the policy."),
        "title": RecordField(LINE, "What the policy is for."),
        "version": RecordField(LINE, "Your own version of it, in quotes."),
        "extends": RecordField(
            ListKind(LINE), "Packs, files, or git+https://host/owner/name@COMMIT#path.yml."
        ),
        "levels": RecordField(ListKind(LEVEL, unique=True), "The names of the levels, lowest first."),
        "locked": RecordField(
            ListKind(RULE_GLOB), "Rules that policies built on this one may not weaken or waive."
        ),
        "max_waiver_days": RecordField(
            NumberKind(1, 3660, whole=True), "How many days a waiver may last.", default=365
        ),
        "repository_waivers": RecordField(
            FlagKind(),
            "Whether waivers count that a repository holds itself, on its default branch.",
            default=False,
        ),
        "with_github": RecordField(
            LINE, "The pack that judges the same and what only GitHub knows; reports name it."
        ),
        "level_share": RecordField(
            PERCENT,
            "The percent of its repositories that must hold a level for a group to hold it.",
            default=100,
        ),
        "tiers": RecordField(
            MappingKind(LINE, NumberKind(0, 1000)), "The weight of a repository in its groups, by its tier."
        ),
        **_COLLECTIONS,
    },
    doc="A policy file: what good looks like.",
)

TOPIC = RecordKind("a file beside pack.yml", _COLLECTIONS, doc="A file beside pack.yml that adds to it.")
