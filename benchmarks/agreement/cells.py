"""Sets both sides' answers side by side: one cell for each place that either talks about."""

import re
from collections.abc import Iterable, Iterator, Mapping

from benchmarks.agreement.facts import Facts
from benchmarks.agreement.values import Cell, Finding, Places, Question, Report

_IN_FORCE = re.compile(r"^\.github/(?!.*/test)|(?:^|/)action\.ya?ml$")
_FIXTURES = re.compile(r"(?:^|/)(?:__)?(?:tests?|fixtures|examples?|testdata)(?:__)?/")


def cells(question: Question, repository: str, facts: Facts, report: Report) -> list[Cell]:
    """Return the cells of a question in a repository, sorted."""
    if not question.when(facts):
        return []
    answer = question.answer(facts)
    findings = [each for each in report.findings if each.rule in question.rules and question.counts(each)]
    if isinstance(answer, Places):
        answered = [place for place in answer.found if place.rpartition(":")[0] not in report.unread]
        found = _of_lines(
            Places(answered, answer.unclear), [each for each in findings if _is_in_force(each.path)]
        )
    elif isinstance(answer, Mapping):
        found = _of_files(answer, findings, report.unread)
    else:
        found = _of_repository(answer, report.verdicts.get(question.rules[0]))
    made = (Cell(question.id, repository, *cell) for cell in found)
    return sorted(made, key=lambda cell: (cell.place, cell.flagged))


_Parts = tuple[str, bool | None, bool, str]


def _of_lines(ours: Places, findings: Iterable[Finding]) -> Iterator[_Parts]:
    """Pair each line of ours with a finding of the peer: by its place, else by the lines around it."""
    left = {place for place in ours.found if _is_in_force(place.rpartition(":")[0])}
    unpaired = []
    for finding in _distinct(findings):
        here = sorted(place for place in left if _covers(finding, place, first_only=True))
        if here:
            left.difference_update(here)
            yield here[0], True, True, finding.message
        else:
            unpaired.append(finding)
    for finding in unpaired:
        near = sorted(place for place in left if _covers(finding, place, first_only=False))
        if near:
            left.discard(near[0])
            yield near[0], True, True, finding.message
        else:
            answer = None if finding.path in ours.unclear else False
            yield f"{finding.path}:{finding.spans[0].first}", answer, True, finding.message
    for place in left:
        yield place, True, False, ""


def _distinct(findings: Iterable[Finding]) -> Iterable[Finding]:
    """Keep one finding for each place, the last."""
    return {(each.path, each.spans[0].first): each for each in findings}.values()


def _covers(finding: Finding, place: str, *, first_only: bool) -> bool:
    path, _, line = place.rpartition(":")
    spans = finding.spans[:1] if first_only else finding.spans
    return path == finding.path and any(int(line) in span for span in spans)


def _is_in_force(path: str) -> bool:
    return bool(_IN_FORCE.search(path)) and not _FIXTURES.search(path)


def _of_files(
    ours: Mapping[str, bool | None], findings: Iterable[Finding], unread: Iterable[str]
) -> Iterator[_Parts]:
    said = {each.path: each.message for each in findings}
    for path in ours.keys() - set(unread):
        yield path, ours[path], path in said, said.get(path, "")


def _of_repository(ours: bool | None, peer: bool | None) -> Iterator[_Parts]:
    if peer is not None:
        yield "", ours, peer, ""
