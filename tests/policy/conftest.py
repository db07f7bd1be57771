"""Policies in a folder of their own, with a cache of their own."""

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import pytest

from checker.policy.loading.load import Loaded, load

RULE = "title: T\n    why: W\n    severity: high\n    fix: {text: F}\n    assert: a.b"
TODAY = date(2026, 11, 1)

Say = Callable[..., Loaded]


@pytest.fixture(autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHECKER_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))


@pytest.fixture
def write(tmp_path: Path) -> Callable[[Mapping[str, str]], Path]:
    """Return a function that writes files; RULE in a text stands for the keys of a sound rule."""

    def written(files: Mapping[str, str]) -> Path:
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text.replace("RULE", RULE), encoding="utf-8")
        return tmp_path

    return written


@pytest.fixture
def say(write: Callable[[Mapping[str, str]], Path]) -> Say:
    """Return a function that writes files and loads one or more of them as policies."""

    def loaded(files: Mapping[str, str], *sources: str) -> Loaded:
        return load(sources or (next(iter(files)),), write(files), today=TODAY)

    return loaded


@pytest.fixture
def mistakes(say: Say) -> Callable[..., list[str]]:
    """Return a function that writes files, loads them and returns the mistakes as printed."""

    def found(files: Mapping[str, str], *sources: str) -> list[str]:
        return [str(mistake) for mistake in say(files, *sources).mistakes]

    return found
