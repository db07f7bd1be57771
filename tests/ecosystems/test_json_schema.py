"""The files of ecosystems hold to a JSON Schema, by which editors can check them, too."""

from pathlib import Path

import msgspec
import pytest
from jsonschema.validators import validator_for

from checker.documents import yaml
from checker.ecosystems import catalog
from checker.ecosystems.schema import Ecosystem

FILES = [
    path
    for path in sorted(Path(catalog.__file__).parent.glob("*.yml"))
    if "ecosystem:" in path.read_text(encoding="utf-8")
]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_files_hold_to_the_schema(path):
    schema = msgspec.json.schema(Ecosystem)
    validator = validator_for(schema)
    validator.check_schema(schema)
    errors = [error.message for error in validator(schema).iter_errors(yaml.parse(path.read_text()).data)]
    assert errors == []
