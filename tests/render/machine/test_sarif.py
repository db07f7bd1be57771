"""What code scanning is told."""

import gzip
import hashlib
import json
from pathlib import Path
from typing import Any

from jsonschema import Draft4Validator
from msgspec.structs import replace

from checker.model.audit import Audit, Subject
from checker.model.policy import Severity
from checker.model.result import Enforcement, Finding, Outcome, Result
from checker.render import Style
from checker.render.machine import sarif
from tests.render import example

# From the npm package @microsoft/jest-sarif 1.0.0-beta.0 (MIT), lib/schemas/sarif-2.1.0-rtm.5.json.
SCHEMA = Path(__file__).parents[1] / "sarif-2.1.0.json.gz"
SCHEMA_SHA256 = "2d99159ae54a3eea97f81781cff48780548657c35949f4b7f25e99a2ba4de4f8"


def run(audit: Audit) -> Any:
    document = json.loads(sarif.render(audit, Style()))
    schema = json.loads(gzip.decompress(SCHEMA.read_bytes()))
    Draft4Validator(schema, format_checker=Draft4Validator.FORMAT_CHECKER).validate(document)
    return document["runs"][0]


def with_results(*results: Result) -> Audit:
    whole = example.single()
    return replace(whole, subjects=(replace(whole.subjects[0], results=results),))


def failure(*findings: Finding, **changes: Any) -> Result:
    return replace(example.single().subjects[0].results[0], findings=findings, **changes)


def test_schema_is_the_published_one() -> None:
    """The schema beside this test is byte for byte the one that was published."""
    assert hashlib.sha256(gzip.decompress(SCHEMA.read_bytes())).hexdigest() == SCHEMA_SHA256


def test_failures_are_results() -> None:
    """Each finding of each failure is a result; waived, unknown and passed rules are none."""
    found = run(example.audit())["results"]
    failed = [r for s in example.audit().subjects for r in s.results if r.outcome is Outcome.FAIL]
    assert len(found) == sum(len(result.findings) for result in failed)
    assert {result["ruleId"] for result in found} == {result.rule for result in failed}


def test_loudness_follows_severity() -> None:
    """Critical and high are errors, medium warns, the rest are notes; what may not block warns."""
    levels = {}
    for severity in Severity:
        levels[severity.value] = run(with_results(failure(Finding("x"), severity=severity)))["results"][0][
            "level"
        ]
    assert list(levels.values()) == ["error", "error", "warning", "note", "note"]
    warned = failure(Finding("x"), enforcement=Enforcement.WARN)
    assert run(with_results(warned))["results"][0]["level"] == "warning"


def test_rules_carry_why_and_fix() -> None:
    """The help of a rule says why it exists and what to do, and results point at it."""
    whole = run(example.single())
    rule = whole["tool"]["driver"]["rules"][0]
    assert "Whoever opens an issue" in rule["help"]["text"]
    assert "**Fix.** Pass the value through <code>env&#58;</code>" in rule["help"]["markdown"]
    assert rule["properties"]["security-severity"] == "9.5"
    assert [whole["tool"]["driver"]["rules"][r["ruleIndex"]]["id"] for r in whole["results"]] == [
        r["ruleId"] for r in whole["results"]
    ]


def test_paths_are_percent_encoded() -> None:
    """Spaces, colons and other letters in paths make valid relative references."""
    found = run(with_results(failure(Finding("x", "a b/c:d/ü#?.py", 3))))["results"][0]
    place = found["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "a%20b/c%3Ad/%C3%BC%23%3F.py", "uriBaseId": "%SRCROOT%"}
    assert place["region"] == {"startLine": 3}


def test_failures_of_the_whole_repository_have_a_place() -> None:
    """GitHub wants a file: what has none is shown at the front page, and says so."""
    place = run(with_results(failure(Finding("no licence"))))["results"][0]["locations"][0]
    assert place["physicalLocation"]["artifactLocation"]["uri"] == "README.md"
    assert "as a whole" in place["message"]["text"]


def prints(*findings: Finding) -> list[str]:
    found = run(with_results(failure(*findings)))["results"]
    return [result["partialFingerprints"]["primaryLocationLineHash"] for result in found]


def test_fingerprints_outlive_moved_lines() -> None:
    """The same evidence on another line is the same finding; other evidence or files are not."""
    assert prints(Finding("bad x", "a.py", 3)) == prints(Finding("bad  x", "a.py", 30))
    assert prints(Finding("see line 3", "a.py", 3)) == prints(Finding("see line 9", "a.py", 9))
    assert prints(Finding("bad x", "a.py", 3)) != prints(Finding("bad x", "b.py", 3))
    assert prints(Finding("bad x", "a.py", 3)) != prints(Finding("bad y", "a.py", 3))


def test_equal_findings_are_told_apart() -> None:
    """Two findings that say the same in one file get an ordinal."""
    first, second = prints(Finding("bad", "a.py", 3), Finding("bad", "a.py", 5))
    assert (first.partition(":")[0], first[-2:], second[-2:]) == (second.partition(":")[0], ":1", ":2")


def test_undecided_rules_are_notifications() -> None:
    """Unknown rules, broken rules and targets that could not be read are told beside the results."""
    invocation = run(example.audit())["invocations"][0]
    levels = [note["level"] for note in invocation["toolExecutionNotifications"]]
    assert sorted(levels) == ["error", "error", "note", "warning"]
    assert invocation["executionSuccessful"] is False
    assert run(example.single())["invocations"][0]["executionSuccessful"] is True


def test_several_repositories_share_a_run() -> None:
    """Each repository is a root of its own with its commit, and every result names its root."""
    whole = run(example.audit())
    roots = set(whole["originalUriBaseIds"])
    assert len(roots) == 3
    assert {p["mappedTo"]["uriBaseId"] for p in whole["versionControlProvenance"]} < roots
    assert whole["versionControlProvenance"][0]["revisionId"] == example.single().subjects[0].commit
    used = {r["locations"][0]["physicalLocation"]["artifactLocation"]["uriBaseId"] for r in whole["results"]}
    assert used < roots


def test_nothing_judged_is_still_a_run() -> None:
    """An audit without subjects is a valid document without results."""
    empty: tuple[Subject, ...] = ()
    assert run(replace(example.single(), subjects=empty))["results"] == []
