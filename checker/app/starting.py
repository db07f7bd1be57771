"""What a newcomer starts from: a configuration, a policy of their own, and its cases."""

import re
from collections.abc import Mapping
from pathlib import Path

from checker.errors import UsageError
from checker.patterns import lazy
from checker.resources import folder

_NAME = lazy(r"[^a-z0-9]+")


def begin(directory: Path, organization: str, force: bool) -> list[Path]:
    """Write the files to start from and return their paths.

    Raises UsageError when one is there already (unless *force*) or cannot be written.
    """
    files = contents(organization or directory.resolve().name)
    paths = {directory / name: text for name, text in files.items()}
    present = [str(path) for path in paths if path.exists()]
    if present and not force:
        raise UsageError(f"{', '.join(present)}: already there", "use --force to write over it")
    for path, text in paths.items():
        _write(path, text)
    return list(paths)


def contents(organization: str) -> Mapping[str, str]:
    """Return the files by path: checker.yml, a policy, and its cases."""
    name = _NAME.sub("-", organization.lower()).strip("-") or "own"
    values = {"organization": _quoted(organization), "name": name}

    def filled(template: str) -> str:
        return (folder("reports") / "templates" / template).read_text(encoding="utf-8").format(**values)

    return {
        "checker.yml": filled("checker.yml"),
        f"policies/{name}.yml": filled("policy.yml"),
        f"policies/cases/{name}.yml": filled("cases.yml"),
    }


def _quoted(text: str) -> str:
    """Return a name as YAML can hold it within a line."""
    clean = "".join(char for char in text if char.isprintable())
    if re.fullmatch(r"[A-Za-z][A-Za-z0-9 ._-]*", clean):
        return clean
    return "'" + clean.replace("'", "''") + "'"


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise UsageError(f"{path}: cannot be written: {error.strerror}") from error
