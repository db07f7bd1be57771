"""Where workflows publish to, and with which credentials."""

from collections.abc import Iterator, Mapping

from checker.collectors.actions.expression import expressions, flows
from checker.collectors.actions.injections import unique
from checker.collectors.actions.source import Record, WorkflowSource
from checker.collectors.actions.workflow import MISSING, Job, Workflow, WorkflowStep
from checker.documents.shapes import table
from checker.patterns import lazy

_ACTIONS = {
    "pypa/gh-action-pypi-publish": "pypi",
    "js-devtools/npm-publish": "npm",
    "changesets/action": "npm",
    "cycjimmy/semantic-release-action": "github-release",
    "katyo/publish-crates": "crates",
    "release-plz/action": "crates",
    "marcoieni/release-plz-action": "crates",
    "rubygems/release-gem": "rubygems",
    "cadwallion/publish-rubygems-action": "rubygems",
    "goreleaser/goreleaser-action": "github-release",
    "softprops/action-gh-release": "github-release",
    "ncipollo/release-action": "github-release",
    "actions/create-release": "github-release",
    "actions/upload-release-asset": "github-release",
    "svenstaro/upload-release-action": "github-release",
    "elgohr/github-release-action": "github-release",
    "googleapis/release-please-action": "github-release",
    "google-github-actions/release-please-action": "github-release",
    "release-drafter/release-drafter": "",
    "helm/chart-releaser-action": "helm",
    "vedantmgoyal2009/winget-releaser": "winget",
    "vedantmgoyal9/winget-releaser": "winget",
    "haaLeo/publish-vscode-extension".lower(): "vscode",
    "redhat-actions/push-to-registry": "container",
}
_BUILDS_IMAGES = ("docker/build-push-action", "docker/bake-action")
_RUNNER = r"(?:^|[\s;&|(\"'}/])"
_COMMANDS = (
    ("pypi", r"(?:twine|-m\s+twine)\s+upload\b"),
    ("pypi", r"(?:uv|poetry|flit|hatch|pdm|maturin)\s+(?:-\S+\s+){0,9}publish\b"),
    ("pypi", r"maturin\s+upload\b"),
    ("npm", r"(?:npm|pnpm|yarn\s+npm|bun|lerna)\s+(?:-\S+\s+(?:[^-\s]\S*\s+)?){0,9}publish\b"),
    ("npm", r"(?:changeset\s+publish|yarn\s+publish|semantic-release\b|release-it\b)"),
    ("jsr", r"(?:jsr|deno)\s+publish\b"),
    ("crates", r"cargo\s+(?:\+\S+\s+)?(?:publish|release\s+publish|workspaces\s+publish)\b"),
    ("rubygems", r"gem\s+push\b|rake\s+release\b"),
    ("nuget", r"(?:dotnet\s+)?nuget\s+push\b"),
    ("maven", r"(?:mvnw?|\./mvnw)\b[^\n;&|]{0,300}\s(?:deploy|release:perform)\b"),
    ("maven", r"gradlew?\b[^\n;&|]{0,300}\s(?:\S*:)?publish\w*\b"),
    ("container", r"(?:docker|podman|buildah|skopeo)\s+(?:(?:image|manifest)\s+)?(?:push|copy)\b"),
    ("container", r"docker\s+(?:buildx\s+(?:build|bake)|build)\b[^\n]{0,500}\s--push\b"),
    ("container", r"(?:ko\s+(?:build|publish|resolve|apply)|crane\s+push)\b"),
    ("github-release", r"gh\s+release\s+(?:create|upload)\b"),
    ("github-release", r"goreleaser\s+release\b|cargo\s+dist\s+host|dist\s+host\b"),
    ("vscode", r"(?:vsce|ovsx)\s+publish\b"),
    ("helm", r"helm\s+(?:push|cm-push)\b"),
)
_PATTERNS = tuple((registry, lazy(_RUNNER + "(?:" + command + ")")) for registry, command in _COMMANDS)
_ANY = lazy(_RUNNER + "(?:" + "|".join(command for _, command in _COMMANDS) + ")")
_HINT = lazy(r"publish|upload|push|release|deploy|host|copy|\bko\b")
_DEPLOYS = lazy(
    _RUNNER + r"(?:kubectl\s+(?:apply|set\s+image|rollout)|helm\s+upgrade|terraform\s+apply|helmfile\s+\w+"
    r"|(?:serverless|sls|sam|cdk|amplify|vercel|netlify|flyctl|fly|firebase|wrangler|copilot|ansistrano)\s+deploy"
    r"|aws\s+(?:ecs|lambda|deploy|cloudformation)\s|gcloud\s+(?:run|app|functions)\s+deploy|az\s+webapp"
    r"|ansible-playbook|argocd\s+app\s+sync|git\s+push\s+heroku|cf\s+push|eb\s+deploy|pulumi\s+up)\b"
)
_DRY = lazy(r"--dry-run\b|--dry_run\b|--no-publish\b|--snapshot\b|-DskipPublish")
_TOKENS = {
    "pypi": (
        "TWINE_PASSWORD",
        "UV_PUBLISH_TOKEN",
        "UV_PUBLISH_PASSWORD",
        "POETRY_PYPI_TOKEN_PYPI",
        "FLIT_PASSWORD",
        "HATCH_INDEX_AUTH",
        "PDM_PUBLISH_PASSWORD",
        "MATURIN_PYPI_TOKEN",
        "MATURIN_PASSWORD",
    ),
    "npm": ("NPM_TOKEN", "NODE_AUTH_TOKEN", "NPM_CONFIG_TOKEN", "YARN_NPM_AUTH_TOKEN", "NPM_AUTH_TOKEN"),
    "crates": ("CARGO_REGISTRY_TOKEN", "CARGO_TOKEN", "CRATES_IO_TOKEN"),
    "rubygems": ("GEM_HOST_API_KEY", "RUBYGEMS_API_KEY", "RUBYGEMS_AUTH_TOKEN"),
    "nuget": ("NUGET_API_KEY", "NUGET_TOKEN"),
}
_READING = frozenset(_TOKENS["npm"] + _TOKENS["nuget"])
"""Tokens that are also needed to install private packages."""
_TOKEN_INPUTS = ("password", "token", "registry-token", "api-key", "api_key")
_PUBLIC = lazy(r"pypi\.org|registry\.npmjs\.(?:org|com)|crates\.io|rubygems\.org|registry\.yarnpkg\.com")
_ELSEWHERE = lazy(
    r"(?:--registry|--repository-url|--index-url|--publish-url|--index|--host|--source)[=\s]+[\"']?(\S+)"
)


def publishes_in(text: str) -> bool:
    """Tell whether commands in *text* publish something or bring it into service."""
    if _DEPLOYS.search(text):
        return True
    return bool(_HINT.search(text)) and any(
        not _DRY.search(_line(text, match.start())) for match in _ANY.finditer(text)
    )


def publish_steps(source: WorkflowSource) -> list[Record]:
    """List the steps that publish a package, an image or a release."""
    found = [
        _record(workflow, job, step, registry, line)
        for workflow, job, step in source.steps()
        if not workflow.composite
        for registry, line in [*_targets(job, step)] or _by_token(step)
    ]
    return unique(found)


def _targets(job: Job, step: WorkflowStep) -> Iterator[tuple[str, int]]:
    if registry := _ACTIONS.get(step.action, ""):
        elsewhere = step.inputs.get("repository-url", step.inputs.get("repository_url", ""))
        yield _where(registry, elsewhere), step.place.at("uses").line
    elif step.action in _BUILDS_IMAGES and step.inputs.get("push", "false") not in ("false", ""):
        yield "container", step.place.at("uses").line
    seen: set[str] = set()
    for registry, pattern in _PATTERNS if _HINT.search(step.run) else ():
        for match in pattern.finditer(step.run):
            line = _line(step.run, match.end())
            if registry not in seen and not line.lstrip().startswith(("#", "echo")) and not _DRY.search(line):
                seen.add(registry)
                asked = _ELSEWHERE.search(line)
                elsewhere = asked[1] if asked else _registry_url(job)
                yield _where(registry, elsewhere), step.place.at("run").line_within(match.end() - 1)


def _by_token(step: WorkflowStep) -> Iterator[tuple[str, int]]:
    """Find a script that is given the token with which only publishing can be meant."""
    for registry, names in _TOKENS.items():
        for name in names:
            if name not in _READING and step.run and _is_secret(step.env.get(name, "")):
                elsewhere = next((value for key, value in step.env.items() if key.endswith("_URL")), "")
                yield _where(registry, elsewhere), step.place.at("env", name).line
                return


def _line(text: str, offset: int) -> str:
    """Return the command around *offset*, with the lines that a backslash joins to it."""
    start = text.rfind("\n", 0, offset) + 1
    end = text.find("\n", offset)
    while end > 0 and text[end - 1] == "\\":
        end = text.find("\n", end + 1)
    return text[start:] if end < 0 else text[start:end]


def _registry_url(job: Job) -> str:
    return next((step.inputs["registry-url"] for step in job.steps if "registry-url" in step.inputs), "")


def _where(registry: str, elsewhere: str) -> str:
    """Return the registry, `private` for one of one's own, which has its own ways to let people in."""
    if registry in ("pypi", "npm", "crates", "rubygems") and "://" in elsewhere:
        return registry if _PUBLIC.search(elsewhere) else "private"
    return registry


def _record(workflow: Workflow, job: Job, step: WorkflowStep, registry: str, line: int) -> Record:
    return {
        "path": workflow.path,
        "line": line,
        "job": job.id,
        "registry": registry,
        "token": _has_token(workflow, job, step, registry),
        "oidc": _may_identify(workflow, job),
    }


def _has_token(workflow: Workflow, job: Job, step: WorkflowStep, registry: str) -> bool:
    """Tell whether a long-lived secret is given to what publishes."""
    names = _TOKENS.get(registry, ())
    if not names:
        return False
    given = [
        value for scope in (workflow.env, job.env, step.env) for key, value in scope.items() if key in names
    ]
    given += [value for key, value in step.inputs.items() if key.lower() in _TOKEN_INPUTS]
    return any(_is_secret(value) for value in [*given, step.run])


def _is_secret(value: str) -> bool:
    return any(
        flow.path[0] == "secrets" and flow.path[-1] != "github_token"
        for expression in expressions(value)
        for flow in flows(expression.text)
    )


def _may_identify(workflow: Workflow, job: Job) -> bool:
    scopes = workflow.permissions if job.permissions == MISSING else job.permissions
    return scopes == "write-all" or table(scopes).get("id-token") == "write"


def release_caches(source: WorkflowSource) -> list[Record]:
    """Find jobs that publish what they build from a cache which other runs fill."""
    publishing = {(item["path"], item["job"]) for item in publish_steps(source)}
    found: list[Record] = [
        {"path": workflow.path, "line": step.place.line, "job": job.id, "uses": step.uses}
        for workflow, job, step in source.steps()
        if (workflow.path, job.id) in publishing and _restores(step.action, step.inputs)
    ]
    return unique(found)


def _restores(action: str, inputs: Mapping[str, str]) -> bool:
    if action in (
        "actions/cache",
        "actions/cache/restore",
        "swatinem/rust-cache",
        "mozilla-actions/sccache-action",
    ):
        return inputs.get("lookup-only", "") != "true"
    if action == "actions/setup-go":
        return inputs.get("cache", "true") == "true"
    if action in ("actions/setup-node", "actions/setup-python", "actions/setup-java", "actions/setup-dotnet"):
        return inputs.get("cache", "false") not in ("", "false")
    if action == "ruby/setup-ruby":
        return inputs.get("bundler-cache", "") == "true"
    if action == "docker/build-push-action":
        return "type=gha" in inputs.get("cache-from", "")
    return action == "astral-sh/setup-uv" and inputs.get("enable-cache", "") == "true"
