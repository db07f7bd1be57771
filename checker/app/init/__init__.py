"""What a newcomer starts from: a configuration, a policy of their own with cases, a workflow, a hook."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from checker.app.init import contents, pre_commit_hook
from checker.app.init.detect import DetectedFolder
from checker.app.init.program_source import Home
from checker.app.init.steps import FileState, FileStep, obstacle, present, step, take
from checker.errors import UsageError
from checker.filesystem.probe import exists
from checker.patterns import lazy
from checker.policy.loading.load import load
from checker.policy.loading.sources import packs
from checker.policy.suggestions import did_you_mean

_RUNS_US = lazy(r"^[^#\n]*(?:/standards-checker(?:/[\w./-]+)?@|(?<![\w-])checker audit\b)", 8)
_WORKFLOW_LIMIT = 200


class Wishes(Struct, frozen=True):
    """What somebody wants to start with; *packs* are in force beside the policy of their own."""

    organization: str
    packs: Sequence[str]
    home: Home
    workflow: bool = True
    hook: bool = True
    force: bool = False


def plan(found: DetectedFolder, wishes: Wishes) -> list[FileStep]:
    """Return what is to become of each file; nothing is written yet.

    Raises UsageError for a pack that there is not, or a file that cannot be read.
    """
    for name in wishes.packs:
        if name not in packs():
            raise UsageError(
                f"there is no pack {name!r}{did_you_mean(name, packs())}", f"there are: {', '.join(packs())}"
            )
    steps = list(_standards(found, wishes))
    if wishes.workflow:
        steps.append(_workflow(found, wishes))
    if wishes.hook:
        steps.append(_hook(found, wishes))
    return steps


def begin(found: DetectedFolder, steps: Sequence[FileStep]) -> None:
    """Take the steps; raises UsageError when a file cannot be written."""
    for each in steps:
        if each.writes:
            take(found.folder, each)


def _standards(found: DetectedFolder, wishes: Wishes) -> Iterator[FileStep]:
    """Yield what becomes of checker.yml, the policy and its cases."""
    files = contents.policy_files(wishes.organization)
    policy = next(iter(files))
    usable = _is_usable(found.folder, policy, wishes.force)
    named = [*wishes.packs, *([policy] if usable else [])]
    text = contents.configuration(wishes.organization, named)
    first = step(found.folder, contents.CONFIGURATION, text, wishes.force)
    yield first
    if first.state is FileState.LEFT:
        return  # whoever has a configuration has named policies
    yield from (
        step(found.folder, path, text, wishes.force)
        if usable
        else FileStep(path, FileState.LEFT, why="no policy that could be used lies at its place")
        for path, text in files.items()
    )


def _is_usable(folder: Path, policy: str, force: bool) -> bool:
    """Tell whether a policy can be written, or is there and can be named."""
    if obstacle(folder, policy):
        return False
    if force or not exists(folder / policy):
        return True
    loaded = load([policy], folder)
    return loaded.policy is not None and not loaded.mistakes


def _workflow(found: DetectedFolder, wishes: Wishes) -> FileStep:
    if not found.is_top:
        return FileStep(
            contents.WORKFLOW, FileState.LEFT, why="the folder is not the top of a Git repository"
        )
    ours = contents.workflow(wishes.home)
    made = step(found.folder, contents.WORKFLOW, ours, wishes.force or _is_unfilled(found.folder))
    if made.state in {FileState.SAME, FileState.OVER}:
        return made
    for path in _workflows(found.folder):
        if _RUNS_US.search(_text(found.folder, path)):
            return FileStep(path, FileState.SAME, why="it runs us already")
    return made


def _is_unfilled(folder: Path) -> bool:
    """Tell whether our workflow is there, and the address of the Action still is to be filled in."""
    unusable = obstacle(folder, contents.WORKFLOW)
    return not unusable and _text(folder, contents.WORKFLOW) == contents.workflow(Home())


def _workflows(folder: Path) -> list[str]:
    """Return the paths of the workflows that can be read, not too many."""
    inside = folder / ".github" / "workflows"
    listed = sorted(path.name for pattern in ("*.yml", "*.yaml") for path in inside.glob(pattern))
    paths = [f".github/workflows/{name}" for name in listed[:_WORKFLOW_LIMIT]]
    return [path for path in paths if not obstacle(folder, path)]


def _text(folder: Path, path: str) -> str:
    try:
        return present(folder, path).decode()
    except UsageError:
        return ""


def _hook(found: DetectedFolder, wishes: Wishes) -> FileStep:
    path = pre_commit_hook.PATH
    if why := "" if found.is_top else "the folder is not the top of a Git repository":
        return FileStep(path, FileState.LEFT, why=why)
    if why := obstacle(found.folder, path):
        return FileStep(path, FileState.LEFT, why=why)
    if not exists(found.folder / path):
        return FileStep(path, FileState.NEW, pre_commit_hook.new(wishes.home))
    try:
        before = present(found.folder, path)
        if pre_commit_hook.is_there(before.decode("utf-8-sig")):
            return FileStep(path, FileState.SAME, why="it runs us already")
        return FileStep(path, FileState.ADDED, pre_commit_hook.added(before.decode(), wishes.home), before)
    except UsageError as error:
        return FileStep(path, FileState.LEFT, why=f"{error.message}; {pre_commit_hook.by_hand(wishes.home)}")
