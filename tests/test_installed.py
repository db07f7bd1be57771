"""What the installer noted is read as `importlib.metadata` reads it."""

import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from zipfile import ZipFile

import pytest

from checker import installed

NAMES = ("click", "standards-checker", "google-re2", "PyGithub", "Jinja2", "licenseclassifier")


@pytest.fixture
def path(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """Give a folder that goes before all others on the import path, for distributions of a test."""
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    memories = (installed._folders, installed._offers, installed._has_archives, installed.entry_points)
    for memory in memories:
        memory.cache_clear()
    yield tmp_path
    for memory in memories:
        memory.cache_clear()


@pytest.mark.parametrize("name", NAMES)
def test_versions_are_those_of_python(name: str) -> None:
    """However a name is written."""
    assert installed.version(name) == metadata.version(name)
    assert installed.version(name.upper().replace("-", "_")) == metadata.version(name)


def test_what_is_not_installed_has_no_version() -> None:
    """And no notes."""
    assert installed.version("no-such-distribution") == ""
    assert installed.note("no-such-distribution", "RECORD") == ""


@pytest.mark.parametrize("group", ["checker.collectors", "checker.formats", "checker.none"])
def test_entry_points_are_those_of_python(group: str) -> None:
    """By name, without extras."""
    expected = {point.name: point.value for point in metadata.entry_points(group=group)}
    assert installed.entry_points(group) == expected


def test_notes_of_older_installers(path: Path) -> None:
    """An .egg-info offers entry points too; where its name has no version, its notes have one."""
    notes = path / "other_people.egg-info"
    notes.mkdir()
    (notes / "PKG-INFO").write_text("Metadata-Version: 2.1\nName: other-people\nVersion: 7.1\n")
    (notes / "entry_points.txt").write_text(
        "# ours\n[console_scripts]\nx = y:z\n\n[checker.formats]\n# none = x\nodd = other.module:Odd [extra]\n"
    )
    assert installed.version("other-people") == "7.1"
    assert installed.entry_points("checker.formats")["odd"] == "other.module:Odd"
    assert "none" not in installed.entry_points("checker.formats")


def test_the_first_on_the_path_counts(path: Path) -> None:
    """As it is the one that is imported."""
    (path / "click-0.1.dist-info").mkdir()
    assert installed.version("click") == "0.1"


def test_what_lies_in_a_zip_file(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Python is asked about what no folder holds."""
    with ZipFile(path / "x.zip", "w") as archive:
        archive.writestr(
            "zipped-1.5.dist-info/METADATA", "Metadata-Version: 2.1\nName: zipped\nVersion: 1.5\n"
        )
    monkeypatch.setattr(sys, "path", [*sys.path, str(path / "x.zip")])
    assert installed.version("zipped") == "1.5"
    assert "Name: zipped" in installed.note("zipped", "METADATA")


def test_notes_of_a_build_in_a_checkout_do_not_hide_what_is_installed(path: Path) -> None:
    """They lack most files, and whether they are on the import path depends on where one stands."""
    installer_said = metadata.version("click")
    (path / "click.egg-info").mkdir()
    assert installed.version("click") == installer_said
    assert f"Version: {installer_said}" in installed.note("click", "METADATA")
