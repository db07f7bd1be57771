"""The report for programs."""

import json as stdlib
from math import isfinite
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from msgspec.structs import fields, replace

from checker.model.result import Result
from checker.render import Style
from checker.render.machine import json, report
from checker.render.machine.schema import audit_schema
from checker.render.shared.text import without_surrogates
from checker.resources import folder
from tests.render import example


def rendered(**changes: Any) -> Any:
    whole = example.single()
    subject = whole.subjects[0]
    result = replace(subject.results[0], **changes)
    text = json.render(replace(whole, subjects=(replace(subject, results=(result,)),)), Style())
    return stdlib.loads(text)["subjects"][0]["results"][0]


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=12,
)


def _bare(value: Any) -> Any:
    """Replace what JSON cannot hold, as the writer is to do it."""
    if isinstance(value, str):
        return without_surrogates(value)
    if isinstance(value, float) and not isfinite(value):
        return None
    if isinstance(value, dict):
        return {without_surrogates(key): _bare(item) for key, item in value.items()}
    return [_bare(item) for item in value] if isinstance(value, list) else value


@given(_JSON)
def test_the_writer_writes_what_the_standard_one_reads(value: Any) -> None:
    """In printable ASCII, laid out for people or on one line."""
    text, line = json.write(value), json.line(value)
    assert stdlib.loads(text) == stdlib.loads(line) == _bare(value)
    assert text.replace("\n", "").isprintable()
    assert text.isascii()
    assert line.count("\n") == 1


def test_the_writer_lays_out_what_people_read() -> None:
    """Two spaces a level, as everybody does."""
    value = {"a": [1, "\u00e9\U0001f600\x7f"], "b": {}, "c": 0.5}
    assert json.write(value) == stdlib.dumps(value, indent=2) + "\n"
    assert json.line(value) == stdlib.dumps(value) + "\n"


def test_report_has_what_programs_rely_on() -> None:
    """The keys that scripts use are there, with scores to one decimal."""
    data = stdlib.loads(json.render(example.audit(), Style()))
    assert data["schema"] == report.SCHEMA
    assert data["policy"]["id"] == "acme"
    assert data["organization"] | {"score": 56.1, "coverage": 76.7} == data["organization"]
    assert {team["team"] for team in data["teams"]} == {"payments", "web", "commerce"}
    subject = data["subjects"][0]
    assert (subject["repository"], subject["team"]) == ("github.com/acme/payments", "payments")
    assert (subject["score"], subject["coverage"]) == (43.3, 80.0)
    result = subject["results"][0]
    assert (result["rule"], result["outcome"]) == ("actions/no-template-injection", "fail")
    assert result["findings"][0]["line"] == 14


def test_who_answers_for_a_repository_and_who_says_so() -> None:
    """Team, source and every claim; what is not known has its permission."""
    data = stdlib.loads(json.render(example.audit(), Style()))
    payments, storefront, scratch = (subject["ownership"] for subject in data["subjects"])
    assert (payments["team"], payments["source"]) == ("payments", "file")
    assert storefront == {
        "team": "web",
        "source": "codeowners",
        "part_of": ["commerce"],
        "claims": [{"source": "codeowners", "team": "web"}, {"source": "properties", "team": "design"}],
        "vouched": False,
        "unknown": [
            {
                "path": "repo.tier",
                "reason": "GitHub was not asked",
                "permission": "organization Custom properties: read",
            }
        ],
    }
    assert (scratch["team"], scratch["claims"]) == ("", [])


def test_schema_file_is_current() -> None:
    """The schema that is shipped is generated from the types; `make docs` writes it."""
    shipped = (folder("reports") / "schema" / "audit-1.json").read_text(encoding="utf-8")
    assert shipped == stdlib.dumps(audit_schema(), indent=2, sort_keys=True) + "\n"


def test_report_fits_its_schema() -> None:
    """The example, which has one of everything, is valid; the schema itself is too."""
    Draft202012Validator.check_schema(audit_schema())
    validator = Draft202012Validator(audit_schema())
    data = stdlib.loads(json.render(example.audit(), Style()))
    validator.validate(data)
    data["subjects"][0]["results"][0]["more"] = 1
    assert not validator.is_valid(data)


def test_report_can_be_read_back() -> None:
    """Reading a report and writing it again loses nothing."""
    text = json.render(example.audit(), Style())
    assert json.render(json.read(text), Style()) == text


@pytest.mark.parametrize(
    "text",
    [
        "[]",
        "{}",
        '{"schema": "urn:standards-checker:audit-1"}',
        '{"schema": "urn:standards-checker:audit-2"}',
        "no JSON",
        "[" * 100_000,
        '{"schema": NaN}',
        '{"schema": 1e999}',
    ],
)
def test_other_documents_are_refused(text: str) -> None:
    """What is no report of this shape is a ValueError, never half an audit."""
    with pytest.raises(ValueError, match=r"report|Expected|malformed|nested|out of range"):
        json.read(text)


@pytest.mark.parametrize("share", [-0.1, 1.1])
def test_shares_beyond_the_whole_are_refused(share: float) -> None:
    """Nothing is added up from a report that cannot be one."""
    data = stdlib.loads(json.render(example.single(), Style()))
    data["subjects"][0]["results"][0]["score"] = share
    with pytest.raises(ValueError, match="actions/no-template-injection: the score of a result"):
        json.read(stdlib.dumps(data))


def test_reports_of_an_older_minor_version_can_be_read() -> None:
    """What the older version did not know has its default."""
    whole = example.single()
    data = stdlib.loads(json.render(whole, Style()))
    del data["policy"]["tiers"], data["initiatives"]
    for part in (data["organization"], *data["teams"], *data["subjects"]):
        del part["next_level"]
    for rule in data["policy"]["rules"]:
        del rule["digest"]
    older = json.read(stdlib.dumps(data))
    assert older.policy.tiers == {}
    assert {rule.digest for rule in older.policy.rules} == {""}
    assert older.subjects[0].results == json.read(json.render(whole, Style())).subjects[0].results


def required(kind: Any) -> set[str]:
    """Return the fields without which a part of a report is none."""
    return {each.name for each in fields(kind) if each.required}


def test_what_is_added_to_the_report_needs_a_default() -> None:
    """These fields are all that every report has had; one more would make older reports unreadable."""
    sums = {"score", "coverage", "level", "objectives", "repositories"}
    assert required(report.OrganizationEntry) == {"name", *sums}
    assert required(report.TeamEntry) == {"team", "kind", "part_of", *sums}
    assert required(report.SubjectEntry) == {
        *("subject", "kind", "repository", "name", "path", "web", "team", "commit"),
        *("attributes", "assumptions", "score", "score_without_waivers", "coverage", "level"),
        *("level_without_waivers", "level_blockers", "objectives", "packs", "notes", "results"),
    }
    assert required(report.Report) == {
        *("schema", "tool", "policy", "started_at", "organization", "teams", "subjects"),
        *("uncollected", "warnings"),
    }
    assert required(Result) == {"rule", "title", "pack", "outcome", "severity", "fix"}


def test_reports_of_a_newer_minor_version_can_be_read() -> None:
    """What the newer version added is left out."""
    text = json.render(example.audit(), Style())
    data = stdlib.loads(text)
    for part in (data, data["policy"], data["subjects"][0], data["subjects"][0]["results"][0]):
        part["added_later"] = {"what": 1}
    assert json.render(json.read(stdlib.dumps(data)), Style()) == text


def test_values_are_ordered_and_finite() -> None:
    """Maps inside observed values come out sorted, and what JSON cannot say as null."""
    value = rendered(value={"b": [float("nan")], "a": float("inf")})["value"]
    assert list(value.items()) == [("a", None), ("b", [None])]


@given(st.text(max_size=20))
def test_any_text_is_safe_ascii(text: str) -> None:
    """Whatever a repository says comes back as it was, out of ASCII without a closing tag."""
    written = json.write({"text": text})
    assert written.isascii()
    assert "</" not in written
    assert stdlib.loads(written)["text"] == text


def test_half_surrogates_are_replaced() -> None:
    """A lone surrogate, which no encoding can write, never gets into a report."""
    assert stdlib.loads(json.write("a\ud800b")) == "a\ufffdb"


def test_every_field_of_a_result_is_reported() -> None:
    """A field that is added to results is in the report without further work."""
    assert set(rendered()) == {each.encode_name for each in fields(Result)}
