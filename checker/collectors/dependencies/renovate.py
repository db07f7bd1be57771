"""Renovate's configuration: where it stands, and how long it lets releases age."""

import re
from collections.abc import Iterator, Mapping, Sequence

from checker.collectors.dependencies.bots import ACTIONS, DOCKER, Bots, Watch, by_renovate, known
from checker.documents import Document
from checker.documents.shapes import at, items, string, strings, table
from checker.ecosystems.catalog import catalog
from checker.model.json_value import Json
from checker.patterns import lazy
from checker.word_lists import phrases, wordset

PATHS = phrases("""
    renovate.json | renovate.jsonc | renovate.json5 | .github/renovate.json | .github/renovate.jsonc
    | .github/renovate.json5 | .gitlab/renovate.json | .gitlab/renovate.jsonc | .gitlab/renovate.json5
    | .renovaterc | .renovaterc.json | .renovaterc.jsonc | .renovaterc.json5
""")
"""Where Renovate looks, in its order: the first file that is there is the configuration."""
_OWN_PRESET = lazy(
    r"(?:config|group|schedule|helpers|default|docker|mergeConfidence|monorepo|npm|packages|preview"
    r"|regexManagers|customManagers|replacements|security|workarounds|abandonments)?:\w[\w:.,()-]*$"
)
_NARROW = wordset("""
    matchCurrentVersion matchDepNames matchDepTypes matchFileNames matchPackageNames matchPackagePatterns
    matchPackagePrefixes matchPaths matchRepositories matchSourceUrls
""")
"""What makes a rule one for some packages only."""
_DATASOURCES: Mapping[str, tuple[str, ...]] = {
    "crate": ("cargo",),
    "go": ("go",),
    "hex": ("hex",),
    "maven": ("maven", "gradle", "sbt", "clojure"),
    "npm": ("npm",),
    "nuget": ("nuget",),
    "packagist": ("composer",),
    "pub": ("pub",),
    "pypi": ("pypi",),
    "rubygems": ("gem",),
    "terraform-module": ("terraform",),
    "terraform-provider": ("terraform",),
    "github-tags": (ACTIONS,),
    "github-releases": (ACTIONS,),
    "docker": (DOCKER,),
    "helm": ("helm",),
}
"""The ecosystems that take their packages from one of Renovate's datasources."""
_KINDS = ("major", "minor", "patch")
_AGES = ("minimumReleaseAge", "stabilityDays")
_UNITS = {"minute": 1 / 1440, "hour": 1 / 24, "day": 1, "week": 7, "month": 30}


def read(bots: Bots, path: str, document: Document, settings: Json) -> None:
    """Note what Renovate looks after, unless it is switched off."""
    if at(settings, "enabled") is False:
        bots.tools.discard("renovate")
        return
    managers = strings(at(settings, "enabledManagers"))
    looked_after = frozenset().union(*(by_renovate().get(name, frozenset((name,))) for name in managers))
    presets = strings(at(settings, "extends"))
    days = _cooldowns(settings, presets)
    bots.watches.append(
        Watch(
            path=path,
            line=document.line("minimumReleaseAge") if "minimumReleaseAge" in document.text else 1,
            tool="renovate",
            ecosystems=looked_after,
            ignored=tuple(strings(at(settings, "ignorePaths"))),
            cooldown=days[""],
            cooldowns={name: value for name, value in days.items() if name and value is not None},
            releases=not any(preset.startswith("security:only-security-updates") for preset in presets),
        )
    )


def _cooldowns(settings: Json, presets: Sequence[str]) -> Mapping[str, int | None]:
    """Return the wait in days of each ecosystem that has its own, and by "" that of all others.

    None: a preset that is kept elsewhere may say it.
    """
    general = _cooldown(settings, "")
    elsewhere = any(not _OWN_PRESET.match(preset) for preset in presets)
    found: dict[str, int | None] = {"": general if general or not elsewhere else None}
    for name in (*catalog().packages, ACTIONS, DOCKER):
        days = max(_cooldown(settings, name), _by_presets(presets, name))
        if days != general:
            found[name] = days if days or not elsewhere else None
    return found


def _by_presets(presets: Sequence[str], ecosystem: str) -> int:
    facts = known().renovate.presets
    waits = [facts[preset] for preset in presets if preset in facts]
    return max((wait.days for wait in waits if ecosystem in wait.managers), default=0)


def _cooldown(settings: Json, ecosystem: str) -> int:
    """Return the shortest wait of any kind of release: later rules overrule earlier ones."""
    days = dict.fromkeys(_KINDS, 0)
    for block, kinds in _blocks(settings, ecosystem):
        for key in _AGES:
            if key in block:
                days.update(dict.fromkeys(kinds, _days(block[key])))
    return min(days.values())


def _blocks(settings: Json, ecosystem: str) -> "Iterator[tuple[Mapping[str, Json], Sequence[str]]]":
    """Yield the settings that hold for an ecosystem, in order, and the kinds of releases they are for."""
    yield table(settings), _KINDS
    for manager, managed in by_renovate().items():
        if ecosystem in managed:
            yield table(at(settings, manager)), _KINDS
    for kind in _KINDS:
        yield table(at(settings, kind)), (kind,)
    for rule in map(table, items(at(settings, "packageRules"))):
        if not _NARROW.intersection(rule) and _is_for(rule, ecosystem):
            kinds = strings(at(rule, "matchUpdateTypes"))
            yield rule, [kind for kind in _KINDS if not kinds or kind in kinds]


def _is_for(rule: Mapping[str, Json], ecosystem: str) -> bool:
    """Tell whether a rule is for every ecosystem, or for this one."""
    managers = strings(rule.get("matchManagers"))
    sources = strings(rule.get("matchDatasources"))
    by_manager = any(ecosystem in by_renovate().get(name, ()) for name in managers)
    by_source = any(ecosystem in _DATASOURCES.get(name, ()) for name in sources)
    return (not managers or by_manager) and (not sources or by_source) and not rule.get("matchCategories")


def _days(value: Json) -> int:
    if isinstance(value, int):
        return value
    match = re.match(r"(\d{1,6})\s*(minute|hour|day|week|month)?", string(value))
    return int(int(match[1]) * _UNITS[match[2] or "day"]) if match else 0
