"""Rules in a terminal: a list of them, everything about one, and where a policy says what."""

import json
from collections.abc import Sequence

from checker.model.policy import Policy, Rule
from checker.render.shared.text import clean, quiet

_LABEL = 10
"""Columns of the label before what is said of a rule."""
_LINE_LIMIT = 20_000
"""Characters of the longest expression that is shown."""


def as_text(rules: Sequence[Rule], alone: bool, width: int | None = None) -> str:
    """Return a list of rules, or everything about one of them, wrapped at *width* if there is one."""
    if alone:
        lines = [clean(line, _LINE_LIMIT) for line in _explained(rules[0])]
        return quiet("\n".join(_wrapped(line, width) if width else line for line in lines))
    width = max((len(rule.id) for rule in rules), default=0)
    return quiet("\n".join(clean(_listed(rule, width)) for rule in rules))


def _listed(rule: Rule, width: int) -> str:
    return f"{rule.id:<{width}}  {rule.severity:<8}  {rule.level or '-':<7} {rule.title}"


def _wrapped(line: str, width: int) -> str:
    """Wrap a line below its text, to the right of its label; addresses stay whole."""
    from textwrap import fill

    label = "" if line[:_LABEL].rstrip() == line[:_LABEL] else " " * _LABEL
    return fill(line, width, subsequent_indent=label, break_long_words=False, break_on_hyphens=False)


def _explained(rule: Rule) -> list[str]:
    effort = f" (effort: {rule.fix.effort})" if rule.fix.effort else ""
    lines = [f"{rule.id}: {rule.title}", "", f"why       {rule.why}", f"fix       {rule.fix.text}{effort}"]
    lines.append(
        f"weight    severity {rule.severity}, level {rule.level or 'none'}, serves {rule.objective or '-'}"
    )
    for label, source in (
        ("when", rule.when),
        ("each", rule.each),
        ("assert", rule.assert_),
        ("findings", rule.findings),
        ("requires", ", ".join(rule.requires)),
    ):
        lines += [f"{label:<9} {' '.join(source.split())}"] if source else []
    lines += [f"param     {name} = {json.dumps(value)}" for name, value in rule.params.items()]
    for framework, controls in rule.maps.items():
        named = ", ".join(f"{control} ({share})" for control, share in controls.items())
        lines.append(f"maps      {framework}: {named}")
    lines += [f"link      {link}" for link in rule.links]
    return [*lines, f"defined   {rule.positions['']}"]


def origins(policy: Policy) -> str:
    """Return where each part of the policy in force was said, one a line."""
    said = {path: str(position) for path, position in policy.origins.items()}
    width = max(map(len, said), default=0)
    lines = [f"{path:<{width}}  {place}" for path, place in sorted(said.items())]
    off = (f"off: {rule}: {why}" for rule, why in sorted(policy.off.items()))
    return quiet("\n".join(clean(line) for line in (*lines, *off)))
