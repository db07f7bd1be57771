"""Which modules and providers a configuration takes, and whether their versions are fixed."""

import re
from collections.abc import Mapping

from checker.documents.hcl import Block
from checker.model.json_value import Json

_REGISTRY = r"^(?:[\w.-]+\.[\w-]+(?::\d+)?/)?[\w-]+/[\w-]+/[\w-]+(?://.*)?$"
_GIT = r"^git::|^git@|\.git(?:$|[/?])|^(?:https?://)?(?:github\.com|bitbucket\.org|gitlab\.com)/|^ssh://"
_MOVING = r"^(?:main|master|trunk|develop|dev|head|latest|stable|release)$|^refs/heads/"
_FIXED = r"\d+\.\d+|[0-9a-f]{40}|[?&](?:checksum|versionId|digest)=|@sha256:|[?&]tag=(?!latest\b|main\b)"
"""What in the address of an archive or an artifact tells which one it is."""
_BOUNDED = r"^\s*[=v]?\s*\d|~>|<"


def module(path: str, block: Block) -> Mapping[str, Json]:
    """Describe one module block."""
    source = block.text("source")
    version = block.text("version") or _reference(source)
    return {
        "path": path,
        "line": block.values["source"].line if "source" in block.values else block.line,
        "name": block.labels[0] if block.labels else "",
        "source": source,
        "version": version,
        "local": source.startswith((".", "/")),
        "pinned": _is_pinned(source, version),
    }


def _reference(source: str) -> str:
    found = re.search(r"[?&]ref=([^&]*)", source)
    return found[1] if found else ""


def _is_pinned(source: str, version: str) -> bool:
    """Tell whether nothing else can arrive; a source that is no plain text is not judged."""
    if not source or source.startswith((".", "/")):
        return True
    if re.search(_GIT, source):
        return bool(version) and not re.search(_MOVING, version.lower())
    if re.search(_REGISTRY, source):
        return re.search(_BOUNDED, version) is not None
    # An archive: its address names what it holds, in a bucket of one's own always.
    return source.startswith(("s3::", "gcs::")) or re.search(_FIXED, source) is not None


def providers(path: str, terraform: Block) -> list[Mapping[str, Json]]:
    """Describe the providers that one terraform block requires."""
    return [
        {
            "path": path,
            "line": value.line,
            "name": name,
            "source": value.fields.text("source") if value.fields else "",
            "version": value.fields.text("version") if value.fields else (value.text or ""),
            "pinned": "version" in value.fields.values if value.fields else True,
        }
        for required in terraform.all("required_providers")
        for name, value in required.values.items()
    ]
