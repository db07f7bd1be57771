"""What starts workflows of GitHub, their jobs and their steps: which of it a change causes."""

import re

from msgspec import Struct

from checker.collectors.actions.workflow import Workflow
from checker.documents.shapes import strings
from checker.patterns import lazy

_BEFORE = frozenset({"pull_request", "pull_request_target", "merge_group"})
_UNCERTAIN = frozenset({"workflow_run", "repository_dispatch", "check_run", "check_suite", "status"})
"""Events that a change may cause."""
_LATE = frozenset(
    {"closed", "labeled", "unlabeled", "assigned", "unassigned", "review_requested", "milestoned"}
)
_NEVER = frozenset(
    {"false", "!true", "0", "''", "1 == 0", "'false' == 'true'", "always() && false", "false && always()"}
)
_EVENT = lazy(r"github\.event_name\s*==\s*'(\w+)'")
_BRANCH = lazy(r"github\.ref(?:_name)?\s*==\s*'(?:refs/heads/)?[\w./-]+'")
_TAG = lazy(r"startsWith\(\s*github\.ref\s*,\s*'refs/tags|github\.ref_type\s*==\s*'tag'")


class Starts(Struct, frozen=True):
    """Whether changes that are not merged yet start something; *swallowed*: no change at all does."""

    before_merge: bool | None
    swallowed: str = ""


class Condition(Struct, frozen=True):
    """What a condition leaves of the events; *never*: it never holds."""

    starts: Starts
    never: str = ""


def starts(workflow: Workflow) -> Starts:
    """Say what starts a workflow."""
    events = set(workflow.triggers)
    before = any(_is_before(workflow, event) for event in events & _BEFORE) or _any_branch(workflow)
    if before:
        return Starts(before_merge=True)
    if _UNCERTAIN & events:
        return Starts(before_merge=None)
    pushes = "push" in events and not _tags_only(workflow)
    late = sorted(events - {"workflow_call"})
    return Starts(False, "" if pushes or not late else f"no change starts it, only {', '.join(late)[:100]}")


def _is_before(workflow: Workflow, event: str) -> bool:
    types = strings(workflow.triggers[event].get("types"))
    return not types or not set(types) <= _LATE


def _any_branch(workflow: Workflow) -> bool:
    """Tell whether a push of any branch starts it."""
    push = workflow.triggers.get("push")
    if push is None or ({"tags", "tags-ignore"} & set(push) and "branches" not in push):
        return False
    branches = strings(push.get("branches"))
    return "branches-ignore" in push or not branches or any(each.startswith("*") for each in branches)


def _tags_only(workflow: Workflow) -> bool:
    push = set(workflow.triggers["push"])
    return bool(push & {"tags", "tags-ignore"}) and not push & {"branches", "branches-ignore"}


def condition(written: str, given: Starts) -> Condition:
    """Narrow down what starts a job or a step by its `if`; what cannot be decided takes nothing away."""
    text = re.sub(r"^\$\{\{\s*(.*?)\s*\}\}$", r"\1", written.strip()).strip()
    if text in _NEVER or re.match(r"false\s*&&", text):
        return Condition(given, f"`if: {written.strip()[:60]}` never holds")
    if "||" in text or "!" in text.replace("!=", "").replace("!cancelled()", "").replace("!failure()", ""):
        return Condition(given)
    events = set(_EVENT.findall(text))
    if _TAG.search(text) or (events and not events & (_BEFORE | {"push"} | _UNCERTAIN)):
        reason = given.swallowed or f"no change starts it: `if: {text[:60]}`"
        return Condition(Starts(False, reason))
    if (events and not events & _BEFORE) or (_BRANCH.search(text) and "head_ref" not in text):
        return Condition(Starts(False if given.before_merge is not None else None, given.swallowed))
    return Condition(given)
