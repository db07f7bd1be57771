"""Whether the files of a release are attested: GitHub tells it by their digest."""

import base64
import json
import re
from collections.abc import Sequence

from checker.collectors.github import files
from checker.collectors.github.reading import Item, item, items, optional_text, text, unreadable, value
from checker.errors import Unobserved
from checker.github.queries import Endpoint
from checker.github.responses import Answer, AnswerState, Observation, TokenKind
from checker.model.json_value import Json

RELEASE = "release"
"""The name of the answer about the release by its tag."""
ATTESTATIONS = "attestations"
_DIGEST = r"sha256:[0-9a-f]{64}"
_PROVENANCE = "https://slsa.dev/provenance/"
_PAYLOAD_LIMIT = 1_000_000


def endpoint(digest: str) -> Endpoint:
    """Return the request for what is attested of a file."""
    return Endpoint(ATTESTATIONS, f"/repos/{{repository}}/attestations/{digest}?per_page=10")


def digest(view: Observation) -> str:
    """Return the digest of a file of the release; raise Unobserved if GitHub gives none."""
    release = item(value(view[RELEASE]), RELEASE)
    assets = {text(each, "name"): each for each in items(release.get("assets"), "assets")}
    for name in files.products([*assets]):
        found = optional_text(assets[name], "digest")
        if re.fullmatch(_DIGEST, found):
            return found
    raise Unobserved("", "GitHub gives no digest of the release's files")


def predicates(view: Observation) -> Sequence[str]:
    """Return what is attested of that file: the types of the statements."""
    digest(view)
    answer = view[ATTESTATIONS]
    if answer.state is AnswerState.OFF or _is_none(answer, view):
        return ()
    found = items(item(value(answer), ATTESTATIONS).get("attestations"), "attestations")
    return [_predicate(each) for each in found]


def is_provenance(predicate: str) -> bool:
    """Tell whether a statement is about how the file was built."""
    return predicate.startswith(_PROVENANCE)


def _is_none(answer: Answer, view: Observation) -> bool:
    """Tell whether 404 means that nothing is attested: who may read the repository is told the truth."""
    open_to_token = view.repository.visibility == "public" or view.token is TokenKind.CLASSIC
    return answer.state is AnswerState.ABSENT and open_to_token


def _predicate(attestation: Item) -> str:
    bundle = item(attestation.get("bundle"), "bundle")
    payload = item(bundle.get("dsseEnvelope"), "dsseEnvelope").get("payload")
    return text(item(_statement(payload), "statement"), "predicateType")


def _statement(payload: Json) -> Json:
    if not isinstance(payload, str) or len(payload) > _PAYLOAD_LIMIT:
        raise unreadable("payload")
    try:
        found: Json = json.loads(base64.b64decode(payload))
    except (ValueError, RecursionError):
        raise unreadable("payload") from None
    return found
