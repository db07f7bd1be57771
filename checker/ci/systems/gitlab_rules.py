"""When GitLab starts a job: `rules`, `only` and `except` asked for the pipelines that a change can start.

Source: docs.gitlab.com/ci/jobs/job_rules and /ci/yaml (rules, only / except, when, workflow).
"""

import re
from collections.abc import Iterator, Mapping
from typing import Literal

from checker.ci.systems.placed import Placed
from checker.ci.systems.scripts import any_branch, is_true
from checker.patterns import lazy

Start = Literal["run", "manual", "never", "unknown"]
"""What happens to a job in one pipeline."""
Variables = Mapping[str, str]

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
_TOKEN = lazy(
    r"\s*(?:(?P<open>\()|(?P<close>\))|(?P<both>&&|\|\|)|(?P<compare>==|!=|=~|!~)"
    r"|\$\{?(?P<name>\w+)\}?|\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|/(?P<expression>(?:\\.|[^/\\])*)/i?"
    r"|(?P<null>null))"
)
_LENGTH = 2000
_RULES = 50
_MERGE_REQUESTS = frozenset({"merge_requests", "external_pull_requests"})
_BRANCHES = frozenset({"branches", "pushes"})
_FIXED = lazy(r"master|main|release|stable|develop|\\d|\[0-9\]|^/\^?v")
"""What only the names of long-lived branches and of tags have."""


def start(job: Placed, pipeline: Variables, workflow: Placed) -> Start:
    """Tell what a job does in a pipeline with these variables.

    A job without a rule is in pipelines of branches only, but in all if `workflow` has rules.
    """
    if "rules" in job.table:
        return _by_rules(job.at("rules"), pipeline, job.at("when").text)
    if "only" in job.table or "except" in job.table:
        return _by_refs(job, pipeline)
    alone = pipeline["CI_MERGE_REQUEST_IID"] and not workflow.at("rules")
    return "never" if alone else _start(job.at("when").text)


def is_created(workflow: Placed, pipeline: Variables) -> bool | None:
    """Tell whether there is a pipeline at all, after `workflow: rules`."""
    if not workflow.at("rules"):
        return True
    return {"never": False, "unknown": None}.get(_by_rules(workflow.at("rules"), pipeline, ""), True)


def is_never(job: Placed) -> bool:
    """Tell whether no pipeline at all starts a job by itself."""
    rules = _rules(job)
    if rules:
        return all(rule.at("when").text == "never" for rule in rules)
    return job.at("when").text == "never"


def is_by_hand(job: Placed) -> bool:
    """Tell whether a job waits for somebody who starts it, and nothing waits for the job."""
    if is_true(job.at("allow_failure")) or job.at("allow_failure").scalar is None:
        rules = [rule for rule in _rules(job) if rule.at("when").text != "never"]
        whens = [rule.at("when").text or job.at("when").text for rule in rules] or [job.at("when").text]
        return all(when == "manual" for when in whens) and not any("allow_failure" in r.table for r in rules)
    return False


def _rules(job: Placed) -> list[Placed]:
    return [rule for rule in _flat(job.at("rules")) if rule.table][:_RULES]


def _flat(place: Placed) -> Iterator[Placed]:
    for item in place.items:
        if isinstance(item.value, list):
            yield from _flat(item)
        else:
            yield item


def _start(when: str) -> Start:
    return {"manual": "manual", "never": "never"}.get(when, "run")  # type: ignore[return-value]


def _by_rules(rules: Placed, pipeline: Variables, default: str) -> Start:
    """Take the first rule that holds; changes to the files that a rule asks for are among the changes."""
    doubtful = False
    for rule in list(_flat(rules))[:_RULES]:
        holds = evaluate(rule.at("if").text, pipeline) if "if" in rule.table else True
        found = _start(rule.at("when").text or default)
        limited = bool({"changes", "exists"} & set(rule.table))
        if holds is None:
            doubtful = doubtful or found == "run"
        elif holds and (found == "run" or not limited):
            return "unknown" if doubtful and found != "run" else found
    return "unknown" if doubtful else "never"


def _by_refs(job: Placed, pipeline: Variables) -> Start:
    only = {leaf.text for leaf in (job.at("only", "refs") or job.at("only")).leaves()}
    excluded = {leaf.text for leaf in (job.at("except", "refs") or job.at("except")).leaves()}
    if pipeline["CI_MERGE_REQUEST_IID"]:
        return "never" if _MERGE_REQUESTS.isdisjoint(only - excluded) else _start(job.at("when").text)
    if not _BRANCHES.isdisjoint(excluded):
        return "never"
    if not only or not _BRANCHES.isdisjoint(only) or any_branch(only):
        return _start(job.at("when").text)
    return "unknown" if any(ref.startswith("/") and not _FIXED.search(ref) for ref in only) else "never"


def evaluate(expression: str, variables: Variables) -> bool | None:
    """Return the value of an `if`, None where it asks for what is not known."""
    tokens: list[re.Match[str]] = []
    at = 0
    if len(expression) > _LENGTH:
        return None
    while at < len(expression.rstrip()):
        match = _TOKEN.match(expression, at)
        if match is None:
            return None
        tokens.append(match)
        at = match.end()
    return _Evaluation(tokens, variables).run() if tokens else None


class _Evaluation:
    """Evaluates by three-valued logic; `&&` binds closer than `||`."""

    def __init__(self, tokens: list[re.Match[str]], variables: Variables) -> None:
        self._tokens = tokens
        self._variables = variables
        self._at = 0
        self._depth = 0

    def run(self) -> bool | None:
        value = self._any()
        return value if self._at == len(self._tokens) else None

    def _next(self, group: str) -> str | None:
        if self._at < len(self._tokens) and self._tokens[self._at][group] is not None:
            self._at += 1
            return self._tokens[self._at - 1][group]
        return None

    def _is_operator(self, sign: str) -> bool:
        if self._at < len(self._tokens) and self._tokens[self._at]["both"] == sign:
            self._at += 1
            return True
        return False

    def _any(self) -> bool | None:
        values = [self._all()]
        while self._is_operator("||"):
            values.append(self._all())
        return True if True in values else None if None in values else False

    def _all(self) -> bool | None:
        values = [self._one()]
        while self._is_operator("&&"):
            values.append(self._one())
        return False if False in values else None if None in values else True

    def _one(self) -> bool | None:
        if self._next("open") is not None:
            self._depth += 1
            value = self._any() if self._depth < 20 else None
            self._next("close")
            return value
        left = self._operand()
        sign = self._next("compare")
        if sign is None:
            return None if left is None else bool(left)
        if sign in ("=~", "!~"):
            return self._matches(left, sign)
        right = self._operand()
        return None if left is None or right is None else (left == right) == (sign == "==")

    def _matches(self, left: str | None, sign: str) -> bool | None:
        expression = self._next("expression")
        if expression is None or left is None:
            self._at += expression is None
            return None
        from checker.patterns import linear

        try:
            found = bool(linear(expression).search(left))
        except ValueError:
            return None
        return found == (sign == "=~")

    def _operand(self) -> str | None:
        name = self._next("name")
        if name is not None:
            return self._variables.get(name)
        if self._next("null") is not None:
            return ""
        double = self._next("double")
        return double if double is not None else self._next("single")
