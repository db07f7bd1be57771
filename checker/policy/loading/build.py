"""From sections that were read to the values of the model."""

from collections.abc import Iterator, Mapping
from typing import Any

from checker.documents.pyyaml import MappingNode
from checker.model.json_value import Json
from checker.model.policy import Adjustment, Fix, Initiative, Objective, Position, Rule, Severity, Waiver
from checker.policy.schema.reader import Section, text_start


def rule(section: Section, lines: list[str]) -> Rule:
    """Return the rule that a sound section describes."""
    values = section.values
    given = {key: values[key] for key in values if key not in ("severity", "fix", "assert", "maps", "params")}
    fix = values["fix"]
    return Rule(
        **given,
        severity=Severity(values["severity"]),
        fix=Fix(fix.values["text"], fix.get("effort", "")),
        pack=values["id"].split("/")[0],
        assert_=values.get("assert", ""),
        maps={name: _controls(controls) for name, controls in values.get("maps", {}).items()},
        params=params(values),
        positions=dict(positions(section, lines)),
    )


def sketch(section: Section, lines: list[str]) -> Rule:
    """Return what a broken section says to evaluate, so that mistakes in it are found as well."""
    values = section.values
    texts = {key: value for key, value in values.items() if isinstance(value, str)}
    return Rule(
        id=values["id"],
        title="",
        why="",
        severity=Severity.INFO,
        fix=Fix(""),
        pack="",
        subject=texts.get("subject", "repository"),
        when=texts.get("when", ""),
        assert_=texts.get("assert", ""),
        findings=texts.get("findings", ""),
        each=texts.get("each", ""),
        value=texts.get("value", ""),
        message=texts.get("message", ""),
        expect=texts.get("expect", ""),
        params=params(values) if isinstance(values.get("params"), dict) else {},
        positions=dict(positions(section, lines)),
    )


def _controls(controls: Any) -> Mapping[str, str]:
    return controls if isinstance(controls, dict) else dict.fromkeys(controls, "partial")


def params(values: Mapping[str, Any]) -> Mapping[str, Json]:
    """Return the parameters of a section; lists are lists, as they are when they come from JSON."""
    given: Mapping[str, Any] = values.get("params", {})
    return {name: list(value) if isinstance(value, tuple) else value for name, value in given.items()}


def positions(section: Section, lines: list[str]) -> Iterator[tuple[str, Position]]:
    """Yield the keys of a section (params.x for those of params) and where their values begin."""
    yield "", section.at()
    for key, node in section.node.value:
        yield key.value, text_start(node, lines, section.file)
        if key.value == "params" and isinstance(node, MappingNode):
            for name, value in node.value:
                yield f"params.{name.value}", text_start(value, lines, section.file)


def objective(section: Section) -> Objective:
    """Return the objective that a sound section describes."""
    return Objective(**section.values)


def adjustment(section: Section, lines: list[str]) -> Adjustment:
    """Return the adjustment that a sound section describes; `off: false` is left out."""
    values = section.values
    severity = values.get("severity")
    return Adjustment(
        rules=values["rules"],
        where=values.get("where", ""),
        severity=None if severity is None else Severity(severity),
        level=values.get("level"),
        objective=values.get("objective"),
        enforce_from=values.get("enforce_from"),
        off=values.get("off") or "",
        params=params(values),
        position=section.at(),
        positions=dict(positions(section, lines)),
    )


def waiver(section: Section) -> Waiver:
    """Return the waiver that a sound section describes."""
    return Waiver(**section.values, position=section.at())


def own_waiver(section: Section) -> Waiver:
    """Return the same for a section that a repository holds itself."""
    return Waiver(**section.values, position=section.at(), own=True)


def initiative(section: Section) -> Initiative:
    """Return the initiative that a sound section describes."""
    return Initiative(**section.values)
