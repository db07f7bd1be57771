"""Which files are READMEs, guides and documentation pages; found by one look at every path."""

from collections.abc import Sequence

from msgspec import Struct, field

from checker.files import Files
from checker.model.tree import PathClass, TreeEntry
from checker.patterns import lazy
from checker.prose.readmes import is_readme
from checker.word_lists import phrases

_OWN = frozenset((PathClass.SOURCE, PathClass.TEST))
_FORGE = frozenset((".github", ".gitlab", ".gitea", ".forgejo"))
_DOCS_WORDS = (
    "doc docs documentation website site www man manual manuals guide guides user-guide wiki book pages"
)
DOCS = frozenset(_DOCS_WORDS.split())
_PAGE_WORDS = (
    "md mdx markdown rst rest adoc asciidoc asc org txt html tex texi texinfo pod ronn 1 2 3 4 5 6 7 8 "
    "in rdoc textile mediawiki wiki creole mkdn mkd mdown"
)
_PAGE_ENDINGS = frozenset(_PAGE_WORDS.split())
_LINKED = frozenset(("md", "markdown", "rst"))
"""Endings of the pages whose links are followed."""

_SITES = phrases("""
    mkdocs | zensical.toml | docusaurus.config. | antora.yml | antora-playbook.yml | book.toml |
    hugo.toml | hugo.yaml | hugo.yml | _config.yml | _config.yaml | _toc.yml | .readthedocs.y |
    astro.config. | nextra.config. | mint.json | docs.json | _quarto.yml | _pkgdown.yml | conf.py
""")
_GENERATORS = (
    "doxyfile",
    "doxygen",
    "typedoc.",
    "jsdoc.",
    ".jsdoc",
    "docfx.json",
    ".yardopts",
    ".jazzy.y",
    "dokka",
)
"""Settings of what makes pages of the code, besides the sites."""
_CONTENT_FOLDERS = ("docs/", "doc/", "src/", "content/", "website/")
"""Where a site's configuration beside them finds its pages."""

_GUIDES_WORDS = "guide userguide manual usermanual usage tutorial gettingstarted quickstart examples cookbook"
_GUIDES = frozenset(_GUIDES_WORDS.split())
_BUILDS_WORDS = (
    "install installing installation build building hacking develop development developing developer "
    "developers developmentguide developerguide devguide compile compiling devsetup localdevelopment "
    "contributingcode"
)
_BUILDS = frozenset(_BUILDS_WORDS.split())
_CONTRIBUTING_WORDS = (
    "contributing contribute contributors contributor contributingguide contributionguide "
    # What coding agents are told holds for people, too.
    "agents claude gemini copilotinstructions"
)
_CONTRIBUTING = frozenset(_CONTRIBUTING_WORDS.split())
_OVERVIEWS = frozenset(("overview", "index", "introduction", "intro", "readme", "about"))
"""Pages of the documentation of which a section may say how to build."""
_DESIGNS_WORDS = (
    "architecture design internals technicaldesign designdoc designdocs designdocument highleveldesign "
    "softwaredesign systemdesign softwarearchitecture systemarchitecture howitworks designgoals "
    "designprinciples designdecisions designopinions designphilosophy designnotes designrationale rationale "
    "arc42 softwarearchitecturedocument c4 "
    "decisions decisionlog decisionrecords architecturedecisions architecturaldecisions adr adrs"
)
_DESIGNS = frozenset(_DESIGNS_WORDS.split())
_DESIGN_FOLDERS_WORDS = (
    "adr adrs decision decisions architecture architecture-decisions design designs design-docs "
    "internals internal_docs rfc rfcs proposals arc42 c4"
)
_DESIGN_FOLDERS = frozenset(_DESIGN_FOLDERS_WORDS.split())
_COMMUNITY_WORDS = (
    "contributing codeofconduct security support governance changelog license codeowners maintainers readme"
)
_NO_GUIDE = frozenset(_COMMUNITY_WORDS.split())
_ASIDE_WORDS = (
    "adr adrs decision decisions architecture architecture-decisions design designs design-docs internals "
    "internal "
    "internal_docs rfc rfcs proposal proposals development developer developers dev contributing "
    "contributor contributors "
    "maintainers process processes benchmark benchmarks bench performance template templates roadmap "
    "roadmaps meetings "
    "minutes notes postmortems incidents releases release release-notes releasenotes changelog changelogs "
    "changes whatsnew "
    "history news migration migrations upgrade upgrading security community governance research papers "
    "talks slides legal "
    "licenses license todo style style-guide styleguide threat-model audits audit reviews plans planning "
    "specs images "
    "translations branding blog posts announcements sponsors credits authors faq-internal"
)
_ASIDE = frozenset(_ASIDE_WORDS.split())
"""Folders and pages in the documentation that teach nobody how to use the product."""
_ASIDE_STEMS = frozenset(name.replace("-", "").replace("_", "") for name in _ASIDE)
_ASIDE_PAGE = lazy(
    r"\d{3,4}[-_].*|adr[-_]?\d.*|rfc[-_].*|.*(?:[-_](?:rfc|adr|proposals?|decisions?|design|architecture"
    r"|internals|benchmarks?|roadmap|template|process|policy|post-?mortem|audit|comparison|reviews?|retro(?:spective)?"
    r"|minutes|meetings?|incident|outage|style-?guide|conventions|checklist|charter))"
    r"|.*[-_]upgrade|(?:proposal|decision|design|architecture|benchmark|release|releasing|threat|meeting|migrat|upgrad"
    r"|why|post-?mortem|incident|outage|minutes|retro(?:spective)?|code[-_]?(?:review|style)|coding"
    r"|branching|committing|pull[-_]?requests?|triag\w*|review\w*|sprint|okrs?)(?:[-_].*)?"
    r"|codeowners|index\.template|.*\.template"
)
_PACKAGES = frozenset(("packages", "pkgs", "crates", "gems", "libs", "modules", "projects", "components"))
"""Folders of repositories that hold several packages, each with a README for its own users."""
_STATIC_WORDS = (
    "public static _static assets themes layouts images img "
    "javadoc javadocs apidocs scaladoc dokka doxygen _build"
)
_STATIC = frozenset(_STATIC_WORDS.split())
"""Folders of a site whose pages nobody wrote, or reads alone."""
_PAST_STEMS = (
    "changelog",
    "releasenotes",
    "whatsnew",
    "changesin",
    "newin",
    "acknowledg",
    "upgrad",
    "build",
    "compil",
)
"""How the names of pages begin that tell what was, or how to build."""
_PAST = ("change", "history", "news", "release", "upgrad", "migrat")


class DocumentationFiles(Struct):
    """What the paths of a tree say about its documentation."""

    readmes: list[TreeEntry] = field(default_factory=list)
    pages: list[TreeEntry] = field(default_factory=list)
    generators: list[str] = field(default_factory=list)
    sites: list[str] = field(default_factory=list)
    site_folders: set[str] = field(default_factory=set)
    guides: list[str] = field(default_factory=list)
    manuals: list[str] = field(default_factory=list)
    packages: list[str] = field(default_factory=list)
    builds: list[str] = field(default_factory=list)
    building: list[str] = field(default_factory=list)
    contributing: list[str] = field(default_factory=list)
    overviews: list[str] = field(default_factory=list)
    designs: list[str] = field(default_factory=list)

    def checked(self) -> list[TreeEntry]:
        """Return the pages whose links GitHub resolves as they stand: not those of a site."""
        folders = tuple(self.site_folders)
        return [page for page in self.pages if not (folders and page.path.startswith(folders))]


def places(files: Files) -> DocumentationFiles:
    """Sort every own path."""
    found = DocumentationFiles()
    for entry in files.index.of(*_OWN):
        if not entry.is_submodule:
            _sort(entry, found)
    return found


def _sort(entry: TreeEntry, found: DocumentationFiles) -> None:
    path = entry.path
    folder, _, name = path.rpartition("/")
    lowered = name.lower()
    if lowered.startswith(_SITES) and path.count("/") <= 3:
        _add_site(path, folder.lower(), lowered, found)
    if lowered.startswith(_GENERATORS):
        found.generators.append(path)
    if "/.vitepress/" in path:
        found.site_folders.add(path.partition(".vitepress/")[0])
        found.sites.append(path)
    stem, dot, ending = lowered.rpartition(".")
    stem, ending = (stem, ending) if dot else (lowered, "")
    if ending not in _PAGE_ENDINGS and ending:
        return
    folders = folder.lower().split("/") if folder else []
    if stem == "readme" and is_readme(entry):
        found.readmes.append(entry)
    if stem == "readme" and len(folders) == 2 and folders[0] in _PACKAGES:
        found.packages.append(path)
    if ending in _LINKED and _is_followed(lowered, stem, folders):
        found.pages.append(entry)
    if (
        entry.size != 0
        and len(folders) <= 4
        and entry.path_class is PathClass.SOURCE
        and _STATIC.isdisjoint(folders)
    ):
        _add_document(path, _squeezed(stem.partition(".")[0]), folders, bool(ending), found)


def _squeezed(stem: str) -> str:
    return stem.replace("-", "").replace("_", "").replace(" ", "")


def _is_followed(name: str, stem: str, folders: Sequence[str]) -> bool:
    """Tell whether links are checked here: READMEs, the top folder, the forge's own and docs."""
    if "template" in name or any("template" in part for part in folders) or name.startswith(_PAST):
        return False
    return stem == "readme" or not folders or folders[0] in ("docs", "doc", *_FORGE)


def _add_document(
    path: str, stem: str, folders: Sequence[str], ended: bool, found: DocumentationFiles
) -> None:
    documented = not DOCS.isdisjoint(folders)
    if ended and not _DESIGN_FOLDERS.isdisjoint(folders) and stem not in _NO_GUIDE and "template" not in stem:
        found.designs.append(path)
    if folders and not documented and folders[0] not in _FORGE:
        return
    if stem in _DESIGNS or stem.endswith(("architecture", "designdocument", "designdoc")):
        found.designs.append(path)
    begins = documented and (
        stem.startswith(("build", "install", "develop", "hacking", "compil")) or folders[-1] in _CONTRIBUTING
    )
    if (stem == "build" and not ended) or (begins and stem not in _BUILDS):
        # To be read: files called BUILD are mostly Bazel's, and `build_test` may be a rule.
        found.building.append(path)
    elif stem in _BUILDS:
        found.builds.append(path)
    if stem in _CONTRIBUTING:
        found.contributing.append(path)
    elif documented and ended and stem in _OVERVIEWS:
        found.overviews.append(path)
    if stem in _GUIDES:
        found.guides.append(path)
    elif documented and ended and _may_guide(path, stem, folders):
        found.manuals.append(path)


def _may_guide(path: str, stem: str, folders: Sequence[str]) -> bool:
    """Tell a page on using the product from records of decisions, plans and the team's own affairs."""
    name = path.lower().rpartition("/")[2].rpartition(".")[0]
    aside = stem in _NO_GUIDE or stem in _ASIDE_STEMS or _ASIDE_PAGE.fullmatch(name) is not None
    told = stem.startswith(_PAST_STEMS)
    return not aside and not told and _ASIDE.isdisjoint(folders)


def _add_site(path: str, folder: str, name: str, found: DocumentationFiles) -> None:
    names = folder.split("/")
    if name.startswith("conf.py") and DOCS.isdisjoint(names):
        return
    if name.startswith("mkdocs") and not name.endswith((".yml", ".yaml")):
        return
    found.sites.append(path)
    inside = path[: len(folder) + 1] if folder else ""
    if folder:
        found.site_folders.add(inside.removesuffix("source/").removesuffix("src/") or inside)
    if name != "conf.py":
        found.site_folders.update(inside + content for content in _CONTENT_FOLDERS)
    if folder == "website" or (folder and len(names) == 1 and name.startswith("mkdocs")):
        found.site_folders.update(("docs/", "doc/"))
    elif names[0] in ("docs", "doc"):
        # One of several sites, as for languages: the pages of all are made alike.
        found.site_folders.add(f"{path[: len(names[0])]}/")


def topmost(paths: Sequence[str]) -> str:
    """Return the path closest to the top, "" of none."""
    return min(paths, key=by_depth, default="")


def by_depth(path: str) -> tuple[int, str]:
    """Return what sorts paths from the top of the tree down."""
    return path.count("/"), path
