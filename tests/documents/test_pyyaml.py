"""PyYAML works as ever when its expressions are compiled late, and nothing else notices."""

import re
from datetime import date

import pytest
import yaml

from checker.documents import pyyaml


def test_pyyaml_reads_and_writes_as_ever() -> None:
    """Its own parser and resolver have expressions that libyaml's does without."""
    text = "a: 2026-01-02\nb: 1.5\nc: yes\nd: 0x10\ne: ~\nf: '1'\n"
    value = {"a": date(2026, 1, 2), "b": 1.5, "c": True, "d": 16, "e": None, "f": "1"}
    assert yaml.safe_load(text) == value
    assert yaml.safe_load(yaml.safe_dump(value)) == value
    with pytest.raises(yaml.reader.ReaderError):
        yaml.safe_load("a: \x00")


def test_only_pyyaml_compiles_late() -> None:
    """What other modules compile is compiled, also while PyYAML is imported."""
    assert re.compile is pyyaml._compile
    assert isinstance(pyyaml._deferred("a+", re.IGNORECASE), re.Pattern)
    place = {"__name__": "yaml.reader", "compiled": pyyaml._deferred}
    late = eval("compiled('a+', 2)", place)
    assert not isinstance(late, re.Pattern)
    assert late.fullmatch("AA")
