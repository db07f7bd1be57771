"""The facts about documentation, from the places where it stands and the pages there."""

from collections.abc import Callable, Mapping

from checker.collectors import fact, measured, problem
from checker.collectors.readme import design, interfaces, links, repositories
from checker.collectors.readme.downloads import downloads
from checker.collectors.readme.places import DocumentationFiles, by_depth, places, topmost
from checker.errors import Unobserved
from checker.files import Files
from checker.files.gaps import UnseenFiles
from checker.model.facts import Facts, merge
from checker.model.json_value import Json
from checker.model.tree import TreeEntry
from checker.prose.headings import own_names
from checker.prose.natural_language import note_foreign
from checker.prose.page import DocumentPage, format_of
from checker.prose.parse import opened
from checker.prose.readmes import best_readme
from checker.prose.topics import (
    explains_building,
    is_about_building,
    names_security_contact,
    shows_development,
    topics,
)

HEADINGS_LIMIT = 200
_CONTRIBUTING = 10
"""Contribution guides, and overviews, that are read in search of how to build."""
_PACKAGE_READMES = 30
"""READMEs of packages that are read in search of how to use one."""
_BADGES = ("bestpractices.dev/projects/", "bestpractices.coreinfrastructure.org/projects/")
_Names = frozenset[str]
_OF_PAGE: Mapping[str, Callable[[DocumentPage, _Names], Json]] = {
    "readme.words": lambda page, _: page.words,
    "readme.lines": lambda page, _: page.lines,
    "readme.headings": lambda page, _: [text for text, _ in page.headings[:HEADINGS_LIMIT]],
    "readme.topics": topics,
    "readme.security_contact": names_security_contact,
    "readme.best_practices": lambda page, _: any(
        badge in link.target for link in page.links for badge in _BADGES
    ),
}
_OF_WORDS = frozenset(("readme.topics", "readme.security_contact"))
"""What only those find who know the language of the page."""


def facts(files: Files, wanted: frozenset[str], identity: str = "") -> Facts:
    """Return the facts of *wanted* about the repository called *identity*."""
    found = places(files)
    readme = best_readme(found.readmes)
    values: dict[str, Json] = {
        "readme.path": readme.path if readme else "",
        "readme.format": format_of(readme.path) if readme else "",
    }
    own = own_names(identity)
    parts = [Facts(values), _described(files, found, wanted, own)]
    if "readme.design" in wanted:
        parts.append(measured(files, "readme.design", lambda: design.described(files, found), final=True))
    if "readme.interfaces" in wanted:
        parts.append(_interfaces(files, readme, own))
    if repositories.FACT in wanted:
        parts.append(_listed(files, readme, identity))
    if "readme.broken_links" in wanted:
        parts.append(links.facts(files, found))
    return merge(parts)


def _described(files: Files, found: DocumentationFiles, wanted: frozenset[str], own: _Names) -> Facts:
    """Read the README; what only it could tell is unknown where it cannot be read."""
    path = readme_path(found)
    with files.watching() as gaps:
        page = _page(files, path)
    if page is None:
        lost = Facts(problems=tuple(problem(each, gaps) for each in (*_OF_PAGE, "readme.downloads")))
        return merge([lost, _guides(files, found, None, gaps, own)])
    with files.watching() as foreign:
        note_foreign(files, path, page)
    values: dict[str, Json] = {each: value(page, own) for each, value in _OF_PAGE.items() if each in wanted}
    if "readme.downloads" in wanted:
        values["readme.downloads"] = downloads(path, files.text(path), page)
    unread = {each: gaps | foreign if each in _OF_WORDS else gaps for each in values}
    parts = [
        fact(each, value, UnseenFiles() if value is True else unread[each]) for each, value in values.items()
    ]
    return merge([*parts, _guides(files, found, page, gaps | foreign, own)])


def _listed(files: Files, readme: TreeEntry | None, identity: str) -> Facts:
    return measured(
        files,
        repositories.FACT,
        lambda: repositories.listed(
            files, _page(files, readme.path if readme else "") or DocumentPage(), identity
        ),
    )


def _page(files: Files, path: str) -> DocumentPage | None:
    """Return the README at *path*, an empty page if there is none, None if it cannot be read."""
    try:
        return opened(files, path) if path else DocumentPage()
    except Unobserved:
        return None


def _guides(
    files: Files, found: DocumentationFiles, readme: DocumentPage | None, gaps: UnseenFiles, own: _Names
) -> Facts:
    """Say where things are explained; an unread README, or contribution guide, may be where."""
    path = readme_path(found)
    guide = topmost([*found.sites, *found.guides])
    if not guide and readme and "usage" in topics(readme, own):
        guide = path
    guide = guide or topmost(found.manuals)
    with files.watching() as apart:
        guide = guide or _package_guide(files, found, own)
    with files.watching() as unread:
        build = _build_guide(files, found, readme, own)
    return merge(
        [
            fact("readme.guide", guide, UnseenFiles() if guide else gaps | apart),
            fact("readme.build_guide", build, UnseenFiles() if build else gaps | unread),
        ]
    )


def _package_guide(files: Files, found: DocumentationFiles, own: _Names) -> str:
    """Return the README of a package that explains its use, where each of several packages has its own."""
    for path in files.texts(files.within(sorted(found.packages), _PACKAGE_READMES)):
        page = opened(files, path)
        note_foreign(files, path, page)
        if "usage" in topics(page, own):
            return path
    return ""


def _interfaces(files: Files, readme: TreeEntry | None, own: _Names) -> Facts:
    """Say where interfaces are described; a page that cannot be read may be where."""
    path = readme.path if readme else ""

    def described() -> str:
        page = _page(files, path)
        if page is not None:
            note_foreign(files, path, page)
        return interfaces.described(files, page, path, own)

    return measured(files, "readme.interfaces", described, final=True)


def readme_path(found: DocumentationFiles) -> str:
    """Return the path of the README, "" if there is none."""
    readme = best_readme(found.readmes)
    return readme.path if readme else ""


def _build_guide(files: Files, found: DocumentationFiles, readme: DocumentPage | None, own: _Names) -> str:
    """Return where building is explained: a page named for it, the README, the contribution guide."""
    if readme and explains_building(readme, own):
        return readme_path(found)
    for contributing in files.texts(files.within(sorted(found.contributing, key=by_depth), _CONTRIBUTING)):
        page = opened(files, contributing)
        note_foreign(files, contributing, page)
        if explains_building(page, own):
            return contributing
    for path in files.texts(files.within(sorted(found.building, key=by_depth), _CONTRIBUTING)):
        if is_about_building(opened(files, path), own):
            return path
    return topmost(found.builds) or _building_overview(files, found, own)


def _building_overview(files: Files, found: DocumentationFiles, own: _Names) -> str:
    """Return a page of the documentation with a section on building or testing that shows commands.

    What users run stands on such pages, too, so commands alone say nothing there.
    """
    for path in files.texts(files.within(sorted(found.overviews, key=by_depth), _CONTRIBUTING)):
        if shows_development(opened(files, path), own):
            return path
    return ""
