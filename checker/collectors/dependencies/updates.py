"""Update bots: which are configured, what for, and how long they wait."""

import re
from collections.abc import Sequence
from contextlib import suppress

from msgspec import Struct, field

from checker.documents import Document, Malformed
from checker.documents.shapes import at, items, string, strings, table
from checker.errors import Unobserved
from checker.files import Files
from checker.model.json_value import Json
from checker.patterns import lazy
from checker.word_lists import phrases

ACTIONS = "github-actions"
_DEPENDABOT = (".github/dependabot.yml", ".github/dependabot.yaml")
_RENOVATE = phrases("""
    renovate.json | renovate.json5 | renovate.jsonc | .renovaterc | .renovaterc.json | .renovaterc.json5
    | .github/renovate.json | .github/renovate.json5 | .gitlab/renovate.json | .gitlab/renovate.json5
""")
_OTHERS = {
    ".pyup.yml": "pyup",
    ".scala-steward.conf": "scala-steward",
    ".github/.scala-steward.conf": "scala-steward",
    "updatecli.yaml": "updatecli",
    "updatecli.d": "updatecli",
    "updatecli": "updatecli",
}
_COVERED_BY = {"pyup": {"pypi"}, "scala-steward": {"sbt", "maven", "gradle"}}
_DEPENDABOT_NAMES = {
    "bundler": ("gem",),
    "bun": ("npm",),
    "cargo": ("cargo",),
    "composer": ("composer",),
    "conda": ("conda", "pypi"),
    "github-actions": (ACTIONS,),
    "gomod": ("go",),
    "gradle": ("gradle",),
    "maven": ("maven",),
    "mix": ("hex",),
    "npm": ("npm",),
    "nuget": ("nuget",),
    "pip": ("pypi",),
    "pub": ("pub",),
    "swift": ("swift",),
    "uv": ("pypi",),
}
_RENOVATE_NAMES = {
    "bun": "npm",
    "bundler": "gem",
    "cargo": "cargo",
    "composer": "composer",
    "github-actions": ACTIONS,
    "gomod": "go",
    "gradle": "gradle",
    "maven": "maven",
    "mix": "hex",
    "npm": "npm",
    "nuget": "nuget",
    "pub": "pub",
    "sbt": "sbt",
    "swift": "swift",
    **dict.fromkeys(
        ("pep621", "pip_requirements", "pip_setup", "pip-compile", "pipenv", "poetry", "setup-cfg"), "pypi"
    ),
}
WATCHED = frozenset(name for names in _DEPENDABOT_NAMES.values() for name in names)
"""The ecosystems that Dependabot knows."""
_OWN_PRESET = lazy(
    r"(?:config|group|schedule|helpers|default|docker|mergeConfidence|monorepo|npm|packages|preview"
    r"|regexManagers|customManagers|replacements|security|workarounds|abandonments)?:\w[\w:.,()-]*$"
)
_NARROW = frozenset(
    ("matchPackageNames", "matchDepNames", "matchPackagePatterns", "matchPackagePrefixes", "matchFileNames")
)
_WAITING_PRESETS = ("config:best-practices", "security:minimumReleaseAgeNpm", "npm:unpublishSafe")
_PRESET_DAYS = 3
_UNITS = {"minute": 1 / 1440, "hour": 1 / 24, "day": 1, "week": 7, "month": 30}


class Watch(Struct, frozen=True):
    """One ecosystem in some folders that a bot looks after; no ecosystems means all.

    *cooldown* is in days, None where the configuration refers to one that is not here.
    """

    path: str
    line: int
    tool: str
    ecosystems: frozenset[str] = frozenset()
    folders: tuple[str, ...] = ("**",)
    ignored: tuple[str, ...] = ()
    cooldown: int | None = 0
    external_code: bool = False
    label: str = "all"


class Bots(Struct):
    """What is configured, and what is wrong with the configuration."""

    watches: list[Watch] = field(default_factory=list)
    errors: list[Json] = field(default_factory=list)
    tools: set[str] = field(default_factory=set)

    def fail(self, path: str, line: int, reason: str) -> None:
        """Note a mistake in a configuration."""
        self.errors.append({"path": path, "line": max(line, 1), "reason": reason})


def read(files: Files) -> Bots:
    """Read the configuration of every update bot in the tree."""
    bots = Bots()
    for path in _DEPENDABOT:
        if document := _document(files, path, bots, "dependabot"):
            _dependabot(bots, path, document)
    for path in _RENOVATE:
        if document := _document(files, path, bots, "renovate"):
            _renovate(bots, path, document, document.data)
    if files.entry("package.json") and '"renovate"' in _text(files, "package.json"):
        _renovate_in_package(files, bots)
    for path, tool in _OTHERS.items():
        if files.entry(path) or files.glob(f"{path}/**"):
            bots.tools.add(tool)
            covered = frozenset(_COVERED_BY.get(tool, ()))
            bots.watches.append(Watch(path, 1, tool, covered, cooldown=None))
    return bots


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
    if settings := table(at(document.data, "renovate")):
        bots.tools.add("renovate")
        _renovate(bots, "package.json", document, settings)


def _dependabot(bots: Bots, path: str, document: Document) -> None:
    if at(document.data, "version") not in (2, "2"):
        bots.fail(path, document.line("version"), "version is not 2")
    updates = items(at(document.data, "updates"))
    if not updates:
        bots.fail(path, document.line("updates"), "updates is missing or empty")
    for number, entry in enumerate(updates):
        line = document.line("updates", number)
        name = string(at(entry, "package-ecosystem"))
        folders = strings(at(entry, "directories")) or strings(at(entry, "directory"))
        if not name or not folders:
            bots.fail(path, line, "an update without package-ecosystem or directory")
            continue
        bots.watches.append(
            Watch(
                path=path,
                line=line,
                tool="dependabot",
                ecosystems=frozenset(_DEPENDABOT_NAMES.get(name, (name,))),
                folders=tuple(folder.strip("/") for folder in folders),
                ignored=tuple(folder.strip("/") for folder in strings(at(entry, "exclude-paths"))),
                cooldown=_waiting_days(table(at(entry, "cooldown"))),
                external_code=string(at(entry, "insecure-external-code-execution")) == "allow",
                label=name,
            )
        )


def _waiting_days(cooldown: Json) -> int:
    keys = ("default-days", "semver-major-days", "semver-minor-days", "semver-patch-days")
    days = [value for key in keys if isinstance(value := at(cooldown, key), int)]
    return max(days, default=0)


def _renovate(bots: Bots, path: str, document: Document, settings: Json) -> None:
    if at(settings, "enabled") is False:
        bots.tools.discard("renovate")
        return
    managers = strings(at(settings, "enabledManagers"))
    known = frozenset(_RENOVATE_NAMES[name] for name in managers if name in _RENOVATE_NAMES)
    presets = strings(at(settings, "extends"))
    bots.watches.append(
        Watch(
            path,
            document.line("minimumReleaseAge") if "minimumReleaseAge" in document.text else 1,
            "renovate",
            known or frozenset(managers),
            ignored=tuple(strings(at(settings, "ignorePaths"))),
            cooldown=_release_age(settings, presets),
        )
    )


def _release_age(settings: Json, presets: Sequence[str]) -> int | None:
    """Return the longest wait that is stated anywhere; None where a preset kept elsewhere may say."""
    blocks = [settings, *table(settings).values()]
    blocks += [rule for rule in items(at(settings, "packageRules")) if not _NARROW.intersection(table(rule))]
    stated = [at(block, key) for block in blocks for key in ("minimumReleaseAge", "stabilityDays")]
    days = max((_days(value) for value in stated), default=0)
    if days:
        return days
    if any(preset in _WAITING_PRESETS for preset in presets):
        return _PRESET_DAYS
    return 0 if all(_OWN_PRESET.match(preset) for preset in presets) else None


def _days(value: Json) -> int:
    if isinstance(value, int):
        return value
    match = re.match(r"(\d{1,6})\s*(minute|hour|day|week|month)?", string(value))
    return int(int(match[1]) * _UNITS[match[2] or "day"]) if match else 0
