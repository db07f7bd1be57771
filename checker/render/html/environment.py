"""Jinja2 as all pages use it: every value is made harmless, and a missing one is an error."""

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

from checker import resources
from checker.render.html.times import day
from checker.render.shared.text import LINE_LIMIT, NAME_LIMIT, clean, count, number

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup


@cache
def environment() -> "Environment":
    """Return the environment; templates lie in reports/templates/site."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader(resources.folder("reports") / "templates" / "site"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_inert(),
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters.update(
        brief=brief, count=count, day=day, delta=delta, number=number, percent=percent, prose=prose
    )
    return made


def _inert() -> Callable[[Any], Any]:
    """Return what every value that a template prints goes through, before it is escaped.

    Nothing that strangers wrote acts on the reader: no controls, no change of direction, no endless line.
    """
    from markupsafe import Markup

    def inert(value: Any) -> Any:
        return (
            clean(value)
            if type(value) is str
            else value
            if isinstance(value, (Markup, int))
            else _text(value)
        )

    return inert


def _text(value: Any) -> str:
    return clean(str(value))


def brief(text: str, limit: int = NAME_LIMIT) -> str:
    """Return a name, a path or a title made harmless and short."""
    return clean(text, limit)


def percent(value: float | None) -> str:
    """Return a share of a hundred with its sign, a dash where there is none."""
    return number(value) if value is None else f"{value:.1f}\N{NO-BREAK SPACE}%"


def delta(value: float | None) -> str:
    """Return a difference with its sign; one that rounds to nothing has none."""
    if value is None:
        return number(None)
    shown = f"{abs(value):.1f}"
    if shown == "0.0":
        return f"\N{PLUS-MINUS SIGN}{shown}"
    return f"+{shown}" if value > 0 else f"\N{MINUS SIGN}{shown}"


def prose(text: str, limit: int = LINE_LIMIT) -> "Markup":
    """Return a rule's text with what stands between backticks in the type of code."""
    from markupsafe import Markup, escape

    parts = clean(text, limit).split("`")
    if len(parts) % 2 == 0:  # one backtick has no partner
        return escape("`".join(parts))
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if index % 2 else escape(part)
        for index, part in enumerate(parts)
    )
