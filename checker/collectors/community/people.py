"""Who maintains a project, by name: from lists of maintainers, the README, and manifests that must say it."""

from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase

from checker.collectors.community.places import AUTHORS, CONTRIBUTORS, CommunityFiles
from checker.documents import Malformed
from checker.documents.shapes import at, items
from checker.ecosystems.catalog import catalog
from checker.ecosystems.schema import Credit
from checker.errors import Unobserved
from checker.files import Files
from checker.model.json_value import Json
from checker.model.tree import PathClass
from checker.patterns import lazy, linear
from checker.prose.headings import own_names, topics_of
from checker.prose.natural_language import note_foreign
from checker.prose.page import DocumentPage
from checker.prose.parse import opened
from checker.prose.readmes import readme_of
from checker.prose.statements import bare_handles, people
from checker.prose.topics import section_topics

MANIFESTS_LIMIT = 20
"""Manifests of one kind that are read, those near the top first."""
_PLACEHOLDER = lazy(
    r"(?i)\b(?:your|todo|tbd|fixme|changeme|author|firstname|lastname|unknown|anonymous)\b"
    r"|^(?:the )?.{0,60}\b(?:authors|developers|contributors)$"
)
_WORD = lazy(r"[\w][\w.'-]{1,60}(?: [\w.'-]{1,40}){0,4}")


def count(files: Files, found: CommunityFiles, identity: str) -> int:
    """Return how many persons or teams are named as maintainers."""
    named = set(_of_pages(files, found, identity))
    return len(named or set(_of_manifests(files)))


def _of_pages(files: Files, found: CommunityFiles, identity: str) -> Iterator[str]:
    if path := found.best("community.maintainers"):
        yield from _of_page(files, opened(files, path), path)
    elif path := found.best(AUTHORS):
        page = opened(files, path)
        if any("maintain" in line.lower() for line, _ in page.prose):
            yield from _of_page(files, page, path)
    elif path := found.best(CONTRIBUTORS):
        yield from people(_below_maintainers(opened(files, path)))
    for path in filter(None, (found.best("community.governance"), readme_of(files))):
        page = opened(files, path)
        note_foreign(files, path, page)
        yield from _of_sections(page, own_names(identity, page.title))


def _of_page(files: Files, page: DocumentPage, path: str) -> frozenset[str]:
    note_foreign(files, path, page)
    lines = [line for line, _ in page.prose]
    lines += [code for code, _ in page.code if code.startswith("@")]
    linked = people(link.text for link in page.links if not link.target.startswith("#"))
    return people(lines, [link.target for link in page.links]) | linked | bare_handles(lines)


def _below_maintainers(page: DocumentPage) -> Iterator[str]:
    """Yield the lines below `Current maintainers:` up to the next line of its kind."""
    headings = {line for _, line in page.headings}
    meant = False
    for text, line in page.prose:
        if line in headings or text.rstrip().endswith(":"):
            meant = "maintainers" in topics_of(text)
        elif meant:
            yield text


def _of_sections(page: DocumentPage, own: frozenset[str]) -> Iterator[str]:
    for section in page.sections():
        if "maintainers" in section_topics(section, own):
            yield from people(section.prose, [link.target for link in section.links])
            yield from people(link.text for link in section.links)


def _of_manifests(files: Files) -> Iterator[str]:
    """Yield whom manifests name in the fields that their ecosystems have for it."""
    for credit in catalog().credits:
        for path in _manifests(files, credit):
            try:
                yield from filter(None, map(_person, _written(files, path, credit)))
            except (Malformed, Unobserved):
                continue


def _manifests(files: Files, credit: Credit) -> Iterable[str]:
    names = [pattern.rpartition("/")[2] for pattern in credit.files]
    endings = [name.removeprefix("*.") for name in names if name.startswith("*.")]
    paths = [
        entry.path
        for entry in files.index.named(*names, endings=endings)
        if entry.is_file and entry.path_class is PathClass.SOURCE and _is_meant(entry.path, credit)
    ]
    return sorted(paths, key=lambda path: (path.count("/"), path))[:MANIFESTS_LIMIT]


def _is_meant(path: str, credit: Credit) -> bool:
    name = path.rpartition("/")[2]
    return any(fnmatchcase(path if "/" in pattern else name, pattern) for pattern in credit.files)


def _written(files: Files, path: str, credit: Credit) -> Iterator[str]:
    if credit.pattern:
        for match in linear(credit.pattern).finditer(files.text(path)):
            yield " ".join(filter(None, match.groups()))
    for key in credit.keys:
        value = at(files.document(path).data, *key.split("."))
        for item in items(value) or [value]:
            yield from _texts(item)


def _texts(value: Json) -> Iterator[str]:
    if isinstance(value, str):
        yield from value.splitlines()
    elif isinstance(value, Mapping):
        yield " ".join(str(value[key]) for key in ("name", "email") if isinstance(value.get(key), str))


def _person(written: str) -> str:
    """Return the name or address in a field, "" of a placeholder and of authors without a name."""
    text = written.strip().strip("\"'[](),")
    addresses = [word for word in text.split() if "@" in word]
    if _PLACEHOLDER.search(text) and not (addresses and "your" not in text.lower()):
        return ""
    return text.lower() if addresses or _WORD.match(text) else ""
