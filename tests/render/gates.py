"""The made-up audit held against a base; the examples in reports/ are made from it."""

from collections.abc import Mapping

from msgspec.structs import replace

from checker.errors import Cause
from checker.model.audit import Audit
from checker.model.gate import Gate, RegressionKind, Remaining, Turned
from checker.model.policy import Severity
from checker.model.result import Finding, Outcome, Result, Unseen
from checker.render import Format, Style
from checker.render.machine import github, sarif
from checker.render.markdown import audit as markdown_audit
from checker.render.terminal import table
from tests.render import example

FORMATS: Mapping[str, Format[Audit]] = {
    "github": github,
    "markdown": markdown_audit,
    "sarif": sarif,
    "table": table,
}
FILES = {"github": "gate-github.txt", "markdown": "gate.md", "sarif": "gate.sarif", "table": "gate.txt"}


def audit() -> Audit:
    """Return the example: an injection came, a licence went, half of the actions were pinned.

    The README grew too large to read, CI calls a script that nobody knows, and the Dockerfile is gone.
    """
    whole = example.single()
    subject = whole.subjects[0]
    by_rule = {result.rule: result for result in subject.results}
    injection, licence = by_rule["actions/no-template-injection"], by_rule["licence/file"]
    pinned, review = by_rule["actions/pinned-actions"], by_rule["review/approvals"]
    protected = replace(
        review, outcome=Outcome.FAIL, score=0.0, unknown=(), reason="0 approvals", findings=()
    )
    gate = Gate(
        base="1b4f0e9851971998e732078544c96b36c3d01ced",
        head=subject.commit,
        score_before=61.2,
        score_after=subject.score,
        level_before="bronze",
        level_after="",
        worse=(
            _turned(protected, Outcome.PASS, (), decides=False),
            _turned(licence, Outcome.PASS, licence.findings),
            _turned(injection, Outcome.FAIL, injection.findings[:1]),
            _open(by_rule["docs/readme"], Outcome.PASS, LARGE),
        ),
        better=(
            _turned(pinned, Outcome.FAIL, (Finding("actions/cache@v3 is not pinned", "old.yml", 4),)),
            _turned(replace(by_rule["deps/lockfile"], outcome=Outcome.PASS), Outcome.FAIL, ()),
        ),
        remaining=(Remaining(pinned.rule, pinned.title, Severity.MEDIUM, pinned.findings[:2]),),
        unclear=("docs/changelog",),
        not_understood=(_open(by_rule["testing/runs-in-ci"], Outcome.PASS, SCRIPT),),
        neither=(
            replace(_turned(by_rule["containers/no-root"], Outcome.FAIL, ()), after=Outcome.NOT_APPLICABLE),
        ),
        unjudged=(_open(by_rule["licence/approved"], Outcome.UNKNOWN, TEXT),),
    )
    unknown = {
        each.rule: replace(by_rule[each.rule], outcome=each.after, unknown=each.unseen, reason=each.reason)
        for each in (*gate.worse, *gate.not_understood, *gate.unjudged)
        if each.unseen
    }
    results = tuple(protected if each is review else unknown.get(each.rule, each) for each in subject.results)
    return replace(whole, subjects=(replace(subject, results=results),), gate=gate)


LARGE = Unseen("readme.text", "README.md: larger than 2097152 bytes", files=("README.md",))
SCRIPT = Unseen(
    "actions.tools", "ci.sh: what it runs is not understood", cause=Cause.NOT_UNDERSTOOD, files=("ci.sh",)
)
TEXT = Unseen("license.id", "larger than 2097152 bytes", files=("COPYING",))


def _open(result: Result, before: Outcome, unseen: Unseen) -> Turned:
    """Return a rule that cannot be judged."""
    turned = _turned(replace(result, outcome=Outcome.UNKNOWN), before, ())
    file = unseen.files[0]
    reason = unseen.reason if file in unseen.reason else f"{file}: {unseen.reason}"
    return replace(turned, kind=RegressionKind.UNJUDGED, unseen=(unseen,), reason=reason)


def _turned(
    result: Result, before: Outcome, findings: tuple[Finding, ...], *, decides: bool = True
) -> Turned:
    return Turned(
        result.rule,
        result.title,
        result.severity,
        before,
        result.outcome,
        findings,
        result.fix,
        result.enforcement,
        result.enforcement_reason,
        decides,
    )


def write() -> None:
    """Write the example in every format that tells of a change."""
    for name, file in FILES.items():
        text = FORMATS[name].render(audit(), Style())
        (example.FOLDER / file).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write()
