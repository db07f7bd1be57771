"""Policies, cases, checker.yml, and the files of teams, debt, groups and waivers."""

import shutil
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from random import Random

from checker.app.policies.run_cases import judge
from checker.collectors.registry import table
from checker.engine.compile import compile_policy
from checker.engine.evaluate import Evaluator
from checker.policy.cases import load_cases
from checker.policy.debt import read_debt
from checker.policy.loading.load import load
from checker.policy.repository_waivers import read_own
from checker.policy.settings import config
from tests.fuzz import judging
from tests.fuzz.corpus import PACKS, ROOT, changed_file, parsed
from tests.fuzz.inputs import Input, Wrong
from tests.fuzz.mutations import VALUES, written

_SCHEMAS = ROOT / "tests/policy/schemas/positive"
_TEMPLATES = ROOT / "reports/templates"
_GROUPS = b"""\
apiVersion: backstage.io/v1alpha1
kind: Group
metadata: {name: payments}
spec: {type: team, parent: commerce, children: [a, b]}
---
apiVersion: backstage.io/v1alpha1
kind: Group
metadata: {name: commerce}
spec: {type: department, children: [payments]}
"""
_OWN = b"""\
waivers:
  - rules: [actions/pinned-actions]
    paths: ["old/**"]
    reason: frozen
    owner: payments
    approved_by: cto@acme.example
    until: "2026-12-31"
  - {rules: [docs/*], reason: soon, owner: web, approved_by: a@b.example, until: 2027-01-31}
"""
_CONFIGURATION = b"""\
organization: acme
targets: [., "github:acme"]
policy: [own.yml]
teams:
  file: teams.yml
  groups: groups.yml
  sources: [file, codeowners]
  aliases: {"@acme/pay": payments}
  ignore: ["@acme/bots-*"]
  properties: {team: owner}
  trust: [tier, waivers]
history: sqlite:///history.db
outputs: {json: report.json}
debt: debt.yml
repositories:
  - {repositories: ["acme/old-*"], archived: true, tier: critical}
"""
_CASES = 2


@cache
def _seeds() -> Sequence[Mapping[str, bytes]]:
    """Return folders of settings: those of tests, and each file of rules that we ship with its cases."""
    first = {
        "checker.yml": _CONFIGURATION,
        "own.yml": (_SCHEMAS / "policy/full.yml").read_bytes(),
        "cases/own.yml": (_SCHEMAS / "cases/one.yml").read_bytes(),
        "teams.yml": (_SCHEMAS / "teams/two.yml").read_bytes(),
        "debt.yml": (_SCHEMAS / "debt/one.yml").read_bytes(),
        "groups.yml": _GROUPS,
        "waivers.yml": _OWN,
    }
    plain = {"checker.yml": (_SCHEMAS / "config/full.yml").read_bytes()}
    found = [first] * 20 + [first | plain] * 4
    for name in PACKS:
        for topic in sorted((ROOT / "policies" / name).glob("*.yml")):
            policy = (topic.with_name("pack.yml")).read_bytes()
            rules = b"" if topic.name == "pack.yml" else topic.read_bytes()
            cases = topic.parent / "cases" / topic.name
            more = {"cases/own.yml": cases.read_bytes()[:8000]} if cases.is_file() else {}
            found.append({**first, **more, "own.yml": policy + rules})
    return found


def make(random: Random) -> Input:
    """Return a folder of settings of which one to three files are mutated."""
    files = dict(random.choice(_seeds()))
    for path in random.sample(sorted(files), random.choice((1, 1, 2, 3))):
        files[path] = changed_file(path, files[path], random)
    if random.random() < 0.1:
        path = random.choice(sorted(files))
        document = parsed(files[path])
        if isinstance(document, dict):
            document[random.choice(("rules", "adjust", "teams", "extends", "levels"))] = random.choice(VALUES)
            files[path] = written(document)
    return Input(files, random.randrange(2**32))


def run(given: Input, scratch: Path) -> None:
    """Load all of it: every file counts, or there is a mistake in it that has a place."""
    folder = scratch / "settings"
    shutil.rmtree(folder, ignore_errors=True)
    for name, content in given.files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    random = Random(given.choice)
    found, mistakes = config.load(folder / "checker.yml", confined=random.random() < 0.5)
    if found is None and not mistakes:
        raise Wrong("checker.yml is neither read nor refused")
    read_debt(folder / "debt.yml", "debt.yml")
    read_own(given.files["waivers.yml"], judging.plan().policy, judging.NOW.date())
    _policies(folder, random)


def _policies(folder: Path, random: Random) -> None:
    loaded = load(("own.yml",), folder, today=judging.NOW.date())
    if loaded.policy is None and not loaded.mistakes:
        raise Wrong("own.yml is neither read nor refused")
    for mistake in loaded.mistakes:
        if not mistake.position.line >= 1 <= mistake.position.column:
            raise Wrong(f"a mistake without a place: {mistake}")
    cases, _ = load_cases(("own.yml",), folder)
    if loaded.policy is None or loaded.mistakes:
        return
    plan, mistakes = compile_policy(loaded.policy, table())
    if mistakes:
        return
    for case in random.sample(cases, min(len(cases), _CASES)):
        rule = plan.policy.rule(case.rule)
        if rule is not None:
            judge(case, rule, plan, Evaluator(plan))
