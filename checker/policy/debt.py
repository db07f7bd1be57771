"""Reads and writes the file in which debt is recorded."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from checker.errors import UsageError
from checker.model.debt import Owed
from checker.model.policy import Mistake
from checker.patterns import lazy
from checker.policy.access import DISK, Access, UnreadableSettings, read_text
from checker.policy.json_schema import generate
from checker.policy.language import LINE, RULE_ID
from checker.policy.loading.gather import read
from checker.policy.schema.containers import ListKind
from checker.policy.schema.reader import Reader, Section
from checker.policy.schema.records import RecordField, RecordKind
from checker.policy.schema.scalars import DayKind, NumberKind, Schema, TextKind

_PLAIN = lazy(r"[A-Za-z][\w ./@-]*", re.ASCII)
HEADER = """\
# Failures that were there when they were recorded. They warn instead of failing, may not become
# more, and are to become fewer: `checker debt record` takes out what has been mended.
"""
_FINDING = RecordKind(
    "a recorded finding",
    {
        "path": RecordField(TextKind("a path", r"\S", 4096), "The file.", required=True),
        "says": RecordField(
            TextKind("a text", r"\S", 4096), "The evidence, without line numbers.", required=True
        ),
        "times": RecordField(NumberKind(1, 100_000, whole=True), "How often it was found.", default=1),
    },
    doc="One finding, by its place and what it says.",
)
_OWED = RecordKind(
    "a debt",
    {
        "repository": RecordField(LINE, "Its id, name or path.", required=True),
        "rule": RecordField(RULE_ID, "The rule that fails.", required=True),
        "recorded": RecordField(DayKind(), "Since when it is known.", required=True),
        "owner": RecordField(LINE, "Who will mend it.", required=True),
        "findings": RecordField(ListKind(_FINDING), "What was found at which paths."),
    },
    doc="A failure that is known, and who will mend it.",
)
DEBT = RecordKind(
    "recorded debt",
    {"debt": RecordField(ListKind(_OWED), "What is owed.", required=True)},
    doc="Failures that were there when they were recorded, each with its owner.",
)


def read_debt(path: Path, name: str, access: Access = DISK) -> tuple[tuple[Owed, ...], tuple[Mistake, ...]]:
    """Return what a file records, and every mistake in it.

    Raises UsageError when it cannot be read at all.
    """
    reader = Reader(name)
    try:
        root = read(reader, read_text(path, access), DEBT)
    except UnreadableSettings as error:
        raise UsageError(f"{name}: {error}") from error
    sections = () if root is None else root.get("debt", ())
    found = tuple(_owed(each) for each in sections if each.sound)
    return found, (*reader.mistakes, *_twice(found))


def _owed(section: Section) -> Owed:
    values = section.values
    findings: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for each in values.get("findings", ()):
        if each.sound:
            findings[each.values["path"]][each.values["says"]] = each.values.get("times", 1)
    return Owed(
        repository=values["repository"],
        rule=values["rule"],
        recorded=values["recorded"],
        owner=values["owner"],
        findings=findings,
        position=section.at(),
    )


def _twice(found: Sequence[Owed]) -> list[Mistake]:
    seen: dict[tuple[str, str], Owed] = {}
    mistakes = []
    for each in found:
        first = seen.setdefault((each.repository, each.rule), each)
        if first is not each and each.position:
            why = f"{each.rule} of {each.repository} is recorded already, at {first.position}"
            mistakes.append(Mistake(each.position, why))
    return mistakes


def debt_schema() -> Schema:
    """Return the JSON Schema of a file that records debt."""
    return generate(DEBT, "debt", "Standards Checker recorded debt")


def written(debt: Sequence[Owed]) -> str:
    """Return the text of a file that records this debt, in a stable order."""
    import yaml

    class Quoting(yaml.SafeDumper):
        """Quotes every text that YAML 1.1 and 1.2 might read as something else."""

    def quoted(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
        style = None if _PLAIN.fullmatch(text) else '"'
        return dumper.represent_scalar("tag:yaml.org,2002:str", text, style)

    Quoting.add_representer(str, quoted)
    ordered = sorted(debt, key=lambda each: (each.repository, each.rule))
    entries = {"debt": [_entry(each) for each in ordered]}
    # Some characters that cannot be printed end a line for one half of the library only.
    plain = all(text.isprintable() for each in ordered for text in _texts(each))
    return HEADER + yaml.dump(entries, Dumper=Quoting, sort_keys=False, allow_unicode=plain, width=1000)


def _texts(owed: Owed) -> Iterator[str]:
    yield from (owed.repository, owed.owner, *owed.findings)
    for said in owed.findings.values():
        yield from said


def _entry(owed: Owed) -> dict[str, object]:
    entry: dict[str, object] = {
        "repository": owed.repository,
        "rule": owed.rule,
        "recorded": owed.recorded.isoformat(),
        "owner": owed.owner,
    }
    findings = [
        {"path": path, "says": says, **({"times": times} if times > 1 else {})}
        for path, said in owed.findings.items()
        for says, times in said.items()
    ]
    return {**entry, "findings": findings} if findings else entry
