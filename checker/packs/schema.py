"""JSON Schemas for editors, generated from the very model that the loader reads with."""

from checker.packs.kinds import Schema
from checker.packs.language import POLICY, TOPIC
from checker.packs.records import Record

_DRAFT = "https://json-schema.org/draft/2020-12/schema"


def generate(record: Record, title: str) -> Schema:
    """Return the JSON Schema of files that hold one *record*."""
    definitions: Schema = {}
    reference = record.schema(definitions)
    return {"$schema": _DRAFT, "title": title, **reference, "$defs": definitions}


def json_schema() -> Schema:
    """Return the JSON Schema of policy files and of pack.yml."""
    return generate(POLICY, "Standards Checker policy")


def topic_schema() -> Schema:
    """Return the JSON Schema of the files beside a pack.yml."""
    return generate(TOPIC, "Standards Checker rules")
