"""Facts about Terraform and OpenTofu configurations: what they take from elsewhere, and state.

Judged are the product's configurations: not those of tests and examples.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from posixpath import normpath

from msgspec import Struct, field

from checker.collectors import Checkout, fact
from checker.collectors.terraform import pins, secrets
from checker.documents import Malformed, OverLimit, hcl, hcl_json
from checker.documents.hcl import Block
from checker.files import Files
from checker.model.facts import Facts, FactSpec, FactType, merge
from checker.model.json_value import Json
from checker.model.tree import PathClass

_BOOL, _INT, _STRING = FactType.BOOL, FactType.INT, FactType.STRING
_PLACE = {"path": _STRING, "line": _INT}

FACTS: tuple[FactSpec, ...] = (
    FactSpec("terraform.files", _INT, "How many Terraform or OpenTofu files the product has."),
    FactSpec(
        "terraform.modules",
        FactType.RECORDS,
        "The modules that are called; a local one is part of the repository, and one is pinned when "
        "neither a moving branch nor an unbounded version can change it.",
        grows=True,
        item={
            **_PLACE,
            "name": _STRING,
            "source": _STRING,
            "version": _STRING,
            "local": _BOOL,
            "pinned": _BOOL,
        },
    ),
    FactSpec(
        "terraform.providers",
        FactType.RECORDS,
        "The providers that are required; one is pinned when it has a version constraint.",
        grows=True,
        item={**_PLACE, "name": _STRING, "source": _STRING, "version": _STRING, "pinned": _BOOL},
    ),
    FactSpec(
        "terraform.roots",
        FactType.RECORDS,
        "The root modules, which configure a backend or a provider: whether their lock file is committed, "
        "and whether a version of Terraform is required.",
        grows=True,
        item={**_PLACE, "locked": _BOOL, "versioned": _BOOL},
    ),
    FactSpec(
        "terraform.unpinned",
        FactType.RECORDS,
        "What can change unasked: modules and providers of any version, roots without a lock file.",
        grows=True,
        item={**_PLACE, "what": _STRING},
    ),
    FactSpec(
        "terraform.leaks",
        FactType.RECORDS,
        "Committed state and plans, and variables in tfvars files that look like secrets and hold a value.",
        grows=True,
        item={**_PLACE, "what": _STRING},
    ),
    FactSpec(
        "terraform.broken",
        FactType.RECORDS,
        "The Terraform files that do not parse.",
        grows=True,
        item={**_PLACE, "reason": _STRING},
    ),
)

_STATE = r"\.tfstate(?:\.\d+)?(?:\.backup)?$|\.tfplan$|(?:^|/)\.terraform/"
_INTERESTING = r"(?m)^[ \t]*(?:module|provider|terraform)\b|\x00"
"""Most files hold resources and variables only, of which no rule asks; what is no text is to be refused."""
_TOTAL_LIMIT = 8 * 1024 * 1024
"""Characters that are parsed in one repository."""
_VERSION_FILES = (".terraform-version", ".opentofu-version", ".tool-versions", "mise.toml", ".mise.toml")


class _Folder(Struct):
    """One module: the files of a folder, read together."""

    name: str
    modules: list[Mapping[str, Json]] = field(default_factory=list)
    providers: list[Mapping[str, Json]] = field(default_factory=list)
    backends: list[tuple[str, int]] = field(default_factory=list)
    configured: list[tuple[str, int]] = field(default_factory=list)
    versioned: bool = False
    root: Mapping[str, Json] | None = None

    def add(self, path: str, file: Block) -> None:
        """Take in one file."""
        self.modules += [pins.module(path, block) for block in file.all("module")]
        self.configured += [(path, block.line) for block in file.all("provider")]
        for terraform in file.all("terraform"):
            self.providers += pins.providers(path, terraform)
            # Terragrunt names the module that it runs in this block.
            self.modules += [pins.module(path, terraform)] if "source" in terraform.values else []
            self.versioned = self.versioned or "required_version" in terraform.values
            self.backends += [
                (path, block.line) for kind in ("backend", "cloud") for block in terraform.all(kind)
            ]


class _Names(Struct, frozen=True):
    configurations: Sequence[str]
    wrappers: Sequence[str]
    variables: Sequence[str]
    states: Sequence[str]


def collect(checkout: Checkout, wanted: frozenset[str]) -> Facts:
    """Read the product's configurations, if a rule asks about them."""
    if not any(spec.path in wanted for spec in FACTS):
        return Facts()
    files = checkout.files
    names = _names(files)
    with files.watching() as gaps:
        parsed, broken = _parsed(files, [*names.configurations, *names.wrappers, *names.variables])
    read = (*names.configurations, *names.wrappers)
    folders = _folders({path: parsed[path] for path in read if path in parsed})
    _tell_roots(files, folders)
    leaks: list[Json] = [{"path": path, "line": 1, "what": "state or a plan"} for path in names.states]
    leaks += [item for path in names.variables if path in parsed for item in secrets.read(path, parsed[path])]
    lists: Mapping[str, Sequence[Json]] = {
        "terraform.modules": [module for folder in folders for module in folder.modules],
        "terraform.providers": [provider for folder in folders for provider in folder.providers],
        "terraform.roots": [folder.root for folder in folders if folder.root],
        "terraform.unpinned": [item for folder in folders for item in _unpinned(folder)],
        "terraform.leaks": leaks,
    }
    return merge(
        (
            Facts({"terraform.files": len(names.configurations)}),
            fact("terraform.broken", broken, gaps.unread),
            *(fact(path, [*items], gaps) for path, items in lists.items()),
        )
    )


def _names(files: Files) -> _Names:
    """Sort the product's paths by what they hold, in one pass."""
    configurations, wrappers, variables, states = [], [], [], []
    for entry in files.index.of(PathClass.SOURCE):
        if entry.is_submodule:
            continue
        if entry.path.endswith((".tf", ".tofu", ".tf.json", ".tofu.json")):
            configurations.append(entry.path)
        elif entry.path.rpartition("/")[2] == "terragrunt.hcl":
            wrappers.append(entry.path)
        elif entry.path.endswith((".tfvars", ".tfvars.json")):
            variables.append(entry.path)
        elif ".t" in entry.path and re.search(_STATE, entry.path):
            states.append(entry.path)
    return _Names(configurations, wrappers, variables, states)


def _parsed(files: Files, paths: Sequence[str]) -> tuple[Mapping[str, Block], list[Json]]:
    """Return the files that parse, and the others."""
    texts = files.texts(paths)
    parsed: dict[str, Block] = {}
    broken: list[Json] = []
    size = 0
    for path, text in texts.items():
        if not path.endswith((".tfvars", ".json")) and not re.search(_INTERESTING, text):
            continue
        if (size := size + len(text)) > _TOTAL_LIMIT:
            files.miss(path, f"not read: there are more than {_TOTAL_LIMIT} characters of Terraform")
            continue
        try:
            parsed[path] = hcl_json.root(files.document(path)) if path.endswith(".json") else hcl.parse(text)
        except Malformed as error:
            files.refuse(path, error)
            if not isinstance(error, OverLimit):
                broken.append({"path": path, "line": error.line or 1, "reason": error.reason})
    return parsed, broken


def _folders(parsed: Mapping[str, Block]) -> Sequence[_Folder]:
    folders: dict[str, _Folder] = {}
    for path, file in parsed.items():
        name = path.rpartition("/")[0]
        folders.setdefault(name, _Folder(name)).add(path, file)
    return list(folders.values())


def _tell_roots(files: Files, folders: Sequence[_Folder]) -> None:
    """Describe the root modules: those with a backend, or with a provider and no caller here."""
    called = {
        normpath(f"./{folder.name}/{module['source']}")
        for folder in folders
        for module in folder.modules
        if module["local"]
    }
    for folder in folders:
        places = folder.backends or ([] if normpath(f"./{folder.name}") in called else folder.configured)
        if places:
            folder.root = _root(files, folder, *places[0])


def _root(files: Files, folder: _Folder, path: str, line: int) -> Mapping[str, Json]:
    own = f"{folder.name}/".lstrip("/")
    locked = files.entry(f"{own}.terraform.lock.hcl") is not None
    versioned = any(files.entry(place + name) for place in (own, "") for name in _VERSION_FILES)
    return {"path": path, "line": line, "locked": locked, "versioned": folder.versioned or versioned}


def _unpinned(folder: _Folder) -> Iterator[Json]:
    """Yield what may change; a lock file fixes the providers of a root."""
    root = folder.root
    for module in folder.modules:
        if not module["pinned"]:
            yield _finding(module, f"module {module['name']} takes any version of {module['source']}")
    for provider in folder.providers:
        if not provider["pinned"] and not (root and root["locked"]):
            yield _finding(provider, f"provider {provider['name']} has no version constraint")
    if root and not root["locked"]:
        yield _finding(root, "the root module has no .terraform.lock.hcl")
    if root and not root["versioned"]:
        yield _finding(root, "the root module requires no version of Terraform")


def _finding(place: Mapping[str, Json], what: str) -> Json:
    return {"path": place["path"], "line": place["line"], "what": what}
