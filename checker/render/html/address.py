"""Where pages lie: names of files that every system can hold, the same in every report.

A name is made from an id alone, so that links from elsewhere stay good as repositories come and go.
"""

import hashlib
import re
from urllib.parse import quote

from checker.files.portable import is_portable
from checker.patterns import lazy

_LIMIT = 80
_PLAIN = lazy(r"[a-z0-9_][a-z0-9._-]*(?:/[a-z0-9_][a-z0-9._-]*)*", re.ASCII)
_OTHER = lazy(r"[^a-z0-9]+", re.ASCII)


def slug(name: str) -> str:
    """Return a file name without its ending for an id or a name; no two names share one.

    A plain name stays legible. Any other one gets a digest, behind signs that no plain name has.
    """
    if len(name) <= _LIMIT and _PLAIN.fullmatch(name) and is_portable(name.replace("/", "~") + ".x"):
        return name.replace("/", "~")
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    legible = _OTHER.sub("-", name.lower()[:_LIMIT])[:40].strip("-")
    return f"{legible or 'page'}~~{digest}"


def repository(name: str) -> str:
    """Return the page of a repository by its id."""
    return f"repositories/{slug(name)}.html"


def team(name: str) -> str:
    """Return the page of a team or a department."""
    return f"teams/{slug(name)}.html"


def rule(name: str) -> str:
    """Return the page of a rule by its id."""
    return f"rules/{slug(name)}.html"


def framework(name: str) -> str:
    """Return the page of a framework by its id."""
    return f"frameworks/{slug(name)}.html"


def anchor(name: str) -> str:
    """Return the id of an element that stands for a rule, a control or a team."""
    return f"is-{slug(name)}"


def numbered(path: str, number: int) -> str:
    """Return the page with this number of a list that has several; the first has the plain name."""
    return path if number == 1 else f"{path.removesuffix('.html')},{number}.html"


def link(path: str) -> str:
    """Return a path as a reference; the signs in our file names need no encoding but in a fragment."""
    return quote(path, safe="/~,#")
