"""Conditions of CircleCI: logic statements over pipeline values, for a change and for what is merged.

Source: circleci.com/docs/configuration-reference (logic statements), /docs/pipeline-variables.
"""

import re
from collections.abc import Mapping

from checker.ci.events import CHANGES, MERGED, Starts, only
from checker.ci.systems import conditions
from checker.ci.systems.placed import Placed
from checker.ci.systems.scripts import any_branch
from checker.patterns import lazy

_VALUE = lazy(r"<<\s*(pipeline\.[\w.-]+)\s*>>")
_DEPTH = 20
_PUSH: Mapping[str, str] = {
    "pipeline.trigger_source": "webhook",
    "pipeline.event.name": "push",
    "pipeline.git.tag": "",
    "pipeline.schedule.name": "",
    "pipeline.schedule.id": "",
}
_CHANGE: Mapping[str, str] = {
    **_PUSH,
    "pipeline.git.branch": "feature/change",
    "pipeline.git.branch.is_default": "false",
}


def defaults(document: Placed) -> dict[str, str]:
    """Return the parameters of the pipeline as they are where nobody gives others."""
    return {
        f"pipeline.parameters.{name}": parameter.at("default").text
        for name, parameter in document.at("parameters").table.items()
        if "default" in parameter.table
    }


def starts(workflow: Placed, call: Placed, document: Placed) -> Starts:
    """Say what starts a job that a workflow calls: every branch, unless something limits it."""
    triggers = workflow.at("triggers").items
    if triggers and all("schedule" in trigger.table for trigger in triggers):
        return only("schedules")
    given = _filtered(call.at("filters"))
    known = defaults(document)
    answers = [_holds(workflow, {**known, **each}) for each in (_CHANGE, _PUSH)]
    if answers[0] is not False:
        return given
    return (
        MERGED
        if answers[1] is not False
        else Starts(False, "no change starts it, by its workflow's condition")
    )


def _filtered(filters: Placed) -> Starts:
    branches = filters.at("branches")
    if "only" in branches.table:
        every = any_branch(leaf.text for leaf in branches.at("only").leaves())
        return CHANGES if every else MERGED
    if any(leaf.text in ("/.*/", ".*") for leaf in branches.at("ignore").leaves()):
        return only("tags")
    return conditions.starts(filters.text, _CHANGE, _PUSH, CHANGES)


def _holds(workflow: Placed, known: Mapping[str, str]) -> bool | None:
    for key, wanted in (("when", True), ("unless", False)):
        if key in workflow.table:
            answer = evaluate(workflow.at(key), known)
            return None if answer is None else answer is wanted
    return True


def evaluate(place: Placed, known: Mapping[str, str], depth: int = 0) -> bool | None:
    """Return the value of a logic statement, None where it asks for what is not known."""
    if not place.table or depth > _DEPTH:
        return _truth(place, known)
    kind, value = place.only
    if kind in ("and", "or"):
        answers = [evaluate(item, known, depth + 1) for item in value.items]
        decisive = kind == "or"
        return decisive if decisive in answers else None if None in answers else not decisive
    if kind == "not":
        answer = evaluate(value, known, depth + 1)
        return None if answer is None else not answer
    if kind == "equal":
        texts = {_text(item, known) for item in value.items}
        return None if None in texts else len(texts) == 1
    if kind == "matches":
        text = _text(value.at("value"), known)
        return None if text is None else conditions.matches(text, value.at("pattern").text)
    return None


def _text(place: Placed, known: Mapping[str, str]) -> str | None:
    names = _VALUE.findall(place.text)
    if any(name not in known for name in names):
        return None
    return _VALUE.sub(lambda match: known[match[1]], place.text)


def _truth(place: Placed, known: Mapping[str, str]) -> bool | None:
    text = _text(place, known)
    if text is None or re.search(r"\bpipeline\.", text):
        return conditions.evaluate(place.text, known) if "<<" not in place.text else None
    return text.lower() not in ("", "false", "0", "null", "~")
