"""Virtual environments: ours as users install it, and the peer we compare with."""

import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).parent.parent
PEER = ("repo-review[cli]==1.3.0", "sp-repo-review==2026.8.14")
_NOT_SOURCES = shutil.ignore_patterns(".*", "__pycache__", "build", "dist", "*.egg-info")


def ours(scratch: Path) -> Path:
    """Install the checkout as a wheel, since editable installs start slower; return the commands' folder."""
    copy = scratch / "sources"
    shutil.copytree(ROOT, copy, ignore=_NOT_SOURCES)
    commands = _environment("ours")
    _pip(commands, str(copy))
    _pip(commands, "--force-reinstall", "--no-deps", str(copy))
    return commands


def peer() -> Path:
    """Install repo-review with its rules; return the commands' folder."""
    commands = _environment("peer")
    _pip(commands, *PEER)
    return commands


def _environment(name: str) -> Path:
    folder = ROOT / "benchmarks" / ".venvs" / name
    if not (folder / "pyvenv.cfg").is_file():
        sys.stderr.write(f"installing {folder}\n")
        venv.create(folder, with_pip=True)
    return folder / "bin"


def _pip(commands: Path, *arguments: str) -> None:
    subprocess.run(
        [commands / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *arguments],
        check=True,
    )
