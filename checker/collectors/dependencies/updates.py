"""Update bots: which are configured, what for, and how long they wait."""

from collections.abc import Mapping
from contextlib import suppress

from msgspec.structs import replace

from checker.collectors.dependencies import age_gates, dependabot, own_updates, renovate
from checker.collectors.dependencies.bots import Bots, Watch, known
from checker.documents import Document, Malformed
from checker.documents.shapes import at
from checker.errors import Unobserved
from checker.files import Files
from checker.patterns import lazy

_OTHERS = {
    ".pyup.yml": "pyup",
    ".scala-steward.conf": "scala-steward",
    ".github/.scala-steward.conf": "scala-steward",
    "updatecli.yaml": "updatecli",
    "updatecli.d": "updatecli",
    "updatecli": "updatecli",
}
_COVERED_BY = {
    "pyup": {"pypi"},
    "scala-steward": {"sbt", "maven", "gradle"},
    "compathelper": {"julia"},
}
_RUN_BY_WORKFLOWS = lazy(
    r"(?m)^[^#\n]{0,300}?(?:\b(?P<compathelper>CompatHelper\.main\()"
    r"|(?P<renovate_image>\brenovate/renovate\b|\brenovatebot/renovate\b|\bnpx (?:--yes |-y )?renovate\b)"
    r"|uses:\s{0,4}[\"']?(?:(?P<renovate>renovatebot/github-action)|(?P<steward>scala-steward-org/scala-steward-action))@)"
)
"""Bots that the repository's own workflows start."""
_NAMES = {"steward": "scala-steward", "renovate_image": "renovate"}


def read(files: Files, web: str) -> Bots:
    """Read the configuration of every update bot in the tree; *web* is the page of the repository."""
    bots = Bots()
    for path in dependabot.PATHS:
        if document := _document(files, path, bots, "dependabot"):
            dependabot.read(bots, path, document, _by_itself(web))
    if path := next((path for path in renovate.PATHS if files.entry(path)), ""):
        if document := _document(files, path, bots, "renovate"):
            renovate.read(bots, path, document, document.data)
    elif files.entry("package.json") and '"renovate"' in _text(files, "package.json"):
        _renovate_in_package(files, bots)
    for path, tool in _OTHERS.items():
        if files.entry(path) or files.glob(f"{path}/**"):
            bots.tools.add(tool)
            covered = frozenset(_COVERED_BY.get(tool, ()))
            bots.watches.append(Watch(path, 1, tool, covered, cooldown=None))
    _add_run_by_workflows(files, bots)
    if any(watch.releases for watch in bots.watches) and (gates := age_gates.read(files)):
        bots.watches = [_gated(watch, gates) for watch in bots.watches]
    return bots


def _gated(watch: Watch, gates: Mapping[str, int]) -> Watch:
    """Return a watch that waits as long as the package manager, which refuses younger releases, demands."""
    own = {
        name: max(days, watch.cooldowns.get(name, watch.cooldown or 0))
        for name, days in gates.items()
        if not watch.ecosystems or name in watch.ecosystems
    }
    return replace(watch, cooldowns={**watch.cooldowns, **own})


def _add_run_by_workflows(files: Files, bots: Bots) -> None:
    for path, text in files.texts(files.glob(".github/workflows/*.{yml,yaml}")).items():
        for match in _RUN_BY_WORKFLOWS.finditer(text):
            tool = _NAMES.get(match.lastgroup or "", match.lastgroup or "")
            if tool not in bots.tools:
                bots.tools.add(tool)
                line = text.count("\n", 0, match.end()) + 1
                covered = frozenset(_COVERED_BY.get(tool, ()))
                # CompatHelper widens bounds; it puts no release into use that could have aged.
                takes = tool != "compathelper"
                bots.watches.append(Watch(path, line, tool, covered, cooldown=None, releases=takes))
        if covered := own_updates.ecosystems(text):
            bots.tools.add("workflow")
            bots.watches.append(Watch(path, 1, "workflow", covered, cooldown=None))


def _by_itself(web: str) -> int | None:
    """Return the days that Dependabot waits by itself: a server of GitHub may run an older one."""
    host = web.partition("://")[2].partition("/")[0]
    return known().dependabot.cooldown if host in ("", "github.com") or host.endswith(".ghe.com") else None


def _text(files: Files, path: str) -> str:
    try:
        return files.text(path)
    except Unobserved:
        return ""


def _document(files: Files, path: str, bots: Bots, tool: str) -> Document | None:
    entry = files.entry(path)
    if entry is None or entry.is_submodule:
        return None
    bots.tools.add(tool)
    with suppress(Unobserved):
        try:
            return files.document(path)
        except Malformed as error:
            bots.fail(path, error.line, error.reason)
    return None


def _renovate_in_package(files: Files, bots: Bots) -> None:
    try:
        document = files.document("package.json")
    except (Malformed, Unobserved):
        return
    # An empty object is a configuration, too: the defaults.
    if isinstance(settings := at(document.data, "renovate"), Mapping):
        bots.tools.add("renovate")
        renovate.read(bots, "package.json", document, settings)
