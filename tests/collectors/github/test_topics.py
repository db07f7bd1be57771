"""All topics together: what they ask, and that nothing is lost, whatever is answered."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from checker.collectors import Checkout, github
from checker.files import Files, MemoryTree
from checker.github.batches import SETTINGS
from checker.github.queries import Endpoint, GraphQLField, Listing, Scope
from checker.github.responses import Answer, AnswerState, Observation
from checker.model.audit import Repository
from tests.collectors.github import test_damaged
from tests.collectors.github.settings import OWNER, WHOLE
from tests.collectors.github.test_damaged import places
from tests.collectors.github.test_questions import counts, selection
from tests.collectors.github.views import AT, view

ALL = frozenset(spec.path for spec in github.FACTS)
ASKS = github.asks(ALL)
ANSWERS: Mapping[str, Any] = {
    name: answer
    for answers in (*WHOLE.values(), *reversed(test_damaged.WHOLE.values()))
    for name, answer in answers.items()
}
"""An answer to everything about a repository."""


def checkout(observation: Observation) -> Checkout:
    repository = Repository(id="github.com/acme/app", name="app", attributes={})
    return Checkout(repository, Files(MemoryTree({})), None, AT, observation)


def first(**how: Any) -> Observation:
    """Return an observation whose first questions were answered: all is well, nothing is decided."""
    names = {ask.name for ask in ASKS}
    return view({name: answer for name, answer in ANSWERS.items() if name in names}, **how)


def asked(observation: Observation) -> list[str]:
    return [each.name for each in github.more(observation, ALL)]


def test_names_are_told_apart() -> None:
    """Two questions of one name would overwrite each other's answers, in whichever round."""
    found = [*ASKS, *(ask.instead for ask in ASKS if isinstance(ask, Listing))]
    empty: dict[str, Any] = {ask.name: [] for ask in ASKS if isinstance(ask, Listing)}
    for observation in (first(visibility="public"), view(empty), first(organization=False)):
        found += github.more(observation, ALL)
    names: dict[tuple[str, str], Any] = {}
    for ask in found:
        scope = getattr(ask, "scope", Scope.REPOSITORY)
        known = names.setdefault((scope, ask.name), ask)
        assert known == ask or (isinstance(known, Listing) and known.instead == ask), ask.name


@pytest.mark.parametrize("path", sorted(ALL))
def test_each_fact_alone(path: str) -> None:
    """What it asks answers it: no fact relies on the questions of another."""
    wanted = frozenset((path,))
    names = {ask.name for ask in github.asks(wanted)}
    observation = view(
        {name: answer for name, answer in ANSWERS.items() if name in names},
        {name: answer for name, answer in OWNER.items() if name in names},
        visibility="public",
        administers=True,
    )
    for _ in range(3):
        further = {each.name: ANSWERS[each.name] for each in github.more(observation, wanted)}
        observation = view(
            {**observation.answers, **further}, observation.owner, visibility="public", administers=True
        )
    facts = github.collect(checkout(observation), wanted)
    problem = facts.problem(path)
    assert problem is None or path == "organization.inactive_members", problem


def test_the_second_round_is_for_what_the_first_left_open() -> None:
    """Nothing is asked twice, and nothing that the organization or the kind of repository decides."""
    observation = first()
    names = asked(observation)
    assert len(names) == len(set(names))
    assert not set(names) & {ask.name for ask in ASKS}
    assert "private_reporting" in asked(first(visibility="public"))
    assert "private_reporting" not in names
    assert "teams" not in asked(first(organization=False))


def test_the_second_round_of_an_organization_that_decides() -> None:
    """Its Actions settings leave no choice: two requests less."""
    decided = {
        "owner_actions": {
            "enabled_repositories": "none",
            "allowed_actions": "selected",
            "sha_pinning_required": True,
        },
        "owner_workflow_token": {
            "default_workflow_permissions": "read",
            "can_approve_pull_request_reviews": False,
        },
    }
    left = set(asked(first())) - set(asked(first(owner=decided)))
    assert left == {"actions", "workflow_token"}


def test_the_second_round_of_archived_repositories() -> None:
    """Their settings can no longer be changed: few requests are worth it."""
    assert set(asked(first(archived=True))) <= {"runs", "release", "teams", "invitations"}


def test_rounds_end() -> None:
    """Once everything is answered, whatever the answers are, nothing is left to ask."""
    for answer in (
        Answer(AnswerState.DENIED),
        Answer(AnswerState.OFF),
        Answer(AnswerState.FAILED),
        Answer(AnswerState.SEEN, []),
    ):
        observation = first(visibility="public")
        for _ in range(3):
            new = {name: answer for name in asked(observation) if name not in observation.answers}
            observation = view({**observation.answers, **new}, visibility="public")
        assert set(asked(observation)) <= set(observation.answers)


def test_nothing_wanted() -> None:
    """Nothing is said and nothing asked that no rule reads."""
    wanted = frozenset(("readme.words",))
    assert github.asks(wanted) == ()
    for organization in (True, False):
        observation = view({}, organization=organization)
        assert [*github.more(observation, wanted)] == []
        facts = github.collect(checkout(observation), wanted)
        assert (facts.values, facts.problems) == ({}, ())


def test_of_a_user() -> None:
    """Only organizations have settings of their own."""
    facts = github.collect(checkout(view({}, organization=False)), ALL)
    problem = facts.problem("organization.members")
    assert problem is not None
    assert problem.reason == "the repository belongs to a user"


def test_lists_and_fields_are_for_all_repositories() -> None:
    """The first round asks no request of its own for a repository: that would cost thousands."""
    assert all(isinstance(ask, (GraphQLField, Listing)) or ask.scope is Scope.OWNER for ask in ASKS)


def test_cost() -> None:
    """GitHub refuses queries of more than 500,000 nodes; settings are asked of many repositories at once."""
    text = " ".join(
        ask.text
        for ask in ASKS
        if isinstance(ask, GraphQLField) and not ask.heavy and ask.scope is Scope.REPOSITORY
    )
    assert SETTINGS * sum(counts(selection(text))) < 250_000


_KEYS = sorted({key for place in places({**ANSWERS, **OWNER}) for key in place if isinstance(key, str)})
_WORDS = ["enabled", "ACTIVE", "PULL_REQUEST", "~ALL", "ADMIN", "Actions", "minutes", "0", "v1.2.3", "\ud800"]
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from([*_WORDS, AT.isoformat()]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(_KEYS), inner, max_size=9),
    max_leaves=20,
)
"""Almost what GitHub sends."""
_ANSWER = st.one_of(
    st.builds(Answer, st.just(AnswerState.SEEN), JSON, st.just(""), st.just(""), st.booleans()),
    st.sampled_from(sorted(ANSWERS)).map(lambda name: Answer(AnswerState.SEEN, ANSWERS[name])),
    st.sampled_from(AnswerState).map(Answer),
)


class Drawn(dict[str, Answer]):
    """Answers that are made up when they are read; few, in turn, as each costs time."""

    def __init__(self, answers: list[Answer]) -> None:
        super().__init__()
        self._answers = answers

    def get(self, name: str, default: Any = None) -> Answer:
        del default
        return self.setdefault(name, self._answers[len(self) % len(self._answers)])

    def __getitem__(self, name: str) -> Answer:
        return self.get(name)

    def __contains__(self, name: object) -> bool:
        return True


@given(
    answers=st.lists(_ANSWER, min_size=1, max_size=8),
    visibility=st.sampled_from(["public", "private"]),
    administers=st.sampled_from([True, False, None]),
    archived=st.booleans(),
    branch=st.sampled_from(["main", ""]),
    organization=st.booleans(),
)
def test_nothing_is_lost(
    answers: list[Answer], visibility: str, administers: bool | None, **how: Any
) -> None:
    """Whatever GitHub sends, and to whatever: each fact is there, or its absence is explained."""
    observation = view({}, None, visibility=visibility, administers=administers, **how)
    found = replace(observation, answers=Drawn(answers), owner=Drawn(answers))
    facts = github.collect(checkout(found), ALL)
    assert all(path in facts.values or facts.problem(path) for path in ALL)
    assert all(isinstance(each, Endpoint) for each in github.more(found, ALL))


@pytest.mark.parametrize("state", [AnswerState.DENIED, AnswerState.FAILED, AnswerState.ABSENT])
def test_reasons_are_not_mixed_up(state: AnswerState) -> None:
    """What is said of a fact does not depend on what else is wanted, and goes wrong."""
    topics = {name: topic.__name__ for topic, answers in WHOLE.items() for name in answers}
    refused = {
        name: Answer(state, message=topics.get(name, ""), permission=topics.get(name, ""))
        for name in (*ANSWERS, *OWNER)
    }
    observed = checkout(view(refused, refused, visibility="public"))
    together = github.collect(observed, ALL)
    for path in ALL - together.values.keys():
        alone, found = github.collect(observed, frozenset((path,))).problem(path), together.problem(path)
        assert alone is not None
        assert found is not None
        assert (found.reason, found.permission) == (alone.reason, alone.permission), path


def test_of_owner() -> None:
    """An organization's facts can be had without a repository."""
    wanted = frozenset(("organization.members",))
    assert github.of_owner(view({}, OWNER).owner, wanted).values == {"organization.members": 12}
