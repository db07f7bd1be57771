"""Whatever an editor accepts, the loaders take or refuse with reasons; whatever is misspelled, both refuse."""

import json
import tempfile
from collections.abc import Callable, Sequence
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from checker import resources
from checker.app.policies import compile_plan
from checker.app.policies.schemas import KINDS
from checker.documents import yaml
from checker.errors import UsageError
from checker.model.policy import Policy
from checker.policy.cases import load_cases
from checker.policy.debt import read_debt
from checker.policy.loading.load import load
from checker.policy.loading.sources import Sources
from checker.policy.repository_waivers import read_own
from checker.policy.settings import config
from checker.policy.settings.configuration import DEBT, NAME
from tests.policy import structures

TODAY = date(2026, 11, 24)
EDITED = ("policy", "rules", "cases", "config", "teams", "waivers", "debt")
HEALTH = [
    HealthCheck.too_slow,
    HealthCheck.filter_too_much,
    HealthCheck.data_too_large,
    HealthCheck.large_base_example,
]
FILES = Path(__file__).parent / "schemas"
SCHEMAS = {kind: dict(KINDS[kind]()) for kind in EDITED}


def _policy(folder: Path, text: str) -> Sequence[object]:
    (folder / "own.yml").write_text(text, encoding="utf-8")
    return compile_plan.check(Sources(("own.yml",), folder), TODAY)[1]


def _rules(folder: Path, text: str) -> Sequence[object]:
    (folder / "pack.yml").write_text("policy: own\ntitle: Own\n")
    (folder / "topic.yml").write_text(text, encoding="utf-8")
    return load([str(folder)], folder, today=TODAY).mistakes


def _cases(folder: Path, text: str) -> Sequence[object]:
    (folder / "own.yml").write_text("policy: own\n")
    (folder / "cases").mkdir(exist_ok=True)
    (folder / "cases" / "own.yml").write_text(text, encoding="utf-8")
    return load_cases(["own.yml"], folder)[1]


def _config(folder: Path, text: str) -> Sequence[object]:
    (folder / "checker.yml").write_text(text, encoding="utf-8")
    return config.load(folder / "checker.yml")[1]


def _teams(folder: Path, text: str) -> Sequence[object]:
    (folder / "teams.yml").write_text(text, encoding="utf-8")
    return _config(folder, "teams: teams.yml\n")


def _waivers(_folder: Path, text: str) -> Sequence[object]:
    return read_own(text.encode(), Policy("own", "Own", "1", ()), TODAY).mistakes


def _debt(folder: Path, text: str) -> Sequence[object]:
    (folder / "debt.yml").write_text(text, encoding="utf-8")
    return read_debt(folder / "debt.yml", "debt.yml")[1]


LOADERS: dict[str, Callable[[Path, str], Sequence[object]]] = {
    "policy": _policy,
    "rules": _rules,
    "cases": _cases,
    "config": _config,
    "teams": _teams,
    "waivers": _waivers,
    "debt": _debt,
}


def mistakes(kind: str, text: str) -> Sequence[object]:
    """Return what the loader says against a file of a kind."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            return LOADERS[kind](Path(folder).resolve(), text)
        except UsageError as error:
            return [error]


def accepts(kind: str, text: str) -> bool:
    return bool(Draft7Validator(SCHEMAS[kind]).is_valid(yaml.parse(text).data))


@pytest.mark.parametrize("kind", EDITED)
def test_what_an_editor_accepts_is_loaded_or_refused_with_reasons(kind):
    """No file that fits a schema makes a loader stumble, and each mistake says what it is about."""

    @settings(suppress_health_check=HEALTH, derandomize=True)
    @given(structures.documents(SCHEMAS[kind]))
    def hold(document: Any) -> None:
        for each in mistakes(kind, json.dumps(document, ensure_ascii=False)):
            assert str(each).strip()

    hold()


@pytest.mark.parametrize("kind", EDITED)
def test_a_misspelled_key_is_refused_by_both(kind):
    """Wherever it stands: an editor underlines what the loader would refuse."""
    seen: set[str] = set()

    @settings(suppress_health_check=HEALTH, derandomize=True)
    @given(structures.documents(SCHEMAS[kind]), st.data())
    def hold(document: Any, data: Any) -> None:
        changed = deepcopy(document)
        places = [each for each in structures.mappings(changed) if each]
        if not places:
            return
        place = data.draw(st.sampled_from(places))
        key = data.draw(st.sampled_from(sorted(place)))
        place[f"{key}x"] = place.pop(key)
        seen.add(key)
        text = json.dumps(changed, ensure_ascii=False)
        assert not accepts(kind, text)
        assert any(f"unknown key '{key}x'" in str(each) for each in mistakes(kind, text))

    hold()
    assert seen, "nothing was tried"


def files(verdict: str) -> list[Any]:
    found = sorted((FILES / verdict).glob("*/*.yml"))
    return [pytest.param(each, id=f"{each.parent.name}/{each.stem}") for each in found]


@pytest.mark.parametrize("path", files("positive"))
def test_examples_are_taken_by_both(path):
    """The files that show what can be said."""
    text = path.read_text(encoding="utf-8")
    kind = path.parent.name
    assert accepts(kind, text)
    assert list(mistakes(kind, text)) == []


@pytest.mark.parametrize("path", files("negative"))
def test_counterexamples_are_refused_by_both(path):
    """The files that show what cannot."""
    text = path.read_text(encoding="utf-8")
    kind = path.parent.name
    assert not accepts(kind, text)
    assert mistakes(kind, text)


def test_every_kind_has_examples_of_both():
    """As SchemaStore wants them, which validates them with another library."""
    for verdict in ("positive", "negative"):
        assert {path.parent.name for path in (FILES / verdict).glob("*/*.yml")} == set(EDITED)


def test_the_catalog_names_what_there_is():
    """Each entry for SchemaStore is about one schema; patterns are given only for names that are ours."""
    entries = json.loads(
        (resources.folder("reports") / "schema" / "catalog.json").read_text(encoding="utf-8")
    )
    assert [each["url"] for each in entries] == [SCHEMAS[kind]["$id"] for kind in EDITED]
    assert [each["name"] for each in entries] == [SCHEMAS[kind]["title"] for kind in EDITED]
    patterns = [pattern for each in entries for pattern in each.get("fileMatch", ())]
    assert patterns == [NAME, "**/.checker/waivers.yml", f"**/{DEBT}"]
