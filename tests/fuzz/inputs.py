"""Inputs, and how one is kept to be run again."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


class Wrong(Exception):
    """What came of an input breaks a promise."""


@dataclass(frozen=True, slots=True)
class Input:
    """One input of a target: bytes by path; *choice* decides whatever else there is to choose."""

    files: Mapping[str, bytes]
    choice: int = 0
    modes: Mapping[str, int] = field(default_factory=dict)


def keep(path: Path, target: str, given: Input) -> None:
    """Write an input as JSON; each character of a content is a byte."""
    files = {name: content.decode("latin-1") for name, content in given.files.items()}
    kept = {"target": target, "choice": given.choice, "modes": given.modes, "files": files}
    path.write_text(json.dumps(kept, indent=1), encoding="ascii")


def kept(path: Path) -> tuple[str, Input]:
    """Return a target and the input of it that was kept."""
    data = json.loads(path.read_text(encoding="ascii"))
    files = {name: content.encode("latin-1") for name, content in data["files"].items()}
    return data["target"], Input(files, data["choice"], data["modes"])
