"""Where the architecture of a product, or why it is built so, is written down."""

from checker.collectors.readme.places import DocumentationFiles, by_depth, topmost
from checker.files import Files
from checker.patterns import lazy
from checker.prose.headings import plain_words
from checker.prose.natural_language import note_foreign
from checker.prose.page import PageSection, count_words
from checker.prose.parse import opened
from checker.prose.readmes import best_readme

_HEADING = lazy(
    r"(?:(?:system|software|high level|overall|project|technical|general|solution|application|code|our"
    r"|internal|component) )*"
    r"(?:architecture|internals|design)(?: (?:overview|decisions?|notes|goals|principles|rationale"
    r"|philosophy|diagrams?|and \w+))*"
    r"|how (?:it|this) works(?: internally)?|under the hood|(?:architecture )?decision (?:records?|log)"
    r"|overview of the architecture"
)
_LEAST = 25
"""Words that a section needs to describe an architecture."""
_PAGES_LIMIT = 10


def described(files: Files, found: DocumentationFiles) -> str:
    """Return a page about it, else the README or a guide for developers with a section about it."""
    if found.designs:
        return topmost(found.designs)
    readme = best_readme(found.readmes)
    guides = sorted(found.contributing, key=by_depth)[:_PAGES_LIMIT]
    for path in files.texts([*([readme.path] if readme else []), *guides]):
        page = opened(files, path)
        note_foreign(files, path, page)
        if any(map(_describes, page.sections())):
            return path
    return ""


def _describes(section: PageSection) -> bool:
    words = sum(map(count_words, section.prose))
    return words >= _LEAST and _HEADING.fullmatch(plain_words(section.heading)) is not None
