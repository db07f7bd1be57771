"""The table of GitHub's facts, and what an audit of Git alone says about them."""

from datetime import UTC, datetime

import pytest

from checker.collectors import Checkout, github
from checker.files import Files, MemoryTree
from checker.model.audit import Repository
from checker.model.facts import FactSpec, FactType

ALL = frozenset(spec.path for spec in github.FACTS)
INHERITED = {path for path in ALL if path.startswith("github.inherited.")}


def checkout(identity: str = "github.com/acme/app", **attributes: bool) -> Checkout:
    repository = Repository(id=identity, name="app", attributes=attributes)
    return Checkout(repository, Files(MemoryTree({})), None, datetime(2026, 11, 1, tzinfo=UTC))


def test_every_path_is_declared_once() -> None:
    """Two declarations of one path would contradict each other."""
    assert len(ALL) == len(github.FACTS)


@pytest.mark.parametrize("spec", github.FACTS, ids=lambda spec: spec.path)
def test_declarations_document_themselves(spec: FactSpec) -> None:
    """A fact has one sentence; records, and only they, say what their items hold."""
    assert spec.doc.endswith(".")
    assert spec.doc[:1].isupper()
    assert bool(spec.item) == (spec.type is FactType.RECORDS)


def test_every_wanted_fact_is_explained_with_its_permission() -> None:
    """What Git cannot tell is a problem that names what could."""
    facts = github.collect(checkout(), ALL)
    assert not facts.values
    for path in ALL:
        problem = facts.problem(path)
        assert problem is not None, path
        assert problem.reason == github.REASON
        assert problem.permission


def test_one_problem_a_prefix() -> None:
    """A report is not flooded: facts that need the same permission share their explanation."""
    wanted = frozenset(("protection.approvals", "protection.enforced", "pulls.merged"))
    problems = github.collect(checkout(), wanted).problems
    assert [(problem.path, problem.permission) for problem in problems] == [
        ("protection", "Administration: read"),
        ("pulls", "Pull requests: read"),
    ]


def test_nothing_wanted_is_nothing_said() -> None:
    """Problems of facts that no rule reads would only confuse."""
    facts = github.collect(checkout(), frozenset(("readme.words",)))
    assert not facts.values
    assert not facts.problems


def test_permissions_name_prefixes_that_exist() -> None:
    """A prefix in the table of permissions that no fact has is a leftover."""
    for prefix in github.PERMISSIONS:
        assert any(path == prefix or path.startswith(prefix + ".") for path in ALL), prefix


@pytest.mark.parametrize("identity", ["gitlab.com/acme/app", "tools/app", "github-tools/app"])
def test_nothing_is_inherited_elsewhere(identity: str) -> None:
    """Only GitHub lends the owner's community files."""
    facts = github.collect(checkout(identity), ALL)
    assert facts.values == dict.fromkeys(INHERITED, False)
    assert facts.problem("github.topics") is not None


def test_nothing_is_inherited_where_the_catalog_says_so() -> None:
    """`inherits: false` settles the question without asking GitHub."""
    facts = github.collect(checkout(inherits=False), ALL)
    assert facts.values == dict.fromkeys(INHERITED, False)


@pytest.mark.parametrize("identity", ["github.com/acme/app", "github.acme.example/a/b", "acme.ghe.com/a/b"])
def test_what_may_be_inherited_is_unknown(identity: str) -> None:
    """A file that the owner may offer is not known to be missing."""
    facts = github.collect(checkout(identity, inherits=True), frozenset(INHERITED))
    assert not facts.values
    assert [problem.path for problem in facts.problems] == ["github.inherited"]


@pytest.mark.parametrize(
    ("identity", "permission", "reason"),
    [
        ("github.com/acme/x", "Metadata: read", "needs GitHub"),
        ("repos/x", "Metadata: read", "needs GitHub"),
        ("gitlab.com/acme/x", "", "gitlab.com is not known to be GitHub's"),
        ("git.acme.example/tools/x", "", "git.acme.example is not known to be GitHub's"),
    ],
)
def test_another_forge_is_promised_no_permission(identity: str, permission: str, reason: str) -> None:
    """No token would bring what GitHub does not have."""
    found = github.collect(checkout(identity), frozenset(["github.issues_enabled"])).problem(
        "github.issues_enabled"
    )
    assert found
    assert found.permission == permission
    assert reason in found.reason
