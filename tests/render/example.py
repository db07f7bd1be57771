"""A made-up audit that has one of everything; the examples in reports/ are made from it."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from msgspec.structs import replace

from checker import plugins
from checker.app.reports.story import told
from checker.engine.groups import roll_up
from checker.engine.policy_summary import stamp
from checker.engine.score import summarize
from checker.model.audit import Audit, Repository, Subject, Uncollected
from checker.model.initiative import ProgressPoint
from checker.model.policy import Fix, Initiative, Objective, Policy, Rule, Severity
from checker.model.result import Enforcement, Finding, Outcome, Result, Unseen
from checker.model.team import Claim, HiddenStatement, Ownership, Team
from checker.render import Format, Style, badge

FORMATS: Mapping[str, Format[Audit]] = {
    name: form
    for name in plugins.names(plugins.FORMATS)
    if hasattr(form := plugins.load(plugins.FORMATS, name), "render")
}
"""The formats that are one text."""
FILES = {
    "csv": "audit.csv",
    "github": "github.txt",
    "json": "audit.json",
    "junit": "junit.xml",
    "markdown": "audit.md",
    "metrics": "metrics.txt",
    "sarif": "audit.sarif",
    "table": "table.txt",
}
BADGES = {"organization/score.svg": "badge.svg", "organization/score.json": "badge.json"}
"""Those of the badges that are shown as examples, and their names there."""
FOLDER = Path(__file__).parents[2] / "reports" / "examples"
_COMMIT = "9f2c1e07b4d85a3c6e1f0a9d8b7c6e5f4a3b2c1d"
_RULES = (
    Rule(
        id="actions/no-template-injection",
        title="Untrusted input never reaches a shell",
        why="Whoever opens an issue could run commands with our tokens.",
        pack="actions",
        severity=Severity.CRITICAL,
        fix=Fix('Pass the value through `env:` and quote it as "$TITLE".', "low"),
        level="bronze",
        objective="trust",
        maps={"osps": {"OSPS-BR-01.01": "full"}, "scorecard": {"Dangerous-Workflow": "partial"}},
        links=("https://docs.github.com/en/actions/security-for-github-actions",),
    ),
    Rule(
        id="licence/file",
        title="A licence file is present",
        why="Without a licence nobody may lawfully use the code.",
        pack="licence",
        severity=Severity.HIGH,
        fix=Fix("Add a LICENSE file with the text of an OSI-approved licence.", "low"),
        level="bronze",
        objective="compliance",
        maps={"osps": {"OSPS-LE-03.01": "full"}},
    ),
    Rule(
        id="licence/approved",
        title="The licence is one that we accept",
        why="Some licences put duties on our products that we cannot meet.",
        pack="licence",
        severity=Severity.MEDIUM,
        fix=Fix("Choose a licence from the list in the handbook.", "medium"),
        level="silver",
        objective="compliance",
        requires=("licence/file",),
        when="size(license.files) > 0",
        assert_="spdx_allowed(license.spdx, params.allowed)",
        params={"allowed": ["MIT", "Apache-2.0"]},
    ),
    Rule(
        id="actions/pinned-actions",
        title="Actions are pinned to a commit",
        why="A moved tag would run somebody else's code with our secrets.",
        pack="actions",
        severity=Severity.MEDIUM,
        fix=Fix("Replace each tag by the full commit id, and let Dependabot keep them current.", "low"),
        level="silver",
        objective="trust",
        maps={"scorecard": {"Pinned-Dependencies": "partial"}},
    ),
    Rule(
        id="deps/lockfile",
        title="Applications lock their dependencies",
        why="The same commit must build the same product tomorrow.",
        pack="deps",
        severity=Severity.MEDIUM,
        fix=Fix("Commit the lock file that your package manager writes.", "low"),
        level="silver",
        objective="speed",
    ),
    Rule(
        id="review/approvals",
        title="Changes need at least one approval",
        why="One person's mistake must not reach customers.",
        pack="review",
        severity=Severity.HIGH,
        fix=Fix("Require one approval in the branch ruleset.", "low"),
        level="silver",
        objective="trust",
        maps={"osps": {"OSPS-QA-07.01": "full"}},
    ),
    Rule(
        id="docs/readme",
        title="README exists and is not a stub",
        why="A newcomer should know within a minute what this is and how to run it.",
        pack="docs",
        severity=Severity.HIGH,
        fix=Fix("Write what it does, how to install it and a first example.", "low"),
        level="bronze",
        objective="cost",
    ),
    Rule(
        id="docs/changelog",
        title="Users can read what changed",
        why="Upgrades that surprise people are put off.",
        pack="docs",
        severity=Severity.LOW,
        fix=Fix("Keep a CHANGELOG.md with one section a release.", "medium"),
        level="gold",
        objective="community",
    ),
    Rule(
        id="testing/runs-in-ci",
        title="CI runs the tests",
        why="Tests that nobody runs protect nobody.",
        pack="testing",
        severity=Severity.HIGH,
        fix=Fix("Add a workflow that runs the tests on every pull request.", "medium"),
        level="bronze",
        objective="speed",
    ),
    Rule(
        id="containers/no-root",
        title="Containers do not run as root",
        why="A break-in should not own the machine.",
        pack="containers",
        severity=Severity.MEDIUM,
        fix=Fix("End the Dockerfile with `USER` and a number above 0.", "low"),
        level="silver",
        objective="trust",
    ),
)
_OBJECTIVES = (
    Objective("trust", "Customers can trust what we ship", 3.0),
    Objective("speed", "Changes reach users quickly and safely", 2.0),
    Objective("cost", "The code stays cheap to own and to hand over", 2.0),
    Objective("compliance", "We can prove to auditors and partners what we do", 1.0),
    Objective("community", "People can use it and take part in it", 1.0),
)


POLICY = Policy(
    id="acme",
    title="Acme engineering standards",
    version="2026.11",
    digest="7c211433f02071597741e6ff5a8ea34789abbf43e1f6c0e5b2a3f1d0c9b8a7e6",
    levels=("bronze", "silver", "gold"),
    objectives=_OBJECTIVES,
    rules=_RULES,
    tiers={"critical": 3.0},
    initiatives=(
        Initiative(
            "pin-everything",
            "All actions pinned before the audit",
            date(2026, 10, 1),
            date(2027, 1, 31),
            "platform",
            rules=("actions/pinned-actions",),
            target=95.0,
            grace=True,
        ),
        Initiative(
            "readable",
            "Newcomers find a README everywhere",
            date(2026, 9, 1),
            date(2026, 12, 31),
            "docs guild",
            rules=("docs/readme",),
        ),
    ),
)
_TEAMS = (
    Team("payments", ("acme/payments",), part_of="commerce"),
    Team("web", ("acme/storefront",), part_of="commerce"),
)


def _result(rule: str, outcome: Outcome, **details: object) -> Result:
    stamp = next(stamp for stamp in _RULES if stamp.id == rule)
    score = {Outcome.PASS: 1.0, Outcome.FAIL: 0.0}.get(outcome)
    given = {"score": score, **details}
    return Result(
        rule=stamp.id,
        title=stamp.title,
        pack=stamp.pack,
        outcome=outcome,
        severity=stamp.severity,
        fix=stamp.fix,
        level=stamp.level,
        objective=stamp.objective,
        **given,  # type: ignore[arg-type]  # keywords of Result
    )


def _payments() -> Subject:
    pinned = tuple(
        Finding(f"actions/{name}@v4 is not pinned to a commit", ".github/workflows/ci.yml", line)
        for line, name in enumerate(("checkout", "setup-node", "cache", "upload-artifact"), 11)
    )
    return summarize(
        policy=POLICY,
        subject_id="github.com/acme/payments",
        kind="repository",
        repository=Repository(
            id="github.com/acme/payments",
            name="acme/payments",
            path="../payments",
            web="https://github.com/acme/payments",
            team="payments",
            attributes={"tier": "critical", "archived": False},
            assumptions=("repo.archived is false: nobody said otherwise",),
            origins={"tier": "team", "archived": "github"},
            ownership=Ownership(
                "file", ("commerce",), (Claim("file", "payments"), Claim("codeowners", "payments"))
            ),
        ),
        commit=_COMMIT,
        results=(
            _result(
                "actions/no-template-injection",
                Outcome.FAIL,
                reason="2 findings",
                findings=(
                    Finding(
                        "untrusted github.event.issue.title reaches run", ".github/workflows/triage.yml", 14
                    ),
                    Finding("untrusted github.head_ref reaches run", ".github/workflows/preview.yml", 31),
                ),
            ),
            _result(
                "licence/file",
                Outcome.FAIL,
                reason="A licence file is present",
                findings=(Finding("A licence file is present"),),
                looked_at=("license.files = []", 'files("{LICENSE,LICENCE,COPYING}*")'),
            ),
            _result(
                "licence/approved",
                Outcome.FAIL,
                reason="needs licence/file",
                needs="licence/file",
                findings=(Finding("needs licence/file"),),
            ),
            _result(
                "actions/pinned-actions",
                Outcome.FAIL,
                score=0.6,
                reason="4 findings",
                findings=pinned,
                enforcement=Enforcement.WARN,
                enforcement_reason="initiative pin-everything, due 2027-01-31",
            ),
            _result(
                "deps/lockfile",
                Outcome.WAIVED,
                unwaived_outcome=Outcome.FAIL,
                unwaived_score=0.0,
                reason="web/package.json has no lock file",
                findings=(Finding("has no lock file", "web/package.json", 1),),
                waiver="frozen until the migration (owner payments, approved by cto@acme.example, until 2027-03-31)",
            ),
            _result(
                "review/approvals",
                Outcome.UNKNOWN,
                reason="protection.approvals: GitHub was not asked",
                unknown=(
                    Unseen(
                        "protection.approvals",
                        "GitHub was not asked",
                        "a token that may read the repository's administration settings",
                    ),
                ),
            ),
            _result("docs/readme", Outcome.PASS, value=412, expected="at least 50 words"),
            _result(
                "docs/changelog",
                Outcome.FAIL,
                reason="the newest entry is 420 days older than the newest release",
                value=420,
                expected="at most 90 days",
                findings=(
                    Finding("the newest entry is 420 days older than the newest release", "CHANGELOG.md", 3),
                ),
            ),
            _result("testing/runs-in-ci", Outcome.PASS),
            _result(
                "containers/no-root",
                Outcome.NOT_APPLICABLE,
                reason="does not apply: size(containers.files) > 0",
            ),
        ),
        notes=("3 uncommitted changes not judged",),
    )


def _storefront() -> Subject:
    return summarize(
        policy=POLICY,
        subject_id="github.com/acme/storefront",
        kind="repository",
        repository=Repository(
            id="github.com/acme/storefront",
            name="acme/storefront",
            web="https://github.com/acme/storefront",
            team="web",
            ownership=Ownership(
                "codeowners",
                ("commerce",),
                (Claim("codeowners", "web"), Claim("properties", "design")),
                vouched=False,
                hidden=(
                    HiddenStatement(
                        "repo.tier", "GitHub was not asked", "organization Custom properties: read"
                    ),
                ),
            ),
        ),
        commit="5d41402abc4b2a76b9719d911017c592a1b2c3d4",
        results=(
            _result("licence/file", Outcome.PASS),
            _result("licence/approved", Outcome.PASS, value="MIT", expected="one of MIT, Apache-2.0"),
            _result("docs/readme", Outcome.PASS),
            _result(
                "docs/changelog",
                Outcome.FAIL,
                reason="Users can read what changed",
                findings=(Finding("Users can read what changed"),),
                looked_at=('files("{CHANGELOG,CHANGES,NEWS,HISTORY}*")',),
            ),
            _result("testing/runs-in-ci", Outcome.PASS),
            _result("review/approvals", Outcome.ERROR, reason="no such overload: int >= string"),
        ),
    )


def _empty() -> Subject:
    return summarize(
        policy=POLICY,
        subject_id="tools/scratch",
        kind="repository",
        repository=Repository(id="tools/scratch", name="tools/scratch", path="tools/scratch"),
        commit="",
        results=(_result("containers/no-root", Outcome.NOT_APPLICABLE, reason="does not apply"),),
    )


def audit() -> Audit:
    """Return the example: three repositories of two teams, one target that could not be read."""
    return replace(
        _audit((_payments(), _storefront(), _empty()), _TEAMS),
        uncollected=(Uncollected("../ledger", "is not a Git repository", "run git clone first"),),
        warnings=("waiver of deps/* (acme.yml:40:5) expired on 2026-10-31: its rules count again",),
    )


def single() -> Audit:
    """Return the example with its first repository alone."""
    return _audit((_payments(),), ())


def _audit(subjects: tuple[Subject, ...], teams: tuple[Team, ...]) -> Audit:
    organization, groups = roll_up(subjects, teams, POLICY, "acme")
    return Audit(
        tool="standards-checker 1.0.0",
        policy=replace(
            stamp(POLICY), origins={"rules.licence/file": "licence.yml:4:5", "levels": "acme.yml:7:9"}
        ),
        started_at="2026-11-22T09:30:00Z",
        organization=organization,
        teams=groups,
        subjects=subjects,
        past={
            "pin-everything": (ProgressPoint(date(2026, 10, 20), 0.0),),
            "readable": (ProgressPoint(date(2026, 9, 2), 50.0),),
        },
    )


def badges() -> Mapping[str, bytes]:
    """Return the badges that are shown, by the names of their files."""
    pages = {page.path: page.content for page in badge.pages(told(audit()))}
    return {file: pages[path] for path, file in BADGES.items()}


def write() -> None:
    """Write the example in every format."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, file in FILES.items():
        (FOLDER / file).write_text(FORMATS[name].render(audit(), Style()), encoding="utf-8", newline="\n")
    for file, content in badges().items():
        (FOLDER / file).write_bytes(content)


if __name__ == "__main__":
    write()
