"""The document that CI servers read."""

import gzip
import hashlib
from pathlib import Path

import pytest
import xmlschema
from junitparser import Error, Failure, JUnitXml, Skipped

from checker.render import Style
from checker.render.machine import junit
from tests.render import example, hostile

# The schema of Jenkins' xUnit plug-in (MIT), from testing/example_scripts in the sources of pytest 8.4.2.
SCHEMA = gzip.decompress((Path(__file__).parents[1] / "junit-10.xsd.gz").read_bytes())
SCHEMA_SHA256 = "a1a816f58d1bf95ebabf371994df0b9246dee66ea9572fbec4f9296f1b2c0ff6"
JENKINS = xmlschema.XMLSchema(SCHEMA.decode())


def suites() -> JUnitXml:
    return JUnitXml.fromstring(junit.render(example.audit(), Style()).encode())


def test_suites_and_cases() -> None:
    """One suite a repository, one case a rule; a target that was not read is a suite of its own."""
    found = {suite.name: [case.name for case in suite] for suite in suites()}
    expected = {s.subject: [r.rule for r in s.results] for s in example.audit().subjects}
    assert found == expected | {"../ledger": ["audit"]}


def test_outcomes() -> None:
    """Failures fail, broken rules are errors, and what was not decided is skipped with its reason."""
    results = {(suite.name, case.name): (case.classname, case.result) for suite in suites() for case in suite}
    payments = "github.com/acme/payments"
    pack, failed = results[payments, "actions/pinned-actions"]
    assert pack == "actions"
    assert isinstance(failed[0], Failure)
    assert ".github/workflows/ci.yml:11: actions/checkout@v4 is not pinned to a commit" in failed[0].text
    _, unknown = results[payments, "review/approvals"]
    assert isinstance(unknown[0], Skipped)
    assert unknown[0].message == "unknown: protection.approvals: GitHub was not asked"
    assert results[payments, "deps/lockfile"][1][0].message.startswith("waived: ")
    assert results[payments, "containers/no-root"][1][0].message.startswith("not applicable: ")
    assert results[payments, "docs/readme"][1] == []
    assert isinstance(results["github.com/acme/storefront", "review/approvals"][1][0], Error)


def test_counts_add_up() -> None:
    """The totals are those that a reader of the cases counts."""
    read = suites()
    stated = (read.tests, read.failures, read.errors, sum(suite.skipped for suite in read))
    read.update_statistics()
    assert (read.tests, read.failures, read.errors, read.skipped) == stated == (18, 6, 2, 4)


def test_schema_is_the_published_one() -> None:
    """The schema beside this test is byte for byte the one that was published."""
    assert hashlib.sha256(SCHEMA).hexdigest() == SCHEMA_SHA256


@pytest.mark.parametrize("attack", ["", *hostile.ATTACKS], ids=lambda attack: ascii(attack)[:24])
def test_jenkins_takes_it(attack: str) -> None:
    """Jenkins refuses a document that does not fit its schema."""
    audit = hostile.poisoned(example.audit(), attack) if attack else example.audit()
    JENKINS.validate(junit.render(audit, Style()))


def test_jenkins_would_refuse_another() -> None:
    with pytest.raises(xmlschema.XMLSchemaValidationError):
        JENKINS.validate(junit.render(example.audit(), Style()).replace("<testcase ", "<testcase no='1' "))
