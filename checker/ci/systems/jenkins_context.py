"""What the blocks of a pipeline of Jenkins say of what is in them: stages, conditions, caught failures."""

import re
from collections.abc import Iterator, Sequence
from posixpath import join, normpath
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from checker.ci.systems.groovy import GroovyBlock, GroovyToken
from checker.patterns import lazy

SHELLS = frozenset({"sh", "bat", "powershell", "pwsh"})
"""Steps that run a script."""
_OWN = lazy(r"\bchangeRequest\b")
_FIXED = lazy(r"\bbranch\b")
_OTHERS = lazy(r"\b(?:buildingTag|tag|triggeredBy)\b")


Statement: TypeAlias = GroovyBlock | list[GroovyToken]


class JenkinsContext(Struct, frozen=True):
    """What the blocks around a statement say."""

    stage: str = ""
    line: int = 1
    directory: str = ""
    before_merge: bool | None = None
    swallowed: str = ""
    never: str = ""


def inner(
    name: str, block: GroovyBlock, context: JenkinsContext, rest: Sequence[Statement]
) -> JenkinsContext:
    """Return what a block says of the statements in it."""
    words = [token.text for token in block.head if token.kind == "word"]
    strings = [token.text for token in block.head if token.kind == "string"]
    if name == "stage":
        return replace(context, stage=strings[0] if strings else "", line=block.line)
    if name == "dir" and strings:
        return replace(context, directory=normpath(join(context.directory, strings[0])))
    if name == "catchError" and "SUCCESS" in strings:
        return replace(context, swallowed=_reason(context, "`catchError(buildResult: 'SUCCESS')`"))
    if name == "try" and (caught := _caught(rest)):
        return replace(context, swallowed=_reason(context, caught))
    return _if(words, strings, block, context) if name == "if" else context


def _if(words: list[str], strings: list[str], block: GroovyBlock, context: JenkinsContext) -> JenkinsContext:
    if words[1:] == ["false"]:
        return replace(context, never="`if (false)`")
    if "env.BRANCH_NAME" in words and strings and "==" in _signs(block.head):
        return replace(context, before_merge=False)
    if words[1:] in (["env.CHANGE_ID"], ["env.CHANGE_TARGET"]):
        return replace(context, before_merge=True)
    return context


def _reason(context: JenkinsContext, reason: str) -> str:
    return context.swallowed or reason


def limited(inner: Sequence[Statement], context: JenkinsContext) -> JenkinsContext:
    """Read the `when` of a stage."""
    for block in inner:
        if not isinstance(block, GroovyBlock) or not block.head or block.head[0].text != "when":
            continue
        words = " ".join(_words(block))
        if re.fullmatch(r"(?:expression )?(?:return )?false", words):
            return replace(context, never="`when { expression { false } }`")
        if re.search(r"\b(?:not|anyOf)\b", words):
            negated = re.fullmatch(r"not changeRequest", words)
            return replace(context, before_merge=False) if negated else context
        if _OWN.search(words):
            return replace(context, before_merge=True)
        if found := _OTHERS.search(words):
            return replace(context, before_merge=False, swallowed=f"no change starts it, only `{found[0]}`")
        if _FIXED.search(words):
            return replace(context, before_merge=False)
    return context


def _words(block: GroovyBlock) -> Iterator[str]:
    for item in block.body:
        if isinstance(item, GroovyBlock):
            yield from _words(item)
        elif item.kind == "word":
            yield item.text


def _strings(block: GroovyBlock) -> set[str]:
    return {item.text for item in block.body if not isinstance(item, GroovyBlock) and item.kind == "string"}


def _caught(rest: Sequence[Statement]) -> str:
    """Return why a `try` swallows failures: nothing in its `catch` fails the build."""
    for block in rest[:2]:
        if isinstance(block, GroovyBlock) and block.head and block.head[0].text == "catch":
            words = set(_words(block))
            if "currentBuild.result" in words and _strings(block) == {"SUCCESS"}:
                words.discard("currentBuild.result")
            fails = {"throw", "error", "currentBuild.result", "currentBuild.setResult", "unstable", "exit"}
            return "" if words & fails or not words.isdisjoint(SHELLS) else "`catch` ignores the failure"
    return ""


def _signs(tokens: Sequence[GroovyToken]) -> str:
    return "".join(token.text for token in tokens if token.kind == "sign")
