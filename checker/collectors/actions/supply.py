"""What workflows bring in from elsewhere: actions, images, downloaded scripts."""

import re
from collections.abc import Iterator, Mapping
from itertools import islice

from checker.collectors.actions.expression import expressions
from checker.collectors.actions.injections import unique
from checker.collectors.actions.matrix import matrix_values, possible_texts
from checker.collectors.actions.places import YamlPosition
from checker.collectors.actions.source import Record, WorkflowSource
from checker.collectors.actions.workflow import PULL_REQUEST, Job, text
from checker.documents.shapes import table
from checker.patterns import lazy

_HASH = lazy(r"[0-9a-fA-F]{40}|[0-9a-fA-F]{64}")
_DIGEST = "@sha256:"
_DOCKER = "docker://"
_SHELL = r"(?:sudo\s+(?:-\S+\s+)*)?(?:\S*/)?(?:ba|z|da|k)?sh\b"
_FETCH = r"\b(?:curl|wget)\b"
_PIPED = (
    lazy(
        _FETCH
        + r"(?:[^|\n;&]|&(?!&)){0,500}\|\s*(?:"
        + _SHELL
        + r"|(?:sudo\s+)?(?:python3?|node|perl|ruby)\s*(?:-\s|-?$))"
    ),
    lazy(
        r"\b(?:iwr|irm|invoke-webrequest|invoke-restmethod)\b[^|\n]{0,500}\|\s*(?:iex|invoke-expression)\b",
        re.IGNORECASE,
    ),
    lazy(r"\b(?:iex|invoke-expression)\b[^\n]{0,500}(?:downloadstring|\biwr\b|\birm\b)", re.IGNORECASE),
)
_SUBSTITUTED = lazy(r"(?:<\(|\$\(|`)\s*" + _FETCH)
_RUNS = lazy(r"(?:\b(?:ba|z|da)?sh\b(?:\s+-\w+)*|\bsource|\beval|^\s*\.|\bpython3?)\s*(?:-c\s*)?[\"']?$")
_LINE_LIMIT = 4000
_FINDINGS = 100
"""Findings of one script that are told."""


def uses(source: WorkflowSource) -> list[Record]:
    """List every action and reusable workflow that is used."""
    return source.once(_uses)


def _uses(source: WorkflowSource) -> list[Record]:
    found: list[Record] = [
        record(job.place.at("uses"), job.id, job.uses, reusable=True)
        for workflow in source.workflows
        for job in workflow.live_jobs
        if job.uses and "${{" not in job.uses
    ]
    found += [
        record(step.place.at("uses"), job.id, step.uses)
        for _, job, step in source.steps()
        if step.uses and "${{" not in step.uses
    ]
    return sorted(unique(found), key=lambda item: (str(item["path"]), int(str(item["line"]))))


def remote_uses(source: WorkflowSource) -> list[Record]:
    """List what is used from other repositories and registries."""
    return [item for item in uses(source) if not item["local"]]


def record(place: YamlPosition, job: str, name: str, reusable: bool = False) -> Record:
    """Take one `uses` apart."""
    local = name.startswith(("./", "../", "$/"))
    docker = name.startswith("docker://")
    target, _, ref = name.partition("@")
    owner = "" if local or docker else target.partition("/")[0].lower()
    return {
        "path": place.path,
        "line": place.line,
        "job": job,
        "uses": name,
        "owner": owner,
        "name": target.lower(),
        "ref": ref,
        "local": local,
        "pinned": local or (_DIGEST in name if docker else is_hash(ref)),
        "docker": docker,
        "reusable": reusable,
    }


def is_hash(reference: str) -> bool:
    """Tell whether what stands behind the `@` is a whole commit hash."""
    return _HASH.fullmatch(reference) is not None


def runs(source: WorkflowSource) -> list[Record]:
    """List every script of every step."""
    return [
        {
            "path": workflow.path,
            "line": step.place.at("run").line_within(0),
            "job": job.id,
            "command": step.run[:_LINE_LIMIT],
            "pull_request": not PULL_REQUEST.isdisjoint(workflow.triggers),
            "shell": step.shell,
        }
        for workflow, job, step in source.steps()
        if step.run
    ]


def unpinned_images(source: WorkflowSource) -> list[Record]:
    """Find containers whose image is named by a tag, which can be moved."""
    found: list[Record] = [
        {"path": place.path, "line": place.line, "job": job.id, "what": f"image {image}"}
        for workflow in source.workflows
        for job in workflow.live_jobs
        for matrix in [matrix_values(job)]
        for place, written in _images(job)
        for image in _movable(written, matrix)
    ]
    found += [
        {"path": place.path, "line": place.line, "job": "", "what": f"image {image}"}
        for place, image in source.docker_actions
        if image.startswith(_DOCKER) and _DIGEST not in image
    ]
    return unique(found)


def _images(job: Job) -> Iterator[tuple[YamlPosition, str]]:
    container = job.data.get("container")
    at = job.place.at("container")
    if isinstance(container, str):
        yield at, container
    elif image := text(table(container).get("image")):
        yield at.at("image"), image
    for name, service in table(job.data.get("services")).items():
        at = job.place.at("services", name)
        if isinstance(service, str):
            yield at, service
        elif image := text(table(service).get("image")):
            yield at.at("image"), image


def _movable(image: str, matrix: Mapping[str, tuple[str, ...]]) -> list[str]:
    """Return the images that surely are not pinned; a value that comes from elsewhere is not judged."""
    found = list(expressions(image))
    values = [possible_texts(each.text, matrix) for each in found]
    if _DIGEST in image or None in values:
        return []
    if len(found) > 1:
        # Which values go together is not worked out: one digest may pin the whole.
        together = [value for each in values for value in each or ()]
        return [] if any("sha256:" in value or "${{" in value for value in together) else [image]
    written = [image]
    if found:
        before, after = image[: found[0].offset], image[found[0].end :]
        written = [f"{before}{value}{after}" for value in sorted(values[0] or ())]
    return [each for each in written if each and _DIGEST not in each and "${{" not in each]


def piped_downloads(source: WorkflowSource) -> list[Record]:
    """Find scripts from the network that are run without a look at what they are."""
    found: list[Record] = []
    for workflow, job, step in source.steps():
        for offset, command in islice(_downloads(step.run), _FINDINGS):
            line = step.place.at("run").line_within(offset)
            what = f"script run from the network: {command}"
            found.append({"path": workflow.path, "line": line, "job": job.id, "what": what})
    return unique(found)


def _downloads(script: str) -> Iterator[tuple[int, str]]:
    if not re.search(r"curl|wget|iwr|irm|Invoke-|iex", script, re.IGNORECASE):
        return
    offset = 0
    for command in commands(script):
        if (
            not command.lstrip().startswith("#")
            and _is_piped(command)
            and not re.search(r"\b[0-9a-f]{40}\b", command)
        ):
            indent = len(command) - len(command.lstrip())
            yield offset + indent, " ".join(command.split())[:200]
        offset += len(command) + 1


def commands(script: str) -> Iterator[str]:
    """Yield lines, joined where a backslash continues them; their lengths add up to the script."""
    lines = script.split("\n")
    start = 0
    for number, line in enumerate(lines):
        if not line.endswith("\\") or number == len(lines) - 1:
            yield "\n".join(lines[start : number + 1])[:_LINE_LIMIT]
            start = number + 1


def _is_piped(command: str) -> bool:
    joined = command.replace("\\\n", " ")
    if any(pattern.search(joined) for pattern in _PIPED):
        return True
    return any(_RUNS.search(joined[: match.start()][-80:]) for match in _SUBSTITUTED.finditer(joined))
