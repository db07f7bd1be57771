"""Jobs with power that a stranger's pull request reaches, because a bot was the last to touch it.

Who acted last is not who wrote: a stranger can make a bot act on the stranger's own pull request.
https://docs.github.com/en/code-security/dependabot/working-with-dependabot/automating-dependabot-with-github-actions
"""

from collections.abc import Iterator

from checker.collectors.actions.checkouts import admitted, attempts
from checker.collectors.actions.conditions import condition_of
from checker.collectors.actions.expression_tree import (
    Both,
    Comparison,
    Either,
    FunctionCall,
    Literal,
    Node,
    Not,
    path_of,
)
from checker.collectors.actions.flows import flows
from checker.collectors.actions.guards import ACTOR, Attempt, Chance, words
from checker.collectors.actions.places import YamlPosition
from checker.collectors.actions.privileges import permission_kind
from checker.collectors.actions.runs import JobRun, RunStep, WorkflowRuns
from checker.collectors.actions.source import Record, WorkflowSource
from checker.errors import Cause
from checker.files.gaps import UnseenFile, UnseenFiles

_BOT_NUMBERS = frozenset({"27856297", "29139614", "41898282", "49699333"})
"""The ids of dependabot-preview[bot], renovate[bot], github-actions[bot] and dependabot[bot]."""
_VERIFIES = "dependabot/fetch-metadata"
"""The action that stops a job unless Dependabot opened the pull request and signed its commit."""


def bot_conditions(runs: WorkflowRuns) -> tuple[list[Record], UnseenFiles]:
    """List the conditions about bots and whether they let strangers in; also where that is undecided."""
    found: dict[tuple[str, int, str], tuple[Record, Chance]] = {}
    for run in runs.all:
        for attempt in attempts(runs.source, run.root) if run.live else ():
            for record, chance in _admitting(run, attempt):
                key = (str(record["path"]), int(str(record["line"])), attempt.event)
                found[key] = max(
                    found.get(key, (record, Chance.NO)), (record, chance), key=lambda each: each[1]
                )
    unclear = [_unclear(key[0], key[1]) for key, (_, chance) in found.items() if chance is Chance.PERHAPS]
    unclear += (_unclear(place.path, place.line) for place in _calls_elsewhere(runs.source))
    decided = [
        {**record, "ok": chance is Chance.NO}
        for record, chance in found.values()
        if chance is not Chance.PERHAPS
    ]
    return decided, UnseenFiles(unclear)


def _unclear(path: str, line: int) -> UnseenFile:
    reason = "asks whether a bot acted, and something else may ask who wrote the pull request"
    return UnseenFile(path, reason, Cause.NOT_UNDERSTOOD, line=line)


def _calls_elsewhere(source: WorkflowSource) -> Iterator[YamlPosition]:
    """Yield the conditions about bots by which strangers reach workflows of other repositories."""
    for workflow in source.workflows:
        for job in workflow.live_jobs:
            if (
                job.uses
                and not job.local
                and _bot_actor(job.condition)
                and any(admitted((job.condition,), each) for each in attempts(source, workflow))
            ):
                yield job.place.at("if")


def _admitting(run: JobRun, attempt: Attempt) -> Iterator[tuple[Record, Chance]]:
    """Yield the conditions about bots with the chance that a stranger passes and has power behind them."""
    jobs = [(job, actor) for job in run.needed if (actor := _bot_actor(job.condition))]
    if not jobs and not any(_bot_actor(each.step.condition) for each in run.steps):
        return
    steps = list(_powerful(run))
    chances = [admitted((*run.conditions, *each.conditions), attempt) for each in steps]
    for job, actor in jobs:
        yield _record(job.place.at("if"), run, actor, attempt), max(chances, default=Chance.NO)
    for each, chance in zip(steps, chances, strict=True):
        if actor := _bot_actor(each.step.condition):
            yield _record(each.step.place.at("if"), run, actor, attempt), chance


def _record(place: YamlPosition, run: JobRun, actor: str, attempt: Attempt) -> Record:
    return {
        "path": place.path,
        "line": place.line,
        "job": run.job.id,
        "actor": actor,
        "trigger": attempt.event,
    }


def _powerful(run: JobRun) -> Iterator[RunStep]:
    """Yield the steps that can write or have a secret, up to the one that verifies who wrote."""
    kind = permission_kind(run.permissions)
    for each in run.live_steps:
        if each.step.action == _VERIFIES:
            if each.step.inputs.get("skip-verification", "false").lower() == "false":
                return
        elif kind in ("write", "write-all") or _has_secret(each, declared=kind != "none-declared"):
            yield each


def _has_secret(each: RunStep, *, declared: bool) -> bool:
    """Tell whether a step is given a secret; the token counts unless its permissions are *declared*."""
    paths = [flow.path for value in each.given for flow in flows(value)]
    tokens = (("secrets", "github_token"), ("github", "token"))
    secret = any(path[0] == "secrets" and path not in tokens for path in paths)
    return secret or (not declared and any(path in tokens for path in paths))


def _bot_actor(condition: str) -> str:
    """Return the actor that a condition wants to be a bot, "" where it wants nothing of the kind."""
    node = condition_of(condition)
    return "" if node is None else next(_wanted_bots(node, wanted=True), "")


def _wanted_bots(node: Node, *, wanted: bool) -> Iterator[str]:
    match node:
        case Not(of):
            yield from _wanted_bots(of, wanted=not wanted)
        case Both(operands) | Either(operands):
            for each in operands:
                yield from _wanted_bots(each, wanted=wanted)
        case Comparison(sign, left, right) if sign in ("==", "!=") and (sign == "==") is wanted:
            for one, other in ((left, right), (right, left)):
                if _is_actor(one) and _names_bot(other):
                    yield ".".join(path_of(one))
        case FunctionCall("contains" | "startswith" | "endswith", (one, other)) if wanted:
            for actor, name in ((one, other), (other, one)):
                if _is_actor(actor) and _names_bot(name):
                    yield ".".join(path_of(actor))


def _is_actor(node: Node) -> bool:
    return ".".join(path_of(node)) in ACTOR


def _names_bot(node: Node) -> bool:
    """Tell whether a text or a list names a bot, by its name, its number or its kind."""
    if isinstance(node, Literal) and isinstance(node.value, float):
        return f"{node.value:.0f}" in _BOT_NUMBERS
    return any(
        word.endswith("[bot]") or word in ("bot", "dependabot", "renovate") or word in _BOT_NUMBERS
        for word in map(str.lower, words(node))
    )
