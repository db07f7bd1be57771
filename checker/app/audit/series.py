"""Which series of a history an audit belongs to, and which one is read.

A series is the line of audits of the same targets. The *default series* of a configuration is what its own
targets make; where it names none, what the command line names, else the repository that the user stands in.
"""

import hashlib
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from checker.app.audit.targets import GITHUB, here
from checker.errors import UsageError
from checker.filesystem.probe import resolve
from checker.git.targets import is_address
from checker.policy.settings.configuration import Configuration

if TYPE_CHECKING:
    from checker.model.recorded import SeriesInfo
    from checker.store.history import AuditHistory

_NAME_LIMIT = 120
_KEY_LIMIT = 6  # characters of a key from which on it names a series


class Series(Struct, frozen=True):
    """The line of audits that one belongs to. *named*: the user chose its name."""

    key: str
    name: str
    named: bool = False


class Membership(Struct, frozen=True):
    """The series that an audit is recorded in, None for none.

    *whole*: it is of all that the settings are about, so that its reports are those of the organization.
    *reason* says why it is not.
    """

    series: Series | None
    whole: bool
    reason: str = ""


class SeriesChoice(Struct, frozen=True):
    """The series to read: the one called *name* (or by its key), else the *default* one.

    *stated*: settings name the targets of the default series. Otherwise a history with a single series has no
    other that could be meant.
    """

    name: str = ""
    default: Series | None = None
    stated: bool = False

    def among(self, known: "Sequence[SeriesInfo]") -> str:
        """Return what names the series among those of a history, "" where it is not there."""
        if self.name:
            return self.name
        keys = [each.key for each in known]
        if self.default and self.default.key in keys:
            return self.default.key
        return keys[0] if len(keys) == 1 and not self.stated else ""

    def key(self, history: "AuditHistory") -> str:
        """Return what names the series in a history, "" while that has none.

        Raises UsageError when the default series is not in the history, but others are.
        """
        known = history.series()
        found = self.among(known)
        if found or not known:
            return found
        what = "the targets of checker.yml" if self.stated else "the repository here"
        names = ", ".join(dict.fromkeys(each.name for each in known))
        raise UsageError(
            f"no audit of {what} is in this history", f"audit them, or choose by --series NAME from: {names}"
        )


def series_of(targets: Sequence[str], configuration: Configuration) -> Series:
    """Return the series of audits of these targets, from wherever and however they are named."""
    names = sorted(named(target, configuration.folder) for target in targets)
    # Histories hold these keys: the last part once said which repositories were filtered out.
    key = hashlib.sha256(json.dumps([configuration.organization, names, ""]).encode()).hexdigest()
    own = sorted(named(target, configuration.folder) for target in configuration.targets)
    name = configuration.organization if configuration.organization and names == own else ", ".join(names)
    return Series(key, name if len(name) <= _NAME_LIMIT else f"{name[: _NAME_LIMIT - 1]}…")


def default_series(configuration: Configuration) -> Series:
    """Return the series that is read unless the user names another."""
    return series_of(configuration.targets or (here(),), configuration)


def recorded(series: Series | None) -> SeriesChoice:
    """Return what finds the series that an audit was just recorded in."""
    return SeriesChoice(series.name if series and series.named else "", series)


def choice(name: str, configuration: Configuration) -> SeriesChoice:
    """Return the series that commands read: the one the user names, else the default one."""
    return SeriesChoice(name, default_series(configuration), bool(configuration.targets))


def membership(targets: Sequence[str], filtered: bool, name: str, configuration: Configuration) -> Membership:
    """Return the series that an audit of *targets* is recorded in, which the user may *name*.

    Raises UsageError when the name is that of the default series, and the audit is of something else, and
    for a name that nobody could read in a list or type again.
    """
    series, default = series_of(targets, configuration), default_series(configuration)
    whole = not filtered and (not configuration.targets or series.key == default.key)
    why = "filters leave out repositories" if filtered else "these are not the targets of checker.yml"
    reason = "" if whole else why
    own = default if configuration.targets else series
    if not name:
        return Membership(own if whole else None, whole, reason)
    if not _means(name, own.key, own.name):
        _refuse_unreadable(name)
        key = hashlib.sha256(json.dumps(["named", name]).encode()).hexdigest()
        return Membership(Series(key, name, named=True), whole, reason)
    if whole:
        return Membership(own, whole)
    raise UsageError(
        f"{name!r} is the series of the targets of checker.yml, and this audit is of something else",
        "choose another name",
    )


def _refuse_unreadable(name: str) -> None:
    if name != name.strip() or not name.isprintable() or len(name) > _NAME_LIMIT:
        raise UsageError(
            f"no series can be called {name[:_NAME_LIMIT]!r}",
            f"choose at most {_NAME_LIMIT} printable characters, without space at either end",
        )


def existing(series: Series, known: Sequence["SeriesInfo"]) -> Series:
    """Return a series as a history knows it: what the user named may have been recorded by another key.

    Raises UsageError when several are called so.
    """
    if not series.named:
        return series
    found = [each for each in known if each.key == series.key] or [
        each for each in known if _means(series.name, each.key, each.name)
    ]
    if len(found) > 1:
        keys = ", ".join(each.key[:12] for each in found)
        raise UsageError(f"several series are called {series.name!r}", f"name one by its key: {keys}")
    return Series(found[0].key, found[0].name) if found else series


def _means(word: str, key: str, name: str) -> bool:
    return word == name or (len(word) >= _KEY_LIMIT and key.startswith(word))


def named(target: str, folder: Path) -> str:
    """Return a target as it reads from the configuration's folder; one on GitHub in lower case."""
    if target.startswith(GITHUB):
        return target.lower()
    if is_address(target):
        return target
    path = resolve(Path(target))
    if path == resolve(folder):
        return path.name
    try:
        return Path(os.path.relpath(path, resolve(folder))).as_posix()
    except ValueError:  # there is no way from one drive of Windows to another
        return path.as_posix()
