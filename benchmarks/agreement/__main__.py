"""Measures agreement with other tools: `python -m benchmarks.agreement [--clones DIR] [--only PEER]...`.

Prints a table and every disagreement that nobody judged, and writes docs/agreement.md when all were asked.
Exits with 1 when a disagreement has no judgement, a judgement no cell, or a target is missed.
"""

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks import installs
from benchmarks.agreement import judged, page, peers, repository_questions, workflow_questions
from benchmarks.agreement.answers import Answers
from benchmarks.agreement.cells import cells
from benchmarks.agreement.figures import Figures, figures
from benchmarks.agreement.values import Cell, Question
from benchmarks.subjects import Missing, Store, Subject, read

QUESTIONS: tuple[Question, ...] = (*workflow_questions.QUESTIONS, *repository_questions.QUESTIONS)
_CACHE = installs.ROOT / "benchmarks" / ".cache"
_SUBJECTS = Path(__file__).with_name("subjects.yml")
_PAGE = installs.ROOT / "docs" / "agreement.md"


def main() -> None:
    """Ask both sides, set the answers side by side, and count."""
    given = _arguments()
    subjects = [each for each in read(_SUBJECTS) if not given.subject or each.name in given.subject]
    commands = _installed(given.only or sorted(peers.READERS))
    found = _asked(
        Answers(_CACHE / "agreement", Store(_CACHE, given.clones)), commands, subjects, again=not given.kept
    )
    judgements = judged.Judgements(judged.read())
    rows = [
        figures(question, [each for each in found if each.question == question.id], judgements)
        for question in QUESTIONS
        if question.peer in commands
    ]
    whole = not (given.only or given.subject)
    print(page.table(rows))
    failed = _tell(found, judgements, rows, whole=whole)
    if whole:
        repositories = len({each.repository.partition("@")[0] for each in found})
        _PAGE.write_text(page.written(rows, repositories, commands), encoding="utf-8")
    sys.exit(1 if failed else 0)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.agreement", description=main.__doc__)
    parser.add_argument("--clones", type=Path, metavar="DIR", help="clones that are there already")
    parser.add_argument("--only", choices=sorted(peers.READERS), action="append", help="one peer; repeatable")
    parser.add_argument("--subject", action="append", metavar="OWNER/NAME", help="one repository; repeatable")
    parser.add_argument("--kept", action="store_true", help="take what the last run saw of ours")
    return parser.parse_args()


def _installed(names: Sequence[str]) -> dict[str, Path]:
    """Install peers; one that cannot be is told, and its questions are left out."""
    commands: dict[str, Path] = {}
    for name in names:
        try:
            commands[name] = installs.peer(name)
        except installs.NotInstalled as missing:
            sys.stderr.write(f"{name} is left out: it cannot be installed: {missing}\n")
    return commands


def _asked(
    answers: Answers, commands: Mapping[str, Path], subjects: Sequence[Subject], *, again: bool
) -> list[Cell]:
    found: list[Cell] = []
    for subject in subjects:
        try:
            ours = answers.ours(subject, again=again)
        except Missing as missing:
            sys.stderr.write(f"{missing}; it is left out\n")
            continue
        for name, folder in commands.items():
            if not _is_asked(name, subject):
                continue
            try:
                report = answers.peer(name, folder, subject)
            except peers.Broken as broken:
                sys.stderr.write(f"{name} fails on {subject.name}, which is left out there: {broken}\n")
                continue
            for question in QUESTIONS:
                if question.peer == name and subject.about.get("only") in {None, question.group}:
                    found += cells(question, _label(subject), ours, report)
    return sorted(found)


def _label(subject: Subject) -> str:
    """Name a subject in judgements; one that is in the list for one thing only, with its commit."""
    return f"{subject.name}@{subject.commit[:7]}" if "only" in subject.about else subject.name


def _is_asked(peer: str, subject: Subject) -> bool:
    """Tell whether a peer has a question about a subject, which may be in the list for one thing only."""
    only = subject.about.get("only")
    return any(each.peer == peer and only in {None, each.group} for each in QUESTIONS)


def _tell(
    found: Sequence[Cell], judgements: judged.Judgements, rows: Sequence[Figures], *, whole: bool
) -> bool:
    """Print what is wrong, and tell whether anything is."""
    wrong = [
        f"unjudged\t{each.question}\t{each.repository}\t{each.place}\t{each.flagged}\t{each.message}"
        for each in found
        if not each.agrees and judgements.of(each) is None
    ]
    if whole:
        wrong += [f"no cell meets the judgement {each}" for each in judgements.unused]
        wrong += page.missed(rows)
    print("\n".join(wrong))
    return bool(wrong)


if __name__ == "__main__":
    main()
