"""Workflow commands: GitHub Actions shows them as annotations of the change.

https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
"""

from collections.abc import Iterator
from itertools import islice

from checker.model.audit import Audit, Subject
from checker.model.result import Finding, Outcome, Result
from checker.render import Style, order
from checker.render.text import clean, sentence

_LIMIT = 10
"""Annotations of one rule: GitHub itself shows ten of a kind in a step."""
_COMMANDS = {"error": "error", "warning": "warning", "note": "notice"}


def render(audit: Audit, style: Style) -> str:  # noqa: ARG001  # GitHub sees no style
    """Return one command a finding, the worst failures first."""
    lines = [line for subject in audit.subjects for line in _subject(subject, len(audit.subjects) > 1)]
    lines += [
        _command("error", {"title": f"Not audited: {each.target}"}, sentence((each.reason, each.hint)))
        for each in audit.uncollected
    ]
    return "".join(f"{line}\n" for line in lines)


def _subject(subject: Subject, several: bool) -> Iterator[str]:
    prefix = f"{subject.subject}: " if several else ""
    for result in order.of(subject.results, Outcome.FAIL):
        for finding in islice(_findings(result), _LIMIT):
            yield _failure(result, finding, prefix, several)
    for result in order.of(subject.results, Outcome.UNKNOWN, Outcome.ERROR):
        title = f"{prefix}{result.rule} ({result.outcome})"
        yield _command("notice", {"title": title}, sentence((result.title, result.reason)))


def _findings(result: Result) -> Iterator[Finding]:
    yield from result.findings or (Finding(result.reason or result.title),)


def _failure(result: Result, finding: Finding, prefix: str, several: bool) -> str:
    properties = {"title": f"{prefix}{result.rule} ({result.severity})"}
    if finding.path and not several:  # paths of other repositories would hit files of this one
        properties = {"file": finding.path, **properties}
        if finding.line:
            properties = {"file": finding.path, "line": str(finding.line), "title": properties["title"]}
    parts = [finding.message]
    if finding.message != result.title:
        parts.insert(0, result.title)
    message = sentence((*parts, result.enforcement_reason, result.fix.text and f"fix: {result.fix.text}"))
    return _command(_COMMANDS[order.level(result)], properties, message)


def _command(name: str, properties: dict[str, str], message: str) -> str:
    written = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    return f"::{name} {written}::{_data(message)}"


def _data(text: str) -> str:
    return clean(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
