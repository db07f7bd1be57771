"""Workflows that update the dependencies of their repository by a pull request, as a bot does."""

from checker.patterns import lazy

_PROPOSES = lazy(
    r"peter-evans/create-pull-request@|gr2m/create-or-update-pull-request-action@"
    r"|\bgh pr create\b|\bhub pull-request\b"
)
_COMMANDS = {
    "cargo": lazy(r"\bcargo (?:update|upgrade)\b"),
    "cocoapods": lazy(r"\bpod update\b"),
    "composer": lazy(r"\bcomposer (?:update|upgrade|bump)\b"),
    "gem": lazy(r"\bbundle(?:r)? (?:update|lock --update)\b"),
    "go": lazy(r"\bgo get (?:-t )?-u\b|\bgo-mod-upgrade\b"),
    "gradle": lazy(r"\bversionCatalogUpdate\b|\bgradlew? (?:\S+ )?useLatestVersions\b"),
    "hex": lazy(r"\bmix (?:deps\.update|hex\.outdated)\b"),
    "maven": lazy(r"\bversions:(?:use-latest|update-)"),
    "npm": lazy(
        r"\b(?:npm-check-updates|ncu -u|taze)\b|\bnpm (?:update|upgrade)\b|\byarn (?:upgrade|up)\b"
        r"|\b(?:pnpm|bun) (?:update|up|upgrade)\b"
    ),
    "nuget": lazy(r"\bdotnet[- ]outdated\b|\bpaket update\b"),
    "pub": lazy(r"\b(?:dart|flutter) pub upgrade\b"),
    "pypi": lazy(
        r"\buv lock (?:--upgrade|-U)\b|\bpip-compile\b.{0,100}(?:--upgrade|-U\b)"
        r"|\b(?:poetry|pdm|pipenv) update\b"
    ),
    "swift": lazy(r"\bswift package update\b"),
    "terraform": lazy(r"\b(?:terraform|tofu) init .{0,50}-upgrade\b"),
}


def ecosystems(workflow: str) -> frozenset[str]:
    """Return the ecosystems whose releases a workflow proposes, none where it opens no pull request."""
    if not _PROPOSES.search(workflow):
        return frozenset()
    return frozenset(name for name, command in _COMMANDS.items() if command.search(workflow))
