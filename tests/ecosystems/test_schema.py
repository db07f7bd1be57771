"""What the ecosystem files hold fits the schema, and says what it says soundly."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest

from checker.documents import yaml
from checker.ecosystems import schema
from checker.ecosystems.catalog import catalog
from checker.patterns import linear

FOLDER = Path(schema.__file__).parent
FILES = sorted(path for path in FOLDER.glob("*.yml") if "\necosystem:" in f"\n{path.read_text()}")
ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_each_file_fits_the_json_schema(path: Path) -> None:
    """The schema that editors use is made of the types."""
    made = msgspec.json.schema(schema.Ecosystem)
    jsonschema.Draft202012Validator(made).validate(yaml.parse(path.read_text()).data)


def test_the_page_explains_every_key() -> None:
    """Whoever adds an ecosystem finds what each key means."""
    page = (ROOT / "docs" / "ecosystems.md").read_text()
    made: Any = msgspec.json.schema(schema.Ecosystem)
    keys = {key for each in made["$defs"].values() for key in each["properties"]}
    assert [key for key in sorted(keys) if f"`{key}`" not in page] == []


def _sharing() -> list[tuple[str, Mapping[str, str]]]:
    known = catalog()
    languages = [(name, each.contents) for name, each in known.languages.items()]
    return languages + [(name, each.contents) for name, each in known.formats.items()]


def _patterns() -> list[tuple[str, str]]:
    known = catalog()
    found = [(name, pattern) for name, contents in _sharing() for pattern in contents.values()]
    found += [(name, each.tests) for name, each in known.languages.items() if each.tests]
    found += [
        (name, line) for one in known.ecosystems for name, each in one.contents.items() for line in each.lines
    ]
    return found + [
        (one.ecosystem, each.pattern) for one in known.ecosystems for each in one.licenses if each.pattern
    ]


def test_every_expression_is_linear() -> None:
    """Repositories are hostile, so nothing is asked of them that could run away."""
    for name, pattern in _patterns():
        try:
            linear(f"(?m){pattern}")
        except ValueError as error:
            pytest.fail(f"{name}: {pattern}: {error}")


def test_shared_endings_have_at_most_one_language_by_default() -> None:
    """An ending in `contents` of several is decided by lines, then by its owner if it has one."""
    languages = catalog().languages
    owners = [ending for each in languages.values() for ending in each.endings]
    assert len(owners) == len(set(owners))
    for name, contents in _sharing():
        assert all(pattern and ending == ending.lower() for ending, pattern in contents.items()), name


def test_no_ending_is_both_neutral_and_of_a_language() -> None:
    """What says nothing about the purpose cannot be code."""
    endings = {ending for each in catalog().languages.values() for ending in (*each.endings, *each.contents)}
    assert not endings & catalog().neutral


def test_every_license_has_one_way_to_be_read() -> None:
    """Either keys of a document, or an expression with a group."""
    for one in catalog().ecosystems:
        for each in one.licenses:
            assert bool(each.keys) != bool(each.pattern), one.ecosystem
            assert not each.pattern or linear(each.pattern).groups, one.ecosystem
