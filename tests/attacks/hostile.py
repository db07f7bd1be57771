"""A checkout that lies in wait for Python: each file of it leaves a mark when it is run."""

from collections.abc import Iterable, Mapping
from pathlib import Path

MODULES = (
    "checker",
    "click",
    "concurrent",
    "importlib",
    "json",
    "logging",
    "multiprocessing",
    "pip",
    "setuptools",
    "socket",
    "sitecustomize",
    "subprocess",
    "usercustomize",
    "venv",
)
"""What a program that starts Python, pip, venv or the checker imports sooner or later."""


def files(marks: Path) -> Mapping[str, str]:
    """Return modules, as files and as folders, and what else Python's tools read where they stand.

    Whatever is run leaves a file of its name in *marks*.
    """
    found: dict[str, str] = {}
    for name in MODULES:
        mark = f"open({str(marks / name)!r}, 'w').close()\n"
        found |= dict.fromkeys((f"{name}.py", f"{name}/__init__.py", f"{name}/__main__.py"), mark)
    return {**found, **_settings(marks)}


def _settings(marks: Path) -> Mapping[str, str]:
    """Return settings files of tools: each would bring in code, or an index of the author's choice."""
    return {
        "pyvenv.cfg": f"home = {marks}\n",
        "pip.conf": "[global]\nindex-url = http://127.0.0.1:9/\n",
        "setup.py": f"open({str(marks / 'setup.py')!r}, 'w').close()\n",
        "setup.cfg": "[install]\nprefix = elsewhere\n",
        ".pydistutils.cfg": "[install]\nprefix = elsewhere\n",
        "requirements.txt": "evil\n",
        ".env": "PYTHONPATH=.\n",
        "evil.pth": f"import os; open({str(marks / 'pth')!r}, 'w').close()\n",
    }


def ran(marks: Path) -> Iterable[str]:
    """Return the names of what was run."""
    return sorted(path.name for path in marks.iterdir())
