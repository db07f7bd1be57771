"""The facts about documentation, from the places where it stands and the pages there."""

from collections.abc import Callable, Mapping

from checker.collectors import fact, measured, problem
from checker.collectors.readme import interfaces, links, repositories
from checker.collectors.readme.downloads import downloads
from checker.collectors.readme.page import DocumentPage, format_of
from checker.collectors.readme.parse import opened
from checker.collectors.readme.places import DocumentationFiles, best_readme, places, topmost
from checker.collectors.readme.topics import (
    explains_building,
    has_build_commands,
    names_security_contact,
    topics,
)
from checker.errors import Unobserved
from checker.files import Files
from checker.files.gaps import UnseenFiles
from checker.model.facts import Facts, merge
from checker.model.json_value import Json
from checker.model.tree import TreeEntry

HEADINGS_LIMIT = 200
_CONTRIBUTING = 10
"""Contribution guides that are read in search of how to build."""
_BADGES = ("bestpractices.dev/projects/", "bestpractices.coreinfrastructure.org/projects/")
_OF_PAGE: Mapping[str, Callable[[DocumentPage], Json]] = {
    "readme.words": lambda page: page.words,
    "readme.lines": lambda page: page.lines,
    "readme.headings": lambda page: [text for text, _ in page.headings[:HEADINGS_LIMIT]],
    "readme.topics": lambda page: list(topics(page)),
    "readme.security_contact": names_security_contact,
    "readme.best_practices": lambda page: any(
        badge in link.target for link in page.links for badge in _BADGES
    ),
}


def facts(files: Files, wanted: frozenset[str], identity: str = "") -> Facts:
    """Return the facts of *wanted* about the repository called *identity*."""
    found = places(files)
    readme = best_readme(found.readmes)
    values: dict[str, Json] = {
        "readme.path": readme.path if readme else "",
        "readme.format": format_of(readme.path) if readme else "",
        "readme.design": topmost(found.designs),
    }
    parts = [Facts(values), _described(files, found, readme, wanted)]
    if "readme.interfaces" in wanted:
        parts.append(_interfaces(files, readme))
    if repositories.FACT in wanted:
        parts.append(_listed(files, readme, identity))
    if "readme.broken_links" in wanted:
        parts.append(links.facts(files, found.checked()))
    return merge(parts)


def _described(
    files: Files, found: DocumentationFiles, readme: TreeEntry | None, wanted: frozenset[str]
) -> Facts:
    """Read the README; what only it could tell is unknown where it cannot be read."""
    with files.watching() as gaps:
        page = _page(files, readme)
    if page is None:
        lost = Facts(problems=tuple(problem(path, gaps) for path in (*_OF_PAGE, "readme.downloads")))
        return merge([lost, _guides(files, found, None, gaps)])
    values: dict[str, Json] = {path: value(page) for path, value in _OF_PAGE.items() if path in wanted}
    if "readme.downloads" in wanted:
        text = files.text(readme.path) if readme else ""
        values["readme.downloads"] = downloads(readme_path(found), text, page)
    parts = [fact(path, value, UnseenFiles() if value is True else gaps) for path, value in values.items()]
    return merge([*parts, _guides(files, found, page, gaps)])


def _listed(files: Files, readme: TreeEntry | None, identity: str) -> Facts:
    return measured(
        files,
        repositories.FACT,
        lambda: repositories.listed(files, _page(files, readme) or DocumentPage(), identity),
    )


def _page(files: Files, readme: TreeEntry | None) -> DocumentPage | None:
    """Return the README, an empty page if there is none, None if it cannot be read."""
    try:
        return opened(files, readme.path) if readme else DocumentPage()
    except Unobserved:
        return None


def _guides(files: Files, found: DocumentationFiles, readme: DocumentPage | None, gaps: UnseenFiles) -> Facts:
    """Say where things are explained; an unread README, or contribution guide, may be where."""
    path = readme_path(found)
    guide = topmost([*found.sites, *found.guides])
    if not guide and readme and "usage" in topics(readme):
        guide = path
    with files.watching() as unread:
        build = _build_guide(files, found, readme, path)
    return merge(
        [
            fact("readme.guide", guide, UnseenFiles() if guide else gaps),
            fact("readme.build_guide", build, UnseenFiles() if build else gaps | unread),
        ]
    )


def _interfaces(files: Files, readme: TreeEntry | None) -> Facts:
    """Say where interfaces are described; a page that cannot be read may be where."""
    return measured(
        files,
        "readme.interfaces",
        lambda: interfaces.described(files, _page(files, readme), readme.path if readme else ""),
        final=True,
    )


def readme_path(found: DocumentationFiles) -> str:
    """Return the path of the README, "" if there is none."""
    readme = best_readme(found.readmes)
    return readme.path if readme else ""


def _build_guide(files: Files, found: DocumentationFiles, readme: DocumentPage | None, path: str) -> str:
    """Return where building is explained: a page named for it, the README, the contribution guide."""
    if readme and explains_building(readme):
        return path
    ranked = sorted(found.contributing, key=lambda path: (path.count("/"), path))
    for contributing in files.texts(files.within(ranked, _CONTRIBUTING)):
        page = opened(files, contributing)
        if explains_building(page) or has_build_commands(page):
            return contributing
    return topmost(found.builds)
