"""Facts about pull requests."""

from typing import Any

import pytest

from checker.collectors.github import pulls
from checker.github.responses import Answer, AnswerState
from checker.model.facts import Facts
from tests.collectors.github.views import ago, connection, view, who

BOT = who("dependabot", "Bot")


def review(author: str | None, at: str, state: str = "APPROVED", kind: str = "User") -> dict[str, Any]:
    return {"author": who(author, kind), "submittedAt": at, "state": state}


def merged(*reviews: Any, days: float = 10, took: float = 24, author: Any = None) -> dict[str, Any]:
    """Return a pull request that was merged so many days ago, so many hours after it was opened."""
    return {
        "author": author or who("ann"),
        "createdAt": ago(days, took),
        "mergedAt": ago(days),
        "approvals": connection(*(each for each in reviews if each["state"] == "APPROVED")),
        "reviews": connection(*reviews),
    }


def collected(path: str, **answers: Any) -> Facts:
    return pulls.collect(view(answers), frozenset((path,)))


def measured(path: str, **answers: Any) -> Any:
    facts = collected(path, **answers)
    assert not facts.problems
    return facts.values[path]


def reason(path: str, **answers: Any) -> str:
    facts = collected(path, **answers)
    assert not facts.values
    problem = facts.problem(path)
    assert problem is not None
    return problem.reason


def test_people_are_counted_in_the_window() -> None:
    """Bots' pull requests, older ones and those after the asked time do not count."""
    of_bot = merged(author=BOT)
    machine = merged(author=who("acme-release-bot"))
    found = connection(merged(), merged(days=89), merged(days=91), merged(days=-1), of_bot, machine)
    assert measured("pulls.merged", merged_pulls=found) == 2


def test_a_deleted_account_was_a_person() -> None:
    """GitHub gives no author then."""
    assert measured("pulls.merged", merged_pulls=connection({**merged(), "author": None})) == 1


def test_only_others_approve() -> None:
    """Neither the author, nor a bot, nor who comes after the merge has approved."""
    approved = merged(review("bob", ago(10, 1)))
    own = merged(review("Ann", ago(10, 1)))
    robot = merged(review("approver", ago(10, 1), kind="Bot"))
    late = merged(review("bob", ago(9)))
    found = connection(approved, own, robot, late)
    assert measured("pulls.reviewed_share", merged_pulls=found) == 0.25


def test_gone_reviewers_are_somebody() -> None:
    """Two accounts that are gone may have been two people."""
    found = merged(review(None, ago(10, 1)))
    assert measured("pulls.reviewed_share", merged_pulls=connection(found, {**found, "author": None})) == 1


def test_waiting_for_a_review() -> None:
    """Those without a review of others do not wait; any kind of review ends the wait."""
    found = connection(
        merged(review("ann", ago(10, 23), "COMMENTED"), review("bob", ago(10, 20), "COMMENTED")),
        merged(review("bob", ago(10, 16), "CHANGES_REQUESTED"), review("cid", ago(10, 1))),
        merged(),
    )
    assert measured("pulls.first_review_hours", merged_pulls=found) == 6
    assert measured("pulls.first_review_hours_p90", merged_pulls=found) == 7.6
    assert measured("pulls.reviewed", merged_pulls=found) == 2


def test_a_pending_review_is_none() -> None:
    """It has not been submitted."""
    found = connection(merged({**review("bob", ""), "submittedAt": None}))
    assert "nobody else reviewed" in reason("pulls.first_review_hours", merged_pulls=found)


def test_cycle() -> None:
    """From opening to merge."""
    found = connection(merged(took=2), merged(took=4), merged(took=100))
    assert measured("pulls.cycle_hours", merged_pulls=found) == 4
    assert measured("pulls.cycle_hours_p90", merged_pulls=found) == 80.8


@pytest.mark.parametrize(
    "path",
    ["pulls.reviewed_share", "pulls.cycle_hours", "pulls.cycle_hours_p90", "pulls.first_review_hours"],
)
def test_nothing_merged_is_no_statistic(path: str) -> None:
    """There is a reason instead; the count is 0."""
    assert "90 days" in reason(path, merged_pulls=connection())
    assert measured("pulls.merged", merged_pulls=connection()) == 0
    assert measured("pulls.reviewed", merged_pulls=connection()) == 0


def checked(*contexts: Any) -> dict[str, Any]:
    rollup = {"contexts": connection(*contexts)} if contexts else None
    commit = {"commit": {"statusCheckRollup": rollup}}
    return {"author": who("ann"), "mergedAt": ago(3), "commits": connection(commit)}


def run(name: str, conclusion: str | None = "SUCCESS") -> dict[str, Any]:
    return {"__typename": "CheckRun", "name": name, "conclusion": conclusion}


def status(context: str, state: str = "SUCCESS") -> dict[str, Any]:
    return {"__typename": "StatusContext", "context": context, "state": state}


def test_checks() -> None:
    """One that succeeded is enough; one that runs or failed is not."""
    found = connection(
        checked(run("build"), run("lint", "FAILURE")),
        checked(run("build", None)),
        checked(),
        checked(status("ci")),
    )
    assert measured("pulls.checked_share", checked_pulls=found) == 0.5


@pytest.mark.parametrize(
    ("check", "share"),
    [
        (run("DCO"), 1.0),
        (status("license/cla"), 1.0),
        (run("EasyCLA"), 1.0),
        (run("DCO", "FAILURE"), 0.0),
        (run("clang-tidy"), 0.0),
        (run("declare"), 0.0),
    ],
)
def test_sign_off(check: Any, share: float) -> None:
    """The right to contribute is checked under a few names."""
    assert measured("pulls.signed_off_share", checked_pulls=connection(checked(check))) == share


def test_checks_that_were_kept_back() -> None:
    """A null beside an error is not the absence of checks."""
    answer = Answer(AnswerState.SEEN, connection(checked()), "Resource not accessible", complete=False)
    facts = collected("pulls.checked_share", checked_pulls=answer)
    (problem,) = facts.problems
    assert problem.reason == "Resource not accessible"
    assert "Checks: read" in problem.permission


def changed(lines: int, *files: tuple[str, int], listed: bool = True) -> dict[str, Any]:
    entries = [{"path": path, "additions": size, "deletions": 0} for path, size in files]
    return {
        "author": who("ann"),
        "mergedAt": ago(3),
        "additions": lines,
        "deletions": 10,
        "files": connection(*entries) if listed else None,
    }


def test_changed_lines() -> None:
    """Lock, generated and vendored files were not written by those who ask for a review."""
    others = [
        ("web/package-lock.json", 400),
        ("pnpm-lock.yaml", 50),
        ("poetry.lock", 25),
        ("bun.lockb", 25),
        ("go.sum", 40),
        ("api/app.pb.go", 300),
        ("third_party/x.c", 60),
    ]
    found = connection(changed(1000, ("a.py", 90), ("src/clock", 10), *others))
    assert measured("pulls.changed_lines", changed_pulls=found) == 110


def test_changed_lines_of_a_change_too_large_to_list() -> None:
    """All lines count where GitHub lists no files."""
    assert measured("pulls.changed_lines", changed_pulls=connection(changed(90_000, listed=False))) == 90_010


def test_direct_commits() -> None:
    """Commits of people on the default branch that belong to no pull request."""

    def commit(name: str | None, *pulls: Any) -> dict[str, Any]:
        author = name and {"name": name}
        return {"author": author, "associatedPullRequests": connection(*pulls)}

    people = commit("ada"), commit("ben", {"number": 7}), commit(None)
    bots = commit("github-actions[bot]"), commit("release-bot")
    found = {"target": {"history": connection(*people, *bots)}}
    assert measured("pulls.direct_commits", recent_commits=found) == 2
    assert measured("pulls.direct_commits", recent_commits=None) == 0


def test_update_bots() -> None:
    """Apps and well-known machine users count, people with such names do not."""
    authors = [
        BOT,
        who("renovate", "Bot"),
        who("acme-renovate", "Bot"),
        who("renovate-bot"),
        who("pyup-bot"),
        who("mr-renovate-fan"),
        who("github-actions", "Bot"),
        None,
    ]
    opened = [{"author": author, "createdAt": ago(5)} for author in authors]
    old = {"author": who("depfu", "Bot"), "createdAt": ago(100)}
    found = measured("pulls.update_bots", opened_pulls=connection(*opened, old))
    assert found == ["dependabot", "pyup", "renovate"]
    assert measured("pulls.update_bots", opened_pulls=connection()) == []


def opened(idle: float = 1, draft: bool = False, author: Any = None, title: str = "Fix") -> dict[str, Any]:
    return {
        "number": 7,
        "title": title,
        "isDraft": draft,
        "author": author or who("ann"),
        "createdAt": ago(50),
        "updatedAt": ago(idle),
    }


def test_open() -> None:
    """Each with its age; titles are people's, so they are shortened."""
    (found,) = measured("pulls.open", open_pulls=connection(opened(idle=40, author=BOT, title="x" * 1000)))
    title = found.pop("title")
    assert found == {"number": 7, "bot": True, "draft": False, "days": 50, "idle_days": 40}
    assert len(title) == 256


def test_stale() -> None:
    """Drafts and bots' pull requests wait for nobody."""
    found = connection(opened(30), opened(29), opened(90, draft=True), opened(90, author=BOT))
    assert measured("pulls.open_count", open_pulls=found) == 2
    assert measured("pulls.stale_share", open_pulls=found) == 0.5
    assert reason("pulls.stale_share", open_pulls=connection()) == "no pull request of a person is open"


def test_open_ones_that_were_cut_off() -> None:
    """The list is a part; statistics are declared to be about the latest."""
    found = connection(opened(), more=True, total=250)
    (problem,) = collected("pulls.open", open_pulls=found).problems
    assert problem.reason == "has 250 open pull requests, more than 100"
    assert isinstance(problem.seen, list)
    assert problem.seen[0]["number"] == 7
    assert measured("pulls.open_count", open_pulls=found) == 1
