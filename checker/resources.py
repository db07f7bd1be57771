"""The only module that knows where the data folders `policies/` and `reports/` lie."""

from importlib.resources import files
from pathlib import Path


def folder(name: str) -> Path:
    """Return the data folder called *name*, from a wheel or from a checkout."""
    packaged = Path(str(files("checker"))) / name
    return packaged if packaged.is_dir() else Path(__file__).parent.parent / name
