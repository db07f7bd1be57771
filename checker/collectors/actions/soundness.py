"""Conditions and choices that do not mean what they say."""

import json
import re
from collections.abc import Iterator, Sequence

from checker.collectors.actions.conditions import is_text
from checker.collectors.actions.constants import Scalar, constant, truth
from checker.collectors.actions.expression import expressions, parsed
from checker.collectors.actions.expression_tree import (
    Both,
    Comparison,
    Either,
    FunctionCall,
    Literal,
    Node,
    Not,
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
    """Find conditions that are always true or never, and comparisons and searches that ask something else."""
    found: list[Record] = []
    for place, text in source.once(expression_texts):
        if is_condition(place.keys) and is_text(text):
            found.append(_record(place, place.line, *_around(text)))
    for each in source.once(written_expressions):
        found += (_record(each.place, each.line, *fault) for fault in _faults(each))
    return unique(found)


def choices(source: WorkflowSource) -> list[Record]:
    """List every `a && b || c` whose `b` is constant; where it counts as false, `c` is always chosen."""
    return unique(
        [
            _choice(each, operand.operands)
            for each in source.once(written_expressions)
            if "&&" in each.text
            for node in nodes(each.node)
            if isinstance(node, Either)
            for operand in node.operands[:-1]
            if isinstance(operand, Both) and truth(operand.operands[-1]) is not None
        ]
    )


def _choice(each: WrittenExpression, operands: Sequence[Node]) -> Record:
    falsy = next((_written(node) for node in operands if truth(node) is False), "")
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
    shown = _shown(each.text)
    if each.condition:
        always = [*_always(each.node)]
        for literal in always:
            yield (
                f"{_shown(repr(literal))} alone makes {shown} always true",
                "a comparison on both sides of `||`",
            )
        for literal in () if always else _idle(each.node):
            yield (
                f"{_shown(repr(literal))} alone asks nothing in {shown}",
                "a comparison on both sides of `&&`",
            )
    for node in nodes(each.node):
        match node:
            case FunctionCall("contains", (Literal(str() as within), sought)) if _is_chosen(sought):
                path = ".".join(path_of(sought))
                what = f"`contains` finds any part of {_shown(repr(within))}, also an empty {path}"
                yield what, f"`{_listed(within, path)}`"
            case Comparison(_, left, right) | FunctionCall(
                "contains" | "startswith" | "endswith", (left, right)
            ) if alone := [*_alone(left), *_alone(right)]:
                what = f"{shown} asks for {_shown(repr(alone[0]))} alone, because a text counts as true"
                yield what, "a question for each value, with `||` between them"
            case Either(operands) if pair := _opposed("!=", " || ", operands):
                yield f"`{pair}` is always true", "`&&` between the two"
            case Both(operands) if pair := _opposed("==", " && ", operands):
                yield f"`{pair}` is never true", "`||` between the two"


def _idle(node: Node) -> Iterator[str]:
    """Find the texts among the sides of `&&`, which count as true and so ask nothing."""
    match node:
        case Both(operands) | Either(operands):
            for each in operands:
                match each:
                    case Literal(str() as text) if text and isinstance(node, Both):
                        yield text
                    case _:
                        yield from _idle(each)
        case Not(of):
            yield from _idle(of)


def _alone(node: Node) -> Iterator[str]:
    """Find the one of several texts that an operator between them leaves over."""
    if isinstance(node, (Either, Both)):
        texts = [each.value for each in node.operands if isinstance(each, Literal)]
        if len(texts) == len(node.operands) and all(texts):
            yield str(texts[0] if isinstance(node, Either) else texts[-1])


def _opposed(sign: str, between: str, operands: Sequence[Node]) -> str:
    """Return two comparisons of one value with different texts, "" if there are none."""
    texts: dict[str, str] = {}
    for each in operands:
        match each:
            case Comparison(compared, left, right) if compared == sign:
                for one, other in ((left, right), (right, left)):
                    path = ".".join(path_of(one))
                    if not path or "*" in path or not isinstance(other, Literal) or not _is_word(other.value):
                        continue
                    text = str(other.value)
                    if texts.setdefault(path, text).lower() != text.lower():
                        return between.join(f"{path} {sign} '{word}'" for word in (texts[path], text))
    return ""


def _is_word(value: Scalar) -> bool:
    """Tell whether a value is a text that is no number, for numbers have several texts."""
    return isinstance(value, str) and re.match(r"[^\W\d]", value.strip()) is not None


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


def _written(node: Node) -> str:
    """Return how a value that counts as false is written."""
    found = constant(node)
    value = False if found is None else found.value
    return {"": "''", "False": "false", "None": "null"}.get(str(value), "0")


def _shown(text: str) -> str:
    line = " ".join(text.split())
    return f"`{line[:_QUOTED]}…`" if len(line) > _QUOTED else f"`{line}`"
