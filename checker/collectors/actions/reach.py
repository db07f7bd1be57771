"""What all of CI runs: GitHub's workflows and other systems' files together."""

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace

from checker.collectors.actions import hooks, systems, tools
from checker.collectors.actions.follow import Follower, ReachedCommands, Script
from checker.collectors.actions.injections import sinks
from checker.collectors.actions.publish import publish_steps
from checker.collectors.actions.source import WorkflowSource
from checker.collectors.actions.systems import System
from checker.collectors.actions.workflow import Job, Workflow, WorkflowStep
from checker.errors import Cause
from checker.files.gaps import UnseenFile, UnseenFiles
from checker.patterns import lazy
from checker.word_lists import wordset

_KNOWN_WORKFLOWS = (
    "slsa-framework/slsa-github-generator/",
    "google/osv-scanner-action/",
    "google/clusterfuzzlite/",
)
"""Reusable workflows of others that do what their names say."""
_VENDORS = wordset("""
    actions github docker astral-sh pypa google google-github-actions googleapis aws-actions azure hashicorp
    golangci goreleaser sigstore anchore aquasecurity snyk semgrep sonarsource codecov coverallsapp gradle
    taiki-e dtolnay rust-lang swatinem ruby rubygems oven-sh denoland pnpm crate-ci pre-commit psf zizmorcore
    rhysd reviewdog peter-evans softprops ossf slsa-framework cachix microsoft cypress-io shivammathur erlef
    coursier julia-actions r-lib conda-incubator mamba-org step-security trufflesecurity gitleaks hadolint
""")
"""Owners whose actions are made for everybody: what they do does not hide the repository's own CI."""
_COLLECTIONS = (
    "super-linter/",
    "github/super-linter",
    "oxsecurity/megalinter",
    "trunk-io/",
    "megalinter/",
    "dagger/",
    "cachix/install-nix-action",
)
"""Actions that run tools which only their configuration names."""
_COMMAND_INPUTS = {
    "actions-rs/cargo": "cargo {command} {args}",
    "houseabsolute/actions-rust-cross": "cargo {command} {args}",
    "clechasseur/rs-cargo": "cargo {command} {args}",
    "gradle/gradle-build-action": "gradle {arguments}",
    "gradle/actions/setup-gradle": "gradle {arguments}",
    "docker/build-push-action": "docker build",
    "docker/bake-action": "docker buildx bake",
    "borales/actions-yarn": "yarn {cmd}",
    "fedora-python/tox-github-action": "tox -e {tox_env}",
    "devcontainers/ci": "{runcmd}",
    "pre-commit/action": "pre-commit run",
    "tox-dev/action-pre-commit-uv": "pre-commit run",
    "j178/prek-action": "prek run",
    "goreleaser/goreleaser-action": "goreleaser {args}",
    "hashicorp/setup-terraform": "",
}
"""Actions that run a command which their inputs spell out."""
_OPAQUE = Cause.NOT_UNDERSTOOD
_VALUE_LIMIT = 200
_LINE_LIMIT = 300
_TEXT_LIMIT = 100_000


class SeenPipelines(Struct, frozen=True):
    """What CI runs as far as it was seen; *gaps* say where there may be more."""

    reach: ReachedCommands
    gaps: UnseenFiles


class Pipelines:
    """All CI of one repository; every answer is worked out once, and only when asked for."""

    def __init__(self, source: WorkflowSource) -> None:
        self._source = source

    @cached_property
    def read_hooks(self) -> tuple[hooks.PreCommitHooks, UnseenFiles]:
        """The hooks of pre-commit, and what could not be read of them."""
        with self._source.files.watching() as gaps:
            return hooks.read(self._source.files), gaps

    @cached_property
    def hooks(self) -> hooks.PreCommitHooks:
        """The hooks of pre-commit."""
        return self.read_hooks[0]

    @cached_property
    def _found(self) -> tuple[list[System], UnseenFiles]:
        with self._source.files.watching() as gaps:
            return systems.found(self._source.files, self.hooks), gaps | self.read_hooks[1]

    @property
    def others(self) -> list[System]:
        """The CI systems besides GitHub Actions."""
        return self._found[0]

    @property
    def unread(self) -> UnseenFiles:
        """The files of other CI systems, or what may be such, that could not be read."""
        return self._found[1]

    @cached_property
    def names(self) -> list[str]:
        """The names of all CI systems, sorted."""
        github = ["github-actions"] if self._source.workflows else []
        return sorted({*github, *(system.name for system in self.others)})

    @cached_property
    def unreadable(self) -> UnseenFiles:
        """Why the commands of the other CI systems cannot all be read."""
        return self.unread | UnseenFiles(system.elsewhere for system in self.others if system.elsewhere)

    @cached_property
    def elsewhere(self) -> UnseenFiles:
        """What another repository decides."""
        return UnseenFiles(_elsewhere(self._source))

    @cached_property
    def before_merge(self) -> SeenPipelines:
        """What GitHub runs on changes that are not merged yet."""
        others = UnseenFiles(
            UnseenFile(
                next(iter(system.paths), ""), f"{system.name} decides for itself when it runs", _OPAQUE
            )
            for system in self.others
        )
        return self._seen(self._walk[0], self._before, others | self.unread)

    @cached_property
    def everything(self) -> SeenPipelines:
        """What any CI runs."""
        return self._seen(self._walk[1], self._source.workflows, self.unreadable)

    @cached_property
    def _before(self) -> list[Workflow]:
        chosen = [workflow for workflow in self._source.workflows if _sees_changes(workflow)]
        return _with_called(chosen, self._source.workflows)

    @cached_property
    def _walk(self) -> tuple[ReachedCommands, ReachedCommands]:
        """What is reached before changes are merged, and then with all the rest."""
        with self._source.files.watching() as self._missed:
            return self._walked()

    def _walked(self) -> tuple[ReachedCommands, ReachedCommands]:
        follower = Follower(self._source.files, self.hooks)
        self._follow(follower, [*self._before, *self._source.composites])
        first = replace(follower.reach, tools=set(follower.reach.tools))
        before = {workflow.path for workflow in self._before}
        self._follow(follower, [each for each in self._source.workflows if each.path not in before])
        follower.name(self.hooks.service)
        for system in self.others:
            follower.name(_loose(system.text))
            follower.follow([Script(systems.script(system))])
        return first, follower.reach

    def _follow(self, follower: Follower, workflows: Iterable[Workflow]) -> None:
        """Follow every step; composite actions are among them, for nobody keeps unused ones."""
        for workflow in workflows:
            for job in workflow.jobs:
                follower.name(tools.in_action(job.uses, {}))
                for step in job.steps:
                    follower.name(tools.in_action(step.action, step.inputs))
                    follower.follow(_scripts(step, {**workflow.env, **job.env, **step.env}))

    def _seen(
        self, reach: ReachedCommands, workflows: Iterable[Workflow], unread: UnseenFiles
    ) -> SeenPipelines:
        calls = UnseenFiles(_elsewhere(self._source, {workflow.path for workflow in workflows}))
        cut = UnseenFiles([UnseenFile("", reach.cut)] if reach.cut else [])
        return SeenPipelines(reach, self._source.gaps | unread | self._missed | cut | calls)


def _scripts(step: WorkflowStep, env: Mapping[str, str]) -> Iterator[Script]:
    directory = "" if "${{" in step.directory else posixpath.normpath(step.directory or ".")
    directory = "" if directory == "." else directory
    for _, text, _ in sinks(step):
        yield Script(_plain(text, env), directory)
    template = _COMMAND_INPUTS.get(step.action, "")
    given = {key.lower(): value for key, value in step.inputs.items()}
    command = re.sub(r"\{(\w+)\}", lambda match: given.get(match[1], ""), template)
    yield Script(_plain(command, env), directory)


_VARIABLE = lazy(r"\$\{\{\s*env\.(\w+)\s*\}\}|\$\{(\w+)\}|\$(\w+)")


def _plain(text: str, env: Mapping[str, str]) -> str:
    """Write known variables as their values, and expressions as one word that is no command."""

    def value(match: re.Match[str]) -> str:
        found = env.get(match[1] or match[2] or match[3], "")
        return found if found and len(found) < _VALUE_LIMIT and "${{" not in found else match[0]

    known = _VARIABLE.sub(value, text) if env and len(text) < _TEXT_LIMIT else text
    # An expression that does not end must not be looked for the end of the line again and again.
    return re.sub(r"\$\{\{(?:[^}\n$]|\$(?!\{\{))*+\}\}", "${EXPRESSION}", known)


def _loose(text: str) -> Iterator[str]:
    """Find tools named anywhere in the files of a system: as images, orbs, plug-ins, templates."""
    for whole in text.splitlines():
        line = whole[:_LINE_LIMIT]
        if re.match(
            r"\s*(?:-\s+)?[\"']?(?:image|name|template|orb|plugins?|uses|pipe|docker)\b|\s*(?:-\s+)?[\w-]+:\s+\S+/\S+@",
            line,
        ):
            yield from tools.in_name(line)
            yield from (tool for name, tool in _TEMPLATES.items() if name in line)


_TEMPLATES = {
    "Secret-Detection": "gitleaks",
    "SAST": "semgrep",
    "Dependency-Scanning": "gemnasium",
    "Container-Scanning": "trivy",
}
"""GitLab's own templates."""


def _sees_changes(workflow: Workflow) -> bool:
    if workflow.pull_request or "pull_request_target" in workflow.triggers:
        return True
    push = workflow.triggers.get("push")
    filters = {"branches", "branches-ignore", "tags", "tags-ignore"}
    return push is not None and filters.isdisjoint(push)


def _with_called(chosen: list[Workflow], everything: Iterable[Workflow]) -> list[Workflow]:
    """Add the repository's own workflows that these call, directly or not."""
    by_path = {workflow.path: workflow for workflow in everything}
    result = {workflow.path: workflow for workflow in chosen}
    waiting = list(chosen)
    while waiting:
        for job in waiting.pop().jobs:
            path = posixpath.normpath(job.uses.removeprefix("$/"))
            if path in by_path and path not in result:
                result[path] = by_path[path]
                waiting.append(by_path[path])
    return list(result.values())


def _elsewhere(source: WorkflowSource, paths: set[str] | None = None) -> Iterator[UnseenFile]:
    for workflow in source.workflows:
        if paths is not None and workflow.path not in paths:
            continue
        for job in workflow.jobs:
            yield from _called(source, workflow, job)


def _called(source: WorkflowSource, workflow: Workflow, job: Job) -> Iterator[UnseenFile]:
    if _is_remote(job.uses) and not job.uses.lower().startswith(_KNOWN_WORKFLOWS):
        yield UnseenFile(workflow.path, f"calls {job.uses}", _OPAQUE, line=job.place.line)
    for step in job.steps:
        owner, _, name = step.action.partition("/")
        ours = (
            owner == source.owner
            and owner not in _VENDORS
            and name.partition("/")[0] != source.name
            and _is_remote(step.uses)
        )
        if ours or step.action.startswith(_COLLECTIONS):
            yield UnseenFile(workflow.path, f"uses {step.uses}", _OPAQUE, line=step.place.line)


def _is_remote(uses: str) -> bool:
    return bool(uses) and not uses.startswith(("./", "../", "$/", "docker://"))


def publishes(pipelines: Pipelines, source: WorkflowSource) -> bool:
    """Tell whether CI publishes a package, an image or a release."""
    return pipelines.everything.reach.publishes or bool(publish_steps(source))
