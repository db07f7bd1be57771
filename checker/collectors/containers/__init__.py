"""Facts about the images that a repository builds: their bases, users, secrets and contexts.

Judged are Dockerfiles and Containerfiles of the product: not those of tests, examples,
development environments and templates.
"""

import re
from collections.abc import Mapping, Sequence

from msgspec import Struct

from checker.collectors import Checkout, bounded, fact
from checker.collectors.containers import secrets, stages
from checker.collectors.containers.dockerfile import Instruction, parse
from checker.documents import Malformed, OverLimit
from checker.errors import Unobserved
from checker.files import Files
from checker.files.languages import language
from checker.model.facts import Facts, FactSpec, FactType, merge
from checker.model.json_value import Json
from checker.model.tree import PathClass, TreeEntry

_BOOL, _INT, _STRING = FactType.BOOL, FactType.INT, FactType.STRING
_PLACE = {"path": _STRING, "line": _INT}

FACTS: tuple[FactSpec, ...] = (
    FactSpec("containers.files", FactType.STRINGS, "The Dockerfiles and Containerfiles of the product."),
    FactSpec(
        "containers.images",
        FactType.RECORDS,
        "The images that they build on or copy from; not earlier stages, nor what a variable hides.",
        grows=True,
        item={**_PLACE, "image": _STRING, "tag": _STRING, "digest": _BOOL, "latest": _BOOL},
    ),
    FactSpec(
        "containers.users",
        FactType.RECORDS,
        "Whom each final stage runs as, empty where nothing says so; not where a variable or an "
        "entrypoint that drops privileges decides.",
        grows=True,
        item={**_PLACE, "user": _STRING, "root": _BOOL},
    ),
    FactSpec(
        "containers.secrets",
        FactType.RECORDS,
        "Secrets that a build would leave in its image: values of ENV and ARG, copied files, known tokens.",
        grows=True,
        item={**_PLACE, "name": _STRING, "kind": _STRING},
    ),
    FactSpec(
        "containers.contexts",
        FactType.RECORDS,
        "The instructions that copy a whole folder into the image, and whether a .dockerignore is in reach.",
        grows=True,
        item={**_PLACE, "ignored": _BOOL},
    ),
    FactSpec(
        "containers.broken",
        FactType.RECORDS,
        "The Dockerfiles that do not parse.",
        grows=True,
        item={**_PLACE, "reason": _STRING},
    ),
)

_FILE = r"^(?:[\w.-]+[.-])?(?:dockerfile|containerfile)(?:[.-][\w.-]+)?$"
_OTHER_KIND = (
    r"\.(?:dockerignore|md|rst|txt|j2|jinja2?|tmpl|tpl|template|in|erb|eex|tt|ejs|hbs|liquid|mustache"
    r"|gotmpl|lock|ya?ml|json|toml|sh|bat"
    r"|html|css|scss|svg|png|patch|orig|bak|vim|snap|tmlanguage|tests?)$"
)
_NOT_PRODUCT = (
    r"(?:^|[._-])(?:dev|devel|development|tests?|testing|ci|debug|local|e2e|bench|benchmark|lint|fuzz"
    r"|fuzzing|devcontainer|gitpod)(?:$|[._-])"
)
_TOOL_FOLDER = r"(?:^|/)(?:\.?devcontainers?|\.gitpod)/"
_DOCKER_ACTION = r"""\busing["']?\s*:\s*["']?docker\b"""
_MACHINE = (
    r"(?:^|/)\.?(?:ci|circleci|github|gitlab(?:-ci)?|buildkite|dev|devel|development|devtools|hack|lint"
    r"|linters?|builders?"
    r"|build-?env(?:ironment)?s?|build-?images?|toolchains?)(?:/|[._-](?:dockerfile|containerfile)$)"
    r"|(?:^|/)(?:[\w.]{0,60}-|[\w-]{0,60}\.)?(?:clusterfuzzlite|oss-?fuzz|fuzz(?:ing|ers?)?|tests?|testing"
    r"|e2e|bench|benchmarks?|acceptance|conformance|smoke)(?:[._-][^/]{0,60})?/"
    r"|(?:dockerfile|containerfile)[._-](?:builder|build|build-?env|ci|fuzz(?:ing)?)$"
)
"""Words in a path that tell images for pipelines, tests and builds from those that users run."""
_OFFICIAL = (
    "generate-stackbrew-library.sh",
    "generate-stackbrew.sh",
    "stackbrew.js",
    "generate-stackbrew-library.js",
)
"""Files of the repositories that the official base images are made from."""


class _Dockerfile(Struct, frozen=True):
    """A file with its instructions; *name* is the path that it is known by, which may be a link to it."""

    path: str
    name: str
    instructions: Sequence[Instruction]


def collect(checkout: Checkout, wanted: frozenset[str]) -> Facts:
    """Read the product's Dockerfiles, if a rule asks about them."""
    if not any(spec.path in wanted for spec in FACTS):
        return Facts()
    files = checkout.files
    with files.watching() as gaps:
        paths = _paths(files)
        parsed, broken = _parsed(files, paths)
    paths = {name: path for name, path in paths.items() if not _is_program(name) or _holds(parsed, name)}
    committed = _endings(files)
    records = [_records(files, each, committed) for each in parsed]
    if files.index.named(*_OFFICIAL):
        # Programmes of base images demand moving tags below them and root for what is built on them.
        records = [{**each, "containers.images": [], "containers.users": []} for each in records]
    lists = (fact(path, [item for each in records for item in each[path]], gaps) for path in _READ)
    return merge(
        (bounded("containers.files", list(paths)), fact("containers.broken", broken, gaps.unread), *lists)
    )


_READ = ("containers.images", "containers.users", "containers.secrets", "containers.contexts")
"""The facts that take a parsed file."""


def _records(
    files: Files, dockerfile: _Dockerfile, committed: Mapping[str, Sequence[str]]
) -> Mapping[str, Sequence[Json]]:
    path, instructions = dockerfile.path, dockerfile.instructions
    found = stages.read(instructions)
    user = stages.user(path, found) if _is_run(files, dockerfile.name) else None
    return {
        "containers.images": stages.images(path, found),
        "containers.users": [user] if user else [],
        "containers.secrets": list(
            secrets.read(path, instructions, lambda source: _is_committed(committed, source))
        ),
        "containers.contexts": _contexts(files, dockerfile),
    }


def _paths(files: Files) -> dict[str, str]:
    """Return the Dockerfiles, each with the path of the text: of a link, where it leads."""
    named = [
        entry
        for entry in files.index.of(PathClass.SOURCE)
        if not entry.is_submodule and _is_dockerfile(entry.path)
    ]
    paths = {entry.path: entry.path for entry in named if entry.is_file}
    for entry in named:
        if entry.is_link:
            target = _target(files, entry)
            if target not in paths.values():
                paths[entry.path] = target
    return dict(sorted(paths.items()))


def _target(files: Files, entry: TreeEntry) -> str:
    """Return where a link leads within the tree, its own path if it leads elsewhere."""
    try:
        target = files.follow(entry)
    except Unobserved:
        return entry.path
    return target.path if target else entry.path


def _is_dockerfile(path: str) -> bool:
    name = path.rpartition("/")[2].lower()
    named = "dockerfile" in name or "containerfile" in name
    if not named and not name.endswith(".docker"):
        return False
    return (
        (name.endswith(".docker") or re.search(_FILE, name) is not None)
        and not re.search(_OTHER_KIND, name)
        and not re.search(_NOT_PRODUCT, name)
        and not re.search(_TOOL_FOLDER, path)
    )


def _parsed(files: Files, paths: Mapping[str, str]) -> tuple[list[_Dockerfile], list[Json]]:
    """Return the files that parse, and the others."""
    texts = files.texts(paths.values())
    parsed: list[_Dockerfile] = []
    broken: list[Json] = []
    for name, path in paths.items():
        if path not in texts:
            continue
        try:
            parsed.append(_Dockerfile(path, name, parse(texts[path])))
        except Malformed as error:
            if _is_program(name):
                continue
            files.refuse(path, error)
            if not isinstance(error, OverLimit):
                broken.append({"path": path, "line": error.line or 1, "reason": error.reason})
    return parsed, broken


def _is_program(name: str) -> bool:
    """Tell a name that a program about Dockerfiles may have (`dockerfile.pm`)."""
    return language(name) != ""


def _holds(parsed: Sequence[_Dockerfile], name: str) -> bool:
    return any(each.name == name for each in parsed)


def _is_run(files: Files, path: str) -> bool:
    """Tell whether the image is one that users run: not of a pipeline, nor of a GitHub action.

    GitHub demands that actions in containers run as root.
    """
    beside = (f"{path.rpartition('/')[0]}/{name}".lstrip("/") for name in ("action.yml", "action.yaml"))
    return not any(_in_container(files, each) for each in beside) and not re.search(_MACHINE, path.lower())


def _in_container(files: Files, path: str) -> bool:
    """Tell whether an action runs in a container, or cannot be read and might."""
    try:
        return files.entry(path) is not None and re.search(_DOCKER_ACTION, files.text(path)) is not None
    except Unobserved:
        return True


def _contexts(files: Files, dockerfile: _Dockerfile) -> list[Json]:
    ignored = any(_leaves_out(files, path) for path in _ignore_files(dockerfile.name))
    return [
        {"path": dockerfile.path, "line": instruction.line, "ignored": ignored}
        for instruction in dockerfile.instructions
        if _copies_everything(instruction)
    ]


def _leaves_out(files: Files, path: str) -> bool:
    """Tell whether a list of ignored files is there and holds something; one that cannot be read does."""
    if files.entry(path) is None:
        return False
    try:
        rows = files.text(path).splitlines()
    except Unobserved:
        return True
    return any(row.strip() and not row.startswith("#") for row in rows)


def _copies_everything(instruction: Instruction) -> bool:
    if instruction.keyword not in {"ADD", "COPY"} or "from" in instruction.flags:
        return False
    return any(word.strip("[\",'") in {".", "./", "*", "/"} for word in instruction.words[:-1])


def _ignore_files(path: str) -> list[str]:
    """Return where Docker looks for ignored files: the build context may be any folder above."""
    folders = path.split("/")[:-1]
    above = ["/".join(folders[:depth]) for depth in range(len(folders) + 1)]
    return [f"{path}.dockerignore"] + [
        f"{folder}/{name}".lstrip("/") for folder in above for name in _IGNORES
    ]


_IGNORES = (".dockerignore", ".containerignore")


def _endings(files: Files) -> Mapping[str, Sequence[str]]:
    """Return all paths by the name of the file."""
    named: dict[str, list[str]] = {}
    for path in files.all_paths:
        named.setdefault(path.rpartition("/")[2], []).append(path)
    return named


def _is_committed(named: Mapping[str, Sequence[str]], source: str) -> bool:
    """Tell whether a file of a build context, wherever its root is, stands in the repository."""
    ending = source.removeprefix("./").lstrip("/")
    same = named.get(ending.rpartition("/")[2], ())
    return any(path == ending or path.endswith("/" + ending) for path in same)
