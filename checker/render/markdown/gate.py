"""What the summary of a pull request says of a change."""

from collections.abc import Callable, Iterator, Sequence

from checker.model.audit import Subject
from checker.model.gate import Gate, Turned
from checker.model.result import Result
from checker.render.markdown import failures
from checker.render.markdown.tables import details
from checker.render.shared import gate, sorting
from checker.render.shared.text import count


def parts(told: Gate, subject: Subject) -> Iterator[str]:
    """Yield before and after, what became worse, what became better, and what the change could mend."""
    level, commits = failures.text(gate.level(told)), failures.code(gate.commits(told))
    yield f"**Score {gate.score(told)}** · level {level} · {commits}"
    yield _titled("⚠️", "not understood any more", gate.not_understood(told), subject)
    yield _worse(gate.worse(told), gate.lost(told), subject)
    yield _titled("❔", "not judged, and touched by this change", gate.unjudged(told), subject)
    yield _better(told.better)
    yield _neither(told.neither)
    yield _remaining(gate.remaining(told), subject)
    yield _unclear(told.unclear)


def _worse(results: Sequence[Result], lost: int, subject: Subject) -> str:
    if not results:
        return "## ✅ Nothing became worse"
    hidden = f", {lost} of them can no longer be judged" if lost else ""
    title = f"## ❌ {count(len(results), 'rule')} became worse{hidden}"
    return "\n\n".join((title, *_told(results, subject)))


def _titled(sign: str, what: str, results: Sequence[Result], subject: Subject) -> str:
    title = f"## {sign} {count(len(results), 'rule')} {what}"
    return "\n\n".join((title, *_told(results, subject))) if results else ""


def _better(turned: Sequence[Turned]) -> str:
    title = f"## ✅ {count(len(turned), 'rule')} became better"
    return "\n\n".join((title, _listed(turned, gate.gain))) if turned else ""


def _neither(turned: Sequence[Turned]) -> str:
    title = f"{count(len(turned), 'rule')} neither better nor worse"
    return details(title, _listed(turned, gate.fate)) if turned else ""


def _listed(turned: Sequence[Turned], say: Callable[[Turned], str]) -> str:
    lines = [
        f"- {failures.prose(each.title)} {failures.code(each.rule)}: {failures.text(say(each))}"
        for each in turned[: gate.LIMIT]
    ]
    return "\n".join((*lines, *(f"- {more}" for more in gate.beyond(len(turned)))))


def _remaining(results: Sequence[Result], subject: Subject) -> str:
    title = f"{count(len(results), 'rule')} still open in touched files"
    return details(title, "\n\n".join(_told(results, subject))) if results else ""


def _unclear(rules: Sequence[str]) -> str:
    if not rules:
        return ""
    listed = ", ".join((*map(failures.code, rules[: gate.LIMIT]), *gate.beyond(len(rules))))
    return f"❔ Could not be judged at the base, so that this change is not blamed: {listed}."


def _told(results: Sequence[Result], subject: Subject) -> Iterator[str]:
    return (failures.failure(sorting.Failure(result), subject) for result in results)
