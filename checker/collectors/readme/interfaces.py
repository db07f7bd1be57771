"""Where the interfaces of a product are described: specifications, references, commands, options."""

from collections.abc import Iterator, Mapping, Sequence

from checker.collectors.readme.places import DOCS
from checker.files import Files
from checker.model.tree import PathClass
from checker.patterns import lazy
from checker.prose.headings import own_names, plain_words
from checker.prose.page import DocumentLink, DocumentPage, PageSection
from checker.prose.topics import link_words, squeezed
from checker.word_lists import phrases

_SPECIFIED_WORDS = "proto graphql graphqls gql wsdl raml thrift smithy avdl fbs capnp webidl wit asn1 xsd"
_SPECIFIED = frozenset(_SPECIFIED_WORDS.split())
"""Endings of files that describe interfaces and nothing else."""
_NAMED = lazy(
    r"(?:[\w.-]*[-_.])?(?:openapi|swagger|asyncapi|openrpc)(?:[-_.][\w.-]*)?\.(?:ya?ml|json)"
    r"|[\w.-]*\.schema\.json|[\w-]*schema\.json"
    r"|\.?typedoc\.\w+|doxyfile[\w.]*|\.?jsdoc\.\w+|\.jsdoc\.conf\.json|\.yardopts|\.jazzy\.yaml|docfx\.json"
    r"|api-extractor\.json|_pkgdown\.ya?ml|\.terraform-docs\.ya?ml"
    r"|action\.ya?ml|argument_specs\.ya?ml|[a-z][a-z_+-]*\.(?:[1-8](?:\.(?:in|md|adoc|txt|ronn|scd))?|ronn|pod|man)"
)
"""Specifications, manual pages, and settings of what makes a reference of the code."""
_GENERATORS: Mapping[str, tuple[str, ...]] = {
    "conf.py": ("autodoc", "autoapi", "breathe", "sphinx_click", "autosummary", "sphinxarg"),
    "mkdocs.yml": ("mkdocstrings", "mkdocs-click", "swagger", "openapi"),
    ".spi.yml": ("documentation_targets",),
    "Package.swift": ("swift-docc-plugin",),
    "mix.exs": ("ex_doc",),
    "build.gradle": ("dokka", "javadoc"),
    "build.gradle.kts": ("dokka", "javadoc"),
    "pom.xml": ("maven-javadoc-plugin",),
}
"""What a file says that makes a reference of the code."""
_READ_LIMIT = 20
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
    pages = sorted(_found(files), key=lambda path: (path.count("/"), path))
    if pages:
        return pages[0]
    if readme and _shows(readme, own | own_names(readme.title)):
        return readme_path
    return _generated(files)


def _found(files: Files) -> Iterator[str]:
    for entry in files.index.of(PathClass.SOURCE):
        if entry.is_file and _describes(entry.path):
            yield entry.path


def _describes(path: str) -> bool:
    *folders, name = path.lower().split("/")
    stem, _, ending = name.rpartition(".") if "." in name[1:] else (name, "", "")
    if ending in _SPECIFIED or _NAMED.fullmatch(name):
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
    return any(_leads_to_reference(link, own) for link in page.links if not link.image)


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


def _generated(files: Files) -> str:
    """Return the settings of a documentation that is made of the code."""
    paths = [path for path in files.own_paths if path.rpartition("/")[2] in _GENERATORS]
    paths.sort(key=lambda path: (path.count("/"), path))
    texts = files.texts(files.within(paths, _READ_LIMIT))
    found = (
        path for path in texts if any(word in texts[path] for word in _GENERATORS[path.rpartition("/")[2]])
    )
    return next(found, "")
