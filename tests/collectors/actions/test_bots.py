"""Conditions that take the last actor for the author."""

import pytest

FACT = "actions.bot_conditions"
BOT = "github.actor == 'dependabot[bot]'"
MERGE = "      - run: gh pr merge --auto\n"
WRITE = "permissions: {contents: write}\n"


def _failing(facts):
    return [each for each in facts.values[FACT] if not each["ok"]]


def _merge(job, condition: str, steps: str = MERGE, on: str = "pull_request_target", top: str = WRITE):
    return job(steps, on=on, top=top, extra=f"    if: {condition}\n")


@pytest.mark.parametrize(
    ("condition", "actor"),
    [
        (BOT, "github.actor"),
        ("'renovate[bot]' == github['ACTOR']", "github.actor"),
        ("github.actor_id == '49699333'", "github.actor_id"),
        ("github.event.sender.type == 'Bot'", "github.event.sender.type"),
        ("startsWith(github.triggering_actor, 'dependabot')", "github.triggering_actor"),
        (f"!(github.event.pull_request.draft || !({BOT}))", "github.actor"),
        (f"github.event_name == 'push' || {BOT}", "github.actor"),
        (f"{BOT} && github.repository == 'acme/pay'", "github.actor"),
        (f"case({BOT}, true, false)", "github.actor"),
        (f"case({BOT}, 'yes', github.ref == 'x', true, false)", "github.actor"),
        (f"case(github.event.pull_request.draft, false, {BOT})", "github.actor"),
        (f"!case({BOT}, false, true)", "github.actor"),
        (f"({BOT}) == true", "github.actor"),
        (f"({BOT}) != false", "github.actor"),
        ("format('{0}', github.actor) == 'dependabot[bot]'", "github.actor"),
        (f"{BOT} && true || false", "github.actor"),
    ],
)
def test_actor_for_author(job, condition, actor) -> None:
    """However it is asked, the last actor is not the author."""
    [found] = _failing(_merge(job, f'"{condition}"'))
    assert (found["line"], found["actor"], found["trigger"]) == (7, actor, "pull_request_target")


@pytest.mark.parametrize(
    "condition",
    [
        "github.actor != 'dependabot[bot]'",
        "github.actor == 'octocat'",
        "github.event.pull_request.user.login == 'dependabot[bot]'",
        f"{BOT} && github.event.pull_request.user.login == github.actor",
        f"{BOT} && github.event.pull_request.head.repo.full_name == github.repository",
        f"!({BOT})",
        f"case({BOT}, false, true)",
        f"({BOT}) == false",
        "case(github.event.pull_request.user.login == 'dependabot[bot]', true, false)",
        f"case(github.event.pull_request.head.repo.fork, false, {BOT})",
    ],
)
def test_others_and_authors(job, condition) -> None:
    """What only skips, people, and a question about the author or the origin are right."""
    assert not _failing(_merge(job, f'"{condition}"'))


@pytest.mark.parametrize("on", ["push", "pull_request", "issue_comment", "schedule"])
def test_events_without_strangers_code_and_secrets(job, on) -> None:
    """Where the actor is the author, or has no secrets, nothing is wrong."""
    assert not _failing(_merge(job, BOT, on=on))


@pytest.mark.parametrize(
    ("top", "step", "found"),
    [
        ("permissions: {}\n", "run: make", 0),
        ("permissions: {}\n", "run: make ${{ secrets.KEY }}", 1),
        ("permissions: {contents: read}\n", "run: make ${{ github.token }}", 0),
        ("", "run: make ${{ github.token }}", 1),
        ("", "run: make", 0),
        ("env: {KEY: '${{ secrets.KEY }}'}\npermissions: {}\n", "run: make", 1),
        ("permissions: write-all\n", "uses: acme/merge@v1", 1),
    ],
)
def test_power(job, top, step, found) -> None:
    """Without a secret or a token that can write there is nothing to win."""
    assert len(_failing(_merge(job, BOT, f"      - {step}\n", top=top))) == found


@pytest.mark.parametrize(("inputs", "found"), [("", 0), ("        with: {skip-verification: true}\n", 1)])
def test_verified_author(job, inputs, found) -> None:
    """The action that reads Dependabot's data stops where somebody else wrote, unless it is told not to."""
    steps = f"      - uses: dependabot/fetch-metadata@v2\n{inputs}{MERGE}"
    assert len(_failing(_merge(job, BOT, steps))) == found


def test_condition_of_step(job) -> None:
    """A step that asks is told where it asks."""
    facts = job(
        f"      - if: {BOT}\n        run: gh pr merge\n", on="{workflow_run: {workflows: [test]}}", top=WRITE
    )
    assert [each["line"] for each in _failing(facts)] == [8]


def test_undecided(job) -> None:
    """A step of the workflow may have looked at the author."""
    steps = f"      - id: who\n        run: ./who\n{MERGE}        if: steps.who.outputs.ok == 'yes'\n"
    facts = _merge(job, BOT, steps, top="permissions: {}\nenv: {K: '${{ secrets.K }}'}\n")
    assert len(_failing(facts)) == 1  # the step that runs ./who has the secret already
    only = f"      - id: who\n        run: ./who\n{MERGE}        if: steps.who.outputs.ok == 'yes'\n        env: {{K: '${{{{ secrets.K }}}}'}}\n"
    facts = _merge(job, BOT, only, top="permissions: {}\n")
    assert any(each.path == FACT for each in facts.problems)


def test_workflow_elsewhere(collect) -> None:
    """What another repository's workflow asks is not seen."""
    text = (
        f"on: pull_request_target\njobs:\n  a:\n    if: {BOT}\n    uses: acme/x/.github/workflows/y.yml@v1\n"
    )
    facts = collect({".github/workflows/ci.yml": text})
    assert any(each.path == FACT for each in facts.problems)


@pytest.mark.parametrize(("permissions", "failing"), [("{contents: write}", 1), ("{contents: read}", 0)])
def test_power_that_a_caller_gives(collect, permissions, failing) -> None:
    """A called workflow that declares no permissions has those of the job that calls it."""
    caller = (
        f"on: pull_request_target\njobs:\n  a:\n    permissions: {permissions}\n"
        "    uses: ./.github/workflows/merge.yml\n"
    )
    called = f"on: workflow_call\njobs:\n  m:\n    if: {BOT}\n    runs-on: x\n    steps:\n{MERGE}"
    facts = collect({".github/workflows/a.yml": caller, ".github/workflows/merge.yml": called})
    assert len(_failing(facts)) == failing
