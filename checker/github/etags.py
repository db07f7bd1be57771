"""Answers of earlier runs with their ETags: what has not changed is not sent again, and is free."""

import json
from collections.abc import Mapping

from msgspec import Struct

from checker import cache
from checker.model.json_value import Json

KIND = "github"
"""The folder of the cache that answers lie in."""


class CachedResponse(Struct, frozen=True):
    """One answer of 200: its ETag, its body, and the address of the next page ("" for none)."""

    etag: str
    body: Json
    following: str = ""


class ETags:
    """The answers to one identity: who asks differently is answered differently."""

    def __init__(self, identity: str) -> None:
        self._identity = identity

    def get(self, url: str) -> CachedResponse | None:
        """Return what is kept for an address."""
        content = cache.get(KIND, self._key(url))
        try:
            data = json.loads(content) if content else None
            return CachedResponse(str(data["etag"]), data["body"], str(data["following"])) if data else None
        except (ValueError, KeyError, TypeError):
            return None

    def put(self, url: str, headers: Mapping[str, str], body: Json, following: str) -> None:
        """Keep an answer that can be asked for again."""
        etag = headers.get("etag", "")
        if etag:
            content = json.dumps({"etag": etag, "body": body, "following": following}).encode()
            cache.put(KIND, self._key(url), content)

    def _key(self, url: str) -> str:
        return f"{self._identity} {url}"
