"""Scores over time from a history: who is meant, which audits, and what explains the way."""

from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from checker.app.audit.history_recorder import HistoryLocation
from checker.app.audit.series import SeriesChoice
from checker.app.reports import trend
from checker.app.reports.trend import TrendRequest
from checker.engine.comparison import compare
from checker.errors import UsageError
from checker.model.change import ChangeState, Parts, ScoreChange
from checker.model.trend import Trend
from checker.store import open_history
from tests.render import changes, example

AUDITS = (
    changes.before(),
    replace(changes.before(), started_at="2026-10-01T00:00:00Z"),
    example.audit(),
)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> HistoryLocation:
    """Return a history of the made-up audits, and a series of another name."""
    place = HistoryLocation("sqlite:///history.db", tmp_path_factory.mktemp("history"))
    with open_history(place.url, place.folder, write=True) as history:
        for key, audits in (("other", AUDITS[:1]), ("acme", AUDITS)):
            with history.record(key, f"{key} inc") as recording:
                for audit in audits:
                    recording.begin(audit.started_at, audit.policy, audit.tool)
                    recording.finish(audit)
    return place


def follow(place: HistoryLocation, *names: str, **request: object) -> Trend:
    return trend.trend(place, TrendRequest(names, **{"series": SeriesChoice("acme inc"), **request}))  # type: ignore[arg-type]


def test_everybody(place: HistoryLocation) -> None:
    """The organization and every team, over all audits of a series."""
    found = follow(place)
    assert (found.series, found.audits) == ("acme inc", 3)
    assert (found.first[:7], found.last[:7]) == ("2026-08", "2026-11")
    assert {line.name for line in found.lines} == {"acme", "payments", "web", "commerce"}
    assert [round(point.score or 0, 1) for point in found.lines[0].points] == [58.7, 58.7, 56.1]
    assert found.lines[0].points[0].objectives["trust"].score == pytest.approx(37.8, abs=0.05)
    assert found.history.endswith("history.db")


def test_the_way_is_explained_as_the_ends_are_compared(place: HistoryLocation) -> None:
    """The same parts, objectives and rules as `checker compare` tells."""
    change = compare(AUDITS[0], AUDITS[2])
    line = follow(place, "payments").lines[0]
    team = next(team for team in change.teams if team.name == "payments")
    assert (line.score, line.objectives) == (team.score, team.objectives)
    assert [(each.rule, each.points) for each in line.movers] == [
        (each.id, each.points) for each in team.rules
    ]
    assert follow(place).notes == change.notes


@pytest.mark.parametrize("name", ["github.com/acme/payments", "acme/payments"])
def test_a_repository(name: str, place: HistoryLocation) -> None:
    """By its id or the end of it, with its commits."""
    line = follow(place, name).lines[0]
    subject = compare(AUDITS[0], AUDITS[2]).subjects[0]
    assert (line.name, line.kind) == ("github.com/acme/payments", "repository")
    assert [point.commit[:4] for point in line.points] == ["0000", "0000", "9f2c"]
    assert line.score == subject.score
    assert line.movers[0].rule == "testing/runs-in-ci"
    assert all(each.points for each in line.movers)


def test_a_repository_that_is_as_it_was(place: HistoryLocation) -> None:
    """Nothing moved it, by as much."""
    line = follow(place, "acme/storefront", since=date(2026, 8, 1), last=2).lines[0]
    assert line.score is not None
    still = follow(place, "acme/storefront", last=3, explain=True)
    assert still.lines[0].score == ScoreChange(
        still.lines[0].points[0].score, still.lines[0].points[0].score, ChangeState.SCORED, Parts()
    )


def test_a_team_may_be_called_what_a_repository_ends_with(place: HistoryLocation) -> None:
    """The team is meant; the repository has its longer name."""
    assert [line.kind for line in follow(place, "payments", "acme/payments").lines] == ["team", "repository"]
    assert len(follow(place, "payments", "payments").lines) == 1


def test_some_audits(place: HistoryLocation) -> None:
    """The last few, or those since a day; a single one explains nothing."""
    assert follow(place, last=2).first == "2026-10-01T00:00:00Z"
    assert follow(place, since=date(2026, 10, 1)).audits == 2
    assert follow(place, since=date(2026, 9, 1), last=1).audits == 1
    single = follow(place, "web", last=1).lines[0]
    assert (len(single.points), single.score) == (1, None)
    assert all(line.score is None for line in follow(place, explain=False).lines)


def test_another_series(place: HistoryLocation) -> None:
    """By its name."""
    assert follow(place, series=SeriesChoice("other inc")).audits == 1


@pytest.mark.parametrize(
    ("names", "request_", "message", "hint"),
    [
        (
            ("paymets",),
            {},
            "no team or repository of this series is called 'paymets'",
            "did you mean payments",
        ),
        (("acme/storefrnt",), {}, "no team or repository", "did you mean acme/storefront"),
        (("zzzzzz",), {}, "no team or repository", "there are: "),
        (("tools/scratch",), {"since": date(2026, 8, 1), "last": 3}, "", ""),
        ((), {"since": date(2027, 1, 1)}, "no audit since 2027-01-01", "2026-11-22"),
        ((), {"series": SeriesChoice("nobody")}, "no series is called 'nobody'", "acme inc"),
    ],
)
def test_what_is_not_there(
    names: tuple[str, ...], request_: dict[str, object], message: str, hint: str, place: HistoryLocation
) -> None:
    """A typing error is told with what may have been meant."""
    if not message:
        assert follow(place, *names, **request_).lines[0].points
        return
    with pytest.raises(UsageError, match=message) as caught:
        follow(place, *names, **request_)
    assert hint in caught.value.hint


def test_somebody_who_came_later(place: HistoryLocation) -> None:
    """Is followed from then on; before that there is nothing to tell."""
    line = follow(place, "tools/scratch").lines[0]
    assert [point.started_at[:7] for point in line.points] == ["2026-11"]
    assert line.score is not None
    assert (line.score.state, line.score.parts) == (ChangeState.CAME, None)


def test_names_that_mean_several(tmp_path: Path) -> None:
    """Whoever is meant must be told apart."""
    audit = example.audit()
    first = audit.subjects[0]
    twin = replace(first, subject="gitlab.com/acme/payments")
    place = HistoryLocation("sqlite:///twins.db", tmp_path)
    with (
        open_history(place.url, place.folder, write=True) as history,
        history.record("k", "n") as recording,
    ):
        recording.begin(audit.started_at, audit.policy, audit.tool)
        recording.finish(replace(audit, subjects=(first, twin)))
    with pytest.raises(UsageError, match="several repositories are called") as caught:
        follow(place, "acme/payments", series=SeriesChoice("n"))
    assert "gitlab.com/acme/payments" in caught.value.hint
