"""An audit in which every text is an attack on the format that shows it."""

from collections.abc import Callable, Mapping
from enum import Enum
from typing import Any

from msgspec import Struct
from msgspec.structs import fields, replace

from checker.model.audit import Audit
from tests.render import example

ATTACKS = (
    "<script>alert(1)</script>",
    "[click](javascript:alert(1))",
    "javascript:alert(1)",
    "![x](https://evil.example/x.png)",
    "https://evil.example/ www.evil.example a@evil.example",
    "\u202eexe.txt\u202c \u2066hidden\u2069 \u200b\ufeff",
    "n" * 10_000,
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1+1",
    "\x1b[31mred\x1b[0m \x1b]8;;https://evil.example\x07link\x1b]8;;\x07 \x9b31m",
    "[red]markup[/red] [link=https://evil.example]x[/link] :warning:",
    "]]> <!-- --> &amp; &#64; <a href=x>",
    "::error file=a::b\n::set-output name=x::y\r\n::add-mask::z",
    "%0A::error::injected",
    "::add-mask::z ##[stop-commands]z #\u200b#[stop-commands]z ##vso[task.setvariable variable=x]y",
    "a | b `c` ``` *d* _e_ ~f~ # g\n# heading\n- item\n> quote\n| x |",
    "@everyone #1 GH-1 acme/payments#2 @acme/owners",
    "</details></summary>",
    "line\u2028separator\u2029paragraph\x85next",
    "nul\x00 bell\x07 back\x08 \ud800 \uffff \ufffe",
    "1. list",
    "a:b,c%d",
    "../../etc/passwd",
    "",
)


# The clock writes it, no repository does; formats say that it is a time.
TIMES = frozenset({"started_at"})


def every_attack(test: Callable[[str], None]) -> Callable[[], None]:
    """Return one test that runs another with each attack, and names the one that got through."""

    def withstood() -> None:
        for attack in ATTACKS:
            try:
                test(attack)
            except Exception as error:
                error.add_note(f"the attack: {ascii(attack)[:80]}")
                raise

    withstood.__name__ = test.__name__
    withstood.__doc__ = test.__doc__
    return withstood


def audits() -> list[tuple[str, Audit]]:
    """Return one audit for each attack, with the attack in every text but the time of the audit."""
    return [(attack, poisoned(example.audit(), attack)) for attack in ATTACKS]


def poisoned(value: Any, attack: str, keep: frozenset[str] = frozenset()) -> Any:
    """Return a copy of a model value in which every text is the attack, but for times and the fields to *keep*."""
    if isinstance(value, Enum):
        return value
    if isinstance(value, Struct):
        changed = {
            f.name: poisoned(getattr(value, f.name), attack, keep)
            for f in fields(value)
            if f.name not in keep | TIMES
        }
        return replace(value, **changed)
    if isinstance(value, str):
        return attack
    if isinstance(value, Mapping):
        return (
            dict.fromkeys([attack], poisoned(next(iter(value.values()), ""), attack, keep)) if value else {}
        )
    if isinstance(value, tuple):
        return tuple(poisoned(item, attack, keep) for item in value)
    return value
