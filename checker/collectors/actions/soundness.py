"""Conditions and choices that do not mean what they say."""

import json
import re
from collections.abc import Iterator

from checker.collectors.actions.conditions import is_text
from checker.collectors.actions.expression import expressions, parsed
from checker.collectors.actions.expression_tree import (
    Both,
    Comparison,
    Either,
    FunctionCall,
    Literal,
    Node,
    nodes,
    path_of,
)
from checker.collectors.actions.injections import unique
from checker.collectors.actions.places import YamlPosition
from checker.collectors.actions.source import Record, WorkflowSource
from checker.collectors.actions.written import (
    WrittenExpression,
    expression_texts,
    is_condition,
    job_of,
    written_expressions,
)

_QUOTED = 100
"""Characters that are quoted."""
_CHOSEN = re.compile(
    r"github\.(?:ref|ref_name|head_ref|base_ref|actor|triggering_actor"
    r"|event\.(?!action$)(?:[\w.*-]+\.)?(?:ref|head_branch|login|title|body|name|label|message|author_association))"
)
"""Context values that people choose: branches, tags, names, what they write."""
_WORDS = re.compile(r"[\s,;|]+")


def unsound_conditions(source: WorkflowSource) -> list[Record]:
    """Find conditions that are always true, and searches in a text that were meant for a list."""
    found: list[Record] = []
    for place, text in source.once(expression_texts):
        if is_condition(place.keys) and is_text(text):
            found.append(_record(place, place.line, *_around(text)))
    for each in source.once(written_expressions):
        found += (_record(each.place, each.line, *fault) for fault in _faults(each))
    return unique(found)


def choices(source: WorkflowSource) -> list[Record]:
    """List every `a && b || c` whose `b` is a literal; where it counts as false, `c` is always chosen."""
    return unique(
        [
            _choice(each, operand.operands[-1])
            for each in source.once(written_expressions)
            if "&&" in each.text
            for node in nodes(each.node)
            if isinstance(node, Either)
            for operand in node.operands[:-1]
            if isinstance(operand, Both) and isinstance(operand.operands[-1], Literal)
        ]
    )


def _choice(each: WrittenExpression, middle: Literal) -> Record:
    falsy = _falsy(middle)
    if not falsy:
        return {**_record(each.place, each.line, "", ""), "ok": True}
    what = f"{_shown(each.text)} never chooses `{falsy}`, because it counts as false"
    instead = f"`case(CONDITION, {falsy}, OTHERWISE)`, or ask the opposite and put `{falsy}` last"
    return {**_record(each.place, each.line, what, instead), "ok": False}


def _record(place: YamlPosition, line: int, what: str, instead: str) -> Record:
    return {"path": place.path, "line": line, "job": job_of(place), "what": what, "instead": instead}


def _around(text: str) -> tuple[str, str]:
    """Say what stands around the `${{ }}` of a condition, and how it reads without."""
    if not is_text(text.strip()):
        blank = "line break" if "\n" in text.strip(" \t") else "blank"
        return (
            f"a {blank} beside `${{{{ }}}}` makes this condition a text, which is always true",
            "the expression without `${{ }}`",
        )
    what = f"{_shown(text)} is a text, which is always true: only what is inside `${{{{ }}}}` is worked out"
    whole = _joined(text)
    return what, _shown(whole) if parsed(whole) else "the whole condition as one expression without `${{ }}`"


def _joined(text: str) -> str:
    """Take the braces of every expression away."""
    whole, at = "", 0
    for each in expressions(text):
        inner = f"({each.text})" if isinstance(parsed(each.text), (Either, Both, Comparison)) else each.text
        whole += text[at : each.offset] + inner
        at = text.index("}}", each.offset + 3 + len(each.text)) + 2
    return (whole + text[at:]).strip()


def _faults(each: WrittenExpression) -> Iterator[tuple[str, str]]:
    if each.condition:
        for literal in _always(each.node):
            yield (
                f"{_shown(repr(literal))} alone makes {_shown(each.text)} always true",
                "a comparison on both sides of `||`",
            )
    for node in nodes(each.node):
        match node:
            case FunctionCall("contains", (Literal(str() as within), sought)) if _is_chosen(sought):
                path = ".".join(path_of(sought))
                what = f"`contains` finds any part of {_shown(repr(within))}, also an empty {path}"
                yield what, f"`{_listed(within, path)}`"


def _always(node: Node) -> Iterator[str]:
    """Find the texts that stand where a yes or no is meant, and make a whole condition true."""
    match node:
        case Literal(value) if value and isinstance(value, (str, float)) and not isinstance(value, bool):
            yield str(value)
        case Either(operands):
            for each in operands:
                yield from _always(each)
        case Both(operands):
            # `true` alone says openly what it does; a choice among sides that all are open does not.
            for each in operands:
                if isinstance(each, Either):
                    yield from _always(each)


def _is_chosen(sought: Node) -> bool:
    return _CHOSEN.fullmatch(".".join(path_of(sought))) is not None


def _listed(within: str, path: str) -> str:
    """Return the comparison with each item of a text that was meant as a list."""
    items = _items(within)
    if len(items) == 1:
        return f"{path} == '{items[0]}'"
    return f"contains(fromJSON('{json.dumps(items)}'), {path})"


def _items(within: str) -> list[str]:
    try:
        found = json.loads(within)
    except ValueError:
        found = None
    if isinstance(found, list):
        return [str(each) for each in found]
    return [each for each in _WORDS.split(within) if each] or [within]


def _falsy(literal: Literal) -> str:
    """Return how a literal that counts as false is written, "" for one that counts as true."""
    return "" if literal.value else {"": "''", "False": "false", "None": "null"}.get(str(literal.value), "0")


def _shown(text: str) -> str:
    line = " ".join(text.split())
    return f"`{line[:_QUOTED]}…`" if len(line) > _QUOTED else f"`{line}`"
