"""Renovate's configuration: where it stands, and how long it lets releases age."""

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
_CATEGORIES: Mapping[str, tuple[str, ...]] = {
    "ansible": ("ansible", "galaxy"),
    "bazel": ("bazel",),
    "c": ("conan", "vcpkg"),
    "ci": (ACTIONS,),
    "dart": ("pub",),
    "docker": (DOCKER,),
    "dotnet": ("nuget",),
    "elixir": ("hex",),
    "golang": ("go",),
    "haskell": ("hackage",),
    "helm": ("helm", "helmfile"),
    "iac": ("terraform", "ansible", "galaxy", "puppet"),
    "java": ("maven", "gradle", "sbt", "clojure"),
    "js": ("npm", "deno"),
    "kubernetes": ("helm", "helmfile", "kustomize", "jsonnet"),
    "node": ("npm",),
    "php": ("composer",),
    "python": ("pypi", "conda"),
    "ruby": ("gem",),
    "rust": ("cargo",),
    "swift": ("swift", "cocoapods"),
    "terraform": ("terraform",),
}
"""The ecosystems of Renovate's categories of managers."""
_KINDS = ("major", "minor", "patch")
_AGES = ("minimumReleaseAge", "stabilityDays")
_DURATION = lazy(
    r"(\d{1,9}(?:\.\d{1,3})?)\s{0,5}((?i:months?|milliseconds?|msecs?|ms|minutes?|mins?|seconds?|secs?|hours?|hrs?"
    r"|days?|weeks?|years?|yrs?)|[smhdwyM])(?![a-zA-Z])"
)
_UNITS = {
    **dict.fromkeys(("millisecond", "milliseconds", "msec", "msecs", "ms"), 1 / 86_400_000),
    **dict.fromkeys(("second", "seconds", "sec", "secs", "s"), 1 / 86_400),
    **dict.fromkeys(("minute", "minutes", "min", "mins", "m"), 1 / 1440),
    **dict.fromkeys(("hour", "hours", "hr", "hrs", "h"), 1 / 24),
    **dict.fromkeys(("day", "days", "d"), 1.0),
    **dict.fromkeys(("week", "weeks", "w"), 7.0),
    **dict.fromkeys(("month", "months", "M"), 30.0),
    **dict.fromkeys(("year", "years", "yr", "yrs", "y"), 365.25),
}
"""Days in what Renovate takes for a unit."""
_EVERYTHING = lazy(r"\*{1,2}(?:/\*)?|/?\^?\.[*+]\$?/?i?")
_DISABLED = ":disableRenovate"


def read(bots: Bots, path: str, document: Document, settings: Json) -> None:
    """Note what Renovate looks after, unless it is switched off."""
    if not isinstance(settings, Mapping):
        bots.fail(path, 1, "is no object of settings")
        return
    presets = strings(at(settings, "extends"))
    if at(settings, "enabled") is False or (at(settings, "enabled") is None and _DISABLED in presets):
        bots.tools.discard("renovate")
        return
    days = _cooldowns(settings, presets)
    bots.watches.append(
        Watch(
            path=path,
            line=document.line("minimumReleaseAge") if "minimumReleaseAge" in document.text else 1,
            tool="renovate",
            ecosystems=_looked_after(settings, presets),
            included=tuple(strings(at(settings, "includePaths"))),
            ignored=tuple(strings(at(settings, "ignorePaths"))),
            cooldown=days[""],
            cooldowns={name: value for name, value in days.items() if name and value is not None},
            releases=not any(preset.startswith("security:only-security-updates") for preset in presets),
        )
    )


def _looked_after(settings: Json, presets: Sequence[str]) -> frozenset[str]:
    """Return the ecosystems whose managers run, none for all of them."""
    managers = strings(at(settings, "enabledManagers"))
    chosen = frozenset().union(*(by_renovate().get(name, frozenset((name,))) for name in managers))
    every = chosen or frozenset().union(*by_renovate().values())
    off = {name for name in every if not _runs(settings, presets, name)}
    return every - off if off else chosen


def _runs(settings: Json, presets: Sequence[str], ecosystem: str) -> bool:
    """Tell whether updates of an ecosystem are switched on; a rule that lets some through is no switch."""
    rules = [table(rule) for rule in items(at(settings, "packageRules"))]
    on = ecosystem != DOCKER or "docker:disable" not in presets
    for manager, managed in by_renovate().items():
        if ecosystem in managed and isinstance(own := at(settings, manager, "enabled"), bool):
            on = own
    for rule in rules:
        if isinstance(rule.get("enabled"), bool) and _is_for(rule, ecosystem):
            whole = not _is_narrow(rule) and "matchUpdateTypes" not in rule
            on = bool(rule["enabled"]) if whole else on or bool(rule["enabled"])
    return on


def _is_narrow(rule: Mapping[str, Json]) -> bool:
    """Tell a rule that is for some packages only; one that leaves out its own organization's is for all."""
    return any(key in rule and not _holds_all(strings(rule[key])) for key in _NARROW)


def _holds_all(patterns: Sequence[str]) -> bool:
    chosen = [pattern for pattern in patterns if not pattern.startswith("!")]
    return bool(patterns) and (not chosen or any(_EVERYTHING.fullmatch(each) for each in chosen))


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
        if not _is_narrow(rule) and _is_for(rule, ecosystem):
            kinds = strings(at(rule, "matchUpdateTypes"))
            yield rule, [kind for kind in _KINDS if not kinds or kind in kinds]


def _is_for(rule: Mapping[str, Json], ecosystem: str) -> bool:
    """Tell whether a rule is for every ecosystem, or for this one."""
    managers = strings(rule.get("matchManagers"))
    sources = strings(rule.get("matchDatasources"))
    by_manager = any(ecosystem in by_renovate().get(name, ()) for name in managers)
    by_source = any(ecosystem in _DATASOURCES.get(name, ()) for name in sources)
    categories = strings(rule.get("matchCategories"))
    by_category = any(ecosystem in _CATEGORIES.get(name, ()) for name in categories)
    return (not managers or by_manager) and (not sources or by_source) and (not categories or by_category)


def _days(value: Json) -> int:
    if isinstance(value, int):
        return value
    parts = _DURATION.findall(string(value)[:200])
    return int(sum(float(number) * _UNITS[unit.lower() if unit != "M" else unit] for number, unit in parts))
