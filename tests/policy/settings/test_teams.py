"""What checker.yml says of teams: listed, in files, or known to others."""

from collections.abc import Callable
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from checker.documents import yaml
from checker.model.team import Catalog, Team
from checker.policy.settings import config
from checker.policy.settings.config import config_schema
from checker.policy.settings.configuration import Configuration

SOURCES = ("file", "codeowners", "github", "properties", "backstage")
Write = Callable[..., Path]

WHOLE = """\
teams:
  list:
    - {team: payments, repositories: [acme/pay-*], part_of: commerce, system: shop}
    - {team: commerce}
  sources: [file, properties, github, codeowners, backstage]
  aliases: {"@acme/payments-core": payments, "jo@acme.example": commerce, "group:default/legacy": business}
  ignore: ["@acme/everyone", "@acme/bots-*"]
  properties: {team: owning-team, tier: criticality}
  groups: org/groups.yaml
  trust: [tier, waivers]
"""
GROUPS = """\
kind: Group
metadata: {name: commerce}
spec: {type: department, parent: business}
---
kind: User
metadata: {name: jo}
"""

GROUP = "kind: Group\nmetadata: {{name: {}}}\nspec: {{children: [c]}}\n"


def loaded(write: Write, files: dict[str, str]) -> tuple[Configuration, list[str]]:
    configuration, mistakes = config.load(write(files) / "checker.yml")
    assert configuration is not None
    return configuration, [str(each) for each in mistakes]


def test_everything_it_can_say(write: Write) -> None:
    """Teams, who else is asked in which order, and how the answers are read."""
    found, mistakes = loaded(write, {"checker.yml": WHOLE, "org/groups.yaml": GROUPS})
    assert mistakes == []
    assert found.teams == (
        Team("payments", ("acme/pay-*",), "commerce", {"system": "shop"}),
        Team("commerce"),
    )
    assert found.catalog == Catalog(
        sources=("file", "properties", "github", "codeowners", "backstage"),
        aliases={
            "@acme/payments-core": "payments",
            "jo@acme.example": "commerce",
            "group:default/legacy": "business",
        },
        ignored=("@acme/everyone", "@acme/bots-*"),
        properties={"team": "owning-team", "tier": "criticality"},
        parents={"commerce": "business"},
        trusted=("tier", "waivers"),
    )
    assert found.knows_teams


@pytest.mark.parametrize(
    "teams",
    [
        "[{team: a}]",
        "teams.yml",
        "{list: [{team: a}]}",
        "{file: teams.yml}",
        "{file: teams.yml, sources: [file]}",
    ],
)
def test_ways_to_list_teams(write: Write, teams: str) -> None:
    """They all mean the same, and only the list is asked."""
    files = {"checker.yml": f"teams: {teams}\n", "teams.yml": "teams: [{team: a}]\n"}
    found, mistakes = loaded(write, files)
    assert mistakes == []
    assert (found.teams, found.catalog) == ((Team("a"),), Catalog())


def test_teams_that_only_others_know(write: Write) -> None:
    """No list is needed, and `file` is not among the sources."""
    found, mistakes = loaded(write, {"checker.yml": "teams: {sources: [codeowners, github]}\n"})
    assert mistakes == []
    assert found.catalog.sources == ("codeowners", "github")
    assert found.knows_teams
    assert not Configuration().knows_teams


def test_teams_of_a_file_of_their_own(write: Write) -> None:
    """The file lies relative to checker.yml and its mistakes are located in it."""
    files = {
        "checker.yml": "teams: {file: org/teams.yml}\n",
        "org/teams.yml": "teams:\n  - {team: a}\n  - {team: b, teir: x}\n",
    }
    found, mistakes = loaded(write, files)
    assert found.teams == (Team("a"),)
    assert mistakes == ["org/teams.yml:3:15: unknown key 'teir' in a team; did you mean 'tier'?"]


@pytest.mark.parametrize(
    ("teams", "message"),
    [
        ("{}", "1:8: teams need 'list', 'file' or 'sources'"),
        ("{file: gone.yml}", "1:15: there is no teams file 'gone.yml'"),
        ("gone.yml", "1:8: there is no teams file 'gone.yml'"),
        ("{sources: []}", "1:18: expected a list that is not empty, found a list"),
        ("{sources: [github, github]}", "1:27: 'github' is in the list twice"),
        (
            "{sources: [codeowner]}",
            f"1:19: expected one of {', '.join(SOURCES)}, found 'codeowner'; did you mean 'codeowners'?",
        ),
        ("{sources: [file]}", "1:18: 'file' is a source, but neither 'list' nor 'file' lists teams"),
        (
            "{list: [{team: a, repositories: [x]}], sources: [github]}",
            "1:56: teams have patterns of repositories; name 'file' in 'sources'",
        ),
        (
            "{sources: [github], properties: {team: x}}",
            "1:40: custom properties are not asked; name them in 'sources'",
        ),
        (
            "{sources: [properties], properties: {teem: x}}",
            "1:45: expected team, tier, lifecycle, system, kind, found 'teem'",
        ),
        ("{list: [{team: a}], trust: [tier]}", "1:8: 'trust' is about sources; name them in 'sources'"),
        (
            "{sources: [backstage], trust: [archived]}",
            "1:39: expected one of tier, waivers, found 'archived'",
        ),
        (
            "{list: [{team: payments}], aliases: {'@acme/pay': paymets}}",
            "1:58: there is no team 'paymets'; did you mean 'payments'?",
        ),
        ("{sources: [backstage], groups: gone.yaml}", "1:39: there is no file of groups 'gone.yaml'"),
    ],
)
def test_mistakes(write: Write, teams: str, message: str) -> None:
    """Each is found at its place, and nothing that is said in vain goes unnoticed."""
    _, mistakes = loaded(write, {"checker.yml": f"teams: {teams}\n"})
    assert mistakes == [f"checker.yml:{message}"]


def test_a_list_and_a_file(write: Write) -> None:
    files = {"checker.yml": "teams: {list: [], file: teams.yml}\n", "teams.yml": "teams: []\n"}
    assert loaded(write, files)[1] == ["checker.yml:1:8: teams are either in a 'list' or in a 'file'"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("kind: [\n", "g.yaml:2:1: not valid: did not find expected node content"),
        (
            GROUP.format("a") + "---\n" + GROUP.format("b"),
            "g.yaml:1:1: not valid: the group c is part of a and of b",
        ),
    ],
)
def test_groups_that_cannot_be_read(write: Write, text: str, message: str) -> None:
    files = {"checker.yml": "teams: {sources: [backstage], groups: g.yaml}\n", "g.yaml": text}
    assert loaded(write, files)[1] == [message]


def test_names_that_nobody_lists_need_no_list(write: Write) -> None:
    """Without a list aliases may lead anywhere; with one, also to what groups are part of."""
    text = "teams: {sources: [codeowners], aliases: {'@jo': core}}\n"
    assert loaded(write, {"checker.yml": text})[1] == []


def test_editors_learn_the_same() -> None:
    """The schema accepts what the loader reads."""
    validator = Draft202012Validator(config_schema())
    assert list(validator.iter_errors(yaml.parse(WHOLE).data)) == []
    assert list(validator.iter_errors({"teams": {"sources": ["nobody"]}}))
    assert list(validator.iter_errors({"teams": {"trust": ["tier"]}}))
