"""What the summary of a pull request says of a change."""

from collections.abc import Iterator, Sequence

from checker.model.audit import Subject
from checker.model.gate import Gate, Turned
from checker.model.result import Result
from checker.render import gate, marked, order
from checker.render.tabular import details
from checker.render.text import count


def parts(told: Gate, subject: Subject) -> Iterator[str]:
    """Yield before and after, what became worse, what became better, and what the change could mend."""
    level, commits = marked.text(gate.level(told)), marked.code(gate.commits(told))
    yield f"**Score {gate.score(told)}** · level {level} · {commits}"
    yield _worse(gate.worse(told), subject)
    yield _better(told.better)
    yield _remaining(gate.remaining(told), subject)
    yield _unclear(told.unclear)


def _worse(results: Sequence[Result], subject: Subject) -> str:
    if not results:
        return "## ✅ Nothing became worse"
    title = f"## ❌ {count(len(results), 'rule')} became worse"
    return "\n\n".join((title, *_told(results, subject)))


def _better(turned: Sequence[Turned]) -> str:
    if not turned:
        return ""
    lines = [f"- {marked.prose(t.title)} {marked.code(t.rule)}: {gate.gain(t)}" for t in turned[: gate.LIMIT]]
    lines += [f"- {more}" for more in gate.beyond(len(turned))]
    return "\n".join((f"## ✅ {count(len(turned), 'rule')} became better", "", *lines))


def _remaining(results: Sequence[Result], subject: Subject) -> str:
    title = f"{count(len(results), 'rule')} still open in touched files"
    return details(title, "\n\n".join(_told(results, subject))) if results else ""


def _unclear(rules: Sequence[str]) -> str:
    if not rules:
        return ""
    listed = ", ".join((*map(marked.code, rules[: gate.LIMIT]), *gate.beyond(len(rules))))
    return f"❔ Could not be judged at the base, so that this change is not blamed: {listed}."


def _told(results: Sequence[Result], subject: Subject) -> Iterator[str]:
    return (marked.failure(order.Failure(result), subject) for result in results)
