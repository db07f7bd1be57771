"""Policies that were loaded before, kept by the content of all files that made them."""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct

from checker import cache, resources
from checker._version import __version__
from checker.model import encoding
from checker.model.policy import Policy
from checker.policy.access import UnreadableSettings
from checker.policy.loading.sources import Library, packs

FILES = "policy-files"
POLICIES = "policies"
"""The folders of the cache that manifests and policies lie in."""


class CachedPolicy(Struct, frozen=True):
    """A policy without mistakes, and the names of the files that it was read from."""

    policy: Policy
    files: tuple[str, ...]


class PolicyManifest(Struct, frozen=True):
    """The files that sources stood for: paths of local ones, and the names in their folders."""

    paths: tuple[str, ...]
    folders: tuple[str, ...]


def get(library: Library, sources: Sequence[str]) -> CachedPolicy | None:
    """Return the policy that these sources stand for, None where it must be loaded again."""
    request = _request(library, sources)
    manifest = _decoded(PolicyManifest, cache.get(FILES, request))
    if manifest is None:
        return None
    key = _key(library, request, manifest)
    return None if key is None else _decoded(CachedPolicy, cache.get(POLICIES, key))


def put(
    library: Library, sources: Sequence[str], folders: Sequence[str], policy: Policy, files: Sequence[str]
) -> None:
    """Keep a policy that has no mistakes."""
    request = _request(library, sources)
    paths = tuple(place.path for place in library.contents if not place.url)
    manifest = PolicyManifest(paths, tuple(folders))
    key = _key(library, request, manifest, {place.path: text for place, text in library.contents.items()})
    if key is not None:
        cache.put(POLICIES, key, encoding.encode(CachedPolicy(policy, tuple(files))))
        cache.put(FILES, request, encoding.encode(manifest))


def _request(library: Library, sources: Sequence[str]) -> str:
    # A pack that ships with us is the same wherever one stands.
    root = "" if set(sources) <= set(packs()) else str(library.root.absolute())
    where = [root, str(resources.folder("policies").resolve())]
    return json.dumps([__version__, where, list(sources)])


def _key(
    library: Library, request: str, manifest: PolicyManifest, contents: dict[str, bytes] | None = None
) -> str | None:
    """Return the key of what these files make together, None when one cannot be read."""
    found = hashlib.sha256(request.encode())
    try:
        for path in manifest.paths:
            content = library.bytes_at(path) if contents is None else contents[path]
            found.update(f"\0{path}\0".encode() + hashlib.sha256(content).digest())
        for folder in manifest.folders:
            names = library.names(Path(folder))
            found.update(json.dumps([folder, names]).encode())
    except (UnreadableSettings, OSError):
        return None
    return found.hexdigest()


def _decoded(kind: Any, content: bytes | None) -> Any:
    """Return what was kept, None where it is not there or not of our making."""
    if content is None:
        return None
    try:
        return encoding.decode(kind, content)
    except ValueError:
        return None
