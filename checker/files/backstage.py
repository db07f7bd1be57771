"""What Backstage's descriptor files say of owners: entities of a repository, and groups.

The format is that of https://backstage.io/docs/features/software-catalog/descriptor-format.
"""

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct, field

from checker.documents import Malformed
from checker.documents.shapes import at, string, strings, table
from checker.errors import Unobserved
from checker.files.view import Files
from checker.model.json_value import Json
from checker.patterns import lazy

PLACES = ("catalog-info.yaml", "catalog-info.yml")
"""Where a repository describes itself; the first that is there counts."""
OWNER_LIMIT = 20
"""Owners that are told apart: more than one is a conflict anyway."""
_KINDS = ("component", "system", "resource", "api")
_PART = r"[a-z0-9](?:[a-z0-9_.-]{0,61}[a-z0-9])?"
_REFERENCE = lazy(rf"(?:([a-z][a-z0-9]{{0,62}}):)?(?:({_PART})/)?({_PART})", 2)
_ATTRIBUTES = {
    "kind": ("spec", "type"),
    "lifecycle": ("spec", "lifecycle"),
    "system": ("spec", "system"),
    "tier": ("metadata", "labels", "tier"),
}
_DEFAULT = "default"


class Reference(Struct, frozen=True):
    """A reference to an entity, in lower case as Backstage compares them."""

    kind: str
    namespace: str
    name: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.namespace}/{self.name}"

    @property
    def short(self) -> str:
        """The name, with its namespace unless that is the default one."""
        return self.name if self.namespace == _DEFAULT else f"{self.namespace}/{self.name}"


class Described(Struct, frozen=True):
    """What a repository says of itself; *flaw* is why its file says nothing."""

    owners: tuple[Reference, ...] = ()
    attributes: Mapping[str, str] = field(default_factory=dict)
    flaw: str = ""


def described(files: Files) -> Described:
    """Return owners and attributes that the entities of a repository agree on.

    Its components count; without any that has an owner, its systems, then resources, then APIs.
    Raises Unobserved when the file is there but cannot be read.
    """
    path = next((place for place in PLACES if files.entry(place)), "")
    entry = files.entry(path)
    if entry is None:
        return Described()
    if not entry.is_file:
        raise Unobserved(path, "is not a regular file")
    from checker.documents import yaml

    try:
        entities = yaml.parse_all(files.text(path))
    except Malformed as error:
        return Described(flaw=f"{path}:{max(error.line, 1)}: does not parse: {error.reason}")
    return _summed(entities)


def _summed(entities: Sequence[Json]) -> Described:
    found: list[Json] = []
    for kind in _KINDS:
        found = [each for each in entities if _kind(each) == kind and _owner(each)]
        if found:
            break
    owners = dict.fromkeys(owner for each in found if (owner := _owner(each)))
    stated = {name: _agreed(found, name) for name in _ATTRIBUTES}
    return Described(tuple(owners)[:OWNER_LIMIT], {name: value for name, value in stated.items() if value})


def _agreed(entities: Sequence[Json], attribute: str) -> str:
    """Return what all entities state of an attribute, "" if they differ or none does."""
    values = {string(at(each, *_ATTRIBUTES[attribute])).strip() for each in entities}
    value = values.pop() if len(values) == 1 else ""
    if attribute == "system":
        named = reference(value, "system", _DEFAULT)
        return named.short if named else ""
    return value if len(value) <= 100 and value.isprintable() else ""


def _kind(entity: Json) -> str:
    return string(table(entity).get("kind")).lower()


def _namespace(entity: Json) -> str:
    return string(at(entity, "metadata", "namespace")).lower() or _DEFAULT


def _owner(entity: Json) -> Reference | None:
    return reference(string(at(entity, "spec", "owner")), "group", _namespace(entity))


def reference(text: str, kind: str, namespace: str) -> Reference | None:
    """Return the entity that [kind:][namespace/]name refers to; None for what is no reference."""
    match = _REFERENCE.fullmatch(text.strip())
    if match is None:
        return None
    stated = (match[1] or kind, match[2] or namespace, match[3])
    return Reference(*(part.lower() for part in stated))


def parents(text: str) -> Mapping[str, str]:
    """Return what each of the groups in a descriptor file is part of, both by their short names.

    Raises Malformed when it does not parse or contradicts itself.
    """
    from checker.documents import yaml

    found: dict[str, str] = {}
    for child, parent in _pairs(yaml.parse_all(text)):
        known = found.setdefault(child.short, parent.short)
        if known != parent.short:
            raise Malformed(f"the group {child.short} is part of {known} and of {parent.short}")
    return found


def _pairs(entities: Sequence[Json]) -> Iterator[tuple[Reference, Reference]]:
    """Yield each group with its parent: both say so, the child and the parent."""
    for entity in entities:
        name = string(at(entity, "metadata", "name"))
        own = reference(name, "group", _namespace(entity)) if _kind(entity) == "group" else None
        if own is None:
            continue
        if above := reference(string(at(entity, "spec", "parent")), "group", own.namespace):
            yield own, above
        for child in strings(at(entity, "spec", "children")):
            if below := reference(child, "group", own.namespace):
                yield below, own
