"""Which page states how dependencies are chosen, how secrets are kept, how a release is verified.

A guide counts if a sentence of it states a rule, or a section about the topic speaks of one; a page of
documentation on a feature with the same words does not.
"""

import re
from collections.abc import Mapping, Sequence

from msgspec import Struct

from checker.collectors import measured
from checker.files import Files
from checker.model.facts import Facts, merge
from checker.model.tree import PathClass, TreeEntry
from checker.patterns import lazy, lazy_linear
from checker.prose.headings import plain_words
from checker.prose.natural_language import note_foreign
from checker.prose.parse import opened
from checker.prose.topics import squeezed
from checker.word_lists import phrases, wordset

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
_UNSPOKEN = ("changelog", "changes", "history", "news", "releasenotes", "license", "licence", "whatsnew")
"""Words in the names of pages that tell what was, not what holds."""


class _Topic(Struct, frozen=True):
    """Where a page about it may stand, by beginnings of words of its path, and what it says.

    *states* finds sentences. *heading* is the whole heading of a section, or of a page, in which *speaks* is
    enough. *named* are whole names of pages about nothing else.
    """

    places: frozenset[str]
    states: re.Pattern[str]
    heading: re.Pattern[str]
    speaks: re.Pattern[str]
    named: frozenset[str] = frozenset()


_SECRET = (
    r"(?:secrets|credentials|api[- ]keys|(?:access|auth|api|personal|publish\w*|release|deploy\w*) tokens?"
    r"|tokens|passwords"
    r"|(?:private|signing|release|deploy|gpg|pgp) keys?)"
)
_VAULT = (
    r"(?:vault|1password|bitwarden|lastpass|doppler|key ?vault|kms|hsm|yubikey|keychain|sops"
    r"|password (?:manager|store|safe)|secrets? (?:manager|store)|secrets manager"
    r"|(?:github|gitlab|actions?|repository|organi[sz]ation|environment|encrypted|ci) (?:secrets?"
    r"|environments?|variables)|environment variables)"
)
_DEPENDENCY = r"dependenc(?:y|ies)"
_ANY = (
    r"(?:(?:an?|any|new|other|more|third[- ]party|external|runtime|the|additional|extra|unnecessary|our"
    r"|your|all|direct|transitive|project|production|development|python|npm|go) )*"
)
_ADDING = (
    r"(?:add(?:ing|s|ed)?|introduc(?:e|es|ing|ed)|new|choos(?:e|ing)|select(?:ing|ion of)?|chang(?:e|ing)"
    r"|updat(?:e|es|ing)|upgrad(?:e|es|ing)|bump(?:s|ing)?|remov(?:e|ing))"
)
_RULE = (
    r"(?:must|should|shall|needs?|requires?|only|please|approv\w+|reviewed|discuss\w*|ask(?:ed)?|justif\w+"
    r"|avoid\w*|consensus|permitted|allowed|criteria|policy|weekly|monthly|quarterly|regularly)"
)
_DEPENDENCIES_STATED = lazy_linear(
    rf"(?i)\b{_ADDING} {_ANY}{_DEPENDENCY}\b[^.\n]{{0,120}}\b{_RULE}\b"
    rf"|\b(?:please|avoid|do not|don.t|never|before|without|rather than|instead of|discuss|ask"
    rf"|minimi[sz]\w*|limit\w*|keep|reduc\w+|refrain from|careful about)\b[^.\n]{{0,60}}\b(?:{_ADDING}"
    rf"|number of|amount of|unnecessary|extra|fewer) {_ANY}{_DEPENDENCY}\b"
    rf"|\b(?:minimi[sz]\w*|limit\w*|avoid\w*|reduc\w+|vet|audit\w*|pin(?:s|ned|ning)?) {_ANY}{_DEPENDENCY}\b"
    rf"|\b{_DEPENDENCY}(?: versions?| updates?)? (?:are|is|must|should|will be|get"
    rf"|need to be)\b[^.\n]{{0,60}}\b(?:updated|reviewed|pinned|chosen|scanned|approved|minimi[sz]ed"
    rf"|avoided|audited|monitored|vetted|kept (?:up|to a))\b"
    rf"|\bwe\b[^.\n]{{0,40}}\b(?:scan|audit|update|monitor|track|review|pin|vet|check|keep|minimi[sz]e"
    rf"|avoid)\b[^.\n]{{0,40}}\b{_DEPENDENCY}\b"
    rf"|\b(?:dependabot|renovate)\b[^.\n]{{0,60}}\b(?:{_DEPENDENCY}|updat\w+|upgrad\w+)\b"
    rf"|\b(?:fix\w*|patch\w*|updat\w+|upgrad\w+|remediat\w+|address\w*"
    rf"|resolv\w+)\b[^.\n]{{0,60}}\bvulnerab\w+[^.\n]{{0,40}}\b{_DEPENDENCY}\b"
    rf"|\bhow (?:to|we) (?:add|update|upgrade|choose|vendor|select)\w* [^.\n]{{0,30}}\b{_DEPENDENCY}\b"
    rf"|\b{_DEPENDENCY} (?:policy|selection criteria)\b|\bsoftware composition analysis\b"
)
_SECRETS_STATED = lazy_linear(
    rf"(?i)\b(?:never|not|don.t|no) (?:commit|check in|push|share|put|include|hard-?code|paste"
    rf"|expose)\w*\b[^.\n]{{0,60}}\b(?:{_SECRET}|secret|credential|password)\b"
    rf"|\b{_SECRET}\b[^.\n]{{0,60}}\b(?:must|should|may|are|is|will) (?:never|not) (?:be )?(?:committed"
    rf"|checked in|shared|pushed|hard-?coded|pasted)\b"
    rf"|\b(?:rotat(?:e|es|ed|ing)|rotation of|revok(?:e|es|ed|ing))\b[^.\n]{{0,40}}\b{_SECRET}\b"
    rf"|\b{_SECRET}\b[^.\n]{{0,60}}\b(?:rotated|rotation)\b"
    rf"|\b(?:{_SECRET}|secrets?)\b[^.\n]{{0,60}}\b(?:stored|kept|managed|held|live"
    rf"|lives)\b[^.\n]{{0,40}}\b{_VAULT}\b"
    rf"|\bonly\b[^.\n]{{0,60}}\b(?:maintainers?|managers?|administrators?|admins?|owners?"
    rf"|team)\b[^.\n]{{0,60}}\b(?:access|hold|know|have)\b[^.\n]{{0,40}}\b{_SECRET}\b"
)
_SIGNED = (
    r"(?:signatures?|provenance|attestations?|checksums?|integrity|authenticity|hash(?:es)?|sha-?256\w*|pgp"
    r"|gpg|cosign|sigstore|minisign)"
)
_VERIFICATION_STATED = lazy_linear(
    r"(?i)\bgh at(?:testation)? verify\b|\bcosign verify|\bslsa-verifier\b|\bgpg2? +--(?:verify|import"
    r"|recv)|\brekor-cli\b|\bsigstore(?: \w+){0,3} verify\b|\bminisign -V|\bsha\d{3}sum (?:-c|--check)"
    rf"|\bverif(?:y|ying|ication)\b[^.\n]{{0,60}}\b{_SIGNED}\b|\b{_SIGNED}\b[^.\n]{{0,60}}\b(?:verify"
    rf"|verified|verifying)\b"
)
_TOPICS: Mapping[str, _Topic] = {
    "community.dependency_policy": _Topic(
        wordset(
            "contribut develop hacking maintain governance polic security agents claude process guideline "
            "releas dependencies deps readme"
        ),
        _DEPENDENCIES_STATED,
        lazy(
            r"(?:(?:third party|external|project|our|new|adding|updating|upgrading|choosing|managing"
            r"|selecting|on|introducing|vendored|runtime) )*(?:dependency|dependencies)"
            r"(?: (?:policy|policies|management|updates?|upgrades?|guidelines?|selection|criteria|strategy"
            r"|changes))*|software composition analysis|sca"
        ),
        lazy(
            r"(?i)\b(?:add(?:ing|ed)?|new|introduc\w+|updat\w+|upgrad\w+|bump\w*|pin(?:ned|ning)?|vet\w*"
            r"|review\w*|approv\w+|audit\w*|minim\w+|avoid\w*|licen[cs]es?|ask|discuss\w*|vulnerabilit\w+"
            r"|renovate|dependabot)\b"
        ),
        wordset(
            "dependencypolicy dependencymanagement dependencyupdates dependencyguidelines thirdpartypolicy "
            "dependenciespolicy"
        ),
    ),
    "community.secrets_policy": _Topic(
        wordset(
            "contribut maintain governance polic security agents claude process guideline releas secret "
            "secrets credential credentials operat operations runbook"
        ),
        _SECRETS_STATED,
        lazy(
            r"(?:(?:managing|handling|rotating|storing|our|project|release|publishing) )*(?:secrets?"
            r"|credentials?|(?:publishing |release |access )tokens|signing keys?|keys)"
            r"(?: (?:and (?:credentials|tokens|keys|secrets)|management|policy|policies|handling|rotation"
            r"|storage))*"
        ),
        lazy(rf"(?i)\b(?:rotat\w+|revok\w+|leak\w*|expir\w+|must not|never|commit(?:ted)?|{_VAULT})\b"),
        wordset(
            "secretspolicy secretpolicy secretsmanagement secretmanagement secretrotation credentialpolicy "
            "keymanagement"
        ),
    ),
    "community.verification": _Topic(
        wordset(
            "verif sign signing signature security releas install download provenance attest supply readme"
        ),
        _VERIFICATION_STATED,
        lazy(
            r"(?:how to )?verify(?:ing)? (?:the |our |your )?(?:releases?|downloads?|signatures?|artifacts?"
            r"|images?|binaries|provenance|checksums?)"
        ),
        lazy(rf"(?i)\b{_SIGNED}\b"),
    ),
}
FACTS = frozenset(_TOPICS)
_LETTERS = lazy(r"[^\W_]+")
_LEAST = 10
"""Words that a page needs to say anything."""
_TEXT_LIMIT = 200_000


def facts(files: Files, wanted: frozenset[str]) -> Facts:
    """Return the first page that speaks of each wanted topic, "" if none does."""
    asked = sorted(FACTS & wanted)
    pages = sorted(filter(_is_page, files.index.named(endings=_ENDINGS)), key=_rank) if asked else []
    worded = [(page.path, _words(page.path)) for page in pages]
    return merge(_observed(files, fact, worded) for fact in asked)


def _observed(files: Files, fact: str, pages: Sequence[tuple[str, Sequence[str]]]) -> Facts:
    places = tuple(_TOPICS[fact].places)
    placed = [path for path, words in pages if any(word.startswith(places) for word in words)]
    return measured(files, fact, lambda: _stating(files, fact, placed), final=True)


def _words(path: str) -> Sequence[str]:
    return _LETTERS.findall(path.lower())


def _stating(files: Files, fact: str, placed: Sequence[str]) -> str:
    read = files.texts(files.within(placed, PAGES_LIMIT))
    return next((path for path in read if _states(files, fact, path)), "")


def _is_page(entry: TreeEntry) -> bool:
    *folders, name = entry.path.lower().split("/")
    stem, _, ending = name.rpartition(".") if "." in name[1:] else (name, "", "")
    if len(folders) == 1 and folders[0] in _OTHERS and stem == "readme":
        return not entry.is_submodule  # what is kept of others, and how
    near = not folders or (not _FOLDERS.isdisjoint(folders) and "reference" not in folders)
    own = entry.path_class is PathClass.SOURCE or folders[:1] == ["docs"]
    told = any(word in squeezed(stem) for word in _UNSPOKEN)
    return not entry.is_submodule and own and near and ending in _ENDINGS and not told


_RULES = lazy(
    r"(?i)\b(?:polic(?:y|ies)|management|updates?|upgrades?|criteria|guidelines?|handling|rotation)\b"
)


def _rank(entry: TreeEntry) -> tuple[int, str]:
    return entry.path.count("/"), entry.path


def _states(files: Files, fact: str, path: str) -> bool:
    """Tell whether a page states the topic; of a README only a section that is about it counts."""
    topic = _TOPICS[fact]
    text = files.beginning(path, _TEXT_LIMIT)
    page = opened(files, path)
    note_foreign(files, path, page)
    stem = path.rpartition("/")[2].partition(".")[0]
    if squeezed(stem) in topic.named and page.words >= _LEAST:
        return True
    general = squeezed(stem) == "readme" and "/" not in path and fact != "community.verification"
    if not general and topic.states.search(" ".join(text.split())):
        return True
    headed = [(section.heading, section.text) for section in page.sections()]
    if general:
        # There, a section on dependencies lists what it needs.
        headed = [(heading, said) for heading, said in headed if _RULES.search(heading)]
    else:
        headed.append((page.title, text))
    return any(
        topic.heading.fullmatch(plain_words(heading)) and topic.speaks.search(said)
        for heading, said in headed
    )
