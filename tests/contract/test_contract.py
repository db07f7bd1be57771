"""The vendored descriptions are GitHub's, whole and unchanged; all that we ask fits them."""

import gzip
import hashlib
import json

import pytest
from graphql import parse, validate

from checker.collectors import github as topics
from checker.github import contents, inventory, query
from checker.github.fetch import filled
from checker.github.queries import Endpoint, GraphQLField, Listing, Scope
from tests.contract import FOLDER, Spec, openapi, schema
from tests.forge.routes import PATHS

ASKS = topics.asks(frozenset(spec.path for spec in topics.FACTS))
FIELDS = [ask for ask in ASKS if isinstance(ask, GraphQLField)]


@pytest.fixture(scope="module")
def spec():
    return Spec()


def test_files_are_those_that_were_generated():
    """Nobody edits what GitHub published; the generator writes the hashes."""
    stated = json.loads((FOLDER / "versions.json").read_text())
    assert set(stated["packages"]) == {"@octokit/openapi", "@octokit/graphql-schema"}
    for name, expected in stated["sha256"].items():
        assert hashlib.sha256(gzip.decompress((FOLDER / name).read_bytes())).hexdigest() == expected


def test_exactly_what_is_simulated_is_described():
    assert set(openapi()["paths"]) == PATHS


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
def test_every_field_is_in_the_schema(field):
    """Each can be asked alone: what is composed depends on the policy."""
    text = query.owner([field]) if field.scope is Scope.OWNER else query.repositories([field])
    assert validate(schema(), parse(text)) == []


@pytest.mark.parametrize("scope", list(Scope))
def test_all_fields_together_are_valid(scope):
    """No two fields ask one response key for different things."""
    fields = [field for field in FIELDS if field.scope is scope]
    text = query.owner(fields) if scope is Scope.OWNER else query.repositories(fields)
    assert validate(schema(), parse(text)) == []


@pytest.mark.parametrize("name", ["_OF_OWNER", "_OF_TEAM", "_ONE"])
def test_inventory_is_valid(name):
    assert validate(schema(), parse(getattr(inventory, name))) == []


def test_contents_are_valid():
    text = contents.query_of(["a" * 40, "b" * 40])
    assert validate(schema(), parse(text)) == []


@pytest.mark.parametrize(
    "path",
    sorted({ask.path for ask in ASKS if isinstance(ask, (Endpoint, Listing))}),
)
def test_every_endpoint_is_described(path, listed, spec):
    place = filled(path, listed, None).partition("?")[0]
    assert spec.route(f"/{place.lstrip('/')}")


def test_what_is_not_described_is_noticed(spec):
    """The validator bites: a field of another type, and a status that never comes."""
    path = "/repos/acme/tools/private-vulnerability-reporting"
    assert spec.violations("get", path, 200, {"enabled": True}) == []
    assert spec.violations("get", path, 200, {"enabled": "yes"})
    assert spec.violations("get", path, 200, {})
    assert spec.violations("get", path, 302, None)
    assert spec.violations("get", "/repos/acme/tools/nonsense", 200, {})
