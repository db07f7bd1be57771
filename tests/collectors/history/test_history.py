"""What the history collector counts, and what it refuses to claim."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.collectors import Checkout, history
from checker.collectors.history import people, versions
from checker.errors import Unobserved
from checker.files import Files, MemoryTree
from checker.model.audit import Repository
from checker.model.facts import Facts
from checker.model.history import Commit, CommitHistory, Ref

NOW = datetime(2026, 11, 1, tzinfo=UTC)
ALL = frozenset(spec.path for spec in history.FACTS)
DAY = 86_400


def ago(days: float) -> int:
    return int(NOW.timestamp() - days * DAY)


def commit(
    days: float = 1,
    name: str = "Ada Lovelace",
    email: str = "",
    *,
    message: str = "Explain the engine\n",
    parents: tuple[str, ...] = ("p",),
    signed: bool = False,
) -> Commit:
    address = email or f"{name.replace(' ', '.')}@example.org"
    return Commit("c", parents, name, address, ago(days), address, ago(days), signed, message)


class Recorded:
    """A CommitHistory over lists; remembers what was asked."""

    def __init__(
        self,
        commits: Sequence[Commit] = (),
        tags: Sequence[Ref] = (),
        branches: Sequence[Ref] = (),
        shallow: bool = False,
    ) -> None:
        self._commits, self._tags, self._branches = commits, tags, branches
        self.shallow = shallow
        self.asked: list[str] = []

    def count(self) -> int:
        self.asked.append("count")
        return len(self._commits)

    def commits(self, since: int | None = None, limit: int = 10_000) -> Sequence[Commit]:
        self.asked.append("commits")
        return [each for each in self._commits if since is None or each.committed_at >= since][:limit]

    def tags(self) -> Sequence[Ref]:
        self.asked.append("tags")
        return self._tags

    def branches(self) -> Sequence[Ref]:
        self.asked.append("branches")
        return self._branches


class Gone(Recorded):
    """A history whose tags cannot be read."""

    def tags(self) -> Sequence[Ref]:
        raise Unobserved("history", "a reference is damaged")


def collect(past: CommitHistory | None, *wanted: str) -> Facts:
    checkout = Checkout(Repository(id="a", name="a"), Files(MemoryTree({})), past, NOW)
    return history.collect(checkout, frozenset(f"history.{name}" for name in wanted) or ALL)


def tag(name: str, days: float = 1, oid: str = "") -> Ref:
    return Ref(name, oid or name, ago(days))


def test_every_wanted_fact_is_measured_or_explained() -> None:
    """Nothing that was asked for goes missing without a word, whatever the history is."""
    for past in (
        None,
        Recorded(),
        Recorded(shallow=True),
        Recorded([commit()]),
        Recorded([commit()] * 120),
        Gone(),
    ):
        facts = collect(past)
        for path in ALL:
            assert (path in facts.values) != (facts.problem(path) is not None), path


def test_declarations_document_themselves() -> None:
    """A fact has one sentence and one declaration."""
    assert len(ALL) == len(history.FACTS)
    assert all(spec.doc.endswith(".") for spec in history.FACTS)


def test_tags_do_not_read_commits() -> None:
    """Asking for versions must stay cheap in a repository with a long history."""
    past = Recorded([commit()], [tag("v1")])
    assert collect(past, "version_tags", "last_version_tag").values["history.version_tags"] == 1
    assert past.asked == ["tags"]


def test_nothing_wanted_asks_nothing() -> None:
    """Rules that do not read the history cost it nothing."""
    past = Recorded([commit()])
    checkout = Checkout(Repository(id="a", name="a"), Files(MemoryTree({})), past, NOW)
    assert history.collect(checkout, frozenset(("readme.words",))) == Facts()
    assert past.asked == []


def test_commits_of_a_year_leave_out_bots_merges_and_older_ones() -> None:
    """Activity is what people did."""
    commits = [
        commit(1),
        commit(2, "dependabot[bot]"),
        commit(3, parents=("a", "b")),
        commit(200, "Grace Hopper"),
        commit(400, "Alan Turing"),
    ]
    values = collect(Recorded(commits)).values
    assert values["history.commits"] == 5
    assert values["history.commits_last_year"] == 2
    assert values["history.commits_last_90_days"] == 1
    assert values["history.authors_last_year"] == 2
    assert values["history.days_since_last_commit"] == 1
    assert values["history.last_commit"] == "2026-10-31T00:00:00Z"
    assert values["history.first_commit"] == "2025-09-27T00:00:00Z"


def test_a_commit_of_the_future_is_of_today() -> None:
    """A clock that runs ahead must not give negative ages."""
    assert collect(Recorded([commit(-3)]), "days_since_last_commit").values == {
        "history.days_since_last_commit": 0
    }


@pytest.mark.parametrize(
    ("name", "email"),
    [
        ("dependabot[bot]", "49699333+dependabot[bot]@users.noreply.github.com"),
        ("Renovate Bot", "bot@renovateapp.com"),
        ("github-actions", "github-actions@github.com"),
        ("pyup-bot", "github-bot@pyup.io"),
        ("k8s-ci-robot", "k8s-ci-robot@users.noreply.github.com"),
        ("Travis CI", "builds@travis-ci.org"),
        ("Release", "semantic-release-bot@martynus.net"),
        ("Copilot", "198982749+Copilot@users.noreply.github.com"),
        ("copilot-swe-agent[bot]", "198982749+Copilot@users.noreply.github.com"),
        ("Claude", "noreply@anthropic.com"),
        ("Cursor Agent", "cursoragent@cursor.com"),
        ("openhands", "openhands@all-hands.dev"),
        ("devin-ai-integration[bot]", "158243242+devin-ai-integration[bot]@users.noreply.github.com"),
        ("google-labs-jules[bot]", "161369871+google-labs-jules[bot]@users.noreply.github.com"),
        ("project_42_bot_9f8e7d", "project_42_bot_9f8e7d@noreply.gitlab.invalid"),
        ("CI", "ci@example.invalid"),
        ("Azure Pipelines", "builds@example.invalid"),
        ("anything-new[bot]", "1+anything-new[bot]@users.noreply.github.com"),
    ],
)
def test_bots_are_known(name: str, email: str) -> None:
    """Programs are not counted as people."""
    assert people.is_bot(commit(name=name, email=email))


@pytest.mark.parametrize(
    "name",
    [
        "Travis Oliphant",
        "Abbot Smith",
        "Robot Jones Jr",
        "Jenkins, Pat",
        "Botond",
        "Claude",
        "Jules",
        "Claude Code-Duval",
    ],
)
def test_people_are_not_taken_for_bots(name: str) -> None:
    """A name that contains a bot's is still a person's."""
    assert not people.is_bot(commit(name=name, email="someone@example.org"))


def test_update_bots_are_named() -> None:
    """Bots that bring updates of dependencies count as an update tool."""
    commits = [
        commit(name="renovate[bot]"),
        commit(name="dependabot[bot]"),
        commit(name="github-actions[bot]"),
        commit(name="pre-commit-ci[bot]"),
        commit(name="regro-cf-autotick-bot"),
    ]
    assert collect(Recorded(commits), "update_bots").values["history.update_bots"] == [
        "conda-forge",
        "dependabot",
        "renovate",
    ]


def test_one_person_with_two_addresses_counts_once() -> None:
    """Otherwise one busy author would pass for a team."""
    commits = [
        commit(1, "Ada Lovelace", "ada@work.example"),
        commit(2, "Ada Lovelace", "ada@home.example"),
        commit(3, "ada", "ada@home.example"),
    ]
    values = collect(Recorded(commits), "authors_last_year", "bus_factor").values
    assert values == {"history.authors_last_year": 1, "history.bus_factor": 1}


@given(st.dictionaries(st.text(min_size=1), st.integers(1, 50), min_size=1))
def test_the_bus_factor_is_the_smallest_majority(counts: dict[str, int]) -> None:
    """That many people made more than half, and one fewer did not."""
    number = people.bus_factor(Counter(counts))
    made = sorted(counts.values(), reverse=True)
    assert sum(made[:number]) > sum(made) / 2 >= sum(made[: number - 1])


def test_shares_of_the_latest_commits() -> None:
    """Shares look at the newest commits, people's only where people are meant."""
    commits = [
        commit(1, message="feat(api)!: add streams\n\nSigned-off-by: Ada <ada@example.org>\n", signed=True),
        commit(2, message='Revert "Add streams"\n\nThis reverts commit 1234.\n'),
        commit(3, message="net/http: fix leak\n"),
        commit(4, "renovate[bot]", message="chore(deps): bump\n"),
        commit(5, parents=("a", "b"), message="Merge branch\n"),
    ]
    values = collect(Recorded(commits)).values
    assert values["history.signed_share"] == 0.2
    assert values["history.merges_share"] == 0.2
    assert values["history.signed_off_share"] == pytest.approx(1 / 3, abs=1e-3)
    assert values["history.conventional_share"] == pytest.approx(1 / 3, abs=1e-3)
    assert values["history.reverts_share"] == pytest.approx(1 / 3, abs=1e-3)


def test_a_statistic_over_nothing_is_not_a_fact() -> None:
    """No commits, no shares, and a reason why."""
    facts = collect(
        Recorded(), "signed_off_share", "bus_factor", "days_since_last_commit", "days_since_last_release"
    )
    assert not facts.values
    assert {problem.reason for problem in facts.problems} == {
        "there are no commits",
        "nobody but bots committed in the last year",
        "no tag names a version",
    }


def test_a_shallow_clone_shows_lower_bounds() -> None:
    """What was cut off can only add, and statistics are not made up from the rest."""
    facts = collect(Recorded([commit()], [tag("v1.0")], shallow=True))
    assert set(facts.values) == {"history.last_commit", "history.days_since_last_commit"}
    assert facts.problem("history.commits").seen == 1  # type: ignore[union-attr]  # it is there
    assert facts.problem("history.version_tags").seen == 1  # type: ignore[union-attr]  # it is there
    assert all("--unshallow" in problem.reason for problem in facts.problems)


def test_a_shallow_clone_with_enough_commits_has_shares() -> None:
    """The latest hundred commits are all that a share is taken of."""
    facts = collect(Recorded([commit(signed=True)] * 150, shallow=True), "signed_share", "signed_off_share")
    assert facts.values == {"history.signed_share": 1.0, "history.signed_off_share": 0.0}


def test_unreadable_tags_leave_the_commits() -> None:
    """One broken part does not hide the others."""
    facts = collect(Gone([commit()]), "commits", "tags")
    assert facts.values == {"history.commits": 1}
    assert facts.problem("history.tags").reason == "a reference is damaged"  # type: ignore[union-attr]  # it is there


@pytest.mark.parametrize(
    ("name", "product", "number"),
    [
        ("v1.2.3", "", "1.2.3"),
        ("1.2", "", "1.2"),
        ("V2.0.0-RC.1+build5", "", "2.0.0-rc.1+build5"),
        ("jq-1.8.0rc1", "jq", "1.8.0rc1"),
        ("sdk/v0.4.1", "sdk", "0.4.1"),
        ("@acme/ui@3.0.0", "@acme/ui", "3.0.0"),
        ("release-2026.11", "release", "2026.11"),
        ("20261101", "", "20261101"),
        ("REL_9_6", "rel", "9.6"),
        ("log4j-2.17.1", "log4j", "2.17.1"),
        ("v255", "", "255"),
    ],
)
def test_versions_are_read_from_tags(name: str, product: str, number: str) -> None:
    """The usual spellings name a product and a number."""
    assert versions.parse(name) == versions.Version(product, number)


@pytest.mark.parametrize(
    "name", ["latest", "nightly-2026-11-01", "before-merge", "v", "stable", "", "sha-12ab34cd"]
)
def test_other_tags_are_no_versions(name: str) -> None:
    """Rolling and private marks are not releases."""
    assert versions.parse(name) is None


@given(st.text())
def test_any_tag_can_be_read(name: str) -> None:
    """Git allows almost everything in a name; a version has a number."""
    assert versions.parse(name) is None or any(character.isdigit() for character in name)


def test_releases() -> None:
    """The newest version and the pace of a year, other tags left out."""
    past = Recorded(tags=[tag("nightly", 0), tag("v2.0", 10), tag("v1.1", 100), tag("v1.0", 500)])
    values = collect(
        past, "tags", "version_tags", "last_version_tag", "days_since_last_release", "releases_last_year"
    ).values
    assert values == {
        "history.tags": 4,
        "history.version_tags": 3,
        "history.last_version_tag": "v2.0",
        "history.days_since_last_release": 10,
        "history.releases_last_year": 2,
    }


def test_one_version_on_two_commits_is_a_duplicate() -> None:
    """`1.0` and `v1.0` must not lead to different code; two names of one commit may."""
    tags = [
        tag("v1.0", oid="a"),
        tag("1.0", oid="b"),
        tag("2.0", oid="c"),
        tag("v2.0", oid="c"),
        tag("sdk/v1.0"),
    ]
    found = collect(Recorded(tags=tags), "duplicate_versions").values["history.duplicate_versions"]
    assert found == [{"version": "1.0", "tag": "v1.0", "other": "1.0", "days": 1}]


def test_branches_have_ages() -> None:
    """Rules decide themselves when a branch is stale."""
    branches = [Ref("main", "a", ago(1)), Ref("old", "b", ago(400.5))]
    past = Recorded(branches=branches)
    assert collect(past, "branches").values["history.branches"] == [
        {"name": "main", "days": 1},
        {"name": "old", "days": 400},
    ]


def test_too_many_branches_are_a_problem_with_what_was_seen() -> None:
    """Lists stay short enough for expressions."""
    past = Recorded(branches=[Ref(f"b{number}", "a", ago(1)) for number in range(1001)])
    problem = collect(past, "branches").problem("history.branches")
    assert problem is not None
    assert isinstance(problem.seen, list)
    assert len(problem.seen) == 1000
