"""What starts CI in GitHub's syntax: workflows, their jobs and steps, and which of it a change causes."""

import re
from collections.abc import Mapping

from msgspec import Struct

from checker.documents.shapes import strings
from checker.model.json_value import Json
from checker.patterns import lazy

Triggers = Mapping[str, Mapping[str, Json]]
_BEFORE = frozenset({"pull_request", "pull_request_target", "merge_group"})
_UNCERTAIN = frozenset({"workflow_run", "repository_dispatch", "check_run", "check_suite", "status"})
"""Events that a change may cause."""
_LATE = frozenset(
    {"closed", "labeled", "unlabeled", "assigned", "unassigned", "review_requested", "milestoned"}
)
_NEVER = frozenset(
    {"false", "!true", "0", "''", "1 == 0", "'false' == 'true'", "always() && false", "false && always()"}
)
_EVENT = lazy(r"(?:github|gitea|forgejo|forge)\.event_name\s*==\s*'(\w+)'")
_BRANCH = lazy(r"(?:github|gitea|forgejo|forge)\.ref(?:_name)?\s*==\s*'(?:refs/heads/)?[\w./-]+'")
_TAG = lazy(
    r"startsWith\(\s*(?:github|gitea|forgejo|forge)\.ref\s*,\s*'refs/tags"
    r"|(?:github|gitea|forgejo|forge)\.ref_type\s*==\s*'tag'"
)


class Starts(Struct, frozen=True):
    """Whether changes that are not merged yet start something; *swallowed*: no change at all does."""

    before_merge: bool | None
    swallowed: str = ""


CHANGES = Starts(before_merge=True)
MERGED = Starts(before_merge=False)
UNCERTAIN = Starts(before_merge=None)


def only(*events: str) -> Starts:
    """Return what is started by nothing but *events*, none of which is a change."""
    return Starts(False, f"no change starts it, only {', '.join(events)[:100]}")


class Condition(Struct, frozen=True):
    """What a condition leaves of the events; *never*: it never holds."""

    starts: Starts
    never: str = ""


def starts(triggers: Triggers) -> Starts:
    """Say what starts a workflow with these events."""
    events = set(triggers)
    if any(_is_before(triggers, event) for event in events & _BEFORE) or _any_branch(triggers):
        return CHANGES
    if _UNCERTAIN & events:
        return UNCERTAIN
    late = sorted(events - {"workflow_call"})
    return MERGED if not late or ("push" in events and not _tags_only(triggers)) else only(*late)


def _is_before(triggers: Triggers, event: str) -> bool:
    types = strings(triggers[event].get("types"))
    return not types or not set(types) <= _LATE


def _any_branch(triggers: Triggers) -> bool:
    """Tell whether a push of any branch starts it."""
    push = triggers.get("push")
    if push is None or ({"tags", "tags-ignore"} & set(push) and "branches" not in push):
        return False
    branches = strings(push.get("branches"))
    return "branches-ignore" in push or not branches or any(each.startswith("*") for each in branches)


def _tags_only(triggers: Triggers) -> bool:
    push = set(triggers["push"])
    return bool(push & {"tags", "tags-ignore"}) and not push & {"branches", "branches-ignore"}


def bare(written: str) -> str:
    """Return an expression without the `${{ }}` around it."""
    text = written.strip()
    return text[3:-2].strip() if text.startswith("${{") and text.endswith("}}") else text


def condition(written: str, given: Starts) -> Condition:
    """Narrow down what starts a job or a step by its `if`; what cannot be decided takes nothing away."""
    text = bare(written)
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
