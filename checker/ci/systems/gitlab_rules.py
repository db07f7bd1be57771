"""When GitLab starts a job: `rules`, `only` and `except` asked for the pipelines that a change can start.

Source: docs.gitlab.com/ci/jobs/job_rules and /ci/yaml (rules, only / except, when, workflow).
"""

from collections.abc import Iterator, Sequence
from typing import Literal

from msgspec import Struct

from checker.ci.systems.conditions import Variables, evaluate
from checker.ci.systems.placed import Placed
from checker.ci.systems.scripts import any_branch, is_true, lets_fail
from checker.patterns import lazy

Start = Literal["run", "manual", "never", "unknown"]
"""What happens to a job in one pipeline."""

MERGE_REQUEST: Variables = {
    "CI_PIPELINE_SOURCE": "merge_request_event",
    "CI_MERGE_REQUEST_IID": "1",
    "CI_MERGE_REQUEST_ID": "1",
    "CI_COMMIT_BRANCH": "",
    "CI_COMMIT_TAG": "",
    "CI_COMMIT_REF_NAME": "feature/change",
    "CI_DEFAULT_BRANCH": "main",
}
BRANCH: Variables = {
    **MERGE_REQUEST,
    "CI_PIPELINE_SOURCE": "push",
    "CI_MERGE_REQUEST_IID": "",
    "CI_MERGE_REQUEST_ID": "",
    "CI_COMMIT_BRANCH": "feature/change",
}
"""Pipelines of a change: of its merge request, and of its branch."""
MERGED: Variables = {
    key: value
    for key, value in BRANCH.items()
    if key not in ("CI_COMMIT_BRANCH", "CI_COMMIT_REF_NAME", "CI_DEFAULT_BRANCH")
}
"""A pipeline of a change that was merged into a branch, whatever the name of that is."""
_RULES = 50
_MERGE_REQUESTS = frozenset({"merge_requests", "external_pull_requests"})
_BRANCHES = frozenset({"branches", "pushes"})
_OTHERS = frozenset({"tags", "schedules", "web", "api", "triggers", "chat", "external", "pipelines"})
_FIXED = lazy(r"master|main|release|stable|develop|\\d|\[0-9\]|^/\^?v")
"""What only the names of long-lived branches and of tags have."""


class JobStart(Struct, frozen=True):
    """Whether changes that are not merged yet start a job, and why its failure never reaches a change."""

    before_merge: bool | None
    swallowed: str = ""


class _Decision(Struct, frozen=True):
    """What happens to a job in one pipeline, and the `allow_failure` that counts there."""

    start: Start
    allows: Placed


def starts(job: Placed, whole: Placed, lines: Sequence[Placed], *, child: bool) -> JobStart:
    """Say in which pipelines a job of a configuration is, and whether its failure is allowed in all of them.

    *lines* are its script. A *child* is a pipeline that another one starts.
    """
    decisions = [_decided(job, whole, pipeline, child=child) for pipeline in _pipelines(child=child)]
    running = [_allowed(each.allows, lines) for each in decisions if each.start in ("run", "unknown")]
    found = [decision.start for decision in decisions]
    swallowed = running[0] if running and all(running) else ""
    if set(found) == {"never"}:
        swallowed = "no change starts it, by its rules"
    before = True if "run" in found[:2] else None if "unknown" in found[:2] else False
    return JobStart(before, swallowed)


def is_included(include: Placed, *, child: bool) -> bool:
    """Tell whether a pipeline of a change includes a file, after the `rules` of the include."""
    return any(_is_created(include, pipeline) is not False for pipeline in _pipelines(child=child))


def values(place: Placed) -> dict[str, str]:
    """Return variables, described ones too."""
    described = {key: item.at("value").text for key, item in place.table.items() if item.table}
    return {**place.texts(), **described}


def _pipelines(*, child: bool) -> Sequence[Variables]:
    every = (MERGE_REQUEST, BRANCH, MERGED)
    return [{**each, "CI_PIPELINE_SOURCE": "parent_pipeline"} for each in every] if child else every


def _decided(job: Placed, whole: Placed, pipeline: Variables, *, child: bool) -> _Decision:
    variables = {**values(whole.at("variables")), **pipeline}
    created = _is_created(whole.at("workflow"), variables)
    if created is False:
        return _Decision("never", job.at("allow_failure"))
    decision = _decide(job, variables, whole.at("workflow"), child=child)
    unsure = created is None and decision.start == "run"
    return _Decision("unknown", decision.allows) if unsure else decision


def _decide(job: Placed, pipeline: Variables, workflow: Placed, *, child: bool) -> _Decision:
    """Tell what a job does in a pipeline with these variables.

    A job without a rule is in pipelines of branches only, but in all if `workflow` has rules, and in those
    of a child.
    """
    own = job.at("allow_failure")
    if "rules" in job.table:
        return _by_rules(job, pipeline)
    if "only" in job.table or "except" in job.table:
        return _Decision(_by_refs(job, pipeline), own)
    alone = pipeline["CI_MERGE_REQUEST_IID"] and not workflow.at("rules") and not child
    return _Decision("never" if alone else _start(job.at("when").text), own)


def _is_created(workflow: Placed, pipeline: Variables) -> bool | None:
    """Tell whether there is a pipeline, or an included file, at all after its `rules`."""
    if not workflow.at("rules"):
        return True
    return {"never": False, "unknown": None}.get(_by_rules(workflow, pipeline).start, True)


def is_never(job: Placed) -> str:
    """Return the `when` by which no pipeline at all starts a job unless another fails, "" if one does."""
    rules = _rules(job)
    whens = {rule.at("when").text or job.at("when").text for rule in rules} or {job.at("when").text}
    return f"`when: {max(whens)}`" if whens <= {"never", "on_failure"} else ""


def is_by_hand(job: Placed) -> bool:
    """Tell whether a job waits for somebody who starts it, and nothing waits for the job."""
    if is_true(job.at("allow_failure")) or job.at("allow_failure").scalar is None:
        rules = [rule for rule in _rules(job) if rule.at("when").text != "never"]
        whens = [rule.at("when").text or job.at("when").text for rule in rules] or [job.at("when").text]
        return all(when == "manual" for when in whens) and not any(_blocks(rule) for rule in rules)
    return False


def _allowed(allows: Placed, lines: Sequence[Placed]) -> str:
    """Return why `allow_failure` lets failed checks through, "" where it does not."""
    if is_true(allows):
        return "`allow_failure: true`"
    code = lets_fail(allows.at("exit_codes").leaves(), lines)
    return f"`allow_failure: exit_codes: {code}`" if code else ""


def _blocks(rule: Placed) -> bool:
    return "allow_failure" in rule.table and not is_true(rule.at("allow_failure"))


def _rules(job: Placed) -> list[Placed]:
    return [rule for rule in _flat(job.at("rules")) if rule.table][:_RULES]


def _flat(place: Placed) -> Iterator[Placed]:
    for item in place.items:
        if isinstance(item.value, list):
            yield from _flat(item)
        else:
            yield item


def _start(when: str) -> Start:
    return {"manual": "manual", "never": "never", "on_failure": "never"}.get(when, "run")  # type: ignore[return-value]


def _by_rules(job: Placed, pipeline: Variables) -> _Decision:
    """Take the first rule that holds; changes to the files that a rule asks for are among the changes."""
    own = job.at("allow_failure")
    doubtful: list[Placed] = []
    for rule in list(_flat(job.at("rules")))[:_RULES]:
        holds = evaluate(rule.at("if").text, pipeline) if "if" in rule.table else True
        found = _start(rule.at("when").text or job.at("when").text)
        allows = rule.at("allow_failure") if "allow_failure" in rule.table else own
        limited = bool({"changes", "exists"} & set(rule.table))
        if holds is None:
            doubtful += [allows] if found == "run" else []
        elif holds and (found == "run" or not limited):
            start: Start = "unknown" if doubtful and found != "run" else found
            strict = [each for each in doubtful if not is_true(each)]
            return _Decision(start, strict[0] if strict else allows)
    strict = [each for each in doubtful if not is_true(each)]
    return _Decision("unknown", [*strict, *doubtful][0]) if doubtful else _Decision("never", own)


def _by_refs(job: Placed, pipeline: Variables) -> Start:
    only = {leaf.text for leaf in (job.at("only", "refs") or job.at("only")).leaves()}
    excluded = {leaf.text for leaf in (job.at("except", "refs") or job.at("except")).leaves()}
    asked = [evaluate(leaf.text, pipeline) for leaf in job.at("only", "variables").leaves()]
    unwanted = [evaluate(leaf.text, pipeline) for leaf in job.at("except", "variables").leaves()]
    if True in unwanted or (asked and not any(answer is not False for answer in asked)):
        return "never"
    if pipeline["CI_MERGE_REQUEST_IID"]:
        return "never" if _MERGE_REQUESTS.isdisjoint(only - excluded) else _start(job.at("when").text)
    if not _BRANCHES.isdisjoint(excluded):
        return "never"
    if not only or not _BRANCHES.isdisjoint(only) or any_branch(only):
        return _start(job.at("when").text)
    if "CI_COMMIT_BRANCH" not in pipeline and only - _OTHERS - _MERGE_REQUESTS:
        return _start(job.at("when").text)
    return "unknown" if any(ref.startswith("/") and not _FIXED.search(ref) for ref in only) else "never"
