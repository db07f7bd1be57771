"""What GitHub publishes about itself: its OpenAPI description, pruned, and its GraphQL schema."""

import gzip
import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from graphql import GraphQLSchema, build_schema
from openapi_schema_validator import OAS30Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4

FOLDER = Path(__file__).parent
_URN = "urn:github"


@cache
def openapi() -> dict[str, Any]:
    """Return the description of the paths that are simulated, with all that they refer to."""
    loaded: dict[str, Any] = json.loads(gzip.decompress((FOLDER / "openapi.json.gz").read_bytes()))
    return loaded


@cache
def schema() -> GraphQLSchema:
    """Return the GraphQL schema."""
    text = gzip.decompress((FOLDER / "schema.graphql.gz").read_bytes()).decode()
    # What is described in prose is most of the text, and reading it most of the time.
    return build_schema(re.sub(r'"""(?s:.*?)"""', "", text), assume_valid=True, no_location=True)


class Spec:
    """Tells whether an answer has the shape that GitHub publishes."""

    def __init__(self) -> None:
        whole = _repaired(openapi())
        resource = Resource.from_contents({"components": whole["components"]}, DRAFT4)
        self._registry: Registry[Any] = Registry().with_resource(_URN, resource)
        self._paths = sorted(whole["paths"], key=lambda path: (path.count("{"), path))
        self._whole = whole
        self._validators: dict[str, OAS30Validator] = {}

    def component(self, name: str) -> dict[str, Any]:
        """Return one of the described shapes."""
        found: dict[str, Any] = self._whole["components"]["schemas"][name]
        return found

    def route(self, path: str) -> str:
        """Return the path as it is described, "" for an unknown one; literal parts go first."""
        return next((each for each in self._paths if re.fullmatch(_pattern(each), path)), "")

    def violations(self, method: str, path: str, status: int, body: Any) -> list[str]:
        """Return what is wrong with an answer: what is not described must not be sent."""
        if status >= 400:
            return self._wrong("#/components/schemas/basic-error", body)
        route = self.route(path)
        if not route:
            return [f"{path} is not described"]
        responses = self._whole["paths"][route][method.lower()]["responses"]
        described = responses.get(str(status))
        if described is None:
            return [f"{route} never answers with {status}"]
        while "$ref" in described:
            described = self._whole["components"]["responses"][described["$ref"].rpartition("/")[2]]
        content = described.get("content", {}).get("application/json")
        if content is None:
            return [] if body is None else [f"{route} has no body for {status}"]
        return self._wrong(json.dumps(content["schema"]), body)

    def _wrong(self, key: str, body: Any) -> list[str]:
        if key not in self._validators:
            content = {"$ref": key} if key.startswith("#") else json.loads(key)
            self._validators[key] = OAS30Validator(_absolute(content), registry=self._registry)
        errors = self._validators[key].iter_errors(body)
        return [f"{'/'.join(map(str, e.absolute_path))}: {e.message[:200]}" for e in errors]


@cache
def _pattern(path: str) -> str:
    """Branches, paths and references may contain slashes; names may not."""
    parts = re.split(r"(\{\w+\})", path)
    long = ("{branch}", "{path}", "{ref}")
    return "".join(
        (".+" if part in long else "[^/]+") if part[:1] == "{" else re.escape(part) for part in parts
    )


def _repaired(found: Any) -> Any:
    """Let what is called nullable be null, though its enumeration or its parts leave null out."""
    if isinstance(found, dict):
        fixed = {key: _repaired(value) for key, value in found.items()}
        if fixed.get("nullable") is True and "allOf" in fixed:
            return {"anyOf": [{**fixed, "nullable": False}, {"enum": [None], "nullable": True}]}
        if (
            fixed.get("nullable") is True
            and isinstance(fixed.get("enum"), list)
            and None not in fixed["enum"]
        ):
            fixed["enum"] = [*fixed["enum"], None]
        return fixed
    return [_repaired(each) for each in found] if isinstance(found, list) else found


def _absolute(found: Any) -> Any:
    if isinstance(found, dict):
        return {
            key: f"{_URN}{value}" if key == "$ref" and str(value).startswith("#") else _absolute(value)
            for key, value in found.items()
        }
    return [_absolute(each) for each in found] if isinstance(found, list) else found
