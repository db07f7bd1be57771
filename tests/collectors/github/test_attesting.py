"""What is attested of a release's files."""

import base64
import json
from typing import Any

import pytest

from checker.collectors.github import attesting
from checker.errors import Unobserved
from checker.github.responses import Answer, AnswerState, Observation, TokenKind
from tests.collectors.github.test_releases import DIGEST, SLSA, asset, latest
from tests.collectors.github.views import view

OTHER = "sha256:" + "b" * 64


def statement(blanks: int = 0) -> dict[str, Any]:
    """Return attestations whose one statement is so many blanks longer than it needs to be."""
    payload = base64.b64encode(json.dumps({"predicateType": SLSA}).encode() + b" " * blanks).decode()
    return {"attestations": [{"bundle": {"dsseEnvelope": {"payload": payload}}}]}


def observed(release: Any = None, attestations: Any = None, **how: Any) -> Observation:
    return view({"release": release or latest(), "attestations": attestations or statement()}, **how)


def test_digest() -> None:
    """Of a file that people take away, not of one that describes others."""
    assert attesting.digest(observed(latest(asset("SHA256SUMS", OTHER), asset()))) == DIGEST
    assert attesting.digest(observed(latest(asset("a.zip", None), asset("b.zip")))) == DIGEST


@pytest.mark.parametrize("digest", [None, "", "md5:" + "a" * 64, DIGEST.upper(), DIGEST + "/..", "a" * 64])
def test_no_digest(digest: str | None) -> None:
    """Only what is one goes into an address."""
    with pytest.raises(Unobserved, match="no digest"):
        attesting.digest(observed(latest(asset(digest=digest))))


@pytest.mark.parametrize("release", [{"assets": None}, {}, [], {"assets": [None]}, {"assets": [{}]}])
def test_unreadable_release(release: Any) -> None:
    """Nothing is guessed."""
    with pytest.raises(Unobserved, match="cannot be read"):
        attesting.digest(view({"release": release}))


def test_long_statements() -> None:
    """One that nobody needs so long is not decoded."""
    assert attesting.predicates(observed(attestations=statement(700_000))) == [SLSA]
    with pytest.raises(Unobserved, match="cannot be read"):
        attesting.predicates(observed(attestations=statement(760_000)))


@pytest.mark.parametrize(
    ("answer", "how"),
    [
        (Answer(AnswerState.OFF, message="no attestations"), {}),
        (Answer(AnswerState.ABSENT), {"visibility": "public"}),
        (Answer(AnswerState.ABSENT), {"token": TokenKind.CLASSIC}),
    ],
)
def test_none(answer: Answer, how: dict[str, Any]) -> None:
    """Said in words, or by a 404 to whom nothing is hidden from."""
    assert attesting.predicates(observed(attestations=answer, **how)) == ()


@pytest.mark.parametrize("token", [TokenKind.FINE_GRAINED, TokenKind.APP, TokenKind.WORKFLOW, TokenKind.NONE])
def test_hidden(token: TokenKind) -> None:
    """A 404 about a private repository may hide them."""
    with pytest.raises(Unobserved):
        attesting.predicates(observed(attestations=Answer(AnswerState.ABSENT), token=token))


def test_request() -> None:
    """By the digest of the file."""
    assert DIGEST in attesting.endpoint(DIGEST).path
    assert attesting.endpoint(DIGEST).name == attesting.ATTESTATIONS


@pytest.mark.parametrize(
    ("predicate", "expected"),
    [
        (SLSA, True),
        ("https://slsa.dev/provenance/v0.2", True),
        ("https://slsa.dev/verification_summary/v1", False),
        ("see https://slsa.dev/provenance/v1", False),
    ],
)
def test_provenance(predicate: str, expected: bool) -> None:
    """By the type of the statement."""
    assert attesting.is_provenance(predicate) is expected
