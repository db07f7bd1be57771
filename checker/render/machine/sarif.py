"""SARIF 2.1.0 for code scanning: the failures, with the rules that found them.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/ and what GitHub makes of it:
https://docs.github.com/en/code-security/reference/code-scanning/sarif-files/sarif-support
"""

from collections.abc import Iterator, Mapping
from itertools import chain

from checker.model.audit import Audit, RuleStamp, Subject
from checker.model.finding_identity import identities
from checker.model.json_value import Json
from checker.model.policy import Severity
from checker.model.result import Finding, Outcome, Result
from checker.render import Style
from checker.render.machine.json import write
from checker.render.markdown import escape
from checker.render.shared import gate, links, sorting
from checker.render.shared.text import NAME_LIMIT, clean, clip, name, sentence

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_ROOT = "%SRCROOT%"
_SCORES = {
    Severity.CRITICAL: "9.5",
    Severity.HIGH: "7.5",
    Severity.MEDIUM: "5.0",
    Severity.LOW: "2.5",
    Severity.INFO: "0.0",
}
# GitHub takes no result without a file, not even one about the whole repository.
_WHOLE = "README.md"
_HELP_LIMIT = 4000


def render(audit: Audit, style: Style) -> str:  # noqa: ARG001  # programs see no style
    """Return one run with a result for each finding of each failure."""
    roots = {subject.subject: _base(subject, len(audit.subjects)) for subject in audit.subjects}
    return write({"$schema": _SCHEMA, "version": "2.1.0", "runs": [_run(audit, roots)]})


def _run(audit: Audit, roots: Mapping[str, str]) -> Json:
    stamps = _stamps(audit)
    indexes = {rule: index for index, rule in enumerate(stamps)}
    state = gate.states(audit.gate) if audit.gate else None
    results = [
        _result(finding, identity, result, subject, indexes[result.rule], roots[subject.subject])
        | _baseline(state(result, finding) if state else "")
        for subject in audit.subjects
        for result in sorting.of(subject.results, Outcome.FAIL)
        for finding, identity in identities(result)
    ]
    # What can no longer be judged blocks like a failure: GitHub shows it only if it is one.
    results += [
        _result(finding, identity, result, subject, indexes[result.rule], roots[subject.subject])
        | _baseline("new")
        for subject in audit.subjects
        for result in (gate.hidden(audit.gate) if audit.gate else ())
        for finding, identity in identities(result)
    ]
    product, _, version = audit.tool.partition(" ")
    driver: dict[str, Json] = {"name": name(product), "rules": [_rule(each) for each in stamps.values()]}
    return {
        "tool": {"driver": driver | ({"version": clean(version)} if version else {})},
        "automationDetails": {"id": f"standards-checker/{links.uri(name(audit.policy.id))}/"},
        "invocations": [_invocation(audit, indexes, roots)],
        "originalUriBaseIds": {roots[s.subject]: _described(s) for s in audit.subjects},
        "versionControlProvenance": [
            _provenance(subject, roots[subject.subject])
            for subject in audit.subjects
            if links.page(subject.repository)
        ],
        "columnKind": "unicodeCodePoints",
        "results": results,
        "properties": {"policy": clean(f"{audit.policy.id} {audit.policy.version}")},
    }


def _base(subject: Subject, subjects: int) -> str:
    return _ROOT if subjects == 1 else f"{_ROOT}:{name(subject.subject)}"


def _described(subject: Subject) -> Json:
    return {"description": {"text": f"The root of {name(subject.subject)}"}}


def _provenance(subject: Subject, root: str) -> Json:
    known: dict[str, Json] = {"repositoryUri": links.page(subject.repository)}
    if subject.commit:
        known["revisionId"] = clean(subject.commit)
    return {**known, "mappedTo": {"uriBaseId": root}}


def _stamps(audit: Audit) -> dict[str, RuleStamp]:
    """Return the rules of the policy, and those that only results know, by id."""
    stamps = {stamp.id: stamp for stamp in audit.policy.rules}
    for result in chain.from_iterable(subject.results for subject in audit.subjects):
        if result.rule not in stamps:
            stamps[result.rule] = _stamp(result)
    return stamps


def _stamp(result: Result) -> RuleStamp:
    return RuleStamp(
        id=result.rule,
        title=result.title,
        why="",
        pack=result.pack,
        severity=result.severity,
        fix=result.fix,
        level=result.level,
        objective=result.objective,
    )


def _rule(stamp: RuleStamp) -> Json:
    title = clean(stamp.title) or name(stamp.id)
    rule: dict[str, Json] = {
        "id": name(stamp.id),
        "name": "".join(part.capitalize() for part in name(stamp.id).replace("/", "-").split("-")),
        "shortDescription": {"text": title},
        "fullDescription": {"text": clean(stamp.why) or title},
        "help": _help(stamp),
        "defaultConfiguration": {"level": sorting.loudness(stamp.severity)},
        "properties": _properties(stamp),
    }
    pages = [link for link in stamp.links if links.web(link)]
    return rule | {"helpUri": pages[0]} if pages else rule


def _help(stamp: RuleStamp) -> Json:
    why, fix = clean(stamp.why, _HELP_LIMIT), clean(stamp.fix.text, _HELP_LIMIT)
    plain = [f"Why: {why}" if why else "", f"Fix: {fix}" if fix else ""]
    rich = [
        f"**Why.** {escape.prose(why)}" if why else "",
        f"**Fix.** {escape.prose(fix)}" if fix else "",
    ]
    pages = [f"<{link}>" for link in stamp.links if links.web(link)]
    return {
        "text": "\n".join(filter(None, plain)) or clean(stamp.title) or "No help.",
        "markdown": "\n\n".join(filter(None, [*rich, *pages]))
        or escape.prose(clean(stamp.title))
        or "No help.",
    }


def _properties(stamp: RuleStamp) -> Json:
    return {
        "tags": list(dict.fromkeys(filter(None, map(name, (stamp.pack, stamp.objective, stamp.level))))),
        "severity": stamp.severity.value,
        "level": name(stamp.level),
        "objective": name(stamp.objective),
        "effort": name(stamp.fix.effort),
        # GitHub orders alerts by it.
        "security-severity": _SCORES[stamp.severity],
        "maps": {
            name(framework): sorted(map(name, controls)) for framework, controls in sorted(stamp.maps.items())
        },
    }


def _result(  # noqa: PLR0913, PLR0917  # all that a SARIF result refers to
    finding: Finding, identity: str, result: Result, subject: Subject, index: int, root: str
) -> dict[str, Json]:
    return {
        "ruleId": name(result.rule),
        "ruleIndex": index,
        "kind": "fail",
        "level": sorting.level(result),
        "message": {"text": _message(finding, result)},
        "locations": [_location(finding, subject, root)],
        "partialFingerprints": _fingerprints(subject, identity),
        "properties": {
            "severity": result.severity.value,
            "enforcement": result.enforcement.value,
            "subject": name(subject.subject),
        },
    }


def _baseline(state: str) -> dict[str, Json]:
    """Tell what is new in a change from what was there before."""
    return {"baselineState": state} if state else {}


def _message(finding: Finding, result: Result) -> str:
    parts = [result.title] if finding.message != result.title else []
    warning = result.enforcement_reason and f"only a warning: {result.enforcement_reason}"
    fix = result.fix.text and f"fix: {result.fix.text}"
    return clean(sentence((*parts, finding.message, warning, fix))) or name(result.rule)


def _location(finding: Finding, subject: Subject, root: str) -> Json:
    path = clip(finding.path, 16 * NAME_LIMIT) if finding.path else _WHOLE
    place: dict[str, Json] = {
        "physicalLocation": {
            "artifactLocation": {"uri": links.uri(path), "uriBaseId": root},
            "region": {"startLine": max(1, finding.line)},
        },
        "logicalLocations": [{"name": name(subject.subject), "kind": "module"}],
    }
    if not finding.path:
        place["message"] = {"text": "The repository as a whole: no single line is to blame."}
    return place


def _fingerprints(subject: Subject, identity: str) -> Json:
    """Tell GitHub and others which finding this is when the file has moved on."""
    own, _, ordinal = identity.partition(":")
    # GitHub compares this one only; the subject keeps repositories apart that share a category.
    return {
        "primaryLocationLineHash": f"{own[:16]}:{ordinal}",
        "finding/v1": f"{name(subject.subject)}:{identity}",
    }


def _invocation(audit: Audit, indexes: Mapping[str, int], roots: Mapping[str, str]) -> Json:
    told = [*_open(audit, indexes, roots), *_undecided(audit, indexes, roots), *_general(audit)]
    broken = audit.uncollected or any(note["level"] == "error" for note in told)
    known: dict[str, Json] = {"executionSuccessful": not broken}
    if audit.started_at:
        known["startTimeUtc"] = clean(audit.started_at)
    return {**known, "toolExecutionNotifications": told}


def _open(audit: Audit, indexes: Mapping[str, int], roots: Mapping[str, str]) -> Iterator[dict[str, Json]]:
    """Yield what a change leaves open: an error where it is at work, a warning for what is not understood."""
    if audit.gate is None:
        return
    kinds = (("error", gate.unjudged(audit.gate)), ("warning", gate.not_understood(audit.gate)))
    for subject in audit.subjects:
        for level, results in kinds:
            for result, finding in ((each, finding) for each in results for finding in each.findings):
                yield {
                    "level": level,
                    "message": {"text": _message(finding, result)},
                    "associatedRule": {"id": name(result.rule), "index": indexes[result.rule]},
                    "locations": [_location(finding, subject, roots[subject.subject])],
                }


def _undecided(
    audit: Audit, indexes: Mapping[str, int], roots: Mapping[str, str]
) -> Iterator[dict[str, Json]]:
    told = {each.rule for each in (*audit.gate.unjudged, *audit.gate.not_understood)} if audit.gate else ()
    for subject in audit.subjects:
        undecided = sorting.of(subject.results, Outcome.UNKNOWN, Outcome.ERROR)
        for result in (each for each in undecided if each.rule not in told):
            why = sentence((f"{name(subject.subject)}: {result.title}", f"{result.outcome}: {result.reason}"))
            yield {
                "level": "error" if result.outcome is Outcome.ERROR else "note",
                "message": {"text": clean(why)},
                "associatedRule": {"id": name(result.rule), "index": indexes[result.rule]},
                "locations": [_location(Finding(""), subject, roots[subject.subject])],
            }


def _general(audit: Audit) -> Iterator[dict[str, Json]]:
    for each in audit.uncollected:
        text = sentence((f"{name(each.target)} was not audited: {each.reason}", each.hint))
        yield {"level": "error", "message": {"text": clean(text)}}
    for warning in audit.warnings:
        yield {"level": "warning", "message": {"text": clean(warning)}}
