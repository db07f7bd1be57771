"""What people are told of a start: what was found, what became of each file, and what to do next."""

import shlex
from collections.abc import Iterator, Sequence
from difflib import unified_diff
from pathlib import Path

from checker.app.init import Wishes, contents, pre_commit_hook
from checker.app.init.detect import DetectedFolder
from checker.app.init.steps import FileState, FileStep
from checker.policy.settings.configuration import DEBT
from checker.render.shared.text import clean

_WIDTH = 10


def found(survey: DetectedFolder) -> Iterator[str]:
    """Yield what was detected."""
    place = survey.origin or ("a repository without a remote" if survey.is_top else "no repository")
    branch = f", default branch {survey.branch}" if survey.branch else ""
    yield _line("found", f"{place}{branch}")
    made = ", ".join((*survey.languages, *survey.technologies))
    if made:
        yield _line("made with", made)
    if survey.packs:
        yield _line("packs", f"{', '.join(survey.packs)}: of the baseline, what is about that")
    if survey.above:
        yield _line("note", f"{survey.above} was in force here; from now on {contents.CONFIGURATION} here is")


def done(steps: Sequence[FileStep]) -> Iterator[str]:
    """Yield what became of each file."""
    for each in steps:
        why = f": {each.why}" if each.why else ""
        if each.writes:
            yield _line(each.state.value, each.path)
        elif each.state is FileState.SAME:
            yield _line("unchanged", f"{each.path}{why}")
        else:
            yield _line("left", f"{each.path}{why}")


def preview(steps: Sequence[FileStep], owner: str) -> Iterator[str]:
    """Yield what would be written, as differences; debt of an *owner* ("": none) takes an audit to know."""
    for each in steps:
        if each.writes:
            before = each.before.decode("utf-8-sig").splitlines()
            old = "/dev/null" if each.state is FileState.NEW else each.path
            lines = unified_diff(before, each.text.splitlines(), old, each.path, lineterm="")
            yield from map(clean, lines)
    if owner:
        yield f"what fails would be recorded in {DEBT}"


def following(survey: DetectedFolder, steps: Sequence[FileStep], wishes: Wishes) -> Iterator[str]:
    """Yield what to know and to do next."""
    yield from _notes(steps, wishes)
    if not any(each.writes for each in steps):
        yield _line("next", "nothing was to do; checker audit")
        return
    lines = list(_commands(survey, steps))
    longest = max(len(command) for command, _ in lines)
    for index, (command, why) in enumerate(lines):
        said = f"{command:<{longest}}  # {why}" if why else command
        yield _line("" if index else "next", said)


def _notes(steps: Sequence[FileStep], wishes: Wishes) -> Iterator[str]:
    states = {each.path: each.state for each in steps}
    if states.get(contents.WORKFLOW, FileState.LEFT) is not FileState.LEFT and not wishes.home.known:
        yield _line("note", f"{contents.WORKFLOW} lacks the address of the Action: fill it in,")
        yield _line("", "or let `checker init --from OWNER/NAME@COMMIT` do it")
    if states.get(pre_commit_hook.PATH) in {FileState.NEW, FileState.ADDED} and not wishes.home.known:
        yield _line("note", "the hook runs the `checker` on the PATH: whoever commits needs it")


def _commands(survey: DetectedFolder, steps: Sequence[FileStep]) -> Iterator[tuple[str, str]]:
    """Yield commands, and what each is for."""
    if survey.folder != Path.cwd():
        yield f"cd {shlex.quote(str(survey.folder))}", ""
    policy = next((each.path for each in steps if each.path.startswith("policies/")), "")
    yield "checker policy check", ""
    yield f"checker policy test {policy}".strip(), ""
    yield "checker audit", ""
    if not any(each.path.endswith(DEBT) for each in steps):
        yield "checker debt record --owner NAME", "what fails today only warns from then on"
    if survey.branch and survey.origin:
        base = shlex.quote(f"origin/{survey.branch}")
        yield f"checker audit --base {base}", "only what your branch makes worse"


def _line(label: str, text: str) -> str:
    """Return a line for a terminal; names of files and branches are of anybody's making."""
    return f"{label:<{_WIDTH}} " + "\n".join(clean(each) for each in text.split("\n"))
