"""The repositories that a project's own lists name."""

import re
from bisect import bisect
from collections.abc import Iterator, Sequence
from operator import itemgetter

from checker.documents import Malformed
from checker.documents.shapes import at, items, string
from checker.files import Files
from checker.git.origin import normalize
from checker.model.json_value import Json
from checker.patterns import lazy
from checker.prose.page import DocumentPage
from checker.prose.parse import opened

FACT = "readme.repositories"
PAGES_LIMIT = 20
"""Pages that are lists by their name."""
_WITHIN_WORDS = (
    "- actions blob commits compare discussions graphs issues projects pull pulls releases security src tree"
    " wiki"
)
_WITHIN = frozenset(_WITHIN_WORDS.split())
"""What forges put between a repository's address and the pages in it."""
_HEADING = lazy(
    r"(?i)\b(?:sub-?)?(?:repos|repositor\w+|projects?|components?|packages|modules|ecosystem|related|services"
    r"|plugins|extensions|family)\b"
)
_LISTS = lazy(
    r"(?i)(?:\.github/|docs?/)?(?:profile/readme|(?:sub-?|our-?)?(?:repositories|repos|projects|components))"
    r"\.(?:md|rst|txt|adoc)"
)
_INSIGHTS = lazy(r"(?i)(?:\.github/)?security-insights\.ya?ml")


def listed(files: Files, readme: DocumentPage, identity: str) -> list[Json]:
    """Return what the README, pages named for it, security-insights.yml and .gitmodules list.

    The repository called *identity* is no less known than the others of its owner that it lists.
    Raises Unobserved when a list cannot be read.
    """
    found = dict.fromkeys([*_of_page(readme, whole=False), *_of_pages(files), *_of_documents(files)])
    owner = f"{identity.rpartition('/')[0]}/".lower()
    own = [identity.lower()] if any(name.startswith(owner) for name in found) and identity else []
    return [*sorted({*found, *own})]


def _of_pages(files: Files) -> Iterator[str]:
    paths = [path for path in files.own_paths if path.count("/") < 3 and _LISTS.fullmatch(path)]
    for path in files.within(paths, PAGES_LIMIT):
        yield from _of_page(opened(files, path), whole=True)


def _of_page(page: DocumentPage, whole: bool) -> Iterator[str]:
    """Yield what a page links to; of one that is no list as a *whole*, below headings that announce one."""
    headings = sorted((line, text) for text, line in page.headings)
    for link in page.links:
        above = bisect(headings, link.line, key=itemgetter(0))
        if not link.image and (whole or (above and _HEADING.search(headings[above - 1][1]))):
            yield from identities([link.target])


def _of_documents(files: Files) -> Iterator[str]:
    for path in [path for path in files.own_paths if _INSIGHTS.fullmatch(path)]:
        try:
            listed = items(at(files.document(path).data, "project", "repositories"))
        except Malformed:
            continue  # security/security-insights says so
        yield from identities([string(at(each, "url")) for each in listed])
    modules = [
        line.partition("=")[2].strip() for line in files.text(".gitmodules").splitlines() if "url" in line
    ]
    yield from identities(modules)


def identities(addresses: Sequence[str]) -> Iterator[str]:
    """Yield host/owner/name, in lower case, of each address that can be a repository's or a page's in it."""
    for address in addresses:
        host, *parts = normalize(re.split(r"[?#]", address)[0]).lower().split("/")
        within = next(
            (place for place, part in enumerate(parts) if part in _WITHIN and place > 1), len(parts)
        )
        if len(parts[:within]) > 1 and "." in host:
            yield "/".join((host, *parts[:within]))
