"""Measures agreement with other tools: `python -m benchmarks.agreement [--only PEER]... [--kept]`.

Prints a table and every disagreement that nobody judged, and writes docs/agreement.md when all were asked.
Exits with 1 when a disagreement has no judgement, a judgement no cell, or a target is missed; with 2 when a
repository could not be read or a peer not be installed.
"""

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from benchmarks import batch, installs
from benchmarks.agreement import judged, page, peers, repository_questions, workflow_questions
from benchmarks.agreement.answers import Answers
from benchmarks.agreement.cells import cells
from benchmarks.agreement.figures import Figures, figures
from benchmarks.agreement.values import Cell, Question
from benchmarks.subjects import Missing, Subject, read

QUESTIONS: tuple[Question, ...] = (*workflow_questions.QUESTIONS, *repository_questions.QUESTIONS)
_SUBJECTS = Path(__file__).with_name("subjects.yml")


class Asked(Struct, frozen=True):
    """The cells of all questions, and what is missing from them."""

    cells: list[Cell]
    left_out: list[str]
    """Repositories that could not be read."""
    broken: list[str]
    """Peers that failed on a repository."""


def main() -> int:
    """Ask both sides, set the answers side by side, and count."""
    options = _options()
    given = options.parse_args()
    subjects = batch.chosen(options, read(_SUBJECTS), given.subject)
    answers = Answers(given.cache.resolve() / "agreement", batch.store(given))
    wanted = given.only or sorted(peers.READERS)
    commands = _installed(wanted)
    asked = _asked(answers, commands, subjects, again=not given.kept)
    judgements = judged.Judgements(judged.read())
    rows = [
        figures(question, [each for each in asked.cells if each.question == question.id], judgements)
        for question in QUESTIONS
        if question.peer in commands
    ]
    print(page.table([row for row in rows if row.cells], markdown=False))
    unread = [*asked.left_out, *sorted(set(wanted) - commands.keys())]
    whole = not (given.only or given.subject or unread)
    wrong = _wrong(asked.cells, judgements, rows, whole=whole)
    print("\n".join(wrong))
    if unread:
        print(batch.unread(unread, given.page))
        return batch.UNREAD
    if whole:
        given.page.write_text(page.written(rows, _repositories(subjects), asked.broken), encoding="utf-8")
    return int(bool(wrong))


def _options() -> argparse.ArgumentParser:
    made = batch.parser("python -m benchmarks.agreement", main.__doc__, page="agreement.md")
    made.add_argument("--only", choices=sorted(peers.READERS), action="append", help="one peer; repeatable")
    made.add_argument("--kept", action="store_true", help="take what the last run saw of ours")
    return made


def _installed(names: Sequence[str]) -> dict[str, Path]:
    """Install peers; one that cannot be is told, and its questions are left out."""
    commands: dict[str, Path] = {}
    for name in names:
        try:
            commands[name] = installs.peer(name)
        except installs.NotInstalled as missing:
            print(f"{name} is left out: it cannot be installed: {missing}", file=sys.stderr, flush=True)
    return commands


def _asked(
    answers: Answers, commands: Mapping[str, Path], subjects: Sequence[Subject], *, again: bool
) -> Asked:
    asked = Asked([], [], [])
    for number, subject in enumerate(subjects, start=1):
        print(f"{number}/{len(subjects)} {_label(subject)}", file=sys.stderr, flush=True)
        try:
            _ask(asked, answers, commands, subject, again=again)
        except Missing as missing:
            print(f"left out: {missing}", file=sys.stderr, flush=True)
            asked.left_out.append(_label(subject))
    return asked


def _ask(
    asked: Asked, answers: Answers, commands: Mapping[str, Path], subject: Subject, *, again: bool
) -> None:
    """Add the cells of a subject; raises Missing if it cannot be read."""
    ours = answers.ours(subject, again=again)
    for name, folder in commands.items():
        questions = [each for each in QUESTIONS if each.peer == name and _is_asked(each, subject)]
        try:
            report = answers.peer(name, folder, subject) if questions else None
        except peers.Broken as broken:
            print(f"{name} fails on {_label(subject)}: {broken}", file=sys.stderr, flush=True)
            asked.broken.append(f"{name} on {_label(subject)}")
            continue
        for question in questions:
            if report:
                asked.cells.extend(cells(question, _label(subject), ours, report))


def _label(subject: Subject) -> str:
    """Name a subject in judgements; one that is in the list for one thing only, with its commit."""
    return f"{subject.name}@{subject.commit[:7]}" if "only" in subject.about else subject.name


def _is_asked(question: Question, subject: Subject) -> bool:
    """Tell whether a question is asked about a subject, which may be in the list for one thing only."""
    return subject.about.get("only") in {None, question.group}


def _repositories(subjects: Sequence[Subject]) -> int:
    return len({subject.name for subject in subjects})


def _wrong(
    found: Sequence[Cell], judgements: judged.Judgements, rows: Sequence[Figures], *, whole: bool
) -> list[str]:
    """Return a line for everything that is wrong; of a part of the list, only what nobody judged."""
    wrong = [
        f"unjudged\t{each.question}\t{each.repository}\t{each.place}\t{each.flagged}\t{each.message}"
        for each in found
        if not each.agrees and judgements.of(each) is None
    ]
    if whole:
        wrong += [f"no cell meets the judgement {each}" for each in judgements.unused]
        wrong += page.missed(rows)
    return wrong


if __name__ == "__main__":
    batch.ended(main)
