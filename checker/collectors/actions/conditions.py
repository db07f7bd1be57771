"""What GitHub reads in an `if`: one expression, with or without `${{ }}`, or a text that is always true.

https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idif;
https://github.com/actions/runner/issues/1173 and https://github.com/github/docs/issues/6508 show the text.
"""

from checker.collectors.actions.expression import expressions, parsed
from checker.collectors.actions.expression_tree import Node


def is_text(condition: str) -> bool:
    """Tell whether anything stands around a `${{ }}`, be it a line break: the whole is a text then.

    GitHub puts the value into the text and takes every text that is not empty as true.
    """
    found = next(expressions(condition), None)
    if found is None:
        return False
    whole = condition.startswith("${{") and condition.endswith("}}")
    return not whole or condition[3:-2].strip() != found.text


def expression_of(condition: str) -> str:
    """Return the expression that an `if` is, which is not a text, without its `${{ }}`."""
    return next((each.text for each in expressions(condition)), condition.strip())


def condition_of(condition: str) -> Node | None:
    """Return what an `if` says, None for an empty one, a text, and what is not understood."""
    return None if is_text(condition) or not condition.strip() else parsed(expression_of(condition))
