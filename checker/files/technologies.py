"""What a tree is made with: the technologies that the ecosystem files know, and what was taught."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from checker.ecosystems.catalog import catalog
from checker.ecosystems.schema import Ecosystem, TechnologyContent
from checker.files.file_names import FileNames
from checker.model.teaching import Teaching
from checker.model.tree import PathClass, TreeEntry
from checker.patterns import lazy, linear

if TYPE_CHECKING:
    from checker.files.view import Files

READ_LIMIT = 1000
"""Files that are read in search of a technology."""
_OF_OTHERS = lazy(
    r"(?:^|/)(?:\.|Chart\.yaml|catalog-info|mkdocs|kustomization\.ya?ml|skaffold|(?:docker-)?compose|openapi)"
    r"|(?:^|/)charts?/.*/(?:templates|crds?)/|(?:^|/)crds?/|(?:^|/)(?:docs?|documentation)/|package(?:-lock)?\.json$"
)
"""Files whose technology is told by their names, or that show others' formats."""
_LIKELY = lazy(
    r"(?:^|/)(?:k8s|kube[^/]*|manifests?|deploy[^/]*|overlays|base|config|clusters?|gitops|site|template)(?:/|\.)"
)


class UsedTechnology(Struct, frozen=True):
    """A technology, its ecosystem with the *kind* of that, and its files among the own source."""

    name: str
    ecosystem: str
    kind: str
    paths: tuple[str, ...]


def named(files: "Files") -> Sequence[UsedTechnology]:
    """Return the technologies that names of files show, sorted by name."""
    found: dict[str, set[str]] = {}
    for entry, name in _names().found(files.index):
        if entry.path_class is PathClass.SOURCE:
            found.setdefault(name, set()).add(entry.path)
    return [_used(name, tuple(sorted(found[name]))) for name in sorted(found)]


def _used(name: str, paths: tuple[str, ...]) -> UsedTechnology:
    owner = _owners()[name]
    return UsedTechnology(name, owner.ecosystem, owner.kind, paths)


def taught(files: "Files", teachings: Iterable[Teaching]) -> Iterator[tuple[Teaching, tuple[str, ...]]]:
    """Yield each teaching about technologies with the files of the own source that it is about."""
    for teaching in teachings:
        if teaching.kind == "technologies":
            pattern = teaching.pattern if "/" in teaching.pattern else f"**/{teaching.pattern}"
            entries = (files.entry(path) for path in files.glob(pattern))
            source = (entry.path for entry in entries if entry and entry.path_class is PathClass.SOURCE)
            yield teaching, tuple(source)


def held(files: "Files") -> Mapping[str, Sequence[str]]:
    """Return the technologies that contents show, each with the files that do."""
    found: dict[str, list[str]] = {}
    for path, text in _texts(files, _contents()):
        for name, content in _contents().items():
            if _shows(content, path, text):
                found.setdefault(name, []).append(path)
    return found


def holds_tests(files: "Files") -> bool:
    """Tell whether what a file holds shows tests of a technology that is there."""
    used = {each.ecosystem for each in files.technologies}
    wanted = {
        name: content
        for each in catalog().ecosystems
        if each.ecosystem in used
        for name, content in each.contents.items()
        if content.tests
    }
    texts = _texts(files, wanted)
    return any(_shows(content, path, text) for path, text in texts for content in wanted.values())


def _of_chart(files: "Files", path: str) -> bool:
    """Tell a template of Helm, which the chart beside it stands for."""
    folder, found, _ = f"/{path}".partition("/templates/")
    return bool(found) and files.entry(f"{folder}/Chart.yaml".lstrip("/")) is not None


def _texts(files: "Files", wanted: Mapping[str, TechnologyContent]) -> Iterator[tuple[str, str]]:
    endings = {ending for content in wanted.values() for ending in content.endings}
    named = files.index.named(endings=sorted(endings))
    candidates = [each.path for each in named if _may_be_of_use(each) and not _of_chart(files, each.path)]
    candidates.sort(key=lambda path: (_LIKELY.search(path) is None, path.count("/"), path))
    yield from files.texts(files.within(candidates, READ_LIMIT)).items()


def _may_be_of_use(entry: TreeEntry) -> bool:
    own = entry.path_class is PathClass.SOURCE and not entry.is_submodule
    return own and not _OF_OTHERS.search(entry.path)


def _shows(content: TechnologyContent, path: str, text: str) -> bool:
    return path.lower().endswith(tuple(f".{ending}" for ending in content.endings)) and all(
        _compiled(line).search(text) for line in content.lines
    )


@cache
def _compiled(pattern: str) -> Any:
    return linear(f"(?m){pattern}")


@cache
def _names() -> FileNames:
    return FileNames(catalog().technologies)


@cache
def _contents() -> Mapping[str, TechnologyContent]:
    return {name: content for name, content in catalog().contents.items() if not content.tests}


@cache
def _owners() -> Mapping[str, Ecosystem]:
    return {name: each for each in catalog().ecosystems for name in (*each.technologies, *each.contents)}


def kind(name: str) -> str:
    """Return the kind of a known technology."""
    return _owners()[name].kind
