"""Go modules."""

import re
from collections.abc import Iterator, Sequence
from posixpath import dirname, join, normpath

from checker.collectors import Checkout, bounded, hidden, measured
from checker.files import Files
from checker.model.facts import Facts, FactSpec, FactType, merge
from checker.model.json_value import Json
from checker.model.releases import GO
from checker.model.tree import PathClass
from checker.patterns import lazy, lazy_linear

_PLACE = {"path": FactType.STRING, "line": FactType.INT}
FACTS = (
    FactSpec(
        "go.modules",
        FactType.RECORDS,
        "Modules of the own source. *go*, *toolchain*: as stated; *main*: builds a program; *requires*: how "
        "many modules it requires, those replaced by a folder left out; *sum*: go.sum stands beside it.",
        grows=True,
        item={
            **_PLACE,
            "name": FactType.STRING,
            "go": FactType.STRING,
            "toolchain": FactType.STRING,
            "main": FactType.BOOL,
            "requires": FactType.INT,
            "sum": FactType.BOOL,
        },
    ),
    FactSpec(
        "go.replaces",
        FactType.RECORDS,
        "Replace directives. *local*: by a folder; *inside*: that folder holds a module of this repository.",
        grows=True,
        item={
            **_PLACE,
            "module": FactType.STRING,
            "target": FactType.STRING,
            "local": FactType.BOOL,
            "inside": FactType.BOOL,
        },
    ),
    FactSpec(
        "go.end_of_life",
        FactType.RECORDS,
        "When the release that a program's go line names gets its last security fixes: the line sets the "
        "defaults of the language and of TLS.",
        grows=True,
        item={**_PLACE, "version": FactType.STRING, "date": FactType.STRING},
    ),
    FactSpec("go.lint_config", FactType.STRING, 'The settings of golangci-lint, "" if there are none.'),
    FactSpec(
        "go.race",
        FactType.RECORDS,
        "Where tests run with the race detector: in workflows, make files and scripts.",
        grows=True,
        item=_PLACE,
    ),
)

MODULE_LIMIT = 300
_LINE_LIMIT = 20_000
_LINT_CONFIGS = (".golangci.yml", ".golangci.yaml", ".golangci.toml", ".golangci.json")
_DIRECTIVE = lazy(r"(module|go|toolchain)\s+\"?([^\s\"]+)")
_REQUIRED = lazy(r"\"?([^\s\"(]+)\"?\s+v[^\s]+")
_REPLACED = lazy(r"\"?([^\s\"]+)\"?(?:\s+v\S+)?\s*=>\s*\"?([^\s\"]+)")
_RACE = lazy_linear(
    r"(?m)^[^\S\n]*(?:[^#\s].*)?\bgo\b.*\s-race\b"
    r"|^[^#\n]*\b(?:GOFLAGS|TESTFLAGS|TEST_FLAGS|test-flags)\b.*-race\b"
    r"|^[ \t]*(?:-[ \t]+)?[\"']?-race[\"']?,?[ \t]*$"
)
_CALLERS = (
    "Makefile*",
    "*.mk",
    "justfile",
    "Taskfile.y*ml",
    "magefile.go",
    "scripts/*",
    "hack/*",
    ".github/workflows/*",
    "Dockerfile*",
    "docker-bake.hcl",
)


def collect(checkout: Checkout, wanted: frozenset[str]) -> Facts:
    """Return what is *wanted* about Go modules."""
    files = checkout.files
    paths = [
        entry.path
        for entry in files.index.named("go.mod")
        if entry.path.endswith("go.mod") and entry.path_class is PathClass.SOURCE
    ]
    config = next((name for name in _LINT_CONFIGS if files.entry(name) is not None), "")
    parts = [Facts({"go.lint_config": config}), _modules(files, paths)]
    if "go.race" in wanted:
        parts.append(measured(files, "go.race", lambda: _race(files) if paths else [], final=True))
    return merge(parts)


def _modules(files: Files, paths: Sequence[str]) -> Facts:
    with files.watching() as gaps:
        texts = files.texts(files.within(paths, MODULE_LIMIT))
        statements = {path: list(_statements(files.lines(path, _LINE_LIMIT))) for path in texts}
    mains = _program_folders(files) if paths else set()
    modules: list[Json] = []
    replaces: list[Json] = []
    ends: list[Json] = []
    for path, lines in statements.items():
        local = list(_replaces(files, path, lines))
        replaces += local
        main = _has_program(dirname(path), mains, paths)
        modules.append(_module(files, path, lines, main))
        if main:
            ends += _ends(path, lines)
    facts = merge(
        (
            bounded("go.modules", modules),
            bounded("go.replaces", replaces),
            bounded("go.end_of_life", ends),
        )
    )
    return hidden(facts, gaps)


def _statements(lines: Sequence[str]) -> Iterator[tuple[int, str, str]]:
    """Yield line number, directive and the rest of each statement, blocks taken apart."""
    block = ""
    for number, raw in enumerate(lines, 1):
        line = raw.partition("//")[0].strip()
        opened = re.fullmatch(r"(\w+)\s*\(", line)
        if opened:
            block = opened[1]
        elif line == ")":
            block = ""
        elif line:
            verb, _, rest = line.partition(" ")
            yield (number, block, line) if block else (number, verb, rest.strip())


def _module(files: Files, path: str, lines: Sequence[tuple[int, str, str]], main: bool) -> Json:
    stated = {verb: rest for _, verb, rest in lines if verb in ("module", "go", "toolchain")}
    folders = {
        match[1]
        for _, verb, rest in lines
        if verb == "replace" and (match := _REPLACED.match(rest)) and match[2].startswith(".")
    }
    required = [match[1] for _, verb, rest in lines if verb == "require" and (match := _REQUIRED.match(rest))]
    return {
        "path": path,
        "line": next((number for number, verb, _ in lines if verb == "go"), 1),
        "name": stated.get("module", "").strip('"'),
        "go": stated.get("go", ""),
        "toolchain": stated.get("toolchain", ""),
        "main": main,
        "requires": sum(name not in folders for name in required),
        "sum": files.entry(join(dirname(path), "go.sum")) is not None,
    }


def _replaces(files: Files, path: str, lines: Sequence[tuple[int, str, str]]) -> Iterator[Json]:
    for number, verb, rest in lines:
        match = _REPLACED.match(rest) if verb == "replace" else None
        if match is not None:
            target = match[2]
            local = target.startswith((".", "/"))
            place = normpath(join(dirname(path), target, "go.mod"))
            inside = local and files.entry(place) is not None
            yield {
                "path": path,
                "line": number,
                "module": match[1],
                "target": target,
                "local": local,
                "inside": inside,
            }


def _program_folders(files: Files) -> set[str]:
    """Return the folders that hold a main.go, by Go's own custom a program each."""
    return {
        dirname(entry.path)
        for entry in files.index.named("main.go")
        if entry.path_class is PathClass.SOURCE and entry.path.endswith("main.go")
    }


def _has_program(folder: str, mains: set[str], modules: Sequence[str]) -> bool:
    """Tell whether a program stands in the module itself, or in its cmd folder."""
    prefix = f"{folder}/" if folder else ""
    inner = {dirname(path) for path in modules} - {folder}
    own = {
        main for main in mains if not any(main == other or main.startswith(f"{other}/") for other in inner)
    }
    return folder in own or any(f"{main}/".startswith(f"{prefix}cmd/") for main in own)


def _ends(path: str, lines: Sequence[tuple[int, str, str]]) -> Iterator[Json]:
    for number, verb, rest in lines:
        version = ".".join(rest.split(".")[:2]) if verb == "go" else ""
        end = GO.get(version)
        if end is not None:
            yield {"path": path, "line": number, "version": rest, "date": end.isoformat()}


def _race(files: Files) -> list[Json]:
    paths = [path for pattern in _CALLERS for path in files.glob(pattern)]
    found: list[Json] = []
    for path, text in files.texts(paths).items():
        if "-race" in text and (match := _RACE.search(text)):
            found.append({"path": path, "line": text.count("\n", 0, match.start()) + 1})
    return found
