"""What GitHub's own reader accepts of a workflow file, as `workflow_syntax.yml` has it with source and date.

The table's shapes are compiled into forms as far as workflows use them.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from checker.documents import yaml
from checker.documents.shapes import items, strings, table
from checker.model.json_value import Json

_FILE = Path(__file__).with_name("workflow_syntax.yml")
SCALARS = frozenset({"text", "name", "number", "boolean", "null", "anything"})
_OTHERS = ""
"""The name under which a mapping has the form of keys that the author chooses."""


class MappingForm:
    """A mapping: its known *keys*, those that it *needs*, and whether the author may choose others."""

    __slots__ = ("_forms", "_known", "contexts", "keys", "needs", "open")

    def __init__(self, form: Mapping[str, Json], contexts: frozenset[str], known: "WorkflowSyntax") -> None:
        self._known = known
        self._forms: dict[str, Form] = {}
        self.contexts = contexts
        self.keys = table(form.get("keys"))
        self.needs = frozenset(strings(form.get("needs")))
        self.open = "others" in form
        if self.open:
            self.keys = {_OTHERS: form["others"], **self.keys}

    def form(self, key: str) -> "Form | None":
        """Return the form of a key's value, None where the key is not known."""
        name = key if key in self.keys else _OTHERS
        found = self._forms.get(name)
        if found is None and name in self.keys:
            found = self._forms[name] = self._known.form(self.keys[name], self.contexts)
        return found


class Form:
    """What a value may be: scalars of some *kinds* or *values*, a list of *items*, one of several *mappings*.

    *contexts* are what expressions in it may name and call.
    """

    __slots__ = ("_items", "_known", "contexts", "kinds", "mappings", "values")

    def __init__(self, known: "WorkflowSyntax", options: list[tuple[Json, frozenset[str]]]) -> None:
        self._known = known
        self._items: tuple[Json, frozenset[str]] | Form | None = None
        self.kinds = frozenset(form for form, _ in options if isinstance(form, str))
        self.contexts = frozenset[str]().union(*(contexts for _, contexts in options))
        self.values: tuple[str, ...] = ()
        mappings: list[MappingForm] = []
        for form, contexts in options:
            shape = table(form)
            if "values" in shape:
                self.values += tuple(strings(shape["values"]))
            elif "list" in shape:
                self._items = self._items or (shape["list"], contexts)
            elif shape:
                mappings.append(MappingForm(shape, contexts, known))
        self.mappings = tuple(mappings)

    @property
    def items(self) -> "Form | None":
        """The form of a list's items, None where it may be no list."""
        if isinstance(self._items, tuple):
            self._items = self._known.form(*self._items)
        return self._items


class WorkflowSyntax:
    """The table."""

    def __init__(self, data: Mapping[str, Json]) -> None:
        self.as_of = str(data["as_of"])
        events = table(data["events"])
        self.events = (*events, "schedule", "workflow_call", "workflow_dispatch")
        self._shapes = {
            **table(data["shapes"]),
            "event": {"values": list(self.events)},
            "events": {"keys": _events(events)},
        }
        self._contexts = {name: frozenset(strings(each)) for name, each in table(data["contexts"]).items()}
        self.functions = {
            name: tuple(int(str(number)) for number in items(each))
            for name, each in table(data["functions"]).items()
        }
        self.contexts = frozenset().union(*self._contexts.values()) - self.functions.keys()
        self.scopes = tuple(table(table(self._shapes["scopes"])["keys"]))
        self.shells = frozenset(strings(data["shells"]))
        self._forms: dict[tuple[int, frozenset[str]], Form] = {}

    @property
    def workflow(self) -> Form:
        """The form of a whole file."""
        return self.form("workflow", frozenset())

    def form(self, shape: Json, contexts: frozenset[str]) -> Form:
        """Compile a shape; expressions may name what they may above it, and more."""
        while isinstance(shape, str) and shape not in SCALARS:
            shape = self._shapes[shape]
        key = (id(shape), contexts)
        found = self._forms.get(key)
        if found is None:
            found = self._forms[key] = Form(self, list(self._options(shape, contexts)))
        return found

    def _options(self, shape: Json, contexts: frozenset[str]) -> Iterator[tuple[Json, frozenset[str]]]:
        """Return the forms that a shape stands for."""
        inside = table(shape)
        if isinstance(shape, str) and shape not in SCALARS:
            yield from self._options(self._shapes[shape], contexts)
        elif "in" in inside:
            yield from self._options(inside["is"], contexts | self._contexts[str(inside["in"])])
        elif "one" in inside:
            for each in items(inside["one"]):
                yield from self._options(each, contexts)
        else:
            yield shape, contexts


def _events(events: Mapping[str, Json]) -> dict[str, Json]:
    """Return the shapes of the events' filters."""
    found: dict[str, Json] = {
        "schedule": "schedule",
        "workflow_call": {"one": ["null", "workflow_call"]},
        "workflow_dispatch": {"one": ["null", "workflow_dispatch"]},
    }
    for name, each in events.items():
        filters = strings(table(each).get("filters"))
        keys: dict[str, Json] = {name: {"one": ["names", "null"]} for name in filters}
        if types := table(each).get("types"):
            keys["types"] = {"one": [{"values": types}, {"list": {"values": types}}, "null"]}
        elif table(each).get("any_types"):
            keys["types"] = {"one": ["names", "null"]}
        found[name] = {"one": ["null", {"keys": keys}]} if keys else "anything"
    return found


@cache
def syntax() -> WorkflowSyntax:
    """Return the table, read once."""
    return WorkflowSyntax(table(yaml.parse(_FILE.read_text("utf-8")).data))
