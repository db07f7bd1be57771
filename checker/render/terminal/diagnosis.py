"""What `checker doctor` found, for people and for programs."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from msgspec import to_builtins
from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Column, Table
from rich.text import Text

from checker.model.diagnosis import Cost, Diagnosis, Permission, PermissionGap, Resource
from checker.render import Style
from checker.render.machine.json import write
from checker.render.shared.text import clean, count, name, sentence
from checker.render.terminal.style import FAINT, HEADING, headline, printed, row

SCHEMA = "urn:standards-checker:doctor-1"
_WRITE = "Read and write"
_NAMED = 10  # repositories of the sample that are named
_TOKENS = {
    "none": "nobody, without a token,",
    "classic": "this classic token",
    "fine-grained": "this fine-grained token",
    "app": "this App",
    "workflow": "this workflow's token",
}
_HEADINGS = {
    "repository": "Repository permissions",
    "organization": "Organization permissions",
    "role": "Its user needs",
}
_WAYS = {"core": "REST", "graphql": "GraphQL"}


def as_json(found: Diagnosis) -> str:
    """Return everything as JSON."""
    return write({"schema": SCHEMA, **to_builtins(found)})


def as_text(found: Diagnosis, style: Style) -> str:
    """Return what people need to know before they start an audit."""
    return printed(_blocks(found), style)


def _blocks(found: Diagnosis) -> Iterator[RenderableType]:
    yield headline(f"Before an audit of {clean(', '.join(found.targets))}", f"policy {name(found.policy)}")
    yield Text(clean(_asked(found)))
    yield ""
    if found.token:
        yield from _seen(found)
        yield from _gaps("BECOME UNKNOWN", found.gaps, found.rules)
        yield from _needed(found)
    if not found.token or found.local:
        yield from _local(found)
    yield from _others(found)
    yield from _trouble(found)
    if found.cost:
        yield from _cost(found.cost)


def _asked(found: Diagnosis) -> str:
    total = count(found.repositories, "repository")
    if len(found.sample) == found.repositories:
        return f"Asked about all that there is: {total}."
    named = ", ".join(found.sample[:_NAMED])
    more = "" if len(found.sample) <= _NAMED else f" and {len(found.sample) - _NAMED} more"
    kinds = ", some of each kind" if found.token else ""
    asked = f"Asked about {len(found.sample)} of {total}{kinds}: {named}{more}."
    return f"{asked} The others may hide more: --sample {found.repositories} asks about all."


def _seen(found: Diagnosis) -> Iterator[RenderableType]:
    """Tell of each permission how often it was there."""
    told = [each for each in found.permissions if each.reach != "role"]
    yield Text(f"WHAT {_TOKENS[found.token].upper()} SEES", HEADING)
    table = _table("", "", "seen in", "hidden in")
    for reach, group in groupby(told, key=lambda each: each.reach):
        table.add_row(Text(_HEADINGS[reach], FAINT))
        for each in group:
            hidden = Text(str(each.hidden), "bold red" if each.hidden else "")
            table.add_row(Text(f" {name(each.name)}"), Text(name(each.level)), Text(str(each.seen)), hidden)
    yield Padding(table, (0, 0, 1, 1))
    if found.whole:
        yield Text("Everything that the policy asks of GitHub can be seen.", "green")
        yield ""


def _gaps(what: str, gaps: Sequence[PermissionGap], rules: int) -> Iterator[RenderableType]:
    if not gaps:
        return
    yield Text(f"RULES THAT {what}: {len(gaps)} of {rules}", HEADING)
    table = Table(
        *(Column(header=Text(each, FAINT), no_wrap=True) for each in ("rule", "for")),
        Column(header=Text("needs", FAINT), overflow="fold"),
        box=None,
        pad_edge=False,
    )
    for gap in gaps:
        table.add_row(
            Text(name(gap.rule)), Text(f"{len(gap.subjects)} of {gap.judged}"), Text(_list(gap.needs))
        )
    yield Padding(table, (0, 0, 1, 1))


def _list(needs: Sequence[str]) -> str:
    return clean("; ".join(needs))


def _needed(found: Diagnosis) -> Iterator[RenderableType]:
    lacking = [each for each in found.permissions if each.rules]
    possible = [each for each in lacking if each.possible]
    if possible:
        yield Text("TO DECIDE THEM, GRANT", HEADING)
        yield from _granted(possible)
        yield from _in_other_words(possible, found.token)
        yield ""
    impossible = [each for each in lacking if not each.possible]
    if impossible:
        yield Text(f"WHAT {_TOKENS[found.token].upper()} CANNOT BE GIVEN", HEADING)
        yield from _granted(impossible)
        yield Padding(Text(_instead(found.token, impossible)), (0, 0, 1, 1))


def _granted(permissions: Sequence[Permission]) -> Iterator[RenderableType]:
    table = _table("", "", "rules")
    for reach, group in groupby(permissions, key=lambda each: each.reach):
        table.add_row(Text(_HEADINGS[reach], FAINT))
        for each in group:
            rules = Text(str(len(each.rules)))
            table.add_row(Text(f" {name(each.name)}"), Text(name(each.level)), rules)
    yield Padding(table, (0, 0, 0, 1))


def _in_other_words(permissions: Sequence[Permission], token: str) -> Iterator[RenderableType]:
    """Say it in the words of the token that asks, where they are others."""
    if any(each.level == _WRITE for each in permissions):
        yield Padding(Text(f"{_WRITE} includes Read-only; all other rows need no more."), (0, 0, 0, 1))
    if token == "fine-grained":
        said = "It sees no more than its user: what is granted already, its user has no right to."
        yield Padding(Text(said), (0, 0, 0, 1))
    if token == "workflow":
        keys = sorted({f"{each.key}: read" for each in permissions if each.key})
        yield Padding(Text(f"In the workflow, under `permissions`: {', '.join(keys)}."), (0, 0, 0, 1))
    if token == "classic":
        scopes = sorted({each.scope for each in permissions if each.scope})
        said = f"A classic token needs the scopes {', '.join(scopes)}, and a user with the rights."
        yield Padding(Text(said), (0, 0, 0, 1))


def _instead(token: str, permissions: Sequence[Permission]) -> str:
    rules = len({rule for each in permissions for rule in each.rules})
    stay = f"{count(rules, 'rule')} {'stays' if rules == 1 else 'stay'} unknown with it"
    if token == "workflow":
        stay = f"{stay}, and of other repositories it sees what is public"
    return f"{stay}. An App can be given these permissions."


def _local(found: Diagnosis) -> Iterator[RenderableType]:
    """Say what Git alone is good for."""
    if not found.token:
        yield Text("Git alone is enough: an audit needs no token, and GitHub is not asked.")
        yield ""
    yield from _gaps("ARE UNKNOWN WITHOUT GITHUB", found.local, found.rules)
    if found.local:
        said = "`checker doctor github:OWNER/NAME` tells what a token must see to decide them."
        yield Padding(Text(said), (0, 0, 1, 1))


def _others(found: Diagnosis) -> Iterator[RenderableType]:
    told = {gap.rule for gap in (*found.gaps, *found.local)}
    rules = dict.fromkeys(each.rule for each in found.others if each.rule not in told)
    if rules:
        said = f"Unknown for reasons of their own, which no permission changes: {', '.join(rules)}."
        yield Text(clean(said), FAINT)
        yield ""


def _trouble(found: Diagnosis) -> Iterator[RenderableType]:
    if found.uncollected:
        yield Text("COULD NOT BE READ", HEADING)
        for each in found.uncollected:
            why = clean(sentence((each.reason, each.hint)))
            yield Padding(Text.assemble((name(each.target), "bold red"), "  ", why), (0, 0, 0, 1))
        yield ""
    if found.lost:
        said = f"{count(found.lost, 'request')} came to nothing: ask again before you rely on this."
        yield Text(said, "bold red")
        yield ""


def _cost(cost: Cost) -> Iterator[RenderableType]:
    yield Text("WHAT A RUN TAKES", HEADING)
    for each in cost.resources:
        yield _row(_WAYS[each.name], f"{_amount(each, cost.exact)}; {_left(each)}")
    if cost.clones:
        here = f", {cost.here} of which are here" if cost.here else ""
        yield _row("Git", f"{count(cost.clones, 'clone')}{here}; GitHub's limits do not count them")
    waits = f"and {_duration(cost.waiting)} of waiting for limits" if cost.waiting else "and no waiting"
    yield _row("Time", f"about {_duration(cost.working)} {waits}")
    yield Text(
        f" What was asked before and has not changed is free. It took {count(cost.asked, 'request')} to "
        "know this.",
        FAINT,
    )


def _row(label: str, text: str) -> RenderableType:
    return Padding(row(Text(label), Text(text)), (0, 0, 0, 1))


def _amount(each: Resource, exact: bool) -> str:
    """Return the number of requests: even one that was counted is an estimate of the next run's."""
    about = "" if exact else "about "
    if each.name == "graphql":
        return f"{about}{_counted(each.requests, 'query')}, {_counted(each.cost, 'point')}"
    return f"{about}{_counted(each.requests, 'request')}"


def _counted(amount: int, noun: str) -> str:
    return count(amount, noun).replace(str(amount), f"{amount:,}", 1)


def _left(each: Resource) -> str:
    if each.resets is None:
        return "GitHub states no limit"
    return f"{each.left:,} of {each.hourly:,} an hour are left until {each.resets:%H:%M} UTC"


def _duration(seconds: float) -> str:
    minutes = round(seconds / 60)
    if minutes < 1:
        return "a minute" if seconds > 30 else f"{max(round(seconds), 1)} s"
    return f"{minutes} min" if minutes < 120 else f"{minutes // 60} h {minutes % 60} min"


def _table(*columns: str) -> Table:
    first, second, *numbers = columns
    found = [Column(header=Text(first), width=39, overflow="fold"), Column(header=Text(second), width=14)]
    found += [Column(header=Text(each, FAINT), justify="right", no_wrap=True) for each in numbers]
    return Table(*found, box=None, pad_edge=False)
