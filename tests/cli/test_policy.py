"""`checker policy` and `checker rules` as their users run them."""

import json

import pytest

from checker import resources
from checker.app.policies.schemas import KINDS


def test_check_says_what_was_read(run):
    """A policy without mistakes is counted."""
    done = run("policy", "check", "small.yml")
    assert done.stdout == "small: 2 rules, 1 fact read, no mistakes\n"


def test_ten_mistakes_are_ten_messages(run, tmp_path):
    """Each with file, line and column, and exit 2."""
    (tmp_path / "bad.yml").write_text(
        "policy: bad\n"
        "versoin: '1'\n"
        "title: Bad\n"
        "extends: [common]\n"
        "rules:\n"
        "  - id: bad/one\n"
        "    title: One\n"
        "    why: Because.\n"
        "    severity: hihg\n"
        "    level: bronzee\n"
        "    objective: trsut\n"
        "    requires: [bad/tow]\n"
        "    assert: protection.aprovals > 1\n"
        "    fix: {text: Mend., effort: small}\n"
        "  - id: bad/two\n"
        "    title: Two\n"
        "    why: Because.\n"
        "    severity: low\n"
        '    assert: len("a") == 1\n'
        "    fix: {text: Mend.}\n"
        "waivers:\n"
        "  - {rules: [bad/oen], reason: r, owner: o, approved_by: a, until: 2026-12-01, everywhere: true}\n"
        "  - {rules: [bad/one], reason: r, owner: o, approved_by: a, until: 2026-12-01}\n"
    )
    done = run("policy", "check", "bad.yml")
    lines = [line for line in done.stderr.splitlines() if line.startswith("checker: bad.yml:")]
    assert done.returncode == 2
    assert len(lines) == 10, done.stderr
    assert (
        "checker: bad.yml:13:13: no fact is called 'protection.aprovals'; did you mean protection.approvals?"
        in lines
    )


def test_cases_are_run(run, tmp_path):
    """A case that does not come out as it says is a failure with its place."""
    (tmp_path / "cases").mkdir()
    (tmp_path / "cases" / "small.yml").write_text(
        "cases:\n"
        "  - {rule: small/readme, name: it is there, files: {README: x}, outcome: pass}\n"
        "  - {rule: small/readme, name: it is not, files: {a: x}, outcome: pass}\n"
        "  - {rule: small/protected, name: ok, facts: {protection.approvals: 1}, outcome: pass}\n"
        "  - {rule: small/protected, name: none, facts: {protection.approvals: 0}, outcome: fail}\n"
    )
    done = run("policy", "test", "small.yml")
    assert done.returncode == 1
    assert "cases/small.yml:3:5: small/readme: it is not: expected pass, got fail" in done.stdout
    assert "small/readme: has no case for fail" in done.stdout
    assert "4 cases, 2 failed" in done.stdout


def test_show_tells_what_is_in_force_and_where_it_was_said(run):
    """Merged, as JSON; with --origins as places."""
    shown = json.loads(run("policy", "show", "-p", "small.yml").stdout)
    assert [rule["id"] for rule in shown["rules"]] == ["small/readme", "small/protected"]
    assert "small.yml:6:5" in run("policy", "show", "-p", "small.yml", "--origins").stdout


@pytest.mark.parametrize("kind", KINDS)
def test_schemas_are_schemas(run, kind):
    """Each is a JSON Schema of its own, and published: `make docs` writes it."""
    from jsonschema.validators import validator_for

    found = json.loads(run("policy", "schema", kind).stdout)
    validator_for(found).check_schema(found)
    (published,) = (resources.folder("reports") / "schema").glob(f"{kind}*.json")
    assert json.loads(published.read_text(encoding="utf-8")) == found


def test_rules_are_listed_and_explained(run):
    """One line each, or everything about one, or JSON."""
    assert run("rules", "-p", "small.yml").stdout.startswith("small/readme     high      bronze  There is")
    assert (
        "why       People must find out what it is." in run("rules", "small/readme", "-p", "small.yml").stdout
    )
    listed = json.loads(run("rules", "-p", "small.yml", "--format", "json").stdout)
    assert {"id", "title", "why", "severity", "level", "subject", "fix", "maps", "pack"} <= listed["rules"][
        0
    ].keys()
