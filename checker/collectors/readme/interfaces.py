"""Where the interfaces of a product are described: specifications, references, commands, options."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from operator import itemgetter

from checker.collectors.readme import references
from checker.collectors.readme.places import DOCS, by_depth
from checker.files import Files
from checker.model.tree import PathClass
from checker.patterns import lazy
from checker.prose.headings import own_names, plain_words, topics_of
from checker.prose.page import DocumentLink, DocumentPage, PageSection
from checker.prose.topics import link_words, squeezed
from checker.word_lists import phrases

_SPECIFIED_WORDS = (
    "proto graphql graphqls gql wsdl raml thrift smithy avdl avsc fbs capnp webidl wit asn1 xsd tsp yang mib "
    "mld"
)
_SPECIFIED = frozenset(_SPECIFIED_WORDS.split())
"""Endings of files that describe interfaces and nothing else."""
_NAMED = lazy(
    r"(?:[\w.-]*[-_.])?(?:openapi|swagger|asyncapi|openrpc)(?:[-_.][\w.-]*)?\.(?:ya?ml|json)"
    r"|[\w.-]*\.schema\.json|[\w-]*schema\.json|argument_specs\.ya?ml|[\w-]*postman_collection\.json"
    r"|\.?typedoc\.\w+|doxyfile[\w.]*|\.?jsdoc\.\w+|\.jsdoc\.conf\.json|\.yardopts|\.rdoc_options|\.jazzy\.yaml"
    r"|docfx\.json|phpdoc(?:\.dist)?\.xml|\.?phpdoc\.(?:xml|ya?ml)|doctum\.php|config\.ld|readme\.md\.gotmpl|sami\.php"
    r"|api-extractor\.json|_pkgdown\.ya?ml|\.terraform-docs\.ya?ml"
    r"|action\.ya?ml|[a-z][a-z_+-]*\.(?:[1-8](?:\.(?:in|md|adoc|txt|ronn|scd|prebuilt))?|ronn|pod|man)"
)
"""Specifications, manual pages, and settings of what makes a reference of the code."""
_PAGES = frozenset(
    phrases("""
    api | apis | apidoc | apidocs | apireference | reference | references | ref | cli | clireference |
    command | commands | commandline | options | configuration | config | settings | parameters |
    endpoints | restapi | httpapi | protocol | functions | man | manpages | spec | specification
""")
)
"""Names of pages and folders in the documentation that describe interfaces."""
_TOLD = frozenset(
    ("changes", "change", "changelog", "history", "migration", "migrating", "upgrade", "upgrading")
)
"""Words in the names of pages that tell what became of an interface."""
_WRITTEN = frozenset(
    (
        "",
        *("md", "mdx", "markdown", "rst", "adoc", "asciidoc", "txt", "org", "html", "tex", "texi"),
        *("rdoc", "textile", "pages", "ipynb"),
    )
)
_HEADING = lazy(
    r"(?:(?:public|http|rest|the|full|complete|available|all|global|common|main|supported|module|role"
    r"|action|cli|command ?line|input|output|configuration|config|environment|default|optional|required"
    r"|terraform|helm|chart) )*"
    r"(?:apis?|reference|cli|commands?|command ?line|options?|configuration|configuring|settings"
    r"|parameters?|params|arguments?|args|inputs?|outputs?|flags?|variables|env vars|endpoints?|functions?"
    r"|methods?|props|properties|syntax|values|attributes|keys|routes|events|hooks|resources)"
    r"(?: (?:references?|documentation|docs|usage|options?|overview|interface|variables|and \w+|parameters"
    r"|file|files|table|list|explained|values))?"
)
"""Headings of sections that describe an interface if they hold entries."""
_ENTRY = lazy(r"^\s{0,8}(?:\||[-*+] |\d{1,3}[.)] |[\w-]{1,40}\s{0,4}::|#|`)|\0")
_REFERENCES = lazy(
    r"(?:https?:)?//(?:[\w-]+\.)*(?:docs\.rs|pkg\.go\.dev|godoc\.org|javadoc\.io|rubydoc\.info|hexdocs\.pm"
    r"|pub\.dev/documentation|registry\.terraform\.io|jsr\.io|cpanel|metacpan\.org|hackage\.haskell\.org)/"
    r"|(?:https?:)?//swiftpackageindex\.com/[^/\s]+/[^/\s]+/(?:[^/\s]+/)?documentation\b"
)
"""Where references are made of the code that is published."""
_OWN_REFERENCE = lazy(
    r"(?:https?:)?//.{0,300}/(?:api(?:[-_]?(?:docs?|reference))?|apidocs|javadocs?|scaladocs?|rustdocs?|reference|ref)"
    r"(?:/|/index\.html?|\.html?)?(?:[?#].*)?"
)
"""Addresses that are a reference by their last part; of the project itself if its name stands in them."""
_REFERENCE_TITLE = lazy(r"(?:[\w.]+ ){1,3}api (?:reference|documentation|docs)")
_LINK = lazy(
    r"(?:website and )?(?:(?:full|complete|the|public|http|rest|generated|api|command|cli|configuration"
    r"|language|online) )*(?:api|reference|api docs|apidocs?"
    r"|(?:java|scala|rust|go|ocaml|kotlin|php|js|type)docs?|haddocks?|doxygen"
    r"|reference manual"
    r"|reference guide|manual|man page|documentation|docs|commands?|options)(?: (?:reference|documentation"
    r"|docs|here|site|website|page))?"
)


def described(
    files: Files, readme: DocumentPage | None, readme_path: str, own: frozenset[str] = frozenset()
) -> str:
    """Return the path of a description of interfaces, "" if there is none."""
    pages = sorted(_found(files), key=by_depth)
    if pages:
        return pages[0]
    if readme and _shows(readme, own | own_names(readme.title)):
        return readme_path
    return references.written(files)


def _found(files: Files) -> Iterator[str]:
    for entry in files.index.of(PathClass.SOURCE):
        # What lies in .github is for the project's own CI.
        if entry.is_file and not entry.path.startswith(".github/") and _describes(entry.path):
            yield entry.path
    for entry in files.index.of(PathClass.TEST):
        # What lies in a folder called spec is a specification, or tests, by its ending.
        if entry.is_file and entry.path.startswith("spec/") and _specifies(entry.path.lower()):
            yield entry.path


def _specifies(path: str) -> bool:
    name = path.rpartition("/")[2]
    return name.rpartition(".")[2] in _SPECIFIED or _NAMED.fullmatch(name) is not None


def _describes(path: str) -> bool:
    *folders, name = path.lower().split("/")
    stem, _, ending = name.rpartition(".") if "." in name[1:] else (name, "", "")
    if _specifies(path.lower()):
        return True
    if ending == "rd" and "man" in folders:
        return True
    if any(folder.endswith(".docc") for folder in folders):
        return ending in _WRITTEN
    if name.startswith(("makefile", "dockerfile")):
        return False
    return ending in _WRITTEN and not DOCS.isdisjoint(folders) and _is_reference(stem, folders)


def _is_reference(stem: str, folders: Sequence[str]) -> bool:
    """Tell by the names of a page and the folders above it, words like `cli-reference` among them."""
    names = [stem, *folders]
    words = {word for name in names for word in (name.replace("-", "").replace("_", ""), *_words(name))}
    if not _TOLD.isdisjoint(_words(stem)):
        return False
    return not _PAGES.isdisjoint(words)


def _words(name: str) -> Sequence[str]:
    return name.replace("_", "-").replace(".", "-").split("-")


def _shows(page: DocumentPage, own: frozenset[str]) -> bool:
    """Tell whether a README describes them itself, or leads to where they are described."""
    if any(
        _HEADING.fullmatch(plain_words(section.heading, own)) and _lists(section)
        for section in page.sections()
    ):
        return True
    if any(_leads_to_reference(link, own) for link in page.links if not link.image):
        return True
    return _explains_functions(page, own)


_CALL = lazy(r"(?:[A-Za-z_][\w.]{0,60}(?:->|::|[.#:/]))?[A-Za-z_]\w{1,60}[!?]?\(.{0,200}\)")
_MEMBER = lazy(r"([A-Za-z]\w{1,30}?)(?:_|::|\.)[A-Za-z]\w{1,60}")
_FILE = lazy(r".*\.(?:[a-z]{1,4}|json|yaml|toml|html|lock)")
_LEAST_MEMBERS = 6


def _explains_functions(page: DocumentPage, own: frozenset[str]) -> bool:
    """Tell whether sections with headings of their own explain functions, by calls or names in sentences."""
    told = page.told
    calls: defaultdict[str, set[str]] = defaultdict(set)
    members: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
    headings = sorted(page.headings, key=itemgetter(1))
    lines = [line for _, line in headings]
    for code, line in page.code:
        at = bisect_right(lines, line)
        if line not in told or not at or topics_of(headings[at - 1][0], own):
            continue
        if _CALL.fullmatch(code):
            calls[headings[at - 1][0]].add(code)
        if (match := _MEMBER.match(code)) and not _FILE.fullmatch(code):
            members[match[1]].add((match[0], headings[at - 1][0]))
    if len(calls) > 1 and len(frozenset().union(*calls.values())) > 1:
        return True
    return any(
        len({name for name, _ in each}) >= _LEAST_MEMBERS and len({heading for _, heading in each}) > 1
        for each in members.values()
    )


def _lists(section: PageSection) -> bool:
    """Tell whether a section has entries: rows, items, code, headings of their own, or an address of them."""
    if section.code or section.links or "://" in section.text:
        return True
    return any(_ENTRY.search(line) for line in section.prose)


def _leads_to_reference(link: DocumentLink, own: frozenset[str]) -> bool:
    target, words = link.target.lower(), link_words(link, own)
    named = any(len(name) > 1 and name.replace(" ", "") in squeezed(target) for name in own)
    if named and (_REFERENCES.match(target) or _OWN_REFERENCE.fullmatch(target)):
        return True
    return _LINK.fullmatch(words) is not None or (named and _REFERENCE_TITLE.fullmatch(words) is not None)
