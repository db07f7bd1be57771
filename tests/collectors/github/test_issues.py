"""Facts about issues."""

from typing import Any

import pytest

from checker.collectors.github import issues
from checker.github.responses import Answer, AnswerState
from tests.collectors.github.views import ago, connection, view, who


def facts(path: str, **answers: Any) -> Any:
    return issues.collect(view(answers), frozenset((path,)))


def measured(path: str, *found: Any) -> Any:
    return facts(path, opened_issues=connection(*found)).values[path]


def comment(at: str, association: str = "MEMBER", author: Any = None) -> dict[str, Any]:
    return {"createdAt": at, "authorAssociation": association, "author": author or who("bob")}


def event(at: str, actor: Any) -> dict[str, Any]:
    return {"createdAt": at, "actor": actor}


def issue(
    *comments: Any,
    days: float = 10,
    events: Any = (),
    labels: Any = (),
    closed: str | None = None,
    association: str = "NONE",
    author: Any = None,
) -> dict[str, Any]:
    return {
        "author": author or who("visitor"),
        "authorAssociation": association,
        "createdAt": ago(days),
        "closedAt": closed,
        "labels": connection(*({"name": label} for label in labels)),
        "comments": connection(*comments),
        "timelineItems": connection(*events),
    }


def test_open_ones_are_counted_by_github() -> None:
    """However many there are."""
    assert facts("issues.open", open_issues={"totalCount": 4321}).values == {"issues.open": 4321}


def test_visitors_are_counted() -> None:
    """Members, bots and those before the window are not."""
    member = issue(association="COLLABORATOR")
    bot = issue(author=who("renovate", "Bot"))
    assert (
        measured("issues.opened", issue(), issue(association="CONTRIBUTOR"), member, bot, issue(days=91)) == 2
    )


def test_first_response() -> None:
    """A member's comment or label answers; the author, other visitors and bots do not."""
    found = issue(
        comment(ago(9, 23), "NONE", who("visitor")),
        comment(ago(9, 22), "MEMBER", who("acme-bot")),
        comment(ago(9), "OWNER"),
        events=[
            event(ago(9.9), who("visitor")),
            event(ago(9.8), who("triage", "Bot")),
            event(ago(9.5), who("carol")),
            event(ago(9.95), None),
        ],
    )
    assert measured("issues.first_response_hours", found) == 12
    assert measured("issues.first_response_hours_p90", found, issue()) == 12


def test_unanswered() -> None:
    """A stale bot's closing is no answer, a member's is."""
    by_bot = issue(events=[event(ago(1), who("stale", "Bot"))])
    by_member = issue(events=[event(ago(1), who("carol"))])
    assert measured("issues.unanswered_share", by_bot, by_member, issue(), issue(comment(ago(1)))) == 0.5


def test_nothing_to_answer() -> None:
    """No share and no hours, but reasons."""
    for path in ("issues.unanswered_share", "issues.first_response_hours"):
        (problem,) = facts(path, opened_issues=connection()).problems
        assert "in 90 days" in problem.reason
        assert problem.permission == ""


@pytest.mark.parametrize(
    "label", ["incident", "Type: Incident", "sev1", "SEV-2", "outage", "postmortem", "post-mortem"]
)
def test_incident_labels(label: str) -> None:
    """Whoever opened it."""
    assert measured("issues.incidents", issue(labels=["bug", label], association="OWNER")) == 1


@pytest.mark.parametrize("label", ["bug", "coincidental", "several", "sev", "severity: 3"])
def test_other_labels(label: str) -> None:
    """Names that only look alike."""
    assert measured("issues.incidents", issue(labels=[label])) == 0


def test_restoring() -> None:
    """The open incident is not restored yet."""
    closed = issue(labels=["incident"], closed=ago(10, -6))
    assert measured("issues.restore_hours", closed, issue(labels=["incident"]), issue(closed=ago(1))) == 6
    (problem,) = facts("issues.restore_hours", opened_issues=connection(issue(labels=["incident"]))).problems
    assert problem.reason == "no incident of 90 days was closed"


def test_member_activity() -> None:
    """What members did lately, in issues of any age."""
    old = issue(comment(ago(200)), days=300)
    answered = issue(comment(ago(200)), comment(ago(3)), days=300)
    labelled = issue(events=[event(ago(3), who("carol"))], days=300)
    found = facts("issues.member_activity", touched_issues=connection(old, answered, labelled))
    assert found.values == {"issues.member_activity": 2}


def test_answers_that_were_kept_back() -> None:
    """Comments that the token may not see do not make an issue unanswered."""
    answer = Answer(
        AnswerState.SEEN, connection(issue()), "may not see comments", "issues=read", complete=False
    )
    found = issues.collect(view({"opened_issues": answer}), frozenset(("issues.unanswered_share",)))
    assert [(each.reason, each.permission) for each in found.problems] == [
        ("may not see comments", "issues=read")
    ]
