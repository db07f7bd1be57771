"""Makes the contract files from GitHub's own packages.

npm pack @octokit/openapi@23.0.2 @octokit/graphql-schema@15.26.1, unpack both, then
python -m tests.contract.generate OPENAPI.json SCHEMA.graphql
"""

import gzip
import hashlib
import json
import sys
from pathlib import Path
from typing import Any

from tests.contract import FOLDER
from tests.forge.routes import PATHS

VERSIONS = {"@octokit/openapi": "23.0.2", "@octokit/graphql-schema": "15.26.1"}
_DULL = ("description", "summary", "example", "examples", "externalDocs", "x-github", "title", "tags")


def pruned(whole: dict[str, Any]) -> dict[str, Any]:
    """Return the description of our paths, and the components that they lead to."""
    paths = {path: _bare(whole["paths"][path]) for path in sorted(PATHS)}
    kept: dict[str, dict[str, Any]] = {}
    waiting = [*_references(paths), "#/components/schemas/basic-error"]
    while waiting:
        _, _, kind, name = waiting.pop().split("/")
        if name not in kept.setdefault(kind, {}):
            kept[kind][name] = _bare(whole["components"][kind][name])
            waiting += _references(kept[kind][name])
    components = {kind: dict(sorted(found.items())) for kind, found in sorted(kept.items())}
    return {"openapi": whole["openapi"], "info": {"version": whole["info"]["version"]}, "paths": paths} | {
        "components": components
    }


def _bare(found: Any, names: bool = False) -> Any:
    """Leave out what no validator needs; *names*: the keys are names, not keywords."""
    if isinstance(found, dict):
        return {
            key: _bare(value, key in ("properties", "schemas", "responses") and not names)
            for key, value in found.items()
            if names or key not in _DULL
        }
    return [_bare(each) for each in found] if isinstance(found, list) else found


def _references(found: Any) -> list[str]:
    if isinstance(found, dict):
        own = [found["$ref"]] if isinstance(found.get("$ref"), str) else []
        return own + [each for value in found.values() for each in _references(value)]
    return [each for value in found for each in _references(value)] if isinstance(found, list) else []


def main(description: str, schema: str) -> None:
    """Write both files, and what they are."""
    whole = json.loads(Path(description).read_text(encoding="utf-8"))
    texts = {
        "openapi.json.gz": json.dumps(pruned(whole), sort_keys=True, separators=(",", ":")).encode(),
        "schema.graphql.gz": Path(schema).read_bytes(),
    }
    for name, content in texts.items():
        (FOLDER / name).write_bytes(gzip.compress(content, 9, mtime=0))
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in texts.items()}
    stamp = {
        "packages": VERSIONS,
        "licence": "MIT, Copyright (c) 2020 Octokit contributors",
        "sha256": hashes,
    }
    (FOLDER / "versions.json").write_text(json.dumps(stamp, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
