"""Filters of local repositories: by what the catalog says, and never all of them by mistake."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from checker.app.audit.github_targets import Options
from checker.app.audit.run import AuditRequest, audit
from checker.app.policies.compile_plan import prepare
from checker.engine.compile import Plan
from checker.errors import UsageError
from checker.github.inventory import Filters
from checker.model.audit import Audit
from checker.model.team import Catalog, Team
from checker.policy.settings.configuration import Configuration, RepositoryEntry
from tests.repositories import Made

NOW = datetime(2026, 11, 22, tzinfo=UTC)
TEAMS = (Team("Payments", ("repos/one",), part_of="shop"), Team("web", ("repos/two",)), Team("idle"))


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of three repositories, of which the last has no commit."""
    folder = tmp_path_factory.mktemp("selecting")
    for name in ("one", "two", "three"):
        made = Made(folder / "repos" / name)
        made.path.mkdir(parents=True)
        made.git("init", "-q", "-b", "main")
        if name != "three":
            made.commit({"README": "x", "CODEOWNERS": f"* @acme/{name}-team\n"})
    return folder


@pytest.fixture(scope="module")
def plan(place: Path) -> Plan:
    return prepare(["docs"], place, NOW.date())


def ask(place: Path, plan: Plan, filters: Filters, **settings: object) -> Audit:
    configuration = replace(Configuration(place, "acme", (str(place / "repos"),), teams=TEAMS), **settings)
    return audit(AuditRequest((), NOW, jobs=1, github=Options(filters)), plan, configuration)


def told(found: Audit) -> tuple[list[str], list[str]]:
    """Return the repositories that were judged, and those that could not be."""
    judged = [each.subject.rsplit("/", 1)[-1] for each in found.subjects if each.kind == "repository"]
    return judged, [each.target.rsplit("/", 1)[-1] for each in found.uncollected]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(), (["one", "two"], ["three"])),
        (Filters(teams=("payments",)), (["one"], [])),
        (Filters(teams=("shop",)), (["one"], [])),
        (Filters(teams=("web", "Payments")), (["one", "two"], [])),
        (Filters(teams=("idle",)), ([], [])),
        (Filters(names=("t*",)), (["two"], ["three"])),
        (Filters(names=("repos/one",)), (["one"], [])),
        (Filters(names=("*",), teams=("web",)), (["two"], [])),
    ],
)
def test_teams_and_names(place: Path, plan: Plan, filters: Filters, expected: object) -> None:
    """What is left out is neither judged nor counted as not audited."""
    found = ask(place, plan, filters, teams=(*TEAMS, Team("rest", ("repos/*",))))
    assert told(found) == expected


def test_a_team_that_its_own_files_name(place: Path, plan: Plan) -> None:
    """As the audit decides it; one that could not be read may be of any team."""
    catalog = Catalog(("codeowners",))
    found = ask(place, plan, Filters(teams=("two-team",)), teams=(), catalog=catalog)
    assert told(found) == (["two"], ["three"])


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(archived=True), ["one"]),
        (Filters(archived=False), ["two"]),
        (Filters(visibility=("public", "internal")), ["two"]),
    ],
)
def test_attributes_of_the_catalog(place: Path, plan: Plan, filters: Filters, expected: list[str]) -> None:
    """Whoever nobody calls archived is not; a visibility has to be stated."""
    stated = (
        RepositoryEntry(("repos/one",), {"archived": True, "visibility": "private"}),
        RepositoryEntry(("repos/two",), {"visibility": "public"}),
    )
    found = ask(place, plan, filters, repositories=stated)
    assert told(found)[0] == expected


@pytest.mark.parametrize(
    ("filters", "message", "hint"),
    [
        (Filters(fork=False), "--forks is answered by GitHub alone", "leave it out"),
        (Filters(topics=("x",)), "--topic is answered by GitHub alone", ""),
        (Filters(properties={"a": "b"}), "--property is answered by GitHub alone", ""),
        (
            Filters(visibility=("public",)),
            "--visibility: the settings do not state it of repos/one",
            "checker.yml",
        ),
        (Filters(teams=("nope",)), "no team is called 'nope'", "Payments"),
        (Filters(names=("nope",)), "no repository matches --name 'nope'", "one"),
        (Filters(names=("on",)), "no repository matches --name 'on'", "did you mean one?"),
    ],
)
def test_what_cannot_be_answered_is_refused(
    place: Path, plan: Plan, filters: Filters, message: str, hint: str
) -> None:
    with pytest.raises(UsageError) as caught:
        ask(place, plan, filters)
    assert message in caught.value.message
    assert hint in caught.value.hint
