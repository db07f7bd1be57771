"""Facts about releases."""

import base64
import json
from typing import Any

import pytest

from checker.collectors.github import attesting, releases
from checker.github.responses import Answer, AnswerState, Observation, TokenKind
from tests.collectors.github.views import ago, connection, view, who

DIGEST = "sha256:" + "a" * 64
SIGNED, PROVENANCE, IMMUTABLE = "releases.signed", "releases.provenance", "releases.immutable"


def release(
    tag: str = "v1.2.3",
    *names: str,
    days: float = 5,
    prerelease: bool = False,
    total: int | None = None,
    notes: Any = "Fixes",
) -> dict[str, Any]:
    return {
        "tagName": tag,
        "isDraft": False,
        "isPrerelease": prerelease,
        "publishedAt": ago(days),
        "description": notes,
        "releaseAssets": connection(*({"name": name} for name in names), total=total),
    }


DRAFT = {**release("v9.9.9"), "isDraft": True, "publishedAt": None}


def asset(name: str = "app.zip", digest: str | None = DIGEST) -> dict[str, Any]:
    return {"name": name, "digest": digest}


def latest(*assets: Any, immutable: bool = False) -> dict[str, Any]:
    return {"assets": [*assets] or [asset()], "immutable": immutable}


def attested(*predicates: str) -> dict[str, Any]:
    payloads = [
        base64.b64encode(json.dumps({"predicateType": each}).encode()).decode() for each in predicates
    ]
    return {"attestations": [{"bundle": {"dsseEnvelope": {"payload": payload}}} for payload in payloads]}


SLSA = "https://slsa.dev/provenance/v1"


def listed(*found: Any, **answers: Any) -> Observation:
    return view({"recent_releases": connection(*found), **answers})


def outcome(path: str, observed: Observation) -> Any:
    """Return a fact, or the reason of its problem."""
    facts = releases.collect(observed, frozenset((path,)))
    problem = facts.problem(path)
    return facts.values[path] if problem is None else problem.reason


def dated(path: str, *found: Any, total: int | None = None, **answers: Any) -> Any:
    return outcome(path, view({"published_releases": connection(*found, total=total), **answers}))


def asked(observed: Observation, *paths: str) -> list[str]:
    return [endpoint.path for endpoint in releases.more(observed, frozenset(paths))]


def test_drafts_are_not_published() -> None:
    """GitHub counts them for those who may write."""
    assert dated("releases.count", release(), DRAFT) == 1
    assert dated("releases.count", release(), DRAFT, total=250) == 249
    assert dated("releases.count") == 0


def test_latest() -> None:
    """A pre-release is the latest only where there is nothing else."""
    old, young = release("v1.0", days=30), release("v2.0-rc1", days=1, prerelease=True)
    assert dated("releases.latest", young, old) == "v1.0"
    assert dated("releases.days_since", young, old) == 30
    assert dated("releases.latest", young) == "v2.0-rc1"
    assert dated("releases.latest") == ""
    assert dated("releases.days_since", DRAFT) == "nothing has been released"


def test_recent_count() -> None:
    """Of 90 days."""
    assert dated("releases.recent_count", release(), release(days=89), release(days=91)) == 2


def test_lead() -> None:
    """A release is taken to hold everything that was merged before it."""
    pulls = [{"author": who("ann"), "mergedAt": ago(days)} for days in (12, 11, 3)]
    answers: dict[str, Any] = {"merged_pulls": connection(*pulls)}
    assert dated("releases.lead_hours", release(days=10), release(days=5), **answers) == 36
    assert dated("releases.shipped", release(days=10), release(days=5), **answers) == 2
    assert dated("releases.shipped", **answers) == 0
    assert dated("releases.lead_hours", **answers) == "nothing that was merged in 90 days has been released"


def test_hotfixes() -> None:
    """The next patch of the same version and product within days."""
    found = [
        release("v1.0.0", days=20),
        release("v1.0.1", days=19),
        release("v1.1.0", days=18),
        release("v1.1.1", days=10),
        release("2026.11.1", days=9),
        release("2026.11.2", days=8),
    ]
    assert dated("releases.hotfix_share", *found) == 0.25
    assert dated("releases.hotfix_share", release("a@1.0.0", days=9), release("b@1.0.1", days=8)) == 0
    assert dated("releases.hotfix_share", found[-1]) == "no release of 365 days has a semantic version"


def test_notes() -> None:
    """All of the latest three, and blanks are no notes."""
    assert outcome("releases.noted", listed(release(), release())) is True
    assert outcome("releases.noted", listed(release(), release(notes=" \n"))) is False
    assert outcome("releases.noted", listed(release(notes=None))) is False
    older = [release(days=days) for days in (5, 6, 7)]
    assert outcome("releases.noted", listed(*older, release(days=8, notes=""))) is True
    assert outcome("releases.noted", listed(*older, release(days=1, notes="", prerelease=True))) is True


def test_nothing_released() -> None:
    """What releases would carry is false; their files are of no kind."""
    for path in ("releases.noted", "releases.sbom", "releases.licensed"):
        assert outcome(path, listed()) is False
    for path in (SIGNED, PROVENANCE, "releases.named_by_version"):
        assert outcome(path, listed(release())) == "no recent release has files"
    assert outcome(IMMUTABLE, listed()) == "nothing has been released"
    assert outcome("releases.recent", listed(DRAFT)) == []
    assert asked(listed(), SIGNED, IMMUTABLE) == []


def test_carried_files() -> None:
    """Each of the recent releases has its own."""
    full, bare = release("v2", "app.zip", "sbom.json", "LICENSE"), release("v1", "app.zip")
    for path in ("releases.sbom", "releases.licensed"):
        assert outcome(path, listed(full, full)) is True
        assert outcome(path, listed(full, bare)) is False
    assert outcome("releases.sbom", listed(full, release("v1"))) is True


def test_counts_to_guard_by() -> None:
    """Of the recent releases those with files, and the files that people take away."""
    found = listed(
        release("v3"), release("v2", "app.zip", "app.zip.sig", "SHA256SUMS"), release("v1", "sbom.json")
    )
    assert outcome("releases.filled", found) == 2
    assert outcome("releases.products", found) == 1
    assert outcome("releases.filled", listed()) == outcome("releases.products", listed()) == 0


def test_more_files_than_were_read() -> None:
    """What was not found among the first may come later."""
    cut = release("v1", "app.zip", total=70)
    assert outcome("releases.sbom", listed(cut)) == "a release has more than 50 files"
    assert outcome("releases.sbom", listed(cut, release("v2", "app.zip"))) is False
    unattested = {"release": latest(), "attestations": {"attestations": []}}
    assert outcome(SIGNED, listed(cut, **unattested)) == "a release has more than 50 files"


def test_names() -> None:
    """Only of files that people take away."""
    named = release("v1.2.3", "app-1.2.3.zip", "SHA256SUMS", "LICENSE")
    assert outcome("releases.named_by_version", listed(named)) is True
    assert outcome("releases.named_by_version", listed(named, release("v1.2.2", "app.zip"))) is False


def test_records() -> None:
    """Pre-releases as well, with what they have."""
    found = outcome("releases.recent", listed(release("v1", "a", total=99, notes="", prerelease=True)))
    assert found == [{"tag": "v1", "prerelease": True, "noted": False, "files": 99, "days": 5}]


def test_signed_by_file() -> None:
    """Then nothing more is asked."""
    observed = listed(release("v2", "app.zip", "app.zip.sig"), release("v1", "app.zip", "all.intoto.jsonl"))
    assert outcome(SIGNED, observed) is True
    assert asked(observed, SIGNED) == []


def test_two_questions_about_attestations() -> None:
    """The first gives the digest that the second needs; neither is asked twice."""
    unsigned = release("app/v1 {x}", "app.zip")
    assert asked(listed(unsigned), SIGNED) == ["/repos/{repository}/releases/tags/app%2Fv1%20%7Bx%7D"]
    again = listed(unsigned, release=latest(asset("SHA256SUMS", "sha256:" + "b" * 64), asset()))
    assert asked(again, SIGNED, PROVENANCE) == [f"/repos/{{repository}}/attestations/{DIGEST}?per_page=10"]
    assert asked(listed(unsigned, release=latest(), attestations=attested()), SIGNED, PROVENANCE) == []
    assert asked(listed(unsigned), "releases.noted") == []


@pytest.mark.parametrize(
    ("predicates", "signed", "provenance"),
    [
        ([SLSA], True, True),
        (["https://in-toto.io/attestation/release/v0.1"], True, False),
        ([], False, False),
    ],
)
def test_attested(predicates: list[str], signed: bool, provenance: bool) -> None:
    """Any statement is signed; provenance is one of them."""
    observed = listed(release("v1", "app.zip"), release=latest(), attestations=attested(*predicates))
    assert outcome(SIGNED, observed) is signed
    assert outcome(PROVENANCE, observed) is provenance


def test_no_digest() -> None:
    """GitHub has none for older files, and a strange one is not put into an address."""
    for digest in (None, "sha256:../../x", ""):
        observed = listed(release("v1", "app.zip"), release=latest(asset(digest=digest)))
        assert asked(observed, SIGNED) == []
        assert outcome(SIGNED, observed) == "GitHub gives no digest of the release's files"


@pytest.mark.parametrize(
    ("token", "visibility", "expected"),
    [
        (TokenKind.FINE_GRAINED, "private", "GitHub says that it is not there, or hides it"),
        (TokenKind.FINE_GRAINED, "public", False),
        (TokenKind.CLASSIC, "private", False),
    ],
)
def test_attestations_not_found(token: TokenKind, visibility: str, expected: Any) -> None:
    """Whom nothing is hidden from is told the truth."""
    answers = {
        "recent_releases": connection(release("v1", "app.zip")),
        "release": latest(),
        "attestations": Answer(AnswerState.ABSENT),
    }
    observed = view(answers, token=token, visibility=visibility)
    assert outcome(SIGNED, observed) == expected


def test_attestations_denied() -> None:
    """The permission is named."""
    observed = listed(release("v1", "app.zip"), release=latest(), attestations=Answer(AnswerState.DENIED))
    (problem,) = releases.collect(observed, frozenset((SIGNED,))).problems
    assert problem.permission == "Contents: read and Attestations: read"


@pytest.mark.parametrize(
    "payload", [None, 7, "!", "e30", "W10=", "A" * 1_000_001, base64.b64encode(b"[" * 9999).decode()]
)
def test_hostile_statements(payload: Any) -> None:
    """Whoever uploads a statement writes it."""
    found = {"attestations": [{"bundle": {"dsseEnvelope": {"payload": payload}}}]}
    observed = listed(release("v1", "app.zip"), release=latest(), attestations=found)
    assert "cannot be read" in outcome(PROVENANCE, observed)


def test_immutable_by_organization() -> None:
    """Then no repository is asked."""
    observed = view(
        {"recent_releases": connection(release())}, {"immutable_releases": {"enforced_repositories": "all"}}
    )
    assert outcome(IMMUTABLE, observed) is True
    assert asked(observed, IMMUTABLE) == []


@pytest.mark.parametrize("immutable", [True, False])
@pytest.mark.parametrize("policy", [{"enforced_repositories": "none"}, Answer(AnswerState.DENIED), [], None])
def test_immutable_by_release(policy: Any, immutable: bool) -> None:
    """The latest release says whether it can be changed."""
    answers = {"recent_releases": connection(release("v1")), "release": latest(immutable=immutable)}
    assert outcome(IMMUTABLE, view(answers, {"immutable_releases": policy})) is immutable
    without = view({"recent_releases": answers["recent_releases"]}, {"immutable_releases": policy})
    assert asked(without, IMMUTABLE) == ["/repos/{repository}/releases/tags/v1"]


def test_a_tag_of_half_a_character_is_quoted() -> None:
    """JSON can hold what UTF-8 cannot."""
    assert asked(listed(release("v\ud800")), IMMUTABLE) == ["/repos/{repository}/releases/tags/v%3F"]


def test_predicates_need_a_release() -> None:
    """A leftover attestation of another release proves nothing."""
    observed = listed(release("v1", "app.zip"), attestations=attested(SLSA))
    assert outcome(SIGNED, observed) == "was not asked for"
    assert attesting.is_provenance(SLSA)
