"""Which page speaks of dependencies, of secrets, of verifying a release.

A wide net on purpose: to miss what is written is the worse error.
"""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from checker.collectors import measured
from checker.files import Files
from checker.model.facts import Facts, merge
from checker.model.tree import PathClass, TreeEntry
from checker.patterns import lazy
from checker.word_lists import phrases

PAGES_LIMIT = 60
"""Pages that are read for each topic, those near the top first."""
_FOLDERS = frozenset(
    phrases("""
    doc | docs | documentation | site | website | contributing | dev | development | community |
    security | guides | handbook | wiki | book | .github | .gitlab
""")
)
_OTHERS = frozenset(("deps", "vendor", "third_party", "third-party", "thirdparty", "3rdparty", "external"))
_ENDINGS = frozenset(("", "md", "mdx", "markdown", "rst", "adoc", "asciidoc", "txt", "org"))
_GUIDES = "contribut develop hacking maintain governance polic security agents claude process guideline"
_RELEASING = "verif sign secur releas install download provenance attest supply readme"
_UNSPOKEN = ("changelog", "changes", "history", "news", "releasenotes", "license", "licence", "whatsnew")
"""Words in the names of pages that tell what was, not what holds."""


class _Topic(Struct, frozen=True):
    """Where a page about it may stand, by words of its path, and what it says.

    *pages* are words of a path that alone are enough, *heading* is enough where the page is no README.
    """

    places: Sequence[str]
    words: str
    heading: str = ""
    pages: Sequence[str] = ()


_SECRET = (
    r"(?:secrets?|credentials?|api[- ]keys?|(?:access |auth |api |personal |publish\w* )tokens?|passwords?"
    r"|(?:private|signing) keys?)"
)
_DEPENDENCY = r"dependenc(?:y|ies)"
_SIGNED = r"(?:signatures?|signed|provenance|attestations?)"
_CHOSEN = (
    rf"{_DEPENDENCY}\b.{{0,40}}\b(?:polic(?:y|ies)|guidelines?|criteria|strategy|management|selection)"
    rf"|polic(?:y|ies)\b.{{0,40}}\b{_DEPENDENCY}"
    r"|(?:add(?:ing|s)?|new|choos\w+|select\w*|evaluat\w*|introduc\w*|updat\w+|upgrad\w+|bump\w*|vet\w*"
    rf"|audit\w*|scan\w*|track\w*|minimi\w+|reduc\w+|avoid\w*) (?:[a-z-]+ ){{0,2}}{_DEPENDENCY}"
    rf"|{_DEPENDENCY} (?:are|is|must|should|may|can|will)\b.{{0,80}}\b(?:updat|review|pin|chosen|scann|approv"
    r"|minim|avoid|audit|monitor|track)\w*|software composition analysis|SCA (?:finding|tool|scan)s?"
    rf"|vulnerabilit\w+\b.{{0,40}}\b{_DEPENDENCY}|{_DEPENDENCY}\b.{{0,40}}\bvulnerabilit\w+"
)
_KEPT = (
    rf"{_SECRET}\b.{{0,80}}\b(?:rotat\w+|(?:is|are|be) stored|storage|vaults?|management|managed|manager"
    r"|revok\w+|never|must not|(?:do|should) not|don.t|be committed|expire\w*)"
    r"|(?:rotat\w+|stor(?:e|ing)|manag(?:e|ing)|revok\w+|handl(?:e|ing)|(?:never|not|don.t) (?:commit"
    rf"|check in|push|share|store|put|include|hard-?code))\b.{{0,60}}\b{_SECRET}"
)
_CHECKED = (
    r"gh at(?:testation)? verify|cosign verify|slsa-verifier|gpg2? +--(?:verify|import|recv)|rekor-cli"
    r"|sigstore(?: \w+){0,3} verify|minisign -V"
    rf"|verif(?:y|ying|ication)\b.{{0,60}}\b(?:{_SIGNED}|releases?|artifacts?|artefacts?|downloads?"
    rf"|binar(?:y|ies)|images?|checksums?)|{_SIGNED}\b.{{0,60}}\bverif(?:y|ied)"
)
_TOPICS: Mapping[str, _Topic] = {
    "community.dependency_policy": _Topic(
        (*_GUIDES.split(), "dependenc", "release", "readme"),
        _CHOSEN,
        _DEPENDENCY,
        ("dependency", "dependencies"),
    ),
    "community.secrets_policy": _Topic(
        (*_GUIDES.split(), "secret", "credential", "releas", "operat", "runbook"),
        _KEPT,
        r"(?:secrets?|credentials?)",
    ),
    "community.verification": _Topic(
        _RELEASING.split(),
        _CHECKED,
    ),
}
FACTS = frozenset(_TOPICS)
_WORDS = {fact: lazy(rf"(?i)\b(?:{topic.words})\b") for fact, topic in _TOPICS.items()}
_HEADINGS = {
    fact: lazy(
        rf"(?im)^#{{1,6}} .{{0,80}}\b{topic.heading}\b|^.{{0,80}}\b{topic.heading}\b.{{0,80}}\n[=~-]{{3}}"
    )
    for fact, topic in _TOPICS.items()
    if topic.heading
}
_TEXT_LIMIT = 200_000


def facts(files: Files, wanted: frozenset[str]) -> Facts:
    """Return the first page that speaks of each wanted topic, "" if none does."""
    asked = sorted(FACTS & wanted)
    pages = sorted(filter(_is_page, files.index.named(endings=_ENDINGS)), key=_rank) if asked else []
    return merge(_observed(files, fact, pages) for fact in asked)


def _observed(files: Files, fact: str, pages: Sequence[TreeEntry]) -> Facts:
    topic = _TOPICS[fact]
    placed = [page.path for page in pages if any(word in page.path.lower() for word in topic.places)]
    named = next((path for path in placed if any(word in path.lower() for word in topic.pages)), "")
    if named:
        return Facts({fact: named})
    return measured(files, fact, lambda: _speaking(files, fact, placed), final=True)


def _speaking(files: Files, fact: str, placed: Sequence[str]) -> str:
    read = files.texts(files.within(placed, PAGES_LIMIT))
    return next((path for path in read if _speaks(fact, path, files.beginning(path, _TEXT_LIMIT))), "")


def _is_page(entry: TreeEntry) -> bool:
    *folders, name = entry.path.lower().split("/")
    stem, _, ending = name.rpartition(".") if "." in name[1:] else (name, "", "")
    if len(folders) == 1 and folders[0] in _OTHERS and stem == "readme":
        return not entry.is_submodule  # what is kept of others, and how
    near = not folders or (not _FOLDERS.isdisjoint(folders) and "reference" not in folders)
    own = entry.path_class is PathClass.SOURCE or folders[:1] == ["docs"]
    squeezed = stem.replace("-", "").replace("_", "")
    told = any(word in squeezed for word in _UNSPOKEN)
    return not entry.is_submodule and own and near and ending in _ENDINGS and not told


def _rank(entry: TreeEntry) -> tuple[int, str]:
    return entry.path.count("/"), entry.path


def _speaks(fact: str, path: str, text: str) -> bool:
    headed = fact in _HEADINGS and "readme" not in path.lower() and _HEADINGS[fact].search(text)
    return bool(headed or _WORDS[fact].search(text))
