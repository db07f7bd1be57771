"""Loading: what a sound policy becomes, and every mistake at once, located."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from checker import resources
from checker.model.policy import Adjustment, Fix, Initiative, Objective, Position, Severity
from checker.policy.loading.load import load
from checker.policy.loading.sources import packs

Mistakes = Callable[..., list[str]]

ACME = """\
policy: acme
version: "2026.11"
title: Acme engineering standards
objectives:
  - {id: trust, title: Customers can trust what we ship, weight: 3}
levels: [bronze, silver, gold]
max_waiver_days: 400
level_share: 90
tiers: {critical: 3}
rules:
  - id: review/protected-branch
    title: The default branch is protected
    why: Nobody changes it alone.
    severity: critical
    fix: {text: Protect it.}
    when: true
    assert: protection.enforced
  - id: review/approvals
    title: Changes need at least one approval
    why: One person's mistake must not reach customers.
    severity: high
    level: silver
    objective: trust
    subject: repository
    enforce_from: 2027-01-01
    when: "protection.enforced && !repo.archived"
    requires: [review/protected-branch]
    assert: >-

      protection.approvals
      >= params.approvals
    params: {approvals: 1, "teams": [a, b], share: 0.5}
    value: protection.approvals
    expect: "at least {params.approvals}"
    fix: {text: Require one approval in the branch ruleset., effort: low}
    maps: {osps: {OSPS-QA-07.01: full}, scorecard: [Branch-Protection]}
    links: [https://example.org/x]
  - id: actions/pinned
    title: T
    why: W
    severity: low
    fix: {text: F}
    each: actions.uses
    assert: item.pinned
    partial: true
adjust:
  - {rules: [actions/*], severity: critical, level: gold}
  - {rules: [review/approvals], params: {approvals: 2}, where: repo.tier == "critical"}
waivers:
  - rules: [actions/pinned]
    repositories: [acme/legacy-*]
    reason: frozen
    owner: payments
    approved_by: cto@acme.example
    until: 2027-03-31
initiatives:
  - id: pin
    title: All actions pinned
    rules: [actions/pinned]
    start: 2026-10-01
    due: 2027-01-31
    owner: platform
    target: 95
    grace: true
    repositories: [acme/*]
    teams: [payments]
repository_waivers: true
"""


def test_a_policy_says_what_its_file_says(say: Callable[..., Any]) -> None:
    """Every key of the language arrives in the model."""
    loaded = say({"acme.yml": ACME})
    assert loaded.mistakes == ()
    policy = loaded.policy
    assert (policy.id, policy.title, policy.version) == ("acme", "Acme engineering standards", "2026.11")
    assert policy.objectives == (Objective("trust", "Customers can trust what we ship", 3.0),)
    assert (policy.levels, policy.level_share, policy.tiers) == (
        ("bronze", "silver", "gold"),
        90.0,
        {"critical": 3.0},
    )
    rule = policy.rule("review/approvals")
    assert (rule.pack, rule.severity, rule.level, rule.objective) == (
        "review",
        Severity.HIGH,
        "silver",
        "trust",
    )
    assert (rule.enforce_from, rule.requires) == (date(2027, 1, 1), ("review/protected-branch",))
    assert rule.assert_ == "\nprotection.approvals >= params.approvals"
    assert rule.params == {"approvals": 1, "teams": ["a", "b"], "share": 0.5}
    assert rule.fix == Fix("Require one approval in the branch ruleset.", "low")
    assert rule.maps == {"osps": {"OSPS-QA-07.01": "full"}, "scorecard": {"Branch-Protection": "partial"}}
    assert policy.rule("review/protected-branch").when == "true"
    pinned = policy.rule("actions/pinned")
    assert (pinned.each, pinned.partial) == ("actions.uses", True)
    assert (pinned.severity, pinned.level) == (Severity.CRITICAL, "gold")
    (conditional,) = policy.adjustments
    assert isinstance(conditional, Adjustment)
    assert (conditional.where, conditional.params) == ('repo.tier == "critical"', {"approvals": 2})
    assert policy.waivers[0].until == date(2027, 3, 31)
    assert (policy.repository_waivers, policy.max_waiver_days) == (True, 400)
    start, due = date(2026, 10, 1), date(2027, 1, 31)
    initiative = Initiative(
        "pin",
        "All actions pinned",
        start,
        due,
        "platform",
        ("actions/pinned",),
        target=95.0,
        grace=True,
        repositories=("acme/*",),
        teams=("payments",),
    )
    assert policy.initiatives == (initiative,)


def test_positions_point_at_the_first_character_of_values(say: Callable[..., Any]) -> None:
    """Inside quotes, on the first line of a block, and at the adjusted value where one was adjusted."""
    rule = say({"acme.yml": ACME}).policy.rule("review/approvals")
    lines = ACME.split("\n")

    def found(key: str) -> str:
        place = rule.positions[key]
        assert place.file == "acme.yml"
        return str(lines[place.line - 1][place.column - 1 :])

    assert found("").startswith("id: review/approvals")
    assert found("when").startswith("protection.enforced &&")
    assert found("assert").startswith("protection.approvals")
    assert found("value") == "protection.approvals"
    assert found("params.approvals").startswith("1, ")
    assert found("expect").startswith("at least")
    pinned = say({"acme.yml": ACME}).policy.rule("actions/pinned")
    place = pinned.positions["severity"]
    assert lines[place.line - 1][place.column - 1 :].startswith("critical, level: gold}")


def test_origins_lead_to_where_things_were_said(say: Callable[..., Any]) -> None:
    """Collections by id, scalars by key, adjusted keys at the adjustment."""
    origins = say({"acme.yml": ACME}).policy.origins
    assert origins["levels"] == Position("acme.yml", 6, 9)
    assert origins["rules.review/approvals"] == Position("acme.yml", 18, 5)
    assert origins["tiers.critical"] == Position("acme.yml", 9, 19)
    assert str(origins["rules.actions/pinned.severity"]).startswith("acme.yml:47:36")


TEN = """\
policy: acme
titel: Acme
levels: [bronze, silver]
rules:
  - id: docs/readme
    title: T
    why: W
    severity: hgih
    fix: {text: F}
    assert: a.b
  - id: docs/guide
    title: T
    why: W
    severity: low
    level: slver
    requires: [docs/readmee]
    fix: {text: F, effort: tiny}
    partial: yes
    assert: a.b
  - id: docs/more
    RULE
    title: again
    enforce_from: 2027-02-30
    params: {most: }
adjust:
  - {rules: [doc/*], off: true}
waivers:
  - {rules: [docs/guide], reason: R, owner: O, approved_by: A, until: 2028-11-01, everywhere: true}
  - {rules: [docs/guide], reason: R, owner: O, approved_by: A, until: 2026-12-01}
initiatives:
  - {id: i, title: T, start: 2026-12-01, due: 2026-11-01, owner: O, level: silver}
"""


def test_all_mistakes_are_found_in_one_go(mistakes: Mistakes) -> None:
    """Each message names the place, the cause and the likely meaning."""
    assert mistakes({"acme.yml": TEN}) == [
        "acme.yml:2:1: unknown key 'titel' in a policy; did you mean 'title'?",
        "acme.yml:8:15: expected one of critical, high, medium, low, info, found 'hgih'; did you mean 'high'?",
        "acme.yml:11:5: 'partial' is only for rules with 'each'",
        "acme.yml:15:12: unknown level 'slver'; did you mean 'silver'?",
        "acme.yml:16:16: unknown rule 'docs/readmee'; did you mean 'docs/readme'?",
        "acme.yml:17:28: expected one of low, medium, high, found 'tiny'",
        "acme.yml:18:14: expected true or false, found 'yes'",
        "acme.yml:26:5: duplicate key 'title'; it is on line 21 already",
        "acme.yml:27:19: expected a date like 2027-03-31, found '2027-02-30'",
        "acme.yml:28:20: expected true, false, a number, a text, or a list of texts or of numbers, found nothing",
        "acme.yml:30:14: 'doc/*' matches no rule; did you mean 'docs/*'?",
        "acme.yml:30:27: 'off' needs the reason, as in off: \"we keep decisions in the wiki\"; found true",
        "acme.yml:32:5: a waiver for 731 days, more than max_waiver_days (365)",
        "acme.yml:33:5: a waiver needs a scope: repositories, teams or paths, or 'everywhere: true' if that is meant",
        "acme.yml:35:47: due 2026-11-01 is before the start, 2026-12-01",
    ]


NAMES = """\
policy: acme
levels: [bronze, silver]
objectives: [{id: trust, title: T}]
rules:
  - id: docs/readme
    RULE
    level: slver
    objective: thrust
    requires: [docs/guid]
  - id: docs/guide
    RULE
    requires: [docs/more]
    params: {most: 1, share: 0.5, names: [a]}
  - id: docs/more
    RULE
    requires: [docs/guide]
  - id: docs/readme
    RULE
adjust:
  - {rules: [doc/*], severity: low}
  - {rules: [docs/guide], params: {mots: 2, share: 1, names: [1], most: 1.5}}
  - {rules: ["*"], level: gold}
  - {rules: [docs/guide], off: false, where: repo.archived}
waivers:
  - {rules: [docs/reedme], reason: R, owner: O, approved_by: A, until: 2026-12-01, everywhere: true}
initiatives:
  - {id: i, title: T, start: 2026-12-01, due: 2028-11-01, owner: O, level: gold, grace: true}
locked: [docs/mre]
"""


def test_names_that_nothing_stands_behind(mistakes: Mistakes) -> None:
    """Levels, objectives, rules, parameters and patterns are looked up; circles and twins are told."""
    assert mistakes({"acme.yml": NAMES}) == [
        "acme.yml:11:12: unknown level 'slver'; did you mean 'silver'?",
        "acme.yml:12:16: unknown objective 'thrust'; did you mean 'trust'?",
        "acme.yml:13:16: unknown rule 'docs/guid'; did you mean 'docs/guide'?",
        "acme.yml:28:16: rules require each other: docs/guide → docs/more → docs/guide",
        "acme.yml:29:9: the rule 'docs/readme' is there already, at acme.yml:5:9; only 'adjust' changes a rule",
        "acme.yml:36:14: 'doc/*' matches no rule; did you mean 'docs/*'?",
        "acme.yml:37:42: docs/guide has no parameter 'mots'; did you mean 'most'?",
        "acme.yml:37:62: docs/guide takes a list of texts as 'names', found a list of whole numbers",
        "acme.yml:37:73: docs/guide takes a whole number as 'most', found a number",
        "acme.yml:38:14: '*' matches no rule; did you mean '*/*'?",
        "acme.yml:38:27: unknown level 'gold'; there are bronze, silver",
        "acme.yml:39:32: 'off: false' holds everywhere; switch the rule off where the opposite is true instead",
        "acme.yml:41:14: 'docs/reedme' matches no rule; did you mean 'docs/readme'?",
        "acme.yml:43:47: grace for 701 days, more than max_waiver_days (365)",
        "acme.yml:43:76: unknown level 'gold'; there are bronze, silver",
        "acme.yml:44:10: 'docs/mre' matches no rule; did you mean 'docs/more'?",
    ]


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ("when: x", "3:5: a rule needs 'assert' or 'findings'"),
        ("each: x", "3:5: 'each' needs an 'assert' that judges each item"),
        (
            "each: x, assert: y, findings: z",
            "3:5: 'each' and 'findings' do not go together: the items are the evidence",
        ),
        ("partial: true, assert: y", "3:5: 'partial' is only for rules with 'each'"),
        ("assert: ", "3:{end}: expected an expression, found nothing"),
        ("assert: [a]", "3:{end}: expected an expression, found a list"),
        (f"assert: {'a' * 4001}", "3:{end}: 4001 characters, more than 4000"),
    ],
)
def test_rule_forms(mistakes: Mistakes, keys: str, message: str) -> None:
    """Only the forms that exist are taken: assert, findings, both, or each with assert."""
    start = "  - {id: a/b, title: T, why: W, severity: low, fix: {text: F}, "
    found = mistakes({"p.yml": f"policy: p\nrules:\n{start}{keys}}}\n"})
    end = len(start) + keys.find(": ", keys.find("assert")) + 3
    assert any(each == f"p.yml:{message.format(end=end)}" for each in found), found


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "p.yml:1:1: the file is empty"),
        ("# only a comment\n", "p.yml:1:1: the file is empty"),
        ("- a\n", "p.yml:1:1: expected a policy (a mapping), found a list"),
        ("policy: p\nrules: [\n", "p.yml:3:1: not valid YAML: did not find expected node content"),
        ("policy: p\n---\npolicy: q\n", "p.yml:2:1: more than one YAML document in a file"),
        ("policy: p\nrules:\n", "p.yml:2:7: expected a list, found nothing"),
        ("policy: p\n? [a]\n: b\n", "p.yml:2:1: not valid YAML: a key that is not a scalar"),
        (
            "policy: 3\n",
            "p.yml:1:9: expected a name of lower-case letters, digits and hyphens, found the number 3; put it in quotes",
        ),
        ("title: t\n", "p.yml:1:1: a policy needs the key 'policy'"),
    ],
)
def test_files_that_are_no_policies(mistakes: Mistakes, text: str, message: str) -> None:
    """What does not parse or is something else altogether is one mistake, at its place."""
    assert message in mistakes({"p.yml": text})


def test_files_that_cannot_be_read(write: Callable[..., Path]) -> None:
    """Too large, not UTF-8, not there: each is a mistake, never an exception."""
    root = write({"big.yml": "#" * (1024 * 1024 + 1), "folder/a.yml": "rules: []\n"})
    (root / "latin.yml").write_bytes(b"policy: p # \xe9\n")
    found = [
        str(each) for each in load(["big.yml", "latin.yml", "latn.yml", "folder", "dcos"], root).mistakes
    ]
    assert sorted(found) == [
        "big.yml:1:1: larger than 1048576 bytes",
        "dcos: there is no pack, file or folder 'dcos'; did you mean 'docs'?",
        "folder: the folder 'folder' has no pack.yml",
        "latin.yml:1:1: not UTF-8: byte 12",
        "latn.yml: there is no pack, file or folder 'latn.yml'; did you mean 'latin.yml'?",
    ]


def test_a_lost_file_is_not_blamed_twice(mistakes: Mistakes) -> None:
    """Names that may be in a file that could not be read are not called unknown."""
    text = "policy: p\nextends: [zzzzzz]\nadjust: [{rules: [a/b], severity: low}]\n"
    assert mistakes({"p.yml": text}) == ["p.yml:2:11: there is no pack, file or folder 'zzzzzz'"]


def test_a_broken_rule_is_still_known(mistakes: Mistakes) -> None:
    """Rules that need a broken one are not blamed for it."""
    text = "policy: p\nrules:\n  - {id: a/b}\n  - id: a/c\n    RULE\n    requires: [a/b]\n"
    assert all(each.startswith("p.yml:3:") for each in mistakes({"p.yml": text}))


def test_endless_mistakes_end(mistakes: Mistakes) -> None:
    """A file that is wrong all over does not flood its reader."""
    found = mistakes({"p.yml": "policy: p\n" + "".join(f"a{n}: 1\n" for n in range(5000))})
    assert len(found) == 101
    assert found[-1].endswith("too many mistakes; the rest of the file was not read")


def test_long_chains_of_rules(say: Callable[..., Any]) -> None:
    """Thousands of rules that need one another in a row are followed without recursion."""
    entry = "  - {{id: a/r{0}, title: T, why: W, severity: low, fix: {{text: F}}, assert: 'true'{1}}}\n"
    rules = (entry.format(n, f", requires: [a/r{n + 1}]" if n < 2999 else "") for n in range(3000))
    loaded = say({"p.yml": "policy: p\nrules:\n" + "".join(rules)})
    assert loaded.mistakes == ()


def test_waivers_are_measured_from_today(write: Callable[..., Path]) -> None:
    """The same policy, from the cache too, is too generous on one day and fine on a later one."""
    waiver = "{rules: [a/b], reason: R, owner: O, approved_by: A, until: 2027-12-31, everywhere: true}"
    root = write({"p.yml": f"policy: p\nrules:\n  - id: a/b\n    RULE\nwaivers: [{waiver}]\n"})
    assert load(["p.yml"], root, today=date(2027, 1, 1)).mistakes == ()
    (late,) = load(["p.yml"], root, today=date(2026, 1, 1)).mistakes
    assert str(late) == "p.yml:9:11: a waiver for 729 days, more than max_waiver_days (365)"


def test_our_own_packs_load(tmp_path: Path) -> None:
    """Each pack that ships loads by itself, without a mistake."""
    shipped = packs()
    assert {"common", "baseline", "docs", "security"} <= set(shipped)
    for pack in shipped:
        loaded = load([pack], tmp_path, today=date(2026, 11, 1))
        assert [str(each) for each in loaded.mistakes] == []
        assert loaded.policy is not None
        assert loaded.policy.id == pack
        assert loaded.policy.levels == ("bronze", "silver", "gold")
        assert "trust" in {objective.id for objective in loaded.policy.objectives}


def test_baseline_extends_every_pack() -> None:
    """No pack that can be judged from files is forgotten; the others are about GitHub and people at work."""
    baseline, whole = load(["baseline"], Path()), load(["baseline-github"], Path())
    folders, all_folders = ({name.split("/")[1] for name in each.files} for each in (baseline, whole))
    assert all_folders == set(packs())
    assert all_folders - folders == {"baseline-github", "flow", "github", "org", "planning", "review"}
    assert whole.policy is not None
    assert set(whole.policy.off) == {
        "review/signed-commits",
        "actions/secrets-in-environments",
        "licence/source-headers",
        "org/inactive-members",
    }
    assert whole.policy.adjustments == ()
    assert all(
        (resources.folder("policies") / name.removeprefix("policies/")).is_file() for name in baseline.files
    )
