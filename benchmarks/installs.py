"""Environments of their own: ours as users install it, and the peers we compare with (`peers.yml`)."""

import shutil
import subprocess
import sys
import venv
from collections.abc import Sequence
from pathlib import Path

import yaml
from msgspec import Struct, convert

ROOT = Path(__file__).parent.parent
_VENVS = ROOT / "benchmarks" / ".venvs"
_INSTALL_SECONDS = 900
_NOT_SOURCES = shutil.ignore_patterns(".*", "__pycache__", "build", "dist", "*.egg-info")


class NotInstalled(Exception):
    """A peer cannot be installed here; the message says why."""


class Peer(Struct, frozen=True):
    """What is installed of a peer, and the command that shows that it works."""

    probe: str
    pip: tuple[str, ...] = ()
    npm: tuple[str, ...] = ()

    @property
    def packages(self) -> tuple[str, ...]:
        """Its packages with their versions."""
        return self.pip + self.npm


def peers() -> dict[str, Peer]:
    """Return the peers by name."""
    text = (ROOT / "benchmarks" / "peers.yml").read_text(encoding="utf-8")
    return convert(yaml.safe_load(text), dict[str, Peer])


def ours(scratch: Path) -> Path:
    """Install the checkout as a wheel, since editable installs start slower; return the commands' folder."""
    copy = scratch / "sources"
    shutil.copytree(ROOT, copy, ignore=_NOT_SOURCES)
    commands = _environment("ours")
    _pip(commands, str(copy))
    _pip(commands, "--force-reinstall", "--no-deps", str(copy))
    return commands


def peer(name: str) -> Path:
    """Install a peer unless it is there in this version; return the commands' folder.

    Raises NotInstalled when its registry or the machine refuses.
    """
    wanted = peers()[name]
    folder = _VENVS / name
    stamp = folder / "installed"
    commands = folder / "node_modules" / ".bin" if wanted.npm else folder / "bin"
    try:
        if not stamp.is_file() or stamp.read_text(encoding="utf-8").split() != [*wanted.packages]:
            shutil.rmtree(folder, ignore_errors=True)
            _install(name, wanted, folder)
            stamp.write_text("\n".join(wanted.packages), encoding="utf-8")
        _run([commands / wanted.probe, "--version"])
    except (OSError, subprocess.SubprocessError) as failed:
        raise NotInstalled(_reason(failed)) from None
    return commands


def _install(name: str, wanted: Peer, folder: Path) -> None:
    if wanted.pip:
        _pip(_environment(name), *wanted.pip)
    else:
        folder.mkdir(parents=True)
        _run(["npm", "install", "--silent", "--ignore-scripts", "--prefix", folder, *wanted.npm])


def _reason(failed: OSError | subprocess.SubprocessError) -> str:
    if isinstance(failed, subprocess.CalledProcessError):
        return (failed.stderr or "").strip().rpartition("\n")[2] or str(failed)
    return str(failed)


def _environment(name: str) -> Path:
    folder = _VENVS / name
    if not (folder / "pyvenv.cfg").is_file():
        sys.stderr.write(f"installing {folder}\n")
        venv.create(folder, with_pip=True)
    return folder / "bin"


def _pip(commands: Path, *arguments: str) -> None:
    _run([commands / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *arguments])


def _run(command: Sequence[str | Path]) -> None:
    # With the variables of whoever starts it: they say where the registries are.
    subprocess.run(
        command,
        check=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        timeout=_INSTALL_SECONDS,
    )
