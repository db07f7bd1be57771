"""Dockerfiles that commands build: what building them runs."""

import posixpath
import re
from collections.abc import Iterator, Sequence

from checker.ci.pipeline import ShellScript
from checker.ci.tasks import CalledScript
from checker.files import Files

_DOCKERFILES = 20


def built(files: Files, directory: str, words: Sequence[str], named: Sequence[str]) -> list[CalledScript]:
    """Return what the Dockerfile that is built runs, all of them where it cannot be told which.

    *words* are those after `docker`, *named* the files that its options name.
    """
    if {"build", "bake", "buildx", "compose", "up", "run"}.isdisjoint(words):
        return []
    starts = not {"up", "run"}.isdisjoint(words)
    given = [posixpath.normpath(posixpath.join(directory, each)) for each in named]
    beside = [posixpath.normpath(posixpath.join(directory, words[-1], "Dockerfile"))] if words else []
    chosen = [path for path in (*given, *beside) if files.entry(path)][:1]
    paths = chosen or [path for path in files.own_paths if "dockerfile" in path.lower()]
    texts = files.texts(files.within(paths, _DOCKERFILES))
    return [
        CalledScript(ShellScript(path, line, text, "sh", errexit=False, directory=posixpath.dirname(path)))
        for path, source in texts.items()
        for line, text in _run_lines(source, starts=starts)
    ]


def _run_lines(text: str, *, starts: bool) -> Iterator[tuple[int, str]]:
    wanted = ("RUN", "CMD", "ENTRYPOINT") if starts else ("RUN",)
    held, first = "", 0
    for number, line in enumerate(text.splitlines(), 1):
        first = first or number
        if line.rstrip().endswith("\\"):
            held += line.rstrip()[:-1] + " "
            continue
        words = (held + line).strip().split(maxsplit=1)
        if len(words) == 2 and words[0].upper() in wanted:
            plain = " ".join(word for word in words[1].split() if not word.startswith("--mount"))
            yield first, re.sub(r"[\"\[\],]+", " ", plain) if plain.startswith("[") else plain
        held, first = "", 0
