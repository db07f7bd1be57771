"""The views say what the history's own methods say, in columns that are documented."""

import pytest
from msgspec.structs import replace
from sqlalchemy import inspect, text

from checker.model.policy import Severity
from checker.model.result import Enforcement
from checker.store.schema import VIEWS
from checker.store.text_encoding import restored
from tests.store.made import audit, keep, passing, policy, result, with_commit

STRANGE = "a\0b\\d\ud800"


@pytest.fixture
def recorded(history):
    """Record three audits of which one changes much, and one that failed; return the history."""
    one = passing("one", "pay", r1="fail:34 days:3", r2=f"unknown:{STRANGE}")
    lowered = replace(
        one.results[0], severity=Severity.LOW, enforcement=Enforcement.WARN, waiver="me", title="Other"
    )
    unlisted = result(replace(policy().rules[0], id="x/unlisted", title="Unlisted"), "fail")
    every = replace(one, results=(lowered, *one.results[1:], unlisted))
    keep(history, audit(1, [every, passing(STRANGE, "web")]))
    keep(history, audit(2, [with_commit(passing("one", "pay"), "b" * 40), passing("two", STRANGE)]))
    keep(history, audit(3, []))
    keep(history, audit(4, [passing("one", "pay"), passing("two", STRANGE, r3="fail:x")]))
    keep(history, audit(1, [passing("one")]), "other", "elsewhere")
    return history


def asked(history, query, **values):
    with history._database.reading() as connection:
        return connection.execute(text(query), values).all()


def test_the_columns_are_those_that_are_documented(history):
    with history._database.reading() as connection:
        looked = inspect(connection)
        made = {name: [each["name"] for each in looked.get_columns(name)] for name in VIEWS}
    assert made == {name: list(columns) for name, columns in VIEWS.items()}


def test_results_are_those_of_each_audit(recorded):
    """Whatever their policy and their evidence say; those of failed audits are nobody's."""
    rows = asked(recorded, "SELECT * FROM checker_results WHERE series = 'acme'")
    seen = {
        (row.audit, row.kind, restored(row.name), restored(row.team), row.rule): (
            *(row.outcome, row.score, row.title, row.pack, row.severity, row.level, row.objective),
            *(row.enforcement, restored(row.reason or ""), row.waiver or ""),
        )
        for row in rows
    }
    expected = {
        (number, subject.kind, subject.subject, subject.repository.team, each.rule): (
            *(each.outcome, each.score, each.title, each.pack, each.severity, each.level, each.objective),
            *(each.enforcement, each.reason, each.waiver),
        )
        for number in (1, 2, 4)
        for subject in recorded.load(number).subjects
        for each in subject.results
    }
    assert seen == expected
    assert len(rows) == len(seen)
    assert {row.audit for row in rows if row.latest} == {4}
    assert next(iter(rows)).time is not None


def test_evidence_is_json_of_the_database(recorded):
    """Also beside strings that are not UTF-8."""
    path = {
        "sqlite": "json_extract(evidence, '$.findings[0].path')",
        "postgresql": "evidence -> 'findings' -> 0 ->> 'path'",
    }
    dialect = recorded._database.engine.dialect.name
    rows = asked(
        recorded,
        f"SELECT rule, {path[dialect]} AS place FROM checker_results WHERE audit = 1 AND outcome = 'fail'",
    )
    assert {row.rule: row.place for row in rows} == {"ci/tests": "a/b.yml", "x/unlisted": "a/b.yml"}


def test_scores_and_teams_are_those_of_trends(recorded):
    for kind, name in (("organization", "acme"), ("team", "pay"), ("department", "commerce")):
        points = recorded.trend(kind, name, "key")
        query = "WHERE series = 'acme' AND kind = :kind AND name = :name ORDER BY audit"
        teams = asked(recorded, f"SELECT * FROM checker_teams {query}", kind=kind, name=name)
        assert [(row.audit, row.score, row.level, row.repositories, row.part_of) for row in teams] == [
            (each.audit, each.score, each.level, each.repositories, each.part_of) for each in points
        ]
        scores = asked(recorded, f"SELECT * FROM checker_scores {query}", kind=kind, name=name)
        assert {(row.audit, row.objective): (row.score, row.coverage) for row in scores} == {
            (each.audit, objective): (score.score, score.coverage)
            for each in points
            for objective, score in [("", each), *each.objectives.items()]
        }


def test_scores_of_repositories_are_those_of_trends(recorded):
    rows = asked(recorded, "SELECT * FROM checker_scores WHERE kind = 'repository' AND series = 'acme'")
    seen = {(row.audit, restored(row.name)): (row.score, restored(row.team)) for row in rows}
    assert seen == {
        (point.audit, name): (point.score, point.team)
        for name in recorded.names(series="key")
        for point in recorded.subject_trend(name, series="key")
    }
