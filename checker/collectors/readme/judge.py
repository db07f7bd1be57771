"""The facts about documentation, from the places where it stands and the pages there."""

from collections.abc import Callable, Mapping

from checker.collectors import bounded
from checker.collectors.readme import interfaces, links, repositories
from checker.collectors.readme.downloads import downloads
from checker.collectors.readme.page import Page, format_of, read
from checker.collectors.readme.places import Places, best_readme, places, topmost
from checker.collectors.readme.topics import (
    explains_building,
    has_build_commands,
    names_security_contact,
    topics,
)
from checker.errors import Unobserved
from checker.files import Files
from checker.model.facts import Facts, Problem, merge
from checker.model.plain import Plain
from checker.model.tree import Entry

HEADINGS_LIMIT = 200
_BADGES = ("bestpractices.dev/projects/", "bestpractices.coreinfrastructure.org/projects/")
_OF_PAGE: Mapping[str, Callable[[Page], Plain]] = {
    "readme.words": lambda page: page.words,
    "readme.lines": lambda page: page.lines,
    "readme.headings": lambda page: [text for text, _ in page.headings[:HEADINGS_LIMIT]],
    "readme.topics": lambda page: list(topics(page)),
    "readme.security_contact": names_security_contact,
    "readme.best_practices": lambda page: any(
        badge in link.target for link in page.links for badge in _BADGES
    ),
}


def facts(files: Files, wanted: frozenset[str]) -> Facts:
    """Return the facts of *wanted*."""
    found = places(files)
    readme = best_readme(found.readmes)
    values: dict[str, Plain] = {
        "readme.path": readme.path if readme else "",
        "readme.format": format_of(readme.path) if readme else "",
        "readme.design": topmost(found.designs),
    }
    parts = [Facts(values), _described(files, found, readme, wanted)]
    if "readme.broken_links" in wanted:
        parts.append(links.facts(files, found.checked()))
    return merge(parts)


def _described(files: Files, found: Places, readme: Entry | None, wanted: frozenset[str]) -> Facts:
    """Read the README; what only it could tell is unknown where it cannot be read."""
    try:
        page = _page(files, readme)
    except Unobserved as error:
        lost = (*_OF_PAGE, "readme.downloads", repositories.FACT)
        problems = tuple(Problem(path, str(error)) for path in lost)
        return merge([Facts(problems=problems), _guides(files, found, None, str(error), wanted)])
    described = Facts({path: value(page) for path, value in _OF_PAGE.items() if path in wanted})
    parts = [described, _guides(files, found, page, "", wanted)]
    if "readme.downloads" in wanted:
        text = files.text(readme.path) if readme else ""
        parts.append(bounded("readme.downloads", downloads(readme_path(found), text, page)))
    if repositories.FACT in wanted:
        parts.append(repositories.facts(files, page))
    return merge(parts)


def _page(files: Files, readme: Entry | None) -> Page:
    if readme is None:
        return Page()
    if not readme.is_file:
        raise Unobserved(readme.path, "is a symbolic link, and links are not followed")
    return read(readme.path, files.text(readme.path))


def _guides(files: Files, found: Places, readme: Page | None, reason: str, wanted: frozenset[str]) -> Facts:
    """Say where things are explained; an unread README, for *reason*, may be where."""
    path = readme_path(found)
    guide = topmost([*found.sites, *found.guides])
    if not guide and readme and "usage" in topics(readme):
        guide = path
    build = _build_guide(files, found, readme, path)
    answers = {"readme.guide": guide, "readme.build_guide": build}
    if "readme.interfaces" in wanted:
        answers["readme.interfaces"] = interfaces.described(files, readme, path)
    unknown = tuple(Problem(fact, reason) for fact, answer in answers.items() if reason and not answer)
    return Facts({fact: answer for fact, answer in answers.items() if answer or not reason}, unknown)


def readme_path(found: Places) -> str:
    """Return the path of the README, "" if there is none."""
    readme = best_readme(found.readmes)
    return readme.path if readme else ""


def _build_guide(files: Files, found: Places, readme: Page | None, path: str) -> str:
    """Return where building is explained: a page named for it, the README, the contribution guide."""
    if readme and explains_building(readme):
        return path
    for contributing in sorted(found.contributing, key=lambda path: (path.count("/"), path))[:3]:
        try:
            page = read(contributing, files.text(contributing))
        except Unobserved:
            continue
        if explains_building(page) or has_build_commands(page):
            return contributing
    return topmost(found.builds)
