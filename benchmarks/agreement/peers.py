"""Runs the peers over a work tree and reads their reports, whatever its settings tell them to ignore."""

import json
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

from benchmarks import children
from benchmarks.agreement.values import Finding, Report, Span

_SECONDS = 900
_DOCKERFILE = re.compile(
    r"^(?:[\w.-]+[.-])?(?:dockerfile|containerfile)(?:[.-][\w.-]+)?$", re.IGNORECASE | re.ASCII
)
_WORKFLOW = re.compile(r"^\.github/workflows/[^/]+\.ya?ml$")
_REFUSED = re.compile(r"failed to \w+ file://(?:\./)?(\S+) as ")
"""What zizmor says of a file that does not look like a workflow to it."""
_MANY = 100
Reader = Callable[[Path, Path], Report]


class Broken(Exception):
    """A peer failed on a repository; the message says how."""


def zizmor(commands: Path, tree: Path) -> Report:
    """Audit as its strictest persona does, offline."""
    options = ("--offline", "--no-config", "--no-ignores", "--persona", "auditor", "--format", "json-v1")
    command: list[str | Path] = [commands / "zizmor", *options, "--no-progress", "--quiet", "."]
    done = _run(command, tree, (0, 3, *range(10, 15)))
    return Report(
        findings=tuple(_zizmor_finding(each) for each in _parsed(done.stdout or "[]")),
        unread=tuple(_REFUSED.findall(done.stderr)),
    )


def _zizmor_finding(found: Mapping[str, Any]) -> Finding:
    order = ("Primary", "Related", "Hidden")
    places = sorted(found["locations"], key=lambda place: order.index(place["symbolic"]["kind"]))
    sure = found["determinations"]
    return Finding(
        found["ident"],
        _relative(places[0]["symbolic"]["key"]["Local"]["verbatim_path"]),
        tuple(_zizmor_span(place["concrete"]["location"]) for place in places),
        (f"persona:{sure['persona'].lower()}", f"confidence:{sure['confidence'].lower()}"),
        f"{places[0]['symbolic']['annotation']}: {places[0]['concrete']['feature'][:120]}",
    )


def _zizmor_span(location: Mapping[str, Any]) -> Span:
    return Span(location["start_point"]["row"] + 1, location["end_point"]["row"] + 1)


def actionlint(commands: Path, tree: Path) -> Report:
    """Check the workflows without the linters of scripts that it would call."""
    if not (tree / ".github" / "workflows").is_dir():
        return Report()
    with tempfile.NamedTemporaryFile("w", suffix=".yml") as settings:
        options = ("-shellcheck=", "-pyflakes=", "-config-file", settings.name, "-format", "{{json .}}")
        said = _output([commands / "actionlint", *options], tree, (0, 1))
    return Report(findings=tuple(_actionlint_finding(each) for each in _parsed(said or "[]")))


def _actionlint_finding(found: Mapping[str, Any]) -> Finding:
    span = Span(found["line"], found["line"])
    return Finding(found["kind"], _relative(found["filepath"]), (span,), message=found["message"])


def hadolint(commands: Path, tree: Path) -> Report:
    """Check every Dockerfile."""
    paths = list(_dockerfiles(tree))
    with tempfile.NamedTemporaryFile("w", suffix=".yml") as settings:
        settings.write("ignored: []\n")
        settings.flush()
        options = ("--no-fail", "--disable-ignore-pragma", "-c", settings.name, "-f", "json", "--")
        said = [
            found
            for first in range(0, len(paths), _MANY)
            for found in _parsed(
                _output([commands / "hadolint", *options, *paths[first : first + _MANY]], tree, (0,))
            )
        ]
    return Report(
        findings=tuple(
            Finding(each["code"], each["file"], (Span(each["line"], each["line"]),), message=each["message"])
            for each in said
        ),
        unread=tuple(sorted({each["file"] for each in said if each["code"] == "DL1000"})),
    )


def repo_review(commands: Path, tree: Path) -> Report:
    """Ask repo-review with the rules of sp-repo-review."""
    said = _output([commands / "repo-review", "--format", "json", "."], tree, (0, 1, 2, 3))
    checks = _parsed(said)["checks"]
    return Report(verdicts={name: _opposite(check["result"]) for name, check in checks.items()})


def _opposite(passes: bool | None) -> bool | None:
    return None if passes is None else not passes


def repolinter(commands: Path, tree: Path) -> Report:
    """Lint by its default rules."""
    rules = commands.parent / "repolinter" / "rulesets" / "default.json"
    options = ("lint", ".", "--format", "json", "--rulesetFile", rules)
    said = _output([commands / "repolinter", *options], tree, (0, 1))
    results = _parsed(said[said.find("{") :])["results"]
    passes = {"PASSED": True, "NOT_PASSED_ERROR": False, "NOT_PASSED_WARN": False}
    return Report(
        verdicts={each["ruleInfo"]["name"]: _opposite(passes.get(each["status"])) for each in results}
    )


def checkov(commands: Path, tree: Path) -> Report:
    """Scan copies of workflows and Dockerfiles alone: it takes minutes for large trees."""
    with tempfile.TemporaryDirectory() as scratch:
        for path in (*_workflows(tree), *_dockerfiles(tree)):
            copy = Path(scratch) / path
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(tree / path, copy)
        options = ("--framework", "github_actions", "dockerfile", "--skip-download", "--quiet", "-o", "json")
        # Where it runs, it would read settings.
        said = _output([commands / "checkov", "-d", scratch, *options], Path(scratch), (0, 1))
    parts = _parsed(said) if said.strip() else []
    failed = [
        each
        for part in (parts if isinstance(parts, list) else [parts])
        for each in part.get("results", {}).get("failed_checks", ())
    ]
    return Report(
        findings=tuple(
            Finding(
                each["check_id"],
                each["file_path"].lstrip("/"),
                (Span(*each["file_line_range"]),),
                message=each["check_name"],
            )
            for each in failed
        )
    )


READERS: Mapping[str, Reader] = {
    "actionlint": actionlint,
    "checkov": checkov,
    "hadolint": hadolint,
    "repo-review": repo_review,
    "repolinter": repolinter,
    "zizmor": zizmor,
}


def _workflows(tree: Path) -> Iterable[str]:
    return (path for path in _files(tree) if _WORKFLOW.match(path))


def _dockerfiles(tree: Path) -> Iterable[str]:
    return (path for path in _files(tree) if _DOCKERFILE.match(path.rpartition("/")[2]))


def _files(tree: Path) -> Iterable[str]:
    """Return the files that are tracked; what a link leads to is not the repository's."""
    tracked = _output(["git", "ls-files", "-z"], tree, (0,)).split("\0")
    return (path for path in tracked if (tree / path).is_file() and not (tree / path).is_symlink())


def _relative(path: str) -> str:
    return path.removeprefix("./")


def _parsed(said: str) -> Any:
    try:
        return json.loads(said)
    except ValueError:
        raise Broken(f"prints no JSON: {said[:80]!r}") from None


def _output(command: Sequence[str | Path], folder: Path, judged: Sequence[int]) -> str:
    return _run(command, folder, judged).stdout


def _run(command: Sequence[str | Path], folder: Path, judged: Sequence[int]) -> CompletedProcess[str]:
    """Run a command in a folder; raises Broken unless its exit code is *judged*."""
    try:
        return children.run(command, seconds=_SECONDS, folder=folder, accepted=judged)
    except children.Failed as failed:
        raise Broken(str(failed)) from None
