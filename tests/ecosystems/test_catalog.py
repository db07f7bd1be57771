"""Every ecosystem file is valid, and what one says wrong is named."""

import pytest

from checker import cache
from checker.ecosystems.catalog import Ecosystems, catalog


@pytest.fixture
def fresh(monkeypatch: pytest.MonkeyPatch, tmp_path):
    """Return a folder that stands for that of the ecosystem files, and cache nothing."""
    (tmp_path / "github_actions.yml").write_text("as_of: 2026-01-01\nsource: x\n")
    monkeypatch.setattr("checker.ecosystems.catalog._FOLDER", tmp_path)
    monkeypatch.setattr(cache, "get", lambda *_: None)
    monkeypatch.setattr(cache, "put", lambda *_: None)
    (tmp_path / "github_actions.yml").write_text("as_of: 2026-01-01\nsource: nowhere")
    return tmp_path


def test_the_catalog_joins_all_files():
    assert {"python", "dotnet", "general"} <= {each.ecosystem for each in catalog().ecosystems}
    assert catalog().languages["C#"].endings == ("cs", "csx")
    assert catalog().packages["pypi"].dependabot
    assert "test" in catalog().tools["pytest"].checks


def test_languages_of_package_managers_are_known():
    for name, manager in catalog().packages.items():
        assert set(manager.languages) <= catalog().languages.keys(), name


def test_no_ending_belongs_to_two_languages():
    endings = [ending for language in catalog().languages.values() for ending in language.endings]
    assert len(endings) == len(set(endings))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("ecosystem: other\ntitle: X\nkind: code", "one.yml: calls itself 'other'"),
        ("ecosystem: one\ntitle: X\nkind: toy", r"one.yml: Invalid enum value 'toy' - at `\$.kind`"),
        ("ecosystem: one\ntitle: X\nkind: code\ntoool: {}", "one.yml: Object contains unknown field `toool`"),
        ("ecosystem: one\ntitle: X\nkind: code\ntools: {x: {checks: [tets]}}", r"one.yml: .* at `\$.tools"),
    ],
)
def test_mistakes_are_named(fresh, text, message):
    (fresh / "one.yml").write_text(text)
    with pytest.raises(ValueError, match=message):
        catalog.__wrapped__()


def test_two_files_cannot_claim_one_name(fresh):
    for name in ("one", "two"):
        (fresh / f"{name}.yml").write_text(
            f"ecosystem: {name}\ntitle: X\nkind: code\ntools: {{pytest: {{checks: [test]}}}}"
        )
    found: Ecosystems = catalog.__wrapped__()
    with pytest.raises(ValueError, match="two ecosystem files name pytest"):
        _ = found.tools
