"""The stages of a Dockerfile: what each is built on and whom it runs as."""

import re
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct, field

from checker.collectors.containers.dockerfile import Instruction
from checker.collectors.containers.variables import assignments, expand
from checker.model.json_value import Json

_ROOT = frozenset(("root", "0", "containeradministrator"))
_NONROOT_IMAGE = (
    r"[:-](?:[\w.-]*-)?(?:nonroot|rootless|unprivileged)\b|^(?:docker\.io/)?(?:bitnami|bitnamilegacy)/"
    r"|^cgr\.dev/chainguard/(?!wolfi-base)|/dotnet/.*chiseled"
)
_DROPPERS = r"\b(?:gosu|su-exec|setpriv|s6-overlay|s6-setuidgid)\b"


class Stage(Struct):
    """One FROM with what its instructions add up to.

    *image* is None where a variable hides it; *parent* is the earlier stage that it names.
    *user* is the instruction that decides, in this stage or the one it is built on. *starts*: it says what
    to run; *holds*: files are put into it.
    """

    line: int
    image: str | None
    parent: "Stage | None"
    variables: dict[str, str] = field(default_factory=dict)
    user: Instruction | None = None
    starts: bool = False
    holds: bool = False

    @property
    def base(self) -> "Stage":
        """The stage that is built on an image."""
        stage = self
        while stage.parent is not None:
            stage = stage.parent
        return stage


class Stages(Struct, frozen=True):
    """The stages of one file, and the images that COPY and RUN --mount take files from, with their lines."""

    stages: Sequence[Stage]
    sources: Sequence[tuple[int, str]]
    drops_privileges: bool


def read(instructions: Sequence[Instruction]) -> Stages:
    """Follow the instructions; there is at least one FROM."""
    arguments: dict[str, str] = {}
    stages: list[Stage] = []
    names: dict[str, Stage] = {}
    sources: list[tuple[int, str]] = []
    for instruction in instructions:
        if instruction.keyword == "FROM":
            stages.append(_start(instruction, arguments, names))
        elif not stages:
            _assign(instruction, arguments, {})
        else:
            _follow(instruction, stages[-1], arguments)
        known = {**arguments, **(stages[-1].variables if stages else {})}
        sources += [(instruction.line, image) for image in _sources(instruction, known, names)]
    drops = any(re.search(_DROPPERS, each.value) for each in instructions)
    return Stages(stages, sources, drops)


def _start(instruction: Instruction, arguments: Mapping[str, str], names: dict[str, Stage]) -> Stage:
    words = instruction.words
    raw = words[0] if words else ""
    image = expand(raw, arguments)
    parent = names.get((image or raw).lower())
    stage = Stage(instruction.line, image, parent)
    if parent is not None:
        stage.variables = dict(parent.variables)
        stage.user, stage.starts, stage.holds = parent.user, parent.starts, parent.holds
    if len(words) > 2 and words[1].lower() == "as":
        names[words[2].lower()] = stage
    return stage


def _follow(instruction: Instruction, stage: Stage, arguments: Mapping[str, str]) -> None:
    if instruction.keyword == "USER":
        stage.user = instruction
    elif instruction.keyword in {"CMD", "ENTRYPOINT"}:
        stage.starts = True
    elif instruction.keyword in {"ADD", "COPY"}:
        stage.holds = True
    else:
        _assign(instruction, stage.variables, arguments)


def _assign(instruction: Instruction, variables: dict[str, str], arguments: Mapping[str, str]) -> None:
    """Remember what ARG and ENV say; an ARG without a value takes the one from before FROM."""
    if instruction.keyword not in {"ARG", "ENV"}:
        return
    for name, raw in assignments(instruction):
        value = expand(raw, variables)
        if value is None:
            variables.pop(name, None)
        else:
            variables[name] = value
    if instruction.keyword == "ARG":
        for name in instruction.words:
            if name in arguments:
                variables[name] = arguments[name]


def _sources(instruction: Instruction, known: Mapping[str, str], names: Mapping[str, Stage]) -> Iterator[str]:
    """Yield the images that an instruction takes files from without building on them."""
    written = []
    if instruction.keyword == "ONBUILD":
        keyword, _, value = instruction.value.partition(" ")
        instruction = Instruction(keyword.upper(), value.strip(), instruction.line)
    if instruction.keyword == "COPY":
        written = [value for name, value in instruction.options if name == "from"]
    elif instruction.keyword == "RUN":
        mounts = [value for name, value in instruction.options if name == "mount"]
        parts = [part.partition("=") for mount in mounts for part in mount.strip("\"'").split(",")]
        written = [value for name, _, value in parts if name.strip() == "from"]
    for raw in written:
        image = expand(raw, known)
        if image and _names_image(image, names):
            yield image


def _names_image(source: str, names: Mapping[str, Stage]) -> bool:
    """Tell whether a source is an image: not a stage, nor a context that the build is given."""
    return bool(source) and source.lower() not in names and any(mark in source for mark in "/:@")


def images(path: str, found: Stages) -> list[Json]:
    """Return every image that the file builds on or copies from, as far as it says which."""
    named = [(stage.line, stage.image) for stage in found.stages if stage.parent is None]
    named += found.sources
    return [_image(path, line, image) for line, image in named if image and image != "scratch"]


def _image(path: str, line: int, image: str) -> Mapping[str, Json]:
    name, _, digest = image.partition("@")
    tag = name.rpartition("/")[2].partition(":")[2]
    return {
        "path": path,
        "line": line,
        "image": image,
        "tag": tag,
        "digest": re.fullmatch(r"sha256:[0-9a-f]{64}", digest) is not None,
        "latest": not digest and tag in {"", "latest"},
    }


def user(path: str, found: Stages) -> Mapping[str, Json] | None:
    """Return whom the final stage runs as, None where it is not run or does not settle that.

    A variable may settle it, or an entrypoint with a tool to start as root and become someone else. An
    image that neither holds files nor says what to run is an environment for builds, or a place where a
    bot keeps a version up to date.
    """
    stage = found.stages[-1]
    if stage.user is None and not (stage.starts or stage.holds):
        return None
    if stage.base.image is None and stage.user is None:
        return None
    if stage.base.image == "scratch" and not stage.starts:
        return None  # files for others to copy
    name = expand(stage.user.value, stage.variables) if stage.user else ""
    if name is None:
        return None
    root = (
        name.partition(":")[0].strip().lower() in _ROOT if name else not _is_harmless(stage.base.image or "")
    )
    if root and found.drops_privileges:
        return None
    line = stage.user.line if stage.user else stage.line
    return {"path": path, "line": line, "user": name, "root": root}


def _is_harmless(image: str) -> bool:
    """Tell whether an image is known not to run as root."""
    return re.search(_NONROOT_IMAGE, image) is not None
