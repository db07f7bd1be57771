"""Everything that shows people or programs what strangers wrote, made from texts that are an attack."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from apprise import NotifyFormat
from apprise.conversion import convert_between
from msgspec.structs import replace

from checker import plugins
from checker.app.reports import notify
from checker.model.audit import Audit
from checker.model.debt import DebtAccount
from checker.model.digest import Subscription
from checker.model.listed_waiver import ListedWaiver
from checker.model.policy import Position
from checker.model.recorded import AuditInfo, AuditState, SeriesInfo
from checker.model.report_input import Audience, ReportInput
from checker.policy.frameworks import frameworks
from checker.render import Style
from checker.render.machine import listings
from checker.render.markdown.reference import pages as reference
from checker.render.terminal import debt as terminal_debt
from checker.render.terminal import diagnosis
from checker.render.terminal import history as terminal_history
from checker.render.terminal import rules as terminal_rules
from checker.render.terminal import waivers as terminal_waivers
from tests.render import changes, example, gates, trends
from tests.render.hostile import TIMES, poisoned
from tests.render.terminal.test_diagnosis import LACKING

Texts = Iterator[tuple[str, str]]
"""What is shown, by a name whose ending says what it is: .md, .json, .csv, .xml, .html, .svg, .txt or .terminal."""
Surface = Callable[[str], Texts]
FOLDERS, ENDINGS = (
    ("badge", "html"),
    {
        "csv": "csv",
        "github": "commands",
        "json": "json",
        "junit": "xml",
        "markdown": "md",
        "metrics": "metrics",
        "sarif": "json",
        "table": "txt",
    },
)
"""What our formats are; one that is not listed here is not held to anything yet."""
_STYLES = {"": Style(), "-ascii": Style(ascii=True), "-verbose": Style(verbose=True)}
_COLORS = re.compile(r"\x1b\[[0-9;]*m")


def story(audit: Audit) -> ReportInput:
    """Return the made-up audit with all that may stand around it."""
    return ReportInput(audit, trends.trend().lines, changes.change(), frameworks(), ("a notice",))


def _of(group: str, name: str, *told: Any) -> Surface:
    """Return a format of one text, for each of the values that it may tell of."""

    def shown(attack: str) -> Texts:
        form = plugins.load(group, name)
        for value in (poisoned(each, attack, TIMES) for each in told):
            if ENDINGS[name] not in ("md", "txt"):
                yield f"{name}.{ENDINGS[name]}", form.render(value, Style())  # programs see no style
                continue
            for kind, style in _STYLES.items():
                yield f"{name}{kind}.{ENDINGS[name]}", form.render(value, style)
            # Colours are asked for on terminals: no server reads along, and all other escapes are a stranger's.
            yield f"{name}.terminal", _COLORS.sub("", form.render(value, Style(color=True)))

    return shown


def _told(name: str) -> Surface:
    """Return a format as each audience is told by it: as pages, or as one text that knows audiences."""

    def shown(attack: str) -> Texts:
        form, whole = plugins.load(plugins.FORMATS, name), poisoned(story(example.audit()), attack, TIMES)
        for audience in Audience:
            if hasattr(form, "pages"):
                for page in form.pages(whole, audience):
                    yield page.path, page.content.decode()
            elif hasattr(form, "tell"):
                yield f"{name}.{ENDINGS[name]}", form.tell(whole, audience, Style())

    return shown


def _doctor(attack: str) -> Texts:
    found = poisoned(LACKING, attack, frozenset({"token", "reach", "resources"}))
    yield "doctor.json", diagnosis.as_json(found)
    yield from (("doctor.txt", diagnosis.as_text(found, style)) for style in _STYLES.values())


def _rules(attack: str) -> Texts:
    placed = [replace(rule, positions={"": Position("acme.yml", 1, 1)}) for rule in example.POLICY.rules]
    rules = [poisoned(rule, attack, frozenset({"positions"})) for rule in placed]
    yield "rules.json", listings.rules(rules)
    yield "rules.txt", terminal_rules.as_text(rules, alone=False)
    for rule in rules:
        yield from (
            ("rule.txt", terminal_rules.as_text([rule], alone=True, width=width)) for width in (None, 80)
        )


def _waivers(attack: str) -> Texts:
    row = ListedWaiver(
        rules=("a/b",),
        covers=("a/b",),
        repositories=("acme/x",),
        teams=("web",),
        paths=("src/**",),
        everywhere=False,
        reason="frozen",
        owner="web",
        approved_by="cto",
        until=date(2026, 12, 31),
        days_left=39,
        expired=False,
        at="acme.yml:1:1",
    )
    rows = [poisoned(row, attack)]
    yield "waivers.json", listings.waivers(rows)
    yield "waivers.txt", terminal_waivers.as_text(rows)


def _debt(attack: str) -> Texts:
    debt = DebtAccount(repository="acme/x", rule="a/b", owner="web", days=3, recorded=9, left=2)
    account = poisoned(debt, attack)
    yield "debt.txt", "\n".join(terminal_debt.lines([account]))


def _history(attack: str) -> Texts:
    """List a finished and an unfinished audit of one series, and name another series."""
    finished = AuditInfo(
        1, "s", "2026-11-22", AuditState.FINISHED, "t", "p", "1", "d", "acme", 1.0, 2.0, "gold", 3
    )
    begun = replace(finished, id=2, state=AuditState.UNFINISHED)
    audits = [poisoned(each, attack) for each in (finished, begun)]
    series = [
        replace(poisoned(SeriesInfo("s", "name", 2, finished), attack), key=key)
        for key in (audits[0].series, "another")
    ]
    yield "history.txt", "\n".join(terminal_history.listing(series, audits))


def _digests(attack: str) -> Texts:
    """Yield digests; ids stay, or nothing would have changed."""
    keep = frozenset({"id", "rule", "subject", "kind"})
    before, after = (poisoned(each, attack, keep) for each in (changes.before(), example.audit()))
    for notice in notify.notices(before, after, [Subscription("X")]):
        yield "digest.md", notice.body
        yield "mail.html", convert_between(NotifyFormat.MARKDOWN, NotifyFormat.HTML, notice.body)
        yield "title.txt", f"sent: {notice.title}"


# What the loader of policies takes by their shape alone cannot be an attack.
IDS = frozenset({"id", "pack", "level", "objective", "requires", "maps", "links", "effort"})


def _reference(attack: str) -> Texts:
    policy = poisoned(example.POLICY, attack, IDS)
    for path, text in reference(policy, (), (), titles={"docs": attack}).items():
        yield f"reference/{path}", text


TRENDS = (trends.trend(), trends.alone(), trends.repository())
SURFACES: Mapping[str, Surface] = {
    **{f"{plugins.FORMATS}:{name}": _of(plugins.FORMATS, name, example.audit()) for name in example.FORMATS},
    **{f"{plugins.FORMATS}:{name}": _told(name) for name in FOLDERS},
    **{f"{plugins.CHANGES}:{name}": _of(plugins.CHANGES, name, changes.change()) for name in changes.FORMATS},
    **{f"{plugins.TRENDS}:{name}": _of(plugins.TRENDS, name, *TRENDS) for name in trends.FORMATS},
    **{f"gate {name}": _of(plugins.FORMATS, name, gates.audit()) for name in example.FORMATS},
    "audiences": _told("table"),
    "checker doctor": _doctor,
    "checker rules": _rules,
    "checker waive list": _waivers,
    "checker debt show": _debt,
    "checker history list": _history,
    "checker notify": _digests,
    "checker policy docs": _reference,
}
"""By entry point, group:name, or by command where there is none."""
