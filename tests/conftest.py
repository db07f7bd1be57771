"""What several folders of tests need."""

import os
import signal
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import settings

from tests.command import warm
from tests.repositories import Made

MakeRepository = Callable[..., Made]

# Examples are many where there is time for them: make test PROFILE=thorough.
settings.register_profile("usual", max_examples=20, deadline=None)
settings.register_profile("thorough", max_examples=500, deadline=None, derandomize=False)
settings.load_profile("usual")

# A shell starts what is in its background with interrupts ignored, and all that tests start would inherit it.
signal.signal(signal.SIGINT, signal.default_int_handler)

# Else each of the commands that tests start, and each run of pytest, would compile all of our modules again.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# Where this is installed, jsonschema builds its parsers of IRIs at import, for seconds; no schema here has an IRI.
sys.modules["rfc3987_syntax"] = None  # type: ignore[assignment]


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    """Make a cache that holds what is the same for every test."""
    return warm(tmp_path / "cache")


@pytest.fixture
def make_repository(tmp_path: Path) -> MakeRepository:
    """Return a function that makes a repository with one commit of the files given (none: no commit)."""

    def make(name: str = "made", files: Mapping[str, str | bytes] | None = None, *options: str) -> Made:
        path = tmp_path / name
        path.mkdir(parents=True)
        made = Made(path)
        made.git("init", "--quiet", "--initial-branch=main", *options)
        if files is not None:
            made.commit(files)
        return made

    return make
