"""New waivers: checked as the policy will be checked, then written into a file that people keep."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path

from msgspec.structs import replace

from checker import resources
from checker.app.policies.remote import fetch
from checker.errors import PolicyError, UsageError
from checker.filesystem.probe import is_file, is_folder, resolve
from checker.filesystem.write import Destination, settle
from checker.model.policy import Policy, Waiver
from checker.policy import yaml_edit
from checker.policy.access import DISK, UnreadableSettings, decoded
from checker.policy.loading.assemble import digest
from checker.policy.loading.load import Loaded, load, rehearse, too_long
from checker.policy.loading.sources import Library, Sources
from checker.policy.rule_selection import objection
from checker.policy.yaml_writer import Entry, block

_SCOPES = ("repositories", "teams", "paths", "everywhere")
_KEYS = ("rules", *_SCOPES, "reason", "owner", "approved_by", "until")


def add(waiver: Waiver, sources: Sources, chosen: Path | None, today: date) -> Waiver:
    """Write a waiver to a policy file; return it with the place where it now stands.

    *chosen* is the file, by default the only one that the sources name. Nothing is written unless
    the policy with the waiver has no mistakes and is otherwise the same.
    Raises UsageError or PolicyError saying what is wrong with the waiver, the file or the policy.
    """
    before = load(sources.names, sources.root, fetch, today, sources.access)
    if before.policy is None or before.mistakes:
        raise PolicyError("\n".join(map(str, before.mistakes)), "correct the policy first")
    problems = list(_problems(waiver, before.policy, today))
    if problems:
        raise UsageError("\n".join(problems), "nothing was written")
    path, name = _file(sources, chosen, before)
    content = _read(path, name)
    changed = _amended(content, waiver, name)
    after = rehearse(sources, (path, changed), fetch, today)
    written = _checked(waiver, before.policy, after, name)
    Destination(path, name=name).edit(content, changed)
    return written


def lines(waiver: Waiver) -> list[str]:
    """Return how a waiver reads in a policy file."""
    return block(_entry(waiver), 2, 2)


def _entry(waiver: Waiver) -> Entry:
    said = {key: getattr(waiver, key) for key in _KEYS}
    return {key: value for key, value in said.items() if value}


def _problems(waiver: Waiver, policy: Policy, today: date) -> Iterator[str]:
    """Yield what is wrong with a waiver, in the words of the command line."""
    known = [*(rule.id for rule in policy.rules), *policy.off]
    yield from filter(None, (objection(rule, known) for rule in waiver.rules))
    scopes = [key for key in _SCOPES if getattr(waiver, key)]
    if not scopes:
        yield "a waiver needs a scope: --repository, --team or --path, or --everywhere if that is meant"
    if waiver.everywhere and len(scopes) > 1:
        yield "--everywhere and a narrower scope contradict each other"
    if waiver.until < today:
        yield f"--until {waiver.until} is in the past"
    if why := too_long(waiver.until, policy, today):
        yield f"--until {waiver.until}: {why}"
    texts = (waiver.reason, waiver.owner, waiver.approved_by, *waiver.repositories, *waiver.teams)
    for text in (*texts, *waiver.paths):
        if not text.replace("\n", "").isprintable():
            yield f"{text!r}: holds characters that cannot be printed"


def _file(sources: Sources, chosen: Path | None, loaded: Loaded) -> tuple[Path, str]:
    """Return the file to write to, and its name in messages."""
    library = Library(sources.root, fetch, access=sources.access)
    path = settle(chosen or _only(library, sources.names))
    try:
        name = library.place(path).name
    except UnreadableSettings as error:
        raise UsageError(f"{path}: {error}", "name a file of the policy in force with --file") from error
    if _shipped(path):
        raise UsageError(f"{name}: belongs to Standards Checker", "name a file of your own with --file")
    if name not in loaded.files:
        near = ((each, sources.root / each) for each in loaded.files)
        own = [each for each, path in near if is_file(path) and not _shipped(resolve(path))]
        raise UsageError(
            f"{name}: the policy in force does not read this file",
            f"it reads {', '.join(own or sources.names)}",
        )
    return path, name


def _shipped(path: Path) -> bool:
    return path.is_relative_to(resolve(resources.folder("policies")))


def _only(library: Library, names: Sequence[str]) -> Path:
    """Return the one file that the sources name besides shipped packs and what lies elsewhere."""
    headers = [(name, library.find(name).header) for name in names]
    found = [(name, Path(each.path)) for name, each in headers if not each.url]
    own = [_as_named(library.root / name, path) for name, path in found if not _shipped(path)]
    if len(own) == 1:
        return own[0]
    if not own:
        raise UsageError(
            "no policy file of your own is in force", "`checker init` writes one; or name it with --policy"
        )
    named = ", ".join(library.place(path).name for path in own)
    raise UsageError("the policies in force are several files", f"choose one with --file: {named}")


def _as_named(named: Path, header: Path) -> Path:
    """Return the file of a policy by the way that names it: links on it are still to be seen."""
    return named / header.name if is_folder(named) else named


def _read(path: Path, name: str) -> bytes:
    try:
        content = DISK.read(path)
        decoded(content)
    except UnreadableSettings as error:
        raise UsageError(f"{name}: {error}") from error
    return content


def _amended(content: bytes, waiver: Waiver, name: str) -> bytes:
    try:
        return yaml_edit.append(content.decode(), "waivers", _entry(waiver)).encode()
    except UsageError as error:
        raise UsageError(f"{name}: cannot be edited: {error}", _by_hand(waiver)) from error


def _by_hand(waiver: Waiver) -> str:
    return "\n".join(["add it by hand, below `waivers:`", *lines(waiver)])


def _checked(waiver: Waiver, before: Policy, after: Loaded, name: str) -> Waiver:
    """Return the waiver with its place, if it is all that a change of the policy changes."""
    if after.policy is None or after.mistakes:
        said = dict.fromkeys(mistake.message for mistake in after.mistakes)
        raise PolicyError("\n".join(f"the waiver is refused: {each}" for each in said), "nothing was written")
    rest = [replace(each, position=None) for each in before.waivers]
    added = [each for each in after.policy.waivers if not _taken(replace(each, position=None), rest)]
    same = digest(replace(before, waivers=())) == digest(replace(after.policy, waivers=()))
    if not same or rest or [replace(each, position=None) for each in added] != [waiver]:
        raise UsageError(f"{name}: cannot be edited without changing what it says", _by_hand(waiver))
    return next(
        each
        for each in reversed(after.policy.waivers)
        if each.position and each.position.file == name and replace(each, position=None) == waiver
    )


def _taken(waiver: Waiver, rest: list[Waiver]) -> bool:
    """Take a waiver out of *rest*; tell whether it was there."""
    with suppress(ValueError):
        rest.remove(waiver)
        return True
    return False
