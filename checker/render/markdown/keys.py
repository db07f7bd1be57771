"""The keys of our YAML files as Markdown: a table for each mapping, made from what the loader reads with."""

from collections.abc import Iterator
from typing import Any

from checker.policy.schema.containers import ListKind, MappingKind, UnionKind
from checker.policy.schema.records import RecordField, RecordKind
from checker.policy.schema.scalars import ValueKind
from checker.render.markdown.reference import head, prose, table


def page(title: str, about: str, record: RecordKind) -> str:
    """Return the page about files that hold one *record*: a section for it and for each record within."""
    lines = head(title, about)
    for part in _records(record):
        lines += [f"## {_title(part)}", "", *([prose(part.doc), ""] if part.doc else [])]
        lines += table(("key", "holds", "what"), [_row(key, field) for key, field in part.fields.items()])
        lines.append("")
        if part.constraints:
            lines += ["The loader reports:", "", *(f"- {prose(each.why)}" for each in part.constraints), ""]
    return "\n".join(lines).rstrip() + "\n"


def _row(key: str, field: RecordField) -> tuple[str, str, str]:
    doc = prose(field.doc)
    if field.required:
        doc += " **Required.**"
    elif field.default is not None:
        doc += f" Default: `{_written(field.default)}`."
    return f"`{key}`", _holds(field.kind), doc


def _written(default: Any) -> str:
    """Write a default as it would stand in the file."""
    if isinstance(default, bool):
        return str(default).lower()
    return f"[{', '.join(default)}]" if isinstance(default, (list, tuple)) else str(default)


def _holds(kind: ValueKind) -> str:
    """Say what a value is; a record is named, and linked to its section."""
    match kind:
        case RecordKind():
            title = _title(kind)
            return f"[{kind.name}](#{title.lower().replace(' ', '-').replace('.', '')})"
        case ListKind():
            size = ", at least one" if kind.least else ""
            return f"list{size}: {_holds(kind.item)}"
        case MappingKind():
            return f"mapping: {prose(kind.key.what)} to {_holds(kind.value)}"
        case UnionKind():
            return "; or ".join(_holds(part) for part in (kind.scalar, kind.many, kind.table) if part)
        case _:
            return prose(kind.what)


def _records(kind: ValueKind) -> Iterator[RecordKind]:
    """Yield a record and those within it, each once."""
    pending, known = [kind], set()
    while pending:
        match part := pending.pop(0):
            case RecordKind() if part.name not in known:
                known.add(part.name)
                yield part
                pending += [field.kind for field in part.fields.values()]
            case ListKind():
                pending.insert(0, part.item)
            case MappingKind():
                pending.insert(0, part.value)
            case UnionKind():
                pending[:0] = [inner for inner in (part.scalar, part.many, part.table) if inner]


def _title(record: RecordKind) -> str:
    name = record.name.removeprefix("an ").removeprefix("a ")
    return name[:1].upper() + name[1:]
