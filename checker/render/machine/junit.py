"""JUnit XML for CI servers: one suite a subject, one test case a rule."""

from xml.etree import ElementTree as ET

from checker.model.audit import Audit, Subject, Uncollected
from checker.model.result import Finding, Outcome, Result
from checker.render import Style
from checker.render.shared import sorting
from checker.render.shared.text import clean, quiet, sentence, shown

_SKIPPED = {Outcome.NOT_APPLICABLE: "not applicable", Outcome.WAIVED: "waived", Outcome.UNKNOWN: "unknown"}


def render(audit: Audit, style: Style) -> str:  # noqa: ARG001  # programs see no style
    """Return a document of all results; what was not decided counts as skipped."""
    root = ET.Element("testsuites", name=clean(f"{audit.policy.id} {audit.policy.version}"))
    for subject in audit.subjects:
        root.append(_suite(subject, audit.started_at))
    for uncollected in audit.uncollected:
        root.append(_uncollected(uncollected, audit.started_at))
    _total(root)
    ET.indent(root)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _suite(subject: Subject, time: str) -> ET.Element:
    tally = sorting.tally(subject.results)
    suite = _counted(
        subject.subject,
        time,
        tests=len(subject.results),
        failures=tally[Outcome.FAIL],
        errors=tally[Outcome.ERROR],
        skipped=sum(tally[outcome] for outcome in _SKIPPED),
    )
    properties = ET.SubElement(suite, "properties")
    for name, value in _properties(subject).items():
        ET.SubElement(properties, "property", name=name, value=clean(value))
    for result in subject.results:
        suite.append(_case(result))
    return suite


def _counted(name: str, time: str, **counts: int) -> ET.Element:
    numbers = {key: str(count) for key, count in counts.items()}
    return ET.Element("testsuite", {"name": clean(name), "timestamp": clean(time), "time": "0", **numbers})


def _properties(subject: Subject) -> dict[str, str]:
    known = {
        "commit": subject.commit,
        "team": subject.repository.team if subject.repository else "",
        "level": subject.level,
        "score": "" if subject.score is None else f"{subject.score:.1f}",
        "score_at_least": "" if subject.score_at_least is None else f"{subject.score_at_least:.1f}",
        "coverage": "" if subject.coverage is None else f"{subject.coverage:.1f}",
    }
    return {name: value for name, value in known.items() if value}


def _case(result: Result) -> ET.Element:
    case = ET.Element("testcase", classname=clean(result.pack), name=clean(result.rule), time="0")
    if result.outcome is Outcome.FAIL:
        failure = ET.SubElement(case, "failure", type=result.severity, message=_message(result))
        failure.text = quiet("\n".join(map(clean, _evidence(result))))
    elif result.outcome is Outcome.ERROR:
        ET.SubElement(case, "error", type="error", message=_message(result))
    elif result.outcome in _SKIPPED:
        why = sentence((result.reason.removeprefix("does not apply: "), result.waiver))
        message = f"{_SKIPPED[result.outcome]}: {why}" if why else _SKIPPED[result.outcome]
        ET.SubElement(case, "skipped", message=clean(message))
    return case


def _message(result: Result) -> str:
    reason = "" if result.reason == result.title else result.reason
    return clean(sentence((result.title, reason)))


def _evidence(result: Result) -> list[str]:
    """Return what a person needs to mend it, a line each."""
    lines = [_place(finding) for finding in result.findings]
    if result.value is not None or result.expected:
        lines.append(f"observed {shown(result.value)}, expected {result.expected or 'something else'}")
    lines += [f"looked at {place}" for place in result.looked_at if not any(f.path for f in result.findings)]
    if result.enforcement_reason:
        lines.append(f"only a warning: {result.enforcement_reason}")
    return [*lines, f"fix: {result.fix.text}"] if result.fix.text else lines


def _place(finding: Finding) -> str:
    line = f":{finding.line}" if finding.line else ""
    return f"{finding.path}{line}: {finding.message}" if finding.path else finding.message


def _uncollected(uncollected: Uncollected, time: str) -> ET.Element:
    suite = _counted(uncollected.target, time, tests=1, failures=0, errors=1, skipped=0)
    case = ET.SubElement(suite, "testcase", classname=clean(uncollected.target), name="audit", time="0")
    message = clean(sentence((uncollected.reason, uncollected.hint)))
    ET.SubElement(case, "error", type="error", message=message)
    return suite


def _total(root: ET.Element) -> None:
    for name in ("tests", "failures", "errors"):  # Jenkins takes no other totals
        root.set(name, str(sum(int(suite.get(name, "0")) for suite in root)))
