"""JSON Schemas for editors, generated from the very model that the loader reads with.

They are draft-07: the language server for YAML, which most editors use, knows no later one.
"""

from checker.policy.language import POLICY, TOPIC
from checker.policy.schema.records import RecordKind
from checker.policy.schema.scalars import Schema

_DRAFT = "http://json-schema.org/draft-07/schema#"
_PLACE = "https://json.schemastore.org/standards-checker-{}.json"
"""Where SchemaStore would publish them; until then it is a name and no address."""


def generate(record: RecordKind, kind: str, title: str) -> Schema:
    """Return the JSON Schema of files of a *kind* that hold one *record*."""
    definitions: Schema = {}
    # Whatever stands beside a reference would be ignored.
    whole = {"allOf": [record.schema(definitions)]}
    head = {"$schema": _DRAFT, "$id": _PLACE.format(kind), "title": title, "description": record.doc}
    return {**head, "type": "object", **whole, "definitions": definitions}


def json_schema() -> Schema:
    """Return the JSON Schema of policy files and of pack.yml."""
    return generate(POLICY, "policy", "Standards Checker policy")


def topic_schema() -> Schema:
    """Return the JSON Schema of the files beside a pack.yml."""
    return generate(TOPIC, "rules", "Standards Checker rules of a pack")
