"""Which CI systems a repository is set up for, and what their files say."""

import re
from collections.abc import Iterator

from msgspec import Struct

from checker.collectors.actions.hooks import PreCommitHooks
from checker.errors import Cause
from checker.files import Files
from checker.files.gaps import UnseenFile
from checker.patterns import lazy

_FILE_LIMIT = 256 * 1024
_FILES = 60
_GITLAB = (
    r"^[ \t]{0,40}-?[ \t]{0,40}[\"']?(?:project|remote|component)[\"']?:"
    r"|^include:[ \t]*[\"']?https?:|^[ \t]{1,40}-[ \t]+[\"']?https?://\S{1,300}\.ya?ml"
)
_SYSTEMS: tuple[tuple[str, tuple[str, ...], str], ...] = (
    (
        "gitlab-ci",
        (".gitlab-ci.yml", ".gitlab-ci.yaml", ".gitlab/**/*.yml"),
        _GITLAB,
    ),
    ("circleci", (".circleci/*.yml", ".circleci/*.yaml", "circle.yml"), r"^orbs:"),
    ("travis", (".travis.yml",), r"^import:"),
    (
        "azure-pipelines",
        (
            "azure-pipelines*.yml",
            ".azure-pipelines/**/*.yml",
            ".azure/**/*.yml",
            ".pipelines/**/*.yml",
            ".vsts-ci.yml",
        ),
        r"template:[ \t]*\S{1,200}@\S",
    ),
    (
        "jenkins",
        ("Jenkinsfile*", "jenkins/Jenkinsfile*", ".jenkins/**", "ci/Jenkinsfile*"),
        r"@Library|\blibrary\b|\bbuildPlugin\b",
    ),
    ("bitbucket", ("bitbucket-pipelines.yml",), r"import:"),
    ("buildkite", (".buildkite/*.yml", ".buildkite/*.yaml", ".buildkite/*.sh"), r"pipeline upload"),
    ("cirrus", (".cirrus.yml", ".cirrus.star"), r"load\("),
    ("drone", (".drone.yml", ".drone.jsonnet", ".drone.star"), r"load\("),
    ("woodpecker", (".woodpecker.yml", ".woodpecker.yaml", ".woodpecker/*.yml", ".woodpecker/*.yaml"), ""),
    ("appveyor", ("appveyor.yml", ".appveyor.yml", ".appveyor/*.yml", "appveyor.yaml"), ""),
    ("semaphore", (".semaphore/*.yml",), ""),
    ("tekton", (".tekton/*.yaml", ".tekton/*.yml", "tekton/**/*.yaml"), r"resolver:|bundle:"),
    ("teamcity", (".teamcity/**",), r"."),
    (
        "google-cloud-build",
        ("cloudbuild.yaml", "cloudbuild.yml", "cloudbuild.json", ".cloudbuild/*.yaml"),
        "",
    ),
    ("codebuild", ("buildspec.yml", "buildspec.yaml", "buildspec/*.yml"), ""),
    ("codefresh", ("codefresh.yml", ".codefresh/*.yml"), r"."),
    ("concourse", ("ci/pipeline.yml", ".concourse/**/*.yml", "concourse/**/*.yml"), r"."),
    ("zuul", (".zuul.yaml", "zuul.yaml", ".zuul.d/*.yaml", "zuul.d/*.yaml"), r"."),
    ("wercker", ("wercker.yml",), ""),
    ("sourcehut", (".build.yml", ".builds/*.yml"), ""),
    (
        "forgejo-actions",
        (".forgejo/workflows/*.yml", ".forgejo/workflows/*.yaml"),
        r"^[ \t]{1,40}uses:[ \t]*\S{1,200}/\.\w+/workflows/",
    ),
    (
        "gitea-actions",
        (".gitea/workflows/*.yml", ".gitea/workflows/*.yaml"),
        r"^[ \t]{1,40}uses:[ \t]*\S{1,200}/\.\w+/workflows/",
    ),
    ("harness", (".harness/**/*.yaml", ".harness/**/*.yml"), r"."),
    ("screwdriver", ("screwdriver.yaml",), r"template:"),
    ("evergreen", (".evergreen.yml", ".evergreen/config.yml"), r"."),
    ("prow", (".prow.yaml", ".prow/*.yaml"), r"."),
)
"""Name, files, and what in them points to instructions that are kept elsewhere."""
_PROW_OWNERS = lazy(r"^(?:approvers|reviewers):", re.MULTILINE)
_LEAD = lazy(
    r"^\s*(?:-\s+)?(?:[\w.-]+:\s+)?(?:-\s+)?[|>]?[-+]?\s*(?:(?:sh|bat|powershell|run)\b\s*\(?\s*(?:script:\s*)?)?[\"']*\s*"
)


class System(Struct, frozen=True):
    """One CI system: its files, what they say, and where it takes further instructions from (*elsewhere*)."""

    name: str
    paths: tuple[str, ...]
    text: str = ""
    elsewhere: UnseenFile | None = None


def found(files: Files, hooks: PreCommitHooks) -> list[System]:
    """Return the systems other than GitHub Actions, sorted by name."""
    systems = [system for name, globs, remote in _SYSTEMS if (system := _system(files, name, globs, remote))]
    if not any(system.name == "prow" for system in systems) and _is_prow(files):
        elsewhere = UnseenFile(
            "OWNERS", "the jobs of Prow are kept in another repository", Cause.NOT_UNDERSTOOD
        )
        systems.append(System("prow", ("OWNERS",), "", elsewhere))
    if hooks.service:
        systems.append(System("pre-commit-ci", ()))
    return sorted(systems, key=lambda system: system.name)


def _system(files: Files, name: str, globs: tuple[str, ...], remote: str) -> System | None:
    paths = tuple(dict.fromkeys(path for glob in globs for path in files.glob(glob)))
    if not paths:
        return None
    read = files.texts(files.within(paths, _FILES))
    texts = {path: files.beginning(path, _FILE_LIMIT) for path in read}
    if name == "tekton" and not any("tekton.dev" in text for text in texts.values()):
        return None
    pointing = [path for path, text in texts.items() if remote and re.search(remote, text, re.MULTILINE)]
    elsewhere = [
        UnseenFile(path, "takes instructions from elsewhere", Cause.NOT_UNDERSTOOD) for path in pointing
    ]
    return System(name, paths, "\n".join(texts.values()), next(iter(elsewhere), None))


def _is_prow(files: Files) -> bool:
    entry = files.entry("OWNERS")
    return entry is not None and bool(_PROW_OWNERS.search(files.texts(["OWNERS"]).get("OWNERS", "")))


def script(system: System) -> str:
    """Return the lines of a system's files as if they were commands: what is none does no harm."""
    return "\n".join(_commands(system.text))


def _commands(text: str) -> Iterator[str]:
    for line in text.splitlines():
        if not line.lstrip().startswith(("#", "//")):
            bare = _LEAD.sub("", line[:2000]).rstrip("'\")")
            yield bare
            yield from bare.split(",") if "[" in bare else ()
