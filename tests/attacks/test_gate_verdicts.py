"""What a change may try to get past the gate: hide, mask, take away. And what must pass all the same."""

import json
import os

import pytest

from tests.command import run_checker

EVIL = """on: pull_request_target
permissions: write-all
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with: {ref: "${{ github.event.pull_request.head.sha }}"}
      - run: echo ${{ github.event.pull_request.title }}
"""
TAME = """name: ci
on: [push]
permissions: {}
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - run: make
"""
PADDING = ("# " + "x" * 78 + "\n") * 30_000
WORKFLOWS = ".github/workflows"
SETTINGS = {"checker.yml": "policy: [baseline, security]\n", "README.md": "# A\n"}
CONTACT = "# Security\n\nReport a vulnerability in private to security@acme.example.\n"
INJECTION = "actions/no-template-injection (critical)"


def rule(name, body, severity="high"):
    """Return a rule of a policy of our own."""
    return f"  - {{id: own/{name}, title: T, why: w, severity: {severity}, fix: {{text: x, effort: low}}, {body}}}\n"


def own(*rules):
    """Return settings and a policy with these rules alone."""
    policy = 'policy: own\nversion: "1"\ntitle: Own\nextends: [common]\nrules:\n' + "".join(rules)
    return {"checker.yml": "policy: [own.yml]\n", "own.yml": policy, "README.md": "# A\n"}


NO_WORD = rule("no-word", "findings: \"grep('**/*.txt', 'bad')\", message: '{item.text}'", "critical")


class Held:
    """What came of a change."""

    def __init__(self, made, cache, options):
        words = ("audit", "--base", "main", "-o", "json", *options)
        done = run_checker(*words, cwd=made.path, env={**os.environ, "CHECKER_CACHE_DIR": str(cache)})
        assert "Traceback" not in done.stderr
        self.code, self.said = done.returncode, done.stderr
        self.gate = json.loads(done.stdout)["gate"]

    def rules(self, kind):
        """Return the rules that turned in one way."""
        return {each["rule"] for each in self.gate[kind]}


@pytest.fixture
def held(make_repository, cache):
    """Return what holds changes against files, each one commit after the other (None deletes a file)."""

    def hold(files, *changes, options=(), origin=""):
        made = make_repository(files=files)
        if origin:
            made.git("remote", "add", "origin", origin)
        made.git("checkout", "--quiet", "-b", "topic")
        for change in changes:
            for gone in (path for path, content in change.items() if content is None):
                made.git("rm", "--quiet", gone)
            made.commit({path: content for path, content in change.items() if content is not None})
        return Held(made, cache, options)

    return hold


def test_a_workflow_too_large_to_read_blocks(held):
    """What can no longer be judged blocks like a failure, and stderr says by which file."""
    found = held({**SETTINGS, f"{WORKFLOWS}/ci.yml": TAME}, {f"{WORKFLOWS}/evil.yml": EVIL + PADDING})
    assert found.code == 1
    (line,) = [each for each in found.said.splitlines() if INJECTION in each]
    assert f"can no longer be judged: {WORKFLOWS}/evil.yml" in line


def test_a_workflow_behind_hundreds_of_others_blocks(held):
    """Wherever in the list a limit cuts."""
    many = {f"{WORKFLOWS}/a{number:03}.yml": TAME for number in range(401)}
    found = held({**SETTINGS, f"{WORKFLOWS}/ci.yml": TAME}, {f"{WORKFLOWS}/zz.yml": EVIL, **many})
    assert found.code == 1
    assert "actions/no-template-injection" in found.rules("worse")


def test_two_steps_are_as_good_as_one(held):
    """A file that could not be read at the base is the change's own once it becomes dangerous."""
    files = {**SETTINGS, f"{WORKFLOWS}/evil.yml": TAME + PADDING}
    found = held(files, {f"{WORKFLOWS}/evil.yml": EVIL})
    assert found.code == 1
    assert f"{INJECTION} became worse" in found.said


def test_what_was_never_read_is_not_worked_on_in_silence(held):
    """Code 3, by the rule's name: nobody can tell what the change does there."""
    files = {**SETTINGS, f"{WORKFLOWS}/evil.yml": TAME + PADDING}
    found = held(files, {f"{WORKFLOWS}/evil.yml": EVIL + PADDING})
    assert found.code == 3
    assert f"{INJECTION} cannot be judged where this change is at work: {WORKFLOWS}/evil.yml" in found.said


def test_old_findings_cover_no_part_that_is_hidden(held):
    """A rule that fails already can no longer be judged as a whole."""
    old = own(NO_WORD) | {"old.txt": "bad\n"}
    found = held(old, {"new.txt": "bad\n" + PADDING})
    assert found.code == 1
    assert "own/no-word (critical) can no longer be judged: new.txt" in found.said


@pytest.mark.parametrize("known", [190, 205, 1_100])
def test_any_number_of_old_findings_covers_no_new_ones(held, known):
    """They are named, also where a report has no room for all."""
    old = {f"f{number}.txt": f"bad {number}\n" for number in range(known)}
    found = held(own(NO_WORD) | old, {"aa.txt": "bad new\n", "f1a.txt": "bad worse\n"})
    assert found.code == 1
    (turned,) = found.gate["worse"]
    assert {each["path"] for each in turned["findings"]} >= {"aa.txt", "f1a.txt"}


def test_old_findings_beyond_every_limit_are_not_blamed(held):
    """A harmless change passes, in a repository of thousands of findings too."""
    old = own(NO_WORD) | {"old.txt": "bad\n" * 1_100}
    found = held(old, {"README.md": "# B\n"})
    assert (found.code, found.gate["worse"], found.gate["unjudged"]) == (0, [], [])


def test_a_failing_requirement_masks_nothing(held):
    """The light rule failed before, the critical one that needs it is broken by the change."""
    light = rule("light", "assert: \"has_file('NEEDED')\"", "low")
    critical = rule("critical", "requires: [own/light], assert: \"!has_file('evil')\"", "critical")
    found = held(own(light, critical), {"evil": "x"})
    assert (found.code, found.rules("worse")) == (1, {"own/critical"})


@pytest.mark.parametrize("origin", ["", "https://github.com/acme/app.git"])
def test_what_decided_is_not_taken_away(held, origin):
    """GitHub might have another security policy, and that is the same before and after."""
    files = {"checker.yml": "policy: [security]\n", "SECURITY.md": CONTACT, "README.md": "# A\n"}
    options = ("--fail-on", "low")
    found = held(files, {"SECURITY.md": None}, options=options, origin=origin)
    assert found.code == 1
    assert "security/security-policy" in found.rules("worse")


def test_a_local_action_behind_a_link_is_not_taken_for_absent(make_repository, cache):
    """Runners follow the link, also to an action among third-party code."""
    made = make_repository(files={**SETTINGS, f"{WORKFLOWS}/ci.yml": TAME})
    made.git("checkout", "--quiet", "-b", "topic")
    (made.path / "tool").symlink_to("third_party/tool")
    action = "runs: {using: composite, steps: [{shell: bash, run: 'echo ${{ github.event.issue.title }}'}]}\n"
    used = TAME.replace("run: make", "uses: ./tool")
    made.commit({"third_party/tool/action.yml": f"name: t\n{action}", f"{WORKFLOWS}/ci.yml": used})
    found = Held(made, cache, ())
    assert found.code == 1
    assert "actions/no-template-injection" in found.rules("worse")


def test_deleting_is_no_improvement(held):
    """A failure that does not apply any more is neither better nor worse."""
    files = {"checker.yml": "policy: [containers]\n", "Dockerfile": "FROM ubuntu:latest\nRUN make\n"}
    found = held({**files, "README.md": "# A\n"}, {"Dockerfile": None})
    assert (found.code, found.gate["better"]) == (0, [])
    assert found.gate["neither"]


def test_old_debt_blocks_nobody(held):
    """A dangerous workflow of old, and one that nobody can read."""
    files = {f"{WORKFLOWS}/evil.yml": EVIL, f"{WORKFLOWS}/large.yml": TAME + PADDING}
    found = held({**SETTINGS, **files}, {"README.md": "# B\n"})
    assert (found.code, found.gate["worse"]) == (0, [])


@pytest.mark.parametrize("content", [EVIL, TAME + PADDING], ids=["dangerous", "unread"])
def test_a_pure_rename_is_nothing_new(held, content):
    """Neither are findings in the file, nor that it cannot be read."""
    old, new = f"{WORKFLOWS}/a.yml", f"{WORKFLOWS}/b.yml"
    found = held({**SETTINGS, old: content}, {old: None, new: content})
    assert (found.code, found.gate["worse"], found.gate["unjudged"]) == (0, [], [])


@pytest.mark.parametrize(
    ("path", "content"), [(f"{WORKFLOWS}/ci.yml", TAME), ("Dockerfile", "FROM scratch\nUSER 1000\n")]
)
def test_what_only_github_could_tell_of_something_new_blocks_nobody(held, path, content):
    """A first workflow, a first Dockerfile: what becomes unknown by it was not decided before."""
    found = held(SETTINGS, {path: content}, origin="https://github.com/acme/app.git")
    assert [each for each in found.gate["worse"] if each["kind"] == "unjudged"] == []


def test_never_is_never(held):
    """`--fail-on never` blocks nothing, hidden or not."""
    files = {**SETTINGS, f"{WORKFLOWS}/ci.yml": TAME}
    found = held(files, {f"{WORKFLOWS}/evil.yml": EVIL + PADDING}, options=("--fail-on", "never"))
    assert found.code == 0
    assert found.gate["worse"]
