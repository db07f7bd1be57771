"""What is in the wheel and the sdist, and that `setup.cfg` names all of it."""

import importlib
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterable
from configparser import ConfigParser
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DATA = {"checker.policies": "policies", "checker.reports": "reports"}
BUILD = "import sys; from setuptools import build_meta; getattr(build_meta, sys.argv[1])(sys.argv[2])"


def setup() -> ConfigParser:
    config = ConfigParser()
    config.read(ROOT / "setup.cfg", encoding="utf-8")
    return config


def listed(section: str, option: str) -> list[str]:
    return setup()[section][option].split()


def entry_points() -> dict[str, dict[str, str]]:
    """Return the entry points of `setup.cfg`: group → name → object."""
    groups = setup()["options.entry_points"]
    return {
        group: {
            name.strip(): target.strip()
            for name, _, target in (line.partition("=") for line in lines.strip().splitlines())
        }
        for group, lines in groups.items()
    }


def relative(paths: Iterable[Path], to: Path = ROOT) -> set[str]:
    return {path.relative_to(to).as_posix() for path in paths if path.is_file()}


def shipped() -> set[str]:
    """Return every file that a wheel has to hold, by its path in the wheel."""
    code = relative((ROOT / "checker").rglob("*.py")) | {"checker/py.typed"}
    data = relative((ROOT / "checker").rglob("*.yml"))
    policies = relative((ROOT / "policies").rglob("*"))
    reports = relative(
        path for kind in ("templates", "schema") for path in (ROOT / "reports" / kind).rglob("*")
    )
    return code | data | {f"checker/{path}" for path in policies | reports}


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """Copy what is built from, so that building leaves nothing in the checkout."""
    target = tmp_path / "sources"
    left_out = shutil.ignore_patterns(".*", "__pycache__", "build", "dist", "*.egg-info")
    shutil.copytree(ROOT, target, ignore=left_out)
    return target


def build(kind: str, sources: Path) -> Path:
    """Build a wheel or an sdist with the build backend, as any front end would."""
    output = sources.parent / "dist"
    output.mkdir()
    subprocess.run(
        [sys.executable, "-c", BUILD, f"build_{kind}", str(output)],
        cwd=sources,
        check=True,
        capture_output=True,
    )
    (built,) = output.iterdir()
    return built


def test_every_package_is_listed() -> None:
    """The list of packages is written by hand; a folder that is missing from it would not be installed."""
    folders = {path.parent for path in (ROOT / "checker").rglob("*.py")}
    packages = {".".join(folder.relative_to(ROOT).parts) for folder in folders}
    assert sorted(listed("options", "packages")) == sorted(packages | set(DATA))


def test_every_package_has_an_init() -> None:
    """A folder without `__init__.py` works from a wheel and breaks in an editable install."""
    packages = set(listed("options", "packages")) - set(DATA)
    missing = [name for name in packages if not (ROOT / name.replace(".", "/") / "__init__.py").is_file()]
    assert missing == []


def test_the_data_folders_hold_no_code() -> None:
    """Policies and reports are data: nothing in them is ever imported."""
    assert [path for name in DATA.values() for path in (ROOT / name).rglob("*.py")] == []


def test_the_wheel_holds_everything_and_nothing_else(sources: Path) -> None:
    """All code, every policy with its cases, the templates and schemas, and no stray file."""
    with zipfile.ZipFile(build("wheel", sources)) as wheel:
        names = set(wheel.namelist())
    metadata = {name for name in names if name.split("/")[0].endswith(".dist-info")}
    assert names - metadata == shipped()
    assert any(name.endswith("/licenses/LICENSE") for name in metadata)


def test_the_sdist_builds_and_holds_the_data(sources: Path) -> None:
    """Whoever builds from the sdist gets the same policies and reports."""
    with tarfile.open(build("sdist", sources)) as sdist:
        names = {name.partition("/")[2] for name in sdist.getnames()}
    data = relative(path for folder in DATA.values() for path in (ROOT / folder).rglob("*"))
    assert data | {"setup.cfg", "pyproject.toml", "LICENSE", "README.md", "checker/py.typed"} <= names


def test_entry_points_resolve() -> None:
    """Every command, collector and format that is announced can be loaded."""
    for group in entry_points().values():
        for target in group.values():
            module, _, attribute = target.partition(":")
            loaded = importlib.import_module(module)
            assert not attribute or callable(getattr(loaded, attribute))


def test_every_collector_is_announced() -> None:
    """A collector that is no entry point is never asked."""
    folder = ROOT / "checker" / "collectors"
    modules = {
        path.stem for path in folder.iterdir() if path.suffix == ".py" or (path / "__init__.py").is_file()
    }
    announced = entry_points()["checker.collectors"]
    assert announced == {name: f"checker.collectors.{name}" for name in modules - {"__init__", "registry"}}
