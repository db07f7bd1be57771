"""What starts pipelines of Azure, and what conditions leave of that.

Source: learn.microsoft.com/azure/devops/pipelines/build/triggers and /process/conditions.
"""

from collections.abc import Mapping

from checker.ci.events import CHANGES, MERGED, UNCERTAIN, Starts, only
from checker.ci.systems.azure_expressions import Scope, holds, text_of
from checker.ci.systems.placed import Placed
from checker.ci.systems.scripts import any_branch

_BUILD = {
    "Build.Reason": "PullRequest",
    "Build.SourceBranch": "refs/pull/1/merge",
    "Build.SourceBranchName": "merge",
    "System.PullRequest.PullRequestId": "1",
}
_MERGED = {"Build.Reason": "IndividualCI", "System.PullRequest.PullRequestId": ""}


def _variables(known: Mapping[str, str]) -> Scope:
    return {"variables": Placed("", 1, {name: text_of(value) for name, value in known.items()})}


def may_hold(condition: str, scope: Scope) -> bool:
    """Tell whether a condition on variables holds for a change, or once it is merged."""
    return any(holds(condition, {**scope, **_variables(each)}) is not False for each in (_BUILD, _MERGED))


def condition(written: str) -> Starts:
    """Say what a condition of a stage, a job or a step leaves of changes."""
    if holds(written, _variables(_BUILD)) is not False:
        return CHANGES
    if holds(written, _variables(_MERGED)) is not False and "'refs/tags/" not in written.lower():
        return MERGED
    return Starts(False, f"no change starts it: `condition: {' '.join(written.split())[:60]}`")


def started_by(document: Placed) -> Starts:
    """Say what starts a pipeline: `pr` is on unless it is `none`; so is `trigger` for every branch.

    Where code is kept in Azure Repos, a branch policy starts what has neither.
    """
    trigger = document.at("trigger")
    if _is_every_branch(document, "trigger") and "trigger" in document.table:
        return CHANGES
    if document.at("pr").text == "none":
        if trigger.text == "none":
            return only("schedules" if document.at("schedules") else "people")
        if "tags" in trigger.table and not {"branches", "paths"} & set(trigger.table):
            return only("tags")
        return CHANGES if _is_every_branch(document, "trigger") else MERGED
    if "pr" not in document.table and trigger.text == "none":
        return UNCERTAIN
    return CHANGES


def both(outer: Starts, inner: Starts) -> Starts:
    """Return what starts something inside of something else."""
    before = False if False in (outer.before_merge, inner.before_merge) else outer.before_merge
    return Starts(before, outer.swallowed or inner.swallowed)


def _is_every_branch(document: Placed, key: str) -> bool:
    trigger = document.at(key)
    if key not in document.table:
        return True
    included = trigger.at("branches", "include") or trigger
    return trigger.text != "none" and any_branch(leaf.text for leaf in included.leaves())
