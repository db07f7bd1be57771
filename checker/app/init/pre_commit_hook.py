"""The hook for pre-commit: where it goes in a file that people keep."""

from typing import Any

from checker.app.init.program_source import Home
from checker.documents import Malformed, yaml
from checker.errors import UsageError
from checker.policy import yaml_edit
from checker.policy.yaml_writer import Entry, block

PATH = ".pre-commit-config.yaml"
_ID = "checker"


def entry(home: Home) -> Entry:
    """Return the entry: pre-commit installs the hook; without its address it runs what is installed."""
    if home.known:
        return {"repo": home.address, "rev": home.commit, "hooks": ({"id": _ID},)}
    hook: Entry = {
        "id": _ID,
        "name": "Standards Checker",
        "entry": "checker audit --staged --base HEAD --no-history",
        "language": "system",
        "pass_filenames": False,
        "always_run": True,
        "stages": ("pre-commit",),
    }
    return {"repo": "local", "hooks": (hook,)}


def is_there(text: str) -> bool:
    """Tell whether a configuration of pre-commit runs us already."""
    hooks = [hook for repo in _listed(_data(text), "repos") for hook in _listed(repo, "hooks")]
    return any(isinstance(hook, dict) and hook.get("id") == _ID for hook in hooks)


def added(text: str, home: Home) -> str:
    """Return a configuration with the hook at its end, and every other byte as it was.

    Raises UsageError when there is no place for it.
    """
    changed = yaml_edit.append(text, "repos", entry(home))
    before, after = _data(text), _data(changed)
    if not isinstance(after, dict) or after != {**(before or {}), "repos": after.get("repos")}:
        raise UsageError("it cannot be edited without changing what it says")
    if after["repos"][:-1] != _listed(before, "repos") or not is_there(changed):
        raise UsageError("it cannot be edited without changing what it says")
    return changed


def new(home: Home) -> str:
    """Return a configuration with nothing but the hook."""
    return "\n".join(["repos:", *block(entry(home), 2, 2)]) + "\n"


def by_hand(home: Home) -> str:
    """Return how to add the hook where we cannot."""
    return "\n".join(["add it by hand, below `repos:`", *block(entry(home), 2, 2)])


def _data(text: str) -> Any:
    try:
        return yaml.parse(text).data
    except Malformed as error:
        raise UsageError(f"it cannot be read: {error}") from error


def _listed(value: Any, key: str) -> list[Any]:
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, list) else []
