"""What a path is for, after the conventions of GitHub's Linguist and `.gitattributes`."""

import re

from checker.model.tree import PathClass

_VENDORED = re.compile(
    r"(?:^|/)(?:vendor|vendors|vendored|_vendor|third[-_]?party|3rd[-_]?party|node_modules|bower_components"
    r"|jspm_packages|Godeps|Pods|Carthage|\.yarn|extern|externals?|deps/[^/]+)/"
    r"|(?:^|/)(?:jquery|bootstrap|modernizr|d3)[^/]*\.(?:js|css)$"
)
_GENERATED = re.compile(
    r"\.min\.(?:js|css)$|\.(?:pb|pb\.gw|grpc)\.go$|_pb2(?:_grpc)?\.pyi?$|\.g\.dart$|\.designer\.cs$"
    r"|(?:^|/)zz_generated[^/]*$|\.generated\.[^/]+$|(?:^|/)(?:__generated__|_generated|generated)/"
    r"|\.(?:js|css|mjs)\.map$|(?:^|/)(?:dist|_site)/"
)
_FIXTURE = re.compile(
    r"(?:^|/)(?:fixtures?|__fixtures__|testdata|test[-_]data|test[-_]?fixtures|test[-_]cases|snapshots|__snapshots__"
    r"|cassettes|golden|goldens|corpus|mocks?|__mocks__|test[-_]assets?)/|\.snap$"
)
_EXAMPLE = re.compile(
    r"(?:^|/)(?:examples?|samples?|demos?|playgrounds?|tutorials?|docs_src|templates?|cookiecutter[^/]*)/",
    re.IGNORECASE,
)
_TEST = re.compile(
    r"(?:^|/)(?:tests?|specs?|__tests__|testing|e2e|integration[-_]tests?)/"
    r"|(?:^|/)(?:test_[^/]*|conftest)\.py$|_test\.(?:py|go|rb|rs|exs)$|\.(?:test|spec)\.[cm]?[jt]sx?$"
    r"|(?:^|/)(?:Test[A-Z][^/]*|[^/]*Tests?)\.(?:java|kt|cs|swift)$|_spec\.rb$"
)


def classify(path: str) -> PathClass:
    """Return the class of one path by its name alone.

    A fixture is data for tests or any file below a test folder's data folder; a plain test is
    still the team's own source. Files below `.github/` are always source.
    """
    if path.startswith(".github/"):
        return PathClass.SOURCE
    for pattern, path_class in _ORDER:
        if pattern.search(path):
            return path_class
    return PathClass.SOURCE


_ORDER = (
    (_VENDORED, PathClass.VENDORED),
    (_GENERATED, PathClass.GENERATED),
    (_FIXTURE, PathClass.FIXTURE),
    (_EXAMPLE, PathClass.EXAMPLE),
    (_TEST, PathClass.TEST),
)
OWN = frozenset((PathClass.SOURCE, PathClass.TEST))
"""The classes whose files a team answers for: what `files()` returns."""
