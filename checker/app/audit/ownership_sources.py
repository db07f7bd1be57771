"""What every source of the catalog states of one repository: its team and its attributes."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise

from msgspec import Struct, field

from checker.collectors import github as topics
from checker.engine.groups import matches
from checker.engine.ownership import Name, Statement
from checker.errors import Unobserved
from checker.files import Files, backstage, owners
from checker.git.origin import on_github, whose
from checker.github.permissions import CUSTOM_PROPERTIES, KEEPING_TEAMS, SHOWN_BY
from checker.github.responses import Answer, AnswerState, Observation
from checker.model.audit import Repository
from checker.model.json_value import Json
from checker.model.team import TeamSource
from checker.policy.settings.configuration import Configuration
from checker.policy.settings.teams import STATED

_RANKS = {"ADMIN": 2, "MAINTAIN": 1}
_LENGTH = 200


class ObservedRepository(Struct, frozen=True):
    """What there is to see of one repository; *observation* is None where GitHub was not asked."""

    repository: Repository
    files: Files
    observation: Observation | None
    configuration: Configuration


class Layer(Struct, frozen=True):
    """Attributes that one source states; *lacking* are those that it may be hiding, for a reason."""

    origin: str
    stated: Mapping[str, str | bool] = field(default_factory=dict)
    lacking: Sequence[str] = ()
    reason: str = ""
    permission: str = ""


def statements(seen: ObservedRepository) -> list[Statement]:
    """Return what each source says of the team, in the order of the configuration."""
    return [_STATEMENTS[TeamSource(name)](seen) for name in seen.configuration.catalog.sources]


def layers(seen: ObservedRepository) -> Iterator[Layer]:
    """Yield what is stated beside checker.yml: custom properties, GitHub's settings, own files."""
    if TeamSource.PROPERTIES in seen.configuration.catalog.sources:
        yield _property_layer(seen)
    if seen.observation:
        listed = seen.observation.repository
        yield Layer("github", {"archived": listed.archived, "visibility": listed.visibility})
    if TeamSource.BACKSTAGE in seen.configuration.catalog.sources:
        yield _backstage_layer(seen)


def flaws(seen: ObservedRepository) -> tuple[str, ...]:
    """Return why a file of the repository states nothing."""
    if TeamSource.BACKSTAGE not in seen.configuration.catalog.sources:
        return ()
    try:
        flaw = backstage.described(seen.files).flaw
    except Unobserved:
        return ()
    return (f"{flaw}; so it names no owner",) if flaw else ()


def _of_file(seen: ObservedRepository) -> Statement:
    claiming = (each for each in seen.configuration.teams if matches(seen.repository, each.repositories))
    return Statement(TeamSource.FILE, tuple(Name(each.team, each.team) for each in claiming), ordered=True)


def _of_codeowners(seen: ObservedRepository) -> Statement:
    try:
        names = owners.accountable(seen.files)
    except Unobserved as error:
        return Statement(TeamSource.CODEOWNERS, reason=str(error), permission=error.permission)
    return Statement(TeamSource.CODEOWNERS, tuple(map(_mentioned, names)))


def _mentioned(owner: str) -> Name:
    """Return a team as CODEOWNERS mentions it; people are no team unless an alias says so."""
    _, slash, team = owner.partition("/")
    return Name(owner, team if owner.startswith("@") and slash else "")


def _of_backstage(seen: ObservedRepository) -> Statement:
    try:
        found = backstage.described(seen.files)
    except Unobserved as error:
        return Statement(TeamSource.BACKSTAGE, reason=str(error), permission=error.permission)
    names = (Name(str(each), each.short if each.kind == "group" else "") for each in found.owners)
    return Statement(TeamSource.BACKSTAGE, tuple(names))


def _of_github(seen: ObservedRepository) -> Statement:
    answer = _answer(seen, KEEPING_TEAMS, [])
    keeping = list(_keeping(answer.value))
    owner = seen.observation.repository.owner if seen.observation else ""

    def name(slug: Json) -> Name:
        return Name(f"@{owner}/{slug}", str(slug))

    lines = [[team["team"], *_list(team.get("part_of"))] for team in keeping]
    pairs = ((name(child), name(above)) for line in lines for child, above in pairwise(line))
    return Statement(
        TeamSource.GITHUB,
        tuple(name(team["team"]) for team in keeping),
        reason=_reason(answer),
        permission=answer.permission,
        parents=tuple(dict.fromkeys(pairs)),
    )


def _keeping(value: Json) -> Iterator[Mapping[str, Json]]:
    """Yield the teams that may do the most, without those that may only because a team above them may."""
    found = [each for each in _list(value) if isinstance(each, Mapping)]
    ranks = {str(each["team"]): _RANKS.get(str(each["permission"]), 0) for each in found}
    own = [each for each in found if ranks[str(each["team"])] > max(_above(each, ranks), default=0)]
    most = max((ranks[str(each["team"])] for each in own), default=0)
    yield from (each for each in own if ranks[str(each["team"])] == most)


def _above(team: Mapping[str, Json], ranks: Mapping[str, int]) -> list[int]:
    return [ranks.get(str(above), 0) for above in _list(team.get("part_of"))]


def _of_properties(seen: ObservedRepository) -> Statement:
    answer = _answer(seen, CUSTOM_PROPERTIES, {})
    values = _texts(_stated(seen, answer, "team"))
    return Statement(
        TeamSource.PROPERTIES,
        tuple(Name(value, value) for value in values),
        reason=_reason(answer),
        permission=answer.permission,
    )


def _property_layer(seen: ObservedRepository) -> Layer:
    answer = _answer(seen, CUSTOM_PROPERTIES, {})
    texts = {name: _texts(_stated(seen, answer, name)) for name in STATED}
    stated = {name: values[0] for name, values in texts.items() if len(values) == 1}
    lacking = () if answer.seen and answer.complete else tuple(name for name in STATED if name not in stated)
    return Layer(TeamSource.PROPERTIES, stated, lacking, _reason(answer), answer.permission)


def _stated(seen: ObservedRepository, answer: Answer, name: str) -> Json:
    """Return the value of the custom property that holds an attribute or the team."""
    called = seen.configuration.catalog.properties.get(name, name)
    return answer.value.get(called) if isinstance(answer.value, Mapping) else None


def _backstage_layer(seen: ObservedRepository) -> Layer:
    names = ["system", "kind", "lifecycle"]
    names += ["tier"] if "tier" in seen.configuration.catalog.trusted else []
    try:
        found = backstage.described(seen.files).attributes
    except Unobserved as error:
        return Layer(TeamSource.BACKSTAGE, {}, names, str(error), error.permission)
    return Layer(TeamSource.BACKSTAGE, {name: found[name] for name in names if name in found})


def _answer(seen: ObservedRepository, name: str, none: Json) -> Answer:
    """Return what GitHub said; it knows nothing of what is not there, and was not asked of what may be."""
    if seen.observation:
        return seen.observation[name]
    if on_github(whose(seen.repository.id)[0]):
        return Answer(AnswerState.FAILED, message=topics.REASON, permission=SHOWN_BY[name])
    return Answer(AnswerState.SEEN, none)


def _reason(answer: Answer) -> str:
    if answer.seen and answer.complete:
        return ""
    return answer.message or "GitHub gave no answer"


def _list(value: Json) -> Sequence[Json]:
    return value if isinstance(value, (list, tuple)) else ()


def _texts(value: Json) -> list[str]:
    """Return what a property holds: one text, or several where several may be chosen."""
    listed = _list(value) or [value]
    return [each.strip()[:_LENGTH] for each in listed if isinstance(each, str) and each.strip()]


_STATEMENTS: Mapping[TeamSource, Callable[[ObservedRepository], Statement]] = {
    TeamSource.FILE: _of_file,
    TeamSource.CODEOWNERS: _of_codeowners,
    TeamSource.GITHUB: _of_github,
    TeamSource.PROPERTIES: _of_properties,
    TeamSource.BACKSTAGE: _of_backstage,
}
