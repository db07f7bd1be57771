"""Rule cases: small trees and facts, and the outcome that a rule must come to."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec import Struct, field

from checker.model.json_value import Json
from checker.model.policy import Mistake, Position
from checker.policy.access import DISK, SIZE_LIMIT, Access, UnreadableSettings
from checker.policy.json_schema import generate
from checker.policy.language import FACT, LINE, PARAMS, RULE_ID
from checker.policy.loading.build import params
from checker.policy.loading.gather import gather, read
from checker.policy.loading.sources import Library, PolicyLocation, Remote
from checker.policy.schema.containers import ListKind, MappingKind
from checker.policy.schema.reader import Reader, Section
from checker.policy.schema.records import RecordField, RecordKind
from checker.policy.schema.scalars import AnyKind, ChoiceKind, NumberKind, Schema, TextKind

_PATH = TextKind("a path in the repository", r"^[^/]", 1000)
_CONTENT = TextKind("the text of a file", "", SIZE_LIMIT, literal=True)
_EVIDENCE = TextKind("a place like README.md:1", r"^.+:[0-9]+$", 1000)
_OUTCOMES = ChoiceKind(("pass", "fail", "not-applicable", "unknown", "error"))
_MODES = NumberKind(0, 0o177777, whole=True)

CASE = RecordKind(
    "a case",
    {
        "rule": RecordField(RULE_ID, "The rule that is put to the test.", required=True),
        "name": RecordField(LINE, "What the case shows.", required=True),
        "outcome": RecordField(_OUTCOMES, "What the rule must come to.", required=True),
        "files": RecordField(MappingKind(_PATH, _CONTENT), "The files of the repository: path and content."),
        "modes": RecordField(MappingKind(_PATH, _MODES), "File modes as Git has them, such as 0o100755."),
        "facts": RecordField(MappingKind(FACT, AnyKind()), "Facts that are not collected from the files."),
        "params": RecordField(PARAMS, "Parameters other than the defaults."),
        "lines": RecordField(ListKind(_EVIDENCE), "The places of the findings, exactly, as path:line."),
    },
    doc="A small repository, and what one rule must say about it.",
)
CASES = RecordKind(
    "a case file",
    {"cases": RecordField(ListKind(CASE), "The cases.", required=True)},
    doc="Small made-up repositories, and the outcome that a rule must come to.",
)


class Case(Struct, frozen=True):
    """One repository in small, and what a rule must say about it.

    *files* are texts by path, *modes* what differs from 0o100644, *facts* what is given instead of
    collected. *lines* are the places of the findings as path:line, None where they do not matter.
    """

    rule: str
    name: str
    outcome: str
    position: Position
    files: Mapping[str, str] = field(default_factory=dict)
    modes: Mapping[str, int] = field(default_factory=dict)
    facts: Mapping[str, Json] = field(default_factory=dict)
    params: Mapping[str, Json] = field(default_factory=dict)
    lines: tuple[str, ...] | None = None


def load_cases(
    sources: Sequence[str], root: Path, remote: Remote | None = None, access: Access = DISK
) -> tuple[tuple[Case, ...], tuple[Mistake, ...]]:
    """Return the cases of all policies that *sources* name or extend, and every mistake in them.

    They lie in the folder `cases` beside a policy file. What is wrong with the policies
    themselves, `load` tells.
    """
    library = Library(root, remote, access=access)
    gather(library, sources)
    folders = dict.fromkeys(Path(place.path).parent / "cases" for place in library.contents if not place.url)
    cases: list[Case] = []
    mistakes: list[Mistake] = []
    for folder in sorted(folders):
        for name in library.names(folder):
            _read(library, library.place(folder / name), cases, mistakes)
    return tuple(cases), tuple(mistakes)


def _read(library: Library, place: PolicyLocation, cases: list[Case], mistakes: list[Mistake]) -> None:
    reader = Reader(place.name)
    try:
        section = read(reader, library.read(place), CASES)
    except UnreadableSettings as error:
        mistakes.append(Mistake(Position(place.name, 1, 1), str(error)))
        return
    for each in () if section is None else section.get("cases", ()):
        if each.sound:
            _check_modes(each, reader)
            cases.append(Case(**{**each.values, "params": params(each.values)}, position=each.at()))
    mistakes += sorted(reader.mistakes, key=lambda each: (each.position.line, each.position.column))


def _check_modes(section: Section, reader: Reader) -> None:
    for path in section.get("modes", {}):
        if path not in section.get("files", {}):
            reader.mistakes.append(Mistake(section.at("modes", path), f"{path!r} is not among the files"))


def cases_schema() -> Schema:
    """Return the JSON Schema of case files."""
    return generate(CASES, "cases", "Standards Checker cases of rules")
