"""The JSON Schemas say what the loader does."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from jsonschema import Draft7Validator

from checker import resources
from checker.app.init import contents
from checker.app.policies.compile_plan import named
from checker.documents import yaml
from checker.model.policy import Fix, Initiative, Objective, Policy, Rule, Severity
from checker.model.team import Catalog
from checker.policy.cases import CASES, cases_schema
from checker.policy.debt import DEBT, debt_schema
from checker.policy.json_schema import json_schema, topic_schema
from checker.policy.language import OWN_WAIVERS, POLICY, TOPIC
from checker.policy.loading.gather import read
from checker.policy.repository_waivers import waivers_schema
from checker.policy.schema.reader import Reader
from checker.policy.schema.records import RecordKind
from checker.policy.schema.scalars import Schema
from checker.policy.settings.catalog import CONFIGURATION
from checker.policy.settings.config import config_schema
from checker.policy.settings.configuration import Configuration
from checker.policy.settings.teams import TEAMS_FILE, teams_schema

DAY = date(2026, 11, 24)
SCHEMAS: list[tuple[RecordKind, Schema]] = [
    (POLICY, json_schema()),
    (TOPIC, topic_schema()),
    (CASES, cases_schema()),
    (CONFIGURATION, config_schema()),
    (TEAMS_FILE, teams_schema()),
    (OWN_WAIVERS, waivers_schema()),
    (DEBT, debt_schema()),
]


def accepts(schema: Schema, text: str) -> bool:
    """Tell whether a document fits a schema."""
    return bool(Draft7Validator(schema).is_valid(yaml.parse(text).data))


@pytest.mark.parametrize(("record", "schema"), SCHEMAS, ids=[record.name for record, _ in SCHEMAS])
def test_schemas_are_valid_and_documented(record: RecordKind, schema: Schema) -> None:
    """Each is a draft-07 schema, the latest that most editors know, in which every key has a description."""
    Draft7Validator.check_schema(schema)
    assert schema["$schema"] == "http://json-schema.org/draft-07/schema#"
    assert schema["title"].startswith("Standards Checker ")
    assert all(each["description"].endswith(".") for each in (schema, *schema["definitions"].values()))
    undescribed = [
        f"{name}.{key}"
        for name, definition in schema["definitions"].items()
        for key, value in definition["properties"].items()
        if not value["description"].endswith((".", "…"))
    ]
    assert undescribed == []


def shipped() -> Iterator[tuple[str, Schema]]:
    folder = resources.folder("policies")
    for path in sorted(folder.glob("*/*.yml")):
        if path.parent.name == "frameworks":
            continue  # they are no policies
        yield str(path), json_schema() if path.name == "pack.yml" else topic_schema()
    for path in sorted(folder.glob("*/cases/*.yml")):
        yield str(path), cases_schema()


def test_our_own_files_fit() -> None:
    """Every pack, every topic, and every case file that ships."""
    for path, schema in shipped():
        with open(path, encoding="utf-8") as file:  # noqa: PTH123  # a path as text names itself in failures
            document = yaml.parse(file.read()).data
        problems = [error.message for error in Draft7Validator(schema).iter_errors(document)]
        assert (path, problems) == (path, [])


def test_what_a_newcomer_gets_fits() -> None:
    """The files that `checker init` writes."""
    policy, cases = contents.policy_files("Acme").values()
    assert accepts(json_schema(), policy)
    assert accepts(cases_schema(), cases)
    assert accepts(config_schema(), contents.configuration("Acme", ["baseline"]))


RULE = "id: a/b, title: T, why: W, severity: low, fix: {text: F}"
WAIVER = "rules: [a/b], reason: R, owner: O, approved_by: A, until: 2026-12-01"
INITIATIVE = "id: i, title: T, start: 2026-10-01, due: 2027-01-31, owner: O"
POLICIES = [
    "policy: p",
    "{}",
    "[]",
    "policy: P",
    "policy: 3",
    "policy: p\nlevels: [a, a]",
    "policy: p\nlevels: a",
    "policy: p\nlocked: [a/*]",
    "policy: p\nlocked: [A]",
    "policy: p\nmax_waiver_days: 0",
    "policy: p\nmax_waiver_days: 1.5",
    "policy: p\nmax_waiver_days: true",
    "policy: p\nlevel_share: 101",
    "policy: p\ntiers: {a: 1, b: x}",
    "policy: p\nobjectives: [{id: a, title: T, weight: -1}]",
    "policy: p\nunknown: 1",
    f"policy: p\nrules: [{{{RULE}, assert: a}}]",
    f"policy: p\nrules: [{{{RULE}, assert: true}}]",
    f"policy: p\nrules: [{{{RULE}, assert: 3}}]",
    f"policy: p\nrules: [{{{RULE}, assert: ''}}]",
    f"policy: p\nrules: [{{{RULE}, assert: ~}}]",
    f"policy: p\nrules: [{{{RULE}, assert: [a]}}]",
    f"policy: p\nrules: [{{{RULE}, assert: {'a' * 4001}}}]",
    f"policy: p\nrules: [{{{RULE}, findings: a}}]",
    f"policy: p\nrules: [{{{RULE}, findings: a, assert: b}}]",
    f"policy: p\nrules: [{{{RULE}, each: a, assert: b, partial: true}}]",
    f"policy: p\nrules: [{{{RULE}, each: a}}]",
    f"policy: p\nrules: [{{{RULE}, each: a, findings: b}}]",
    f"policy: p\nrules: [{{{RULE}, each: a, assert: c, findings: b}}]",
    f"policy: p\nrules: [{{{RULE}, partial: true, assert: a}}]",
    f"policy: p\nrules: [{{{RULE}}}]",
    f"policy: p\nrules: [{{{RULE}, assert: a, params: {{a: 1, b: [x], c: 1.5, d: true, e: []}}}}]",
    f"policy: p\nrules: [{{{RULE}, assert: a, params: {{a: ~}}}}]",
    f"policy: p\nrules: [{{{RULE}, assert: a, params: {{a: {{b: 1}}}}}}]",
    f"policy: p\nrules: [{{{RULE}, assert: a, params: {{a: [1, x]}}}}]",
    f"policy: p\nrules: [{{{RULE}, assert: a, params: {{A: 1}}}}]",
    f"policy: p\nrules: [{{{RULE}, assert: a, maps: {{osps: [X], soc2: {{Y: full}}}}}}]",
    f"policy: p\nrules: [{{{RULE}, assert: a, maps: {{osps: {{X: all}}}}}}]",
    f"policy: p\nrules: [{{{RULE}, assert: a, links: [ftp://x]}}]",
    f"policy: p\nrules: [{{{RULE}, assert: a, subject: component}}]",
    f"policy: p\nrules: [{{{RULE}, assert: a, enforce_from: soon}}]",
    f"policy: p\nrules: [{{{RULE}, assert: a, requires: [a/b, a/b]}}]",
    "policy: p\nrules: [{id: a}]",
    "policy: p\nadjust: [{rules: [a/*], off: because}]",
    "policy: p\nadjust: [{rules: [a/*], off: false}]",
    "policy: p\nadjust: [{rules: [a/*], off: true}]",
    "policy: p\nadjust: [{rules: [a/*], off: ''}]",
    "policy: p\nadjust: [{rules: [a/*], level: ''}]",
    "policy: p\nadjust: [{rules: [a/*]}]",
    "policy: p\nadjust: [{rules: [], severity: low}]",
    "policy: p\nadjust: [{severity: low}]",
    f"policy: p\nwaivers: [{{{WAIVER}}}]",
    f"policy: p\nwaivers: [{{{WAIVER}, everywhere: true}}]",
    f"policy: p\nwaivers: [{{{WAIVER}, everywhere: false}}]",
    f"policy: p\nwaivers: [{{{WAIVER}, everywhere: true, teams: [a]}}]",
    f"policy: p\nwaivers: [{{{WAIVER}, teams: [a], paths: ['**']}}]",
    f"policy: p\nwaivers: [{{{WAIVER}, teams: []}}]",
    f"policy: p\ninitiatives: [{{{INITIATIVE}}}]",
    f"policy: p\ninitiatives: [{{{INITIATIVE}, rules: [a/b], target: 95, grace: true}}]",
    f"policy: p\ninitiatives: [{{{INITIATIVE}, level: gold, target: 0.5}}]",
    f"policy: p\ninitiatives: [{{{INITIATIVE}, level: gold, rules: [a/b]}}]",
    f"policy: p\ninitiatives: [{{{INITIATIVE}, level: gold, target: 950}}]",
    f"policy: p\ninitiatives: [{{{INITIATIVE}, level: gold, teams: [a], repositories: ['a/*']}}]",
    f"policy: p\ninitiatives: [{{{INITIATIVE}, level: gold, teams: []}}]",
    "policy: p\nrepository_waivers: true",
    "policy: p\nrepository_waivers: [a/*]",
]
CONFIGURATIONS = [
    "{}",
    "organization: acme\ntargets: [github:acme, ../tools]\npolicy: [baseline]\nhistory: none\noutputs: {html: site}",
    "policy: baseline",
    "policy: []",
    "policy: {}",
    "teams: teams.yml",
    "teams: {sources: [github]}",
    "teams: {sources: [ldap]}",
    "teams: {}",
    "teams: [{team: a, tier: b, archived: true}]",
    "teams: [{repositories: [a]}]",
    "repositories: [{repositories: [a], visibility: private}]",
    "repositories: [{repositories: [a], visibility: secret}]",
    "repositories: [{repositories: [a]}]",
    "repositories: [{archived: true}]",
]
FILES = [
    "cases: []",
    "cases: ~",
    "{}",
    "cases: [{rule: a/b, name: N, outcome: pass}]",
    "cases: [{rule: a/b, name: N, outcome: waived}]",
    "cases: [{rule: a/b, name: N, outcome: pass, files: {a: '', b: 1.0}, facts: {a.b: [{c: 1}]}, lines: ['a:1']}]",
    "cases: [{rule: a/b, name: N, outcome: pass, files: {/a: ''}}]",
    "cases: [{rule: a/b, name: N, outcome: pass, files: {a: [b]}}]",
    "cases: [{rule: a/b, name: N, outcome: pass, facts: {A: 1}}]",
    "cases: [{rule: a/b, name: N, outcome: pass, lines: [a]}]",
]
DOCUMENTS: list[tuple[RecordKind, Schema, str]] = [
    *((*SCHEMAS[0], text) for text in POLICIES),
    *((*SCHEMAS[3], text) for text in CONFIGURATIONS),
    *((*SCHEMAS[2], text) for text in FILES),
]


@pytest.mark.parametrize(("record", "schema", "text"), DOCUMENTS, ids=[text[:60] for *_, text in DOCUMENTS])
def test_editor_and_loader_agree(record: RecordKind, schema: Schema, text: str) -> None:
    """What the structure of the language forbids, both forbid, and nothing else."""
    reader = Reader("x.yml")
    read(reader, text, record)
    assert accepts(schema, text) is (reader.mistakes == []), reader.mistakes


def test_both_verdicts_occur() -> None:
    """The documents above try both sides."""
    verdicts = [accepts(schema, text) for _, schema, text in DOCUMENTS]
    assert 20 < sum(verdicts) < len(verdicts) - 20


def values(schema: Any) -> Iterator[dict[str, Any]]:
    if isinstance(schema, dict):
        yield schema
        for item in schema.values():
            yield from values(item)
    elif isinstance(schema, list):
        for item in schema:
            yield from values(item)


DEFAULTS: dict[str, Any] = {
    "policy.level_share": Policy("p", "P", "1", ()).level_share,
    "policy.max_waiver_days": Policy("p", "P", "1", ()).max_waiver_days,
    "policy.repository_waivers": Policy("p", "P", "1", ()).repository_waivers,
    "rule.subject": Rule("a/b", "T", "W", Severity.LOW, Fix("F"), "a").subject,
    "rule.partial": Rule("a/b", "T", "W", Severity.LOW, Fix("F"), "a").partial,
    "objective.weight": Objective("a", "T").weight,
    "initiative.target": Initiative("i", "T", DAY, DAY, "O").target,
    "initiative.grace": Initiative("i", "T", DAY, DAY, "O").grace,
    "configuration.policy": named((), Configuration()).names[0],
    "configuration.debt": Configuration().debt_path.as_posix(),
    "configuration.history": "none",
    "where-teams-come-from.sources": list(Catalog().sources),
    "recorded-finding.times": 1,
}


def test_defaults_are_what_holds() -> None:
    """What editors show for a key that is not given is what the loader makes of it."""
    stated = {
        f"{name}.{key}": value["default"]
        for _, schema in SCHEMAS
        for name, definition in schema["definitions"].items()
        for key, value in definition["properties"].items()
        if "default" in value
    }
    assert stated == DEFAULTS


def test_every_reference_leads_somewhere() -> None:
    """No `$ref` dangles."""
    for _, schema in SCHEMAS:
        used = {each["$ref"].removeprefix("#/definitions/") for each in values(schema) if "$ref" in each}
        assert used == set(schema["definitions"])
