"""What benchmarks over lists of public repositories share: options, and how they go through a list.

options = batch.parser("python -m benchmarks.usefulness", "…", page="usefulness.md")
given = options.parse_args()                      # clones, cache, subject, page
subjects = batch.chosen(options, listed, given.subject)
found = batch.done([(name, task), …])             # found.results, found.left_out
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from typing import Generic, TypeVar

import msgspec

from benchmarks.installs import ROOT
from benchmarks.subjects import Missing, Store, Subject

UNREAD = 2
"""The exit code where a repository could not be read, so that the figures are not those of the list."""
INTERRUPTED = 130
_AT_ONCE = 2
_NAMED = 5
_Item = TypeVar("_Item")


class Done(msgspec.Struct, Generic[_Item], frozen=True):
    """What tasks returned, in their order, and the names of those that could not be done."""

    results: Sequence[_Item]
    left_out: Sequence[str]


def done(tasks: Sequence[tuple[str, Callable[[], _Item]]]) -> Done[_Item]:
    """Do tasks, two at a time, and tell on stderr how far it is and why one is left out."""
    numbers = count(1)

    def attempted(task: tuple[str, Callable[[], _Item]]) -> _Item | Missing:
        name, work = task
        try:
            result: _Item | Missing = work()
        except Missing as missing:
            result = missing
        told = f": left out: {result}" if isinstance(result, Missing) else ""
        print(f"{next(numbers)}/{len(tasks)} {name}{told}", file=sys.stderr, flush=True)
        return result

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        found = list(pool.map(attempted, tasks))
    return Done(
        [each for each in found if not isinstance(each, Missing)],
        [name for (name, _), each in zip(tasks, found, strict=True) if isinstance(each, Missing)],
    )


def parser(program: str, about: str | None, page: str) -> argparse.ArgumentParser:
    """Return a parser of the options that all have; *page* is what is written in docs."""
    made = argparse.ArgumentParser(prog=program, description=about)
    made.add_argument("--clones", type=_folder, metavar="DIR", help="take clones that lie there, clone none")
    made.add_argument(
        "--cache", type=Path, default=ROOT / "benchmarks" / ".cache", metavar="DIR",
        help="where clones and audits are kept (default: benchmarks/.cache)",
    )  # fmt: skip
    made.add_argument(
        "--subject", action="append", default=[], metavar="OWNER/NAME",
        help="one repository of the list only; repeatable; writes no page",
    )  # fmt: skip
    made.add_argument(
        "--page", type=Path, default=ROOT / "docs" / page, metavar="FILE",
        help=f"what is written when all were read (default: docs/{page})",
    )  # fmt: skip
    return made


def _folder(text: str) -> Path:
    if not Path(text).is_dir():
        raise argparse.ArgumentTypeError(f"{text} is no folder")
    return Path(text).resolve()


def chosen(parser: argparse.ArgumentParser, listed: Sequence[Subject], names: Sequence[str]) -> list[Subject]:
    """Return the subjects of some names, all without one; ends with 2 where the list has no such name."""
    unlisted = sorted(set(names) - {subject.name for subject in listed})
    if unlisted:
        parser.error(f"not in the list of repositories: {', '.join(unlisted)}")
    return [subject for subject in listed if not names or subject.name in names]


def store(given: argparse.Namespace) -> Store:
    """Return the clones that the options name; the folder that keeps them exists then."""
    given.cache = given.cache.resolve()
    given.cache.mkdir(parents=True, exist_ok=True)
    return Store(given.cache, given.clones)


def unread(left_out: Sequence[str], page: Path) -> str:
    """Say what is missing from the figures, repositories or tools to compare with, and what follows."""
    few = ", ".join(left_out[:_NAMED]) + (", …" if len(left_out) > _NAMED else "")
    return (
        f"{len(left_out)} left out ({few}); the reasons stand above. "
        f"{page} stays as it is. What is cloned is kept: run the same again to go on."
    )


def ended(main: Callable[[], int]) -> None:
    """Run a program and exit with its code; one that is interrupted says what is kept."""
    try:
        code = main()
    except Missing as missing:
        print(missing, file=sys.stderr)
        code = UNREAD
    except KeyboardInterrupt:
        print("interrupted; complete clones are kept, the next run goes on with them", file=sys.stderr)
        code = INTERRUPTED
    sys.exit(code)
