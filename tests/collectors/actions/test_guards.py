"""Conditions, as somebody without rights meets them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.collectors.actions.guards import Attempt, Chance, admits, ignores_skipped, is_never

PUSHED = Attempt("pull_request_target", "synchronize")
LABELED = Attempt("pull_request_target", "labeled")
LABELED_BRANCH = Attempt("pull_request_target", "labeled", moves=True)
AFTER = Attempt("workflow_run", "completed")
COMMENTED = Attempt("issue_comment", "created")
ORIGIN = "github.event.pull_request.head.repo.full_name == github.repository"
SAFE = "contains(github.event.pull_request.labels.*.name, 'safe')"
ASSOCIATION = "github.event.comment.author_association"


@pytest.mark.parametrize(
    ("condition", "attempt"),
    [
        (ORIGIN, PUSHED),
        (f"${{{{ {ORIGIN} }}}}", PUSHED),
        ("'acme/pay' == github.event.pull_request.head.repo.full_name", PUSHED),
        ("github.event.pull_request['head'].repo.full_name == github.repository", PUSHED),
        ("github.event.pull_request.head.repo.owner.login == github.repository_owner", PUSHED),
        ("!github.event.pull_request.head.repo.fork", PUSHED),
        ("github.event.pull_request.head.repo.fork == false", PUSHED),
        ("github.event.pull_request.head.repo.fork != true", PUSHED),
        ("startsWith(github.event.pull_request.head.label, 'acme:')", PUSHED),
        ("github.event.pull_request.user.login == 'dependabot[bot]'", PUSHED),
        ('contains(fromJSON(\'["alice", "bob"]\'), github.event.pull_request.user.login)', PUSHED),
        ("contains(vars.PEOPLE, github.event.pull_request.user.login)", PUSHED),
        ("github.event.pull_request.author_association == 'MEMBER'", PUSHED),
        ("github.event.pull_request.merged == true", PUSHED),
        ("github.event.pull_request.merged", Attempt("pull_request_target", "closed")),
        ("github.event_name == 'push'", PUSHED),
        (f"github.event_name != 'pull_request_target' || {ORIGIN}", PUSHED),
        (f"github.event.action == 'labeled' && {SAFE}", PUSHED),
        ("github.event.label.name == 'safe'", PUSHED),
        (SAFE, LABELED),
        ("github.event.label.name == 'safe'", LABELED),
        (f"needs.check.outputs.ok == 'true' && {ORIGIN}", PUSHED),
        ("startsWith(github.ref, 'refs/tags/')", PUSHED),
        ("false", PUSHED),
        ("github.event.workflow_run.event == 'push'", AFTER),
        ("github.event.workflow_run.event != 'pull_request'", AFTER),
        ("github.event.workflow_run.head_repository.full_name == github.repository", AFTER),
        (f"{ASSOCIATION} == 'OWNER' || {ASSOCIATION} == 'MEMBER'", COMMENTED),
        (f'contains(fromJSON(\'["OWNER", "MEMBER"]\'), {ASSOCIATION})', COMMENTED),
        (f"contains('OWNER MEMBER', {ASSOCIATION})", COMMENTED),
        ("github.actor == 'alice'", COMMENTED),
        ("github.event.comment.user.login == 'alice'", COMMENTED),
    ],
)
def test_conditions_that_keep_strangers_away(condition: str, attempt: Attempt) -> None:
    """They ask for the origin, the author, a right, or the consent of somebody who has one."""
    assert admits(condition, attempt) is Chance.NO


@pytest.mark.parametrize(
    ("condition", "attempt"),
    [
        ("", PUSHED),
        (f"${{{{ {ORIGIN} }}}} && true", PUSHED),
        ("github.event.pull_request.head.repo.fork", PUSHED),
        ("github.event.pull_request.head.repo.full_name != github.repository", PUSHED),
        ("github.event.pull_request.head.repo.name == 'pay'", PUSHED),
        ("github.actor == 'dependabot[bot]'", PUSHED),
        ("github.triggering_actor == 'alice'", PUSHED),
        ("github.event.sender.login == 'alice'", PUSHED),
        (SAFE, PUSHED),
        (SAFE, LABELED_BRANCH),
        ("!contains(github.event.pull_request.labels.*.name, 'skip')", PUSHED),
        ("!contains(github.event.pull_request.labels.*.name, 'skip')", LABELED),
        ("github.event.pull_request.author_association == 'NONE'", PUSHED),
        ("github.event.pull_request.author_association == 'CONTRIBUTOR'", PUSHED),
        ("github.event.pull_request.draft == false", PUSHED),
        ("startsWith(github.head_ref, 'release/')", PUSHED),
        ("github.base_ref == 'main'", PUSHED),
        ("github.repository == 'acme/pay'", PUSHED),
        ("vars.ENABLED == 'true'", PUSHED),
        ("steps.build.outcome == 'success' && needs.a.result == 'success'", PUSHED),
        ("always()", PUSHED),
        ("!cancelled()", PUSHED),
        (f"{ORIGIN} || github.event.pull_request.draft == false", PUSHED),
        ("github.event.workflow_run.event == 'pull_request'", AFTER),
        ("github.event.workflow_run.conclusion == 'success'", AFTER),
        ("github.event.workflow_run.head_branch == 'main'", AFTER),
        ("github.event.workflow_run.actor.login == 'dependabot[bot]'", AFTER),
        (f'contains(fromJSON(\'["MEMBER", "CONTRIBUTOR"]\'), {ASSOCIATION})', COMMENTED),
        (f"{ASSOCIATION} != 'NONE'", COMMENTED),
        ("github.event.issue.pull_request && startsWith(github.event.comment.body, '/test')", COMMENTED),
    ],
)
def test_conditions_that_let_strangers_in(condition: str, attempt: Attempt) -> None:
    """They ask for what a stranger chooses, for the opposite of a guard, or for nothing at all."""
    assert admits(condition, attempt) is Chance.YES


@pytest.mark.parametrize(
    "condition",
    [
        "needs.check.outputs.allowed == 'true'",
        "steps.rights.outputs.permission == 'write'",
        "env.TRUSTED == 'yes'",
        "inputs.trusted",
        "fromJSON(needs.a.outputs.b)",
        "a b",
    ],
)
def test_conditions_that_hang_on_what_the_workflow_works_out(condition: str) -> None:
    """It may have asked for rights or not."""
    assert admits(condition, PUSHED) is Chance.PERHAPS


@pytest.mark.parametrize(
    ("condition", "never"),
    [
        ("false", True),
        ("${{ false }}", True),
        ("!true", True),
        ("false && github.ref == 'x'", True),
        ("'a' == 'b'", True),
        ("0", True),
        ("''", True),
        ("always() && false", True),
        ("", False),
        ("true", False),
        ("${{ false }} and more", False),
        ("false || github.ref == 'x'", False),
        ("'A' == 'a'", False),
        ("github.ref == 'x'", False),
    ],
)
def test_conditions_that_never_hold(condition: str, never: bool) -> None:
    """Nothing behind them ever runs."""
    assert is_never(condition) is never


def test_status_functions_ignore_skipped_jobs() -> None:
    """Without them a job waits for those that it needs."""
    assert ignores_skipped("always() && x")
    assert ignores_skipped("${{ !cancelled() }}")
    assert not ignores_skipped("success() && x")
    assert not ignores_skipped("")


@given(st.text(alphabet="abg.[]()'!&|=, *0{}$", max_size=50))
def test_any_condition_is_answered(condition: str) -> None:
    """No text makes the reading fail, and what never holds lets nobody in."""
    chance = admits(condition, PUSHED)
    assert not is_never(condition) or chance is Chance.NO
