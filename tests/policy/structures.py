"""Documents that a JSON Schema of ours accepts, made by hypothesis."""

from typing import Any

from hypothesis import strategies as st
from jsonschema import Draft7Validator

from checker.policy.schema.scalars import Schema

_TEXTS = ("a/b", "README.md", "acme/*", "docs/readme", "true", "1 == 1", "{", "[a", "x y: z", "日本 #", "%")
_NUMBERS = st.one_of(st.integers(-1, 400), st.floats(0, 100, allow_nan=False))


class Mapping(dict[str, Any]):
    """A mapping whose keys are fixed: any other is a mistake."""


def documents(schema: Schema) -> st.SearchStrategy[Any]:
    """Return documents that fit a schema."""
    validator = Draft7Validator(schema, format_checker=Draft7Validator.FORMAT_CHECKER)
    return _values(schema, schema["definitions"], 0).filter(validator.is_valid)


def _values(schema: Schema, shared: Schema, depth: int) -> st.SearchStrategy[Any]:
    if "$ref" in schema:
        return _values(shared[schema["$ref"].removeprefix("#/definitions/")], shared, depth)
    if "allOf" in schema and "properties" not in schema:
        return _values(schema["allOf"][0], shared, depth)
    if "anyOf" in schema:
        return st.one_of([_values(each, shared, depth) for each in schema["anyOf"]])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if "const" in schema:
        return st.just(schema["const"])
    kinds = schema.get("type", ["string", "number", "boolean", "null"])
    return st.one_of(
        [_of(kind, schema, shared, depth) for kind in ([kinds] if isinstance(kinds, str) else kinds)]
    )


def _of(kind: str, schema: Schema, shared: Schema, depth: int) -> st.SearchStrategy[Any]:
    if kind == "object":
        return _object(schema, shared, depth)
    if kind == "array":
        least = schema.get("minItems", 0)
        most = least + (2 if depth < 3 else 1)
        items = _values(schema["items"], shared, depth + 1)
        return st.lists(items, min_size=least, max_size=most, unique_by=repr)
    if kind == "string":
        return _texts(schema)
    low, high = schema.get("minimum", 0), schema.get("maximum", 1000)
    numbers = st.floats(low, high) if kind == "number" else st.integers(int(low), int(high))
    return {"boolean": st.booleans(), "null": st.none()}.get(kind, numbers)


def _texts(schema: Schema) -> st.SearchStrategy[str]:
    if schema.get("format") == "date":
        return st.dates().map(str)
    pattern = schema.get("pattern", "")
    said = st.sampled_from(_TEXTS) | st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30)
    if pattern in {"", r"\S"}:
        return said
    return st.from_regex(pattern.replace("$", r"\Z")).filter(str.isprintable)


def _object(schema: Schema, shared: Schema, depth: int) -> st.SearchStrategy[Any]:
    if "properties" not in schema:
        keys = _texts({"pattern": schema.get("propertyNames", {}).get("pattern", r"\S")})
        return st.dictionaries(keys, _values(schema["additionalProperties"], shared, depth + 1), max_size=2)
    made = {key: _values(each, shared, depth + 1) for key, each in schema["properties"].items()}
    needed = {key: made[key] for key in schema["required"]}
    others = {key: each for key, each in made.items() if key not in needed}
    return st.fixed_dictionaries(needed, optional=others).map(Mapping)


def mappings(document: Any) -> list[Mapping]:
    """Return every mapping in a document whose keys are fixed."""
    inner = (
        document.values() if isinstance(document, dict) else document if isinstance(document, list) else ()
    )
    found = [each for value in inner for each in mappings(value)]
    return [document, *found] if isinstance(document, Mapping) else found
